"""Whom a write is for: addresses come from the asker's own words and contacts, and from nowhere else (SE6)."""

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

from assistant.asking.names import words as people_words
from assistant.asking.question.filler import is_filler
from assistant.asking.question.folding import fold
from assistant.asking.question.quoting import quoted
from assistant.asking.turns.continuing import said_since
from assistant.asking.writes.order import Order
from assistant.lookalike import PUBLIC, domain_of, looks_like
from storage.contacts import Known

_LETTER = r"[^\W\u3040-\u30ff\u4e00-\u9fff]"  # Japanese has no space behind an address
_EMAIL = re.compile(rf"(?:{_LETTER}|[.+%'-]){{1,64}}@(?:{_LETTER}|-){{1,63}}(?:\.(?:{_LETTER}|-){{1,63}}){{1,8}}")
_ADDRESSED = re.compile(  # with the name beside it: "John (john@…)", "John at john@…"
    rf"(?:(?<![^\W\d_])[^\W\d_]{{1,40}}(?: [^\W\d_]{{1,40}})?\s?(?:[<(\[]|\bat )\s?)?{_EMAIL.pattern}"
)
_WORD = re.compile(  # where scripts meet a word ends: "Bobとの会議"
    r"[^\W\u3040-\u30ff\u4e00-\u9fff]+|[\u30a0-\u30ff]+|[\u4e00-\u9fff\u3005]+|[\u3040-\u309f]+"
)
_YES = re.compile(r"\W*(?:yes|yep|yeah|ja|oui|sí|si|sim|はい)\b")
_MONTHS = frozenset({"april", "august", "june", "may"})
_MONTH = (
    r"\b(?:in|on|by|of|from|to|since|until|before|after|for|this|next|last|early|late|mid|\d{1,2}(?:st|nd|rd|th)?\.?)[\s-]+"
    r"(?:the )?NAME\b|\bNAME\s+\d"
)
_WORD_ALONE = (  # "will you", "mark the mail"
    r"\bNAME\s+(?:you|we|i|he|she|they|be|not)\b|(?:^|[.!?,\n]\s*|\b(?:please|then)\s+)NAME\s+(?:the|this|that|my|all|"
    r"it|as|me|us)\b"
)
MOST_NAMED = 4  # candidates that a question lists


@dataclass(frozen=True)
class Addressees:
    """Addresses in lower case, or what to ask first, with the addresses that one may choose from."""

    emails: tuple[str, ...] = ()
    question: str = ""
    offered: tuple[str, ...] = ()


def words_in(text: str) -> frozenset[str]:
    """Its words in lower case."""
    return frozenset(_WORD.findall(text.casefold()))


def addressees(order: Order, names: Sequence[str]) -> Addressees:
    """The addresses of those whom a plan names, as far as the asker named them.

    A name that the asker did not say is left out: it is not theirs. One that fits several addresses is asked about.
    """
    said = order.bare_words.casefold()
    own = words_in(without_addresses(said))  # an address is somebody already, and so is the name beside it
    called = {text.casefold() for one in order.said for text in quoted(one)}  # "a call with 'Bob Stone'"
    me = frozenset().union(*(mailbox.me | {mailbox.email} for mailbox in order.desk.asker.mailboxes))
    found: list[str] = []
    for name in names:
        if address := _EMAIL.fullmatch(name.strip(" <>.,;").casefold()):
            if _stands_in(address[0], said):
                found.append(address[0])
        elif (words := words_in(name)) and (words <= own or name.casefold() in called) and not _is_no_name(words, said):
            one = _of_name(order, name, words, _known(order, me))
            if one.question:
                return one
            found += one.emails
    return Addressees(tuple(dict.fromkeys(email for email in found if email not in me)))


def without_addresses(text: str) -> str:
    """The text without each address, and the name beside it."""
    return _ADDRESSED.sub(" ", text)


def addresses_in(text: str) -> frozenset[str]:
    """All that are written in a text, in lower case."""
    return frozenset(found[0].casefold() for found in _EMAIL.finditer(text))


def _is_no_name(words: frozenset[str], text: str) -> bool:
    """Whether they only order, ask or stand for people: a planner took "send" of "I need to send …" for somebody. A
    first name that is a word or a month as well is one where it is said like one."""
    if len(words) == 1 and (name := min(words)) in people_words.NAMES_TOO:
        common = f"{_WORD_ALONE}|{_MONTH}" if name in _MONTHS else _WORD_ALONE
        return name not in words_in(re.sub(common.replace("NAME", name), " ", text))
    folded = {fold(word) for word in words}
    verbs = people_words.ORDERS | people_words.INFINITIVES | people_words.MAIL | people_words.ENGLISH_SAY
    said = {word for word in folded if word in verbs or is_filler(word)}
    return folded <= (said - people_words.NAMES_TOO) | people_words.THEY | people_words.ME


def _stands_in(address: str, said: str) -> bool:
    """Whether the asker wrote exactly this address, not one of which it is a part."""
    return address in addresses_in(said)


def _known(order: Order, me: Set[str]) -> list[Known]:
    """The contacts of all mailboxes, each address once, without the asker's own."""
    found: dict[str, Known] = {}
    for one in (contact for contacts in order.contacts.values() for contact in contacts if contact.email not in me):
        if held := found.get(one.email):
            one = replace(held, name=f"{held.name} {one.name}", count=held.count + one.count, sent=held.sent + one.sent)
        found[one.email] = one
    return list(found.values())


def _of_name(order: Order, name: str, words: frozenset[str], contacts: Sequence[Known]) -> Addressees:
    """The one address that fits the name, or the one of several that the asker has written to.

    Anybody may call themselves by any name and write often: so neither a name that fits better nor a count of mails
    decides, only what the asker did. Who was never written to, or writes from a look-alike's domain, is asked about.
    """
    fitting = sorted(
        (one for one in contacts if words <= _words_of(one)), key=lambda one: (-one.sent, -one.count, one.email)
    )
    said = said_since(order.wish).casefold()
    if by_address := [one for one in fitting if _stands_in(one.email, said)]:
        return Addressees((by_address[0].email,)) if len(by_address) == 1 else _which(name, by_address)
    told_apart = [one for one in fitting if (words_in(said) - words) & _words_of(one)]
    fitting = told_apart or fitting
    if not fitting:
        return Addressees(question=f"I know no address for {name}. Which one is it?")
    if len(fitting) > 1 and sum(one.sent > 0 for one in fitting) != 1:
        return _which(name, fitting)
    return sure_of(order, fitting[0].email, certain=bool(told_apart))


def sure_of(order: Order, email: str, *, certain: bool = False) -> Addressees:
    """The address, if the asker has written to it, it is of their firm, or they have said yes to it; else they are
    asked. `certain`: they have told it from others."""
    if (doubt := doubted(order, email)).question:
        return doubt
    said = said_since(order.wish).casefold()
    written = any(one.sent for contacts in order.contacts.values() for one in contacts if one.email == email)
    if written or domain_of(email) in _own(order) or certain or _YES.match(said):
        return Addressees((email,))
    return Addressees(question=f"Do you mean {email}? You have never written to them.", offered=(email,))


def _which(name: str, fitting: Sequence[Known]) -> Addressees:
    offered = tuple(one.email for one in fitting[:MOST_NAMED])
    return Addressees(question=f"Which {name} do you mean: {', '.join(offered)}?", offered=offered)


def _own(order: Order) -> Set[str]:
    """The domains of the asker's firm."""
    return {domain_of(mailbox.email) for mailbox in order.desk.asker.mailboxes} - PUBLIC


def doubted(order: Order, email: str) -> Addressees:
    """What to ask where an address that the asker did not write themselves has a domain that is made to look like
    their own, or like that of somebody whom they write to; no question if it has not."""
    mine, own = domain_of(email), _own(order)
    if mine in own or _stands_in(email, order.bare_words.casefold()):
        return Addressees()
    written = {domain_of(one.email) for contacts in order.contacts.values() for one in contacts if one.sent}
    other = looks_like(mine, (own | written) - {mine})
    question = f"That would go to {email}, and {mine} only looks like {other}. Which address do you mean?"
    return Addressees(question=question, offered=(email, other)) if other else Addressees()


def _words_of(contact: Known) -> frozenset[str]:
    return words_in(f"{contact.name} {contact.email.partition('@')[0].replace('_', ' ')}")


def account_for(order: Order, emails: Sequence[str]) -> str:
    """The asker's mailbox that has written to these addresses most, or knows them best; the first one if none does."""
    counts = {
        account_id: (sum(one.sent for one in known), sum(one.count for one in known))
        for account_id, contacts in order.contacts.items()
        for known in [[one for one in contacts if one.email in emails]]
    }
    mailboxes = [mailbox.account_id for mailbox in order.desk.asker.mailboxes]
    return max(mailboxes, key=lambda account_id: counts.get(account_id, (0, 0)))
