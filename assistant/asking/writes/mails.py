"""Mails to be drafted or sent: whom the asker named, or who wrote the mail that they answer."""

import re

from assistant.asking.agents.desk import Got
from assistant.asking.question.dictating import without_salutation
from assistant.asking.question.folding import fold
from assistant.asking.question.quoting import letter_of
from assistant.asking.question.showing import shown_from
from assistant.asking.values import Draught
from assistant.asking.writes.addressees import Addressees, addressees, doubted
from assistant.asking.writes.answered import mail_answered
from assistant.asking.writes.events import event_meant
from assistant.asking.writes.order import Made, Order, ask, own_text
from assistant.asking.writes.own_mailbox import own_mailbox
from assistant.asking.writes.parts import by_guests, guests_of, named_after, plain_names
from assistant.asking.writes.telling import readers_of
from assistant.shapes import WORD_LIMIT
from connectors.mail.clean import clean_line, clean_text
from connectors.mail.source import ThreadEntry
from storage.documents import Document, Service

TO_WHOM = "To whom shall I write?"
WHAT = "What shall it say?"
NO_BLIND_COPIES = (
    "I cannot send blind copies: all recipients would see each other, so I prepared nothing. Ask me again without bcc."
)
_BLIND = re.compile(r"(?:[,;(]|\b(?:and|und|et|y|e|en))\s*bcc\b")
_SENTENCE_END = re.compile(r"[.!?]+(?:\s|\Z)|[。！？\n]")


async def write(order: Order) -> Made:
    """A mail of exactly this text. Its words are the plan's, which knew the asker's words only."""
    if _BLIND.search(fold(order.wish[: shown_from(order.said[0])])):
        return ask(NO_BLIND_COPIES)
    people = addressees(order, readers_of(order, plain_names(order.arguments.get("people", ()))))
    if people.question:
        return ask(people.question, people.offered)
    if by_guests(order):
        return await _to_guests(order, people)
    if not _body(order):
        return ask(WHAT)
    answers = await mail_answered(order, people.emails)
    if answers.question:
        return ask(answers.question, answers.offered)
    answered = answers.mail
    to = people.emails or _writer(answered)
    if not to:
        return ask(TO_WHOM)
    if not people.emails and (doubt := doubted(order, to[0])).question:
        return ask(doubt.question, doubt.offered)
    subject = _subject(order, answered, to)
    return await _made(order, to, subject, answered)


async def _to_guests(order: Order, besides: Addressees) -> Made:
    """A mail to the guests of an event of the asker's, under its name unless they say another."""
    if not _body(order):
        return ask(WHAT)
    event, _, made = await event_meant(order)
    if event is None:
        return made
    guests = guests_of(order, event)
    if guests.question:
        return ask(guests.question, guests.offered)
    title = own_text(clean_line(event.title), order.own_words) if named_after(order, event) else ""
    to = tuple(dict.fromkeys((*guests.emails, *besides.emails)))
    return await _made(order, to, title[:200] or _subject(order, None, to), None)


async def _made(order: Order, to: tuple[str, ...], subject: str, answered: Document | None) -> Made:
    own = own_mailbox(order, to)
    if own.question:
        return ask(own.question, own.offered)
    account_id = answered.account_id if answered and not own.named else own.account_id
    content = {
        "sender": next(box.email for box in order.desk.asker.mailboxes if box.account_id == account_id),
        "to": list(to),
        "cc": [],
        "subject": subject,
        "body": _body(order),
        "thread_id": "",
        "in_reply_to": "",
    }
    # a mail to somebody else, or out of another mailbox, begins a conversation of its own
    if answered and answered.sender in to and answered.account_id == account_id:
        content |= await _thread(order, answered)
    return Made((Draught(order.step.operation, account_id, content),))


def _body(order: Order) -> str:
    """The letter below the order, word for word, for all of it is the asker's; else the plan's text without links or
    addresses that they did not give, in under 200 words."""
    if letter := letter_of(order.said[0])[1]:
        return clean_text(letter)
    words = str(order.arguments.get("text", ""))
    if len(words.split()) >= WORD_LIMIT and words not in order.own_words:
        words = " ".join(words.split(" ")[: WORD_LIMIT - 1])
    return own_text(words, order.own_words)


def _writer(answered: Document | None) -> tuple[str, ...]:
    return (answered.sender,) if answered and answered.sender and not answered.outgoing else ()


def _subject(order: Order, answered: Document | None, to: tuple[str, ...]) -> str:
    title = clean_line(letter_of(order.said[0])[0] or order.text("title"))[:200]
    if answered and answered.sender in to and answered.title:
        told = clean_line(answered.title)[:200]
        return told if told.casefold().startswith("re:") else f"Re: {told}"
    return title or " ".join(_SENTENCE_END.split(without_salutation(_body(order)))[0].split()[:8])


async def _thread(order: Order, answered: Document) -> dict[str, str]:
    """Where the reply belongs; without the mail service it is a mail of its own, which is not worth failing for."""

    async def entries() -> list[ThreadEntry]:
        return await order.desk.kit.mail_of(answered.account_id).thread(answered.thread_id)

    got: Got[list[ThreadEntry]] = await order.desk.ask(Service.GMAIL, entries)
    entry = next((one for one in got.value or () if one.remote_id == answered.remote_id), None)
    return {"thread_id": answered.thread_id, "in_reply_to": entry.rfc_id} if entry else {}
