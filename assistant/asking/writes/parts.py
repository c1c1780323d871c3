"""People whom the asker names by their part in something of their own: the sender of a mail, the guests of an event.

Their addresses come from headers and from the asker's calendar, never from a text; the card shows each of them.
"""

import re
from collections.abc import Sequence

from assistant.asking.evidence.passages import stems
from assistant.asking.names import words as people_words
from assistant.asking.question.folding import fold
from assistant.asking.question.quoting import quoted
from assistant.asking.turns.continuing import said_first
from assistant.asking.writes.addressees import (
    Addressees,
    addressees,
    addresses_in,
    doubted,
    sure_of,
    without_addresses,
)
from assistant.asking.writes.answered import WRITERS, mails_found
from assistant.asking.writes.order import Order
from assistant.asking.writes.wording import ordering, searched
from connectors.calendar.source import Event
from storage.documents import Document

_SENDER = re.compile(
    r"\b(?:sender|author|whoever (?:sent|wrote)|(?:person|one|colleague|man|woman) (?:who|that) (?:sent|wrote)|"
    r"absender(?:in)?s?|verfasser(?:in)?s?|expediteur|expeditrice|auteure?|remitente|autora?|mittente|autore|remetente|"
    r"afzender|schrijver)\b|差出人|送信者|送り主"
)
_GUESTS = re.compile(
    r"\b(?:attendees?|participants?|guests?|invitees|(?:everyone|everybody|all|those) (?:who (?:is|are) )?"
    r"(?:invited|attending|coming)|teilnehmer(?:n|innen)?|teilnehmenden?|gaste[n]?|eingeladenen?|invites|invitees|"
    r"asistentes|participantes|invitados|partecipanti|invitati|convidados|deelnemers|genodigden|gasten)\b|参加者|出席者|招待者"
)
_ITS_NAME = stems(  # of a title that is to be the event's own: the plan cannot know it
    "event name title meeting subject its the of with as called termin titel name betreff nom titre evenement reunion "
    "nombre titulo evento nome titolo riunione naam afspraak onderwerp"
)
_WITH_THEM = re.compile(
    rf"\b(?:{'|'.join(sorted(people_words.WITH))}) (?:(?:the|dem|der|l'?|le|la|el|il|lo|o|a|de) ?)?"
    rf"(?:{'|'.join(sorted(people_words.THEY))}|{_SENDER.pattern.removeprefix(chr(92) + 'b')})"
)
_ROOM = "resource.calendar.google.com"
WHOSE = "Which mail do you mean? I found none from which I could tell the sender."
WITH_WHOM = "With whom shall it be?"
NOBODY = "Nobody else is invited to that event. To whom shall I write?"
NOT_YOURS = "Somebody else made that event and chose its guests. To whom shall I write?"


def plain_names(names: Sequence[str]) -> list[str]:
    """Those names of a plan that are no parts, such as "the sender"."""
    return [name for name in names if not (_SENDER.search(fold(name)) or _GUESTS.search(fold(name)))]


def by_sender(order: Order) -> bool:
    """Whether the asker names somebody as the sender of a mail."""
    return bool(_SENDER.search(fold(ordering(order.wish)))) and _reads(order, "gmail")


def by_guests(order: Order) -> bool:
    """Whether the asker names people as the guests of an event."""
    return bool(_GUESTS.search(fold(order.wish))) and _reads(order, "calendar")


def _reads(order: Order, service: str) -> bool:
    return any(one.step.operation.startswith(service) for one in order.needed.values())


async def sender_named(order: Order) -> Addressees:
    """The sender of the one mail that the asker names; of several senders they are asked which."""
    mails = [mail for mail in await mails_found(order) if mail.sender and not mail.outgoing]
    meant = _named(order, mails)
    senders = tuple(dict.fromkeys(mail.sender for mail in meant))
    if not senders:
        return Addressees(question=WHOSE)
    if len(senders) > 1:
        offered = senders[:WRITERS]
        return Addressees(question=f"Whose mail do you mean: {', '.join(offered)}?", offered=offered)
    return sure_of(order, senders[0])


def _named(order: Order, mails: Sequence[Document]) -> list[Document]:
    """Those that are called so: by a subject in quotation marks, else by all words that the plan searched for."""
    titles = {_subject(text) for text in quoted(order.said[0])}
    if exact := [mail for mail in mails if _subject(mail.title) in titles]:
        return exact
    topic = searched(order) & stems(order.own_words)
    return [mail for mail in mails if topic and topic <= stems(f"{mail.title} {mail.text}")]


def _subject(text: str) -> str:
    return re.sub(r"^(?:(?:re|fwd?|aw|wg|tr|rv|sv|antw)\s*:\s*)+", "", " ".join(text.split()).casefold()).strip(" .")


def with_whom(order: Order) -> Addressees:
    """Who is meant by the "with them" or "with the sender" of an order for which the plan names nobody: the only one
    whom the asker has named, else they are asked."""
    said = fold(ordering(order.wish))
    if not _WITH_THEM.search(said):
        return Addressees()
    named = [mention.words for mention in order.desk.reading.mentions if mention.emails]
    return addressees(order, named) if len(named) == 1 else Addressees(question=WITH_WHOM)


def all_with(order: Order, emails: Sequence[str]) -> bool:
    """Whether everybody of whom the order says "with them" by name or address is among these. A plan that leaves one
    out is not followed."""
    text = ordering(said_first(order.wish))
    own = frozenset[str]().union(*(mailbox.me | {mailbox.email} for mailbox in order.desk.asker.mailboxes))
    if addresses_in(text) - own - set(emails):
        return False
    said = fold(without_addresses(text))
    named = {fold(one.words): frozenset(one.emails) for one in order.desk.reading.mentions if one.emails}
    if not named:
        return True
    names = "|".join(sorted(map(re.escape, named), key=len, reverse=True))
    listed = (
        rf"(?<!\w)(?:{'|'.join(sorted(people_words.WITH))}) (?P<all>(?:(?:{names})(?:,? (?:and|und|et|y|e|en) |, ?)?)+)"
    )
    found = re.search(listed, said) or re.search(rf"(?P<all>(?:(?:{names})(?:さん)?[と、])+)", said)
    meant = [those for name, those in named.items() if found and name in found["all"]]
    return all(those & set(emails) for those in meant)


def guests_of(order: Order, event: Event) -> Addressees:
    """The guests of an event that the asker made, without themselves and without rooms."""
    me = frozenset().union(*(mailbox.me | {mailbox.email} for mailbox in order.desk.asker.mailboxes))
    if event.organizer.lower() not in me:
        return Addressees(question=NOT_YOURS)
    emails = [guest.email.lower() for guest in event.guests if guest.answer != "declined"]
    emails = [email for email in dict.fromkeys(emails) if email not in me and not email.endswith(_ROOM)]
    if not emails:
        return Addressees(question=NOBODY)
    doubts = (doubted(order, email) for email in emails)
    return next((doubt for doubt in doubts if doubt.question), Addressees(tuple(emails)))


def named_after(order: Order, event: Event) -> bool:
    """Whether a mail is to be titled with the event's own name: so the plan says, or says nothing of a title."""
    title = order.text("title")
    return bool(event.title) and stems(title) <= _ITS_NAME
