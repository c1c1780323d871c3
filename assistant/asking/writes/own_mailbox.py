"""Which of the asker's own mailboxes a write leaves from: the one that they name, else the one that knows whom it is
for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.asking.turns.continuing import said_since
from assistant.asking.values import Mailbox, Source
from assistant.asking.writes.addressees import account_for, words_in
from assistant.asking.writes.order import Order
from assistant.lookalike import PUBLIC, domain_of

_WHICH = r"my (?P<{}>[\w.'-]+(?: [\w.'-]+){{0,2}}?) "
NAMED = re.compile(
    rf"\b(?:from|using|with|via) {_WHICH.format('mails')}(?:e-?mail )?(?:address|account|mailbox|inbox|e-?mail)\b"
    rf"|\b(?:in|into|to|on|from) {_WHICH.format('events')}(?:calendar|drive)\b"
)
_AT_WORK = frozenset({"work", "office", "business", "company", "job", "professional", "corporate"})
_AT_HOME = frozenset({"private", "personal", "home"})
_SAYS_NOTHING = frozenset({"own", "e", "email", "mail", "google", "main", "usual"})


@dataclass(frozen=True)
class Own:
    """The mailbox, by its account id, or what to ask first with the addresses to choose from. `named`: by the asker."""

    account_id: str = ""
    named: bool = False
    question: str = ""
    offered: tuple[str, ...] = ()


def own_mailbox(order: Order, emails: Sequence[str]) -> Own:
    """Where a write to these addresses leaves from. One that the asker names in words that fit none, or several, is
    asked about."""
    mailboxes = order.desk.asker.mailboxes
    said = _said(order)
    if len(mailboxes) > 1 and said:
        written = [box for box in mailboxes if _leaves_from(box.email, said)]
        if len(written) == 1:
            return Own(written[0].account_id, named=True)
        if words := _words(said):
            fitting = [box for box in mailboxes if _fits(box, words)]
            return Own(fitting[0].account_id, named=True) if len(fitting) == 1 else _which(fitting or mailboxes)
    return Own(account_for(order, emails))


def in_named_mailbox(order: Order, found: Sequence[Source]) -> list[Source]:
    """Those that lie in the one of the asker's mailboxes that they name; all where they name none of them."""
    own = own_mailbox(order, ())
    newest = said_since(order.said[0]).casefold()
    named = [box.account_id for box in order.desk.asker.mailboxes if _leaves_from(box.email, newest)]
    account_id = named[0] if len(named) == 1 else own.account_id if own.named else ""
    return [one for one in found if not account_id or one.account_id == account_id]


def addresses_of(order: Order) -> tuple[str, ...]:
    """The asker's own, which tell their things apart where they have several mailboxes."""
    mailboxes = order.desk.asker.mailboxes
    return tuple(box.email for box in mailboxes) if len(mailboxes) > 1 else ()


def _said(order: Order) -> str:
    """What the asker said of the order, without the text that is to go out."""
    said = order.said[0].casefold() if order.said else ""
    text = str(order.arguments.get("text", "")).casefold().strip()
    return said.replace(text, " ") if text else said


def _leaves_from(email: str, said: str) -> bool:
    """Whether exactly this address stands there, and not as one that is written to."""
    return re.search(rf"(?<![\w.+-])(?<!\bto )(?<!\bfor ){re.escape(email.casefold())}(?![\w-]|\.\w)", said) is not None


def _words(said: str) -> frozenset[str]:
    """The words that tell one of the asker's mailboxes: 'work' of 'from my work address'."""
    found = NAMED.search(said)
    return words_in(found["mails"] or found["events"]) - _SAYS_NOTHING if found else frozenset()


def _fits(mailbox: Mailbox, words: frozenset[str]) -> bool:
    address = words_in(mailbox.email.replace("_", " "))
    at_home = domain_of(mailbox.email) in PUBLIC or bool(address & _AT_HOME)
    by_kind = (at_home and words <= _AT_HOME) or (not at_home and words <= _AT_WORK)
    return by_kind or words <= address


def _which(mailboxes: Sequence[Mailbox]) -> Own:
    offered = tuple(box.email for box in mailboxes)
    return Own(question=f"Which of your mailboxes do you mean: {', '.join(offered)}?", offered=offered)
