"""Which mail a reply answers: its writer becomes the reader, so what ranks first is not enough to go by."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.asking.evidence.passages import stems
from assistant.asking.plan.plans import arguments_of
from assistant.asking.question.folding import fold
from assistant.asking.question.quoting import letter_of
from assistant.asking.turns.continuing import SINCE
from assistant.asking.values import Source, Step
from assistant.asking.writes.addressees import addresses_in
from assistant.asking.writes.order import Order
from assistant.asking.writes.telling import (
    holds,
    is_called,
    is_topic,
    is_written,
    replies,
    stands_in,
    telling_words,
)
from assistant.asking.writes.wording import GENERIC, searched
from assistant.dates import find_dates
from assistant.language import guess_language
from assistant.signals import is_robot
from assistant.words import Kind, kinds_in
from connectors.mail.email import Address
from storage.documents import Document, Documents, Service
from storage.index.entry import Filters
from storage.messages import Message, Messages

WRITERS = 4  # that a question lists
NO_MAIL = "Which mail shall I answer? Tell me who wrote it, or what it is about."
WHICH = "I found no mail to answer that speaks of “{words}”. Which one do you mean?"
_GENERIC = stems(
    "mail mails email emails message reply replies respond answer write send draft saying say says yes no please "
    "thanks could would last latest newest first tell that it works work worked fine good great suits suit fits fit ok "
    "okay sure hi hello hey dear regards best kind cheers us"
)
_LETTERS = 2  # of its words a mail has to have: any one of them is in some mail


@dataclass(frozen=True)
class Answers:
    """The mail that is answered, None if none is; or what to ask first, with the addresses to choose from."""

    mail: Document | None = None
    question: str = ""
    offered: tuple[str, ...] = ()


async def mail_answered(order: Order, to: Sequence[str]) -> Answers:
    """The mail that a plan's write answers. `to` are those whom the asker named as its readers.

    What they say of the mail has to hold of it, or they are asked. Where nobody was named and different people wrote
    what was found, they are asked too: anybody can write a mail that ranks above the one that is meant.
    """
    told = _told(order)
    mails = await _fitting(order, told)
    if told and not mails:
        asked = replies(order) or (order.needed and not to)
        return Answers(question=WHICH.format(words=" ".join(told))) if asked else Answers()
    if to and replies(order) and not told:
        return Answers(await _of_reader(order, to, mails))
    if to:
        return Answers(next((mail for mail in mails if mail.sender in to), mails[0] if mails else None))
    incoming = [mail for mail in mails if mail.sender and not mail.outgoing]
    named, surely = _named(order)
    if not (told or named) and _says_nothing(order):
        return Answers(question=NO_MAIL)
    about = [mail for mail in incoming if mail.sender in named]
    if surely and not about and not told:
        about = [mail for mail in await _read(order, await _sought(order, (), named)) if mail.sender in named]
    if not surely:
        about = about or await _by_people(order, _related(order, incoming), told)
    if surely and told and not about:
        return Answers(question=WHICH.format(words=" ".join(told)))
    writers = tuple(dict.fromkeys(mail.sender for mail in about))
    if len(writers) > 1:
        offered = writers[:WRITERS]
        return Answers(question=f"Whose mail shall I answer: {', '.join(offered)}?", offered=offered)
    return Answers(about[0] if about else None)


async def _of_reader(order: Order, to: Sequence[str], mails: Sequence[Document]) -> Document | None:
    """The mail that "reply to Tom that Thursday works" answers: the one of Tom's that the answer before has cited; of
    Tom's that were found the first that has a word of the answer, for days and courtesies fit any, or some of a whole
    letter; else the newest of Tom's that waits for one, or his newest."""
    letter = letter_of(order.said[0])[1]
    topic, least = _topic(order, letter), _LETTERS if letter else 1
    theirs = [mail for mail in mails if mail.sender in to]
    if theirs and order.points:
        return theirs[0]
    about = [mail for mail in theirs if len(topic & stems(f"{mail.title} {mail.text}")) >= least]
    if about:
        return about[0]
    for filters in (Filters(senders=frozenset(to), unanswered=True), Filters(senders=frozenset(to))):
        if newest := await _read(order, (await _matching(order, filters))[:1]):
            return newest[0]
    return mails[0] if mails else None


def _topic(order: Order, letter: str) -> frozenset[str]:
    """What the order and its text speak of, without days, courtesies, who is named, and who signs."""
    text = f"{order.wish}\n{letter or order.text('text')}"
    for one in reversed(find_dates(text, order.today)):
        text = f"{text[: one.start]} {text[one.end :]}"
    own = (one.email.partition("@")[0] for one in order.desk.asker.mailboxes)
    names = " ".join([*(one.words for one in order.desk.reading.mentions if one.emails), *own])
    return stems(text) - _GENERIC - GENERIC - stems(names)


async def _matching(order: Order, filters: Filters) -> Sequence[Source]:
    """Mails by filters alone, the newest first."""
    found = (await order.desk.find(Step("told", "gmail.search", arguments_of("", filters)), Service.GMAIL)).sources
    return sorted(found, key=lambda one: one.at.timestamp() if one.at else 0.0, reverse=True)


async def _newest(order: Order) -> list[Source]:
    """Mails by their time, where "the latest from Sarah" says nothing else of them: what a planner has searched for
    besides are words of the answer."""
    searches = [one.step for one in order.needed.values() if one.step.operation == "gmail.search"]
    words = _told(order) if replies(order) else searched(order) & stems(order.bare_words)
    if not searches or order.points or not order.desk.reading.latest_first or words:
        return []
    bare = replace(searches[0], arguments={**searches[0].arguments, "words": ""})
    sought = await order.desk.find(bare, Service.GMAIL)
    return sorted(sought.sources, key=lambda one: one.at.timestamp() if one.at else 0.0, reverse=True)


def _says_nothing(order: Order) -> bool:
    """Whether nothing at all is said of the mail that is to be answered, nor was before: what was found has at most
    words of the answer."""
    alone = len(order.said) == 1 and SINCE not in order.said[0]
    return alone and replies(order) and not order.desk.reading.latest_first


def _named(order: Order) -> tuple[frozenset[str], bool]:
    """The addresses of people whom the question names, and whether it says that they write or are written to."""
    known = [one for one in order.desk.reading.mentions if one.emails]
    mentions = [one for one in known if not is_topic(order, one.words) and not is_written(order, one.words)]
    surely = [one for one in mentions if one.role != "any"]
    return frozenset(email for one in surely or mentions for email in one.emails), bool(surely)


def _related(order: Order, mails: Sequence[Document]) -> list[Document]:
    """Those that have any word of what the asker spoke of, or all if none has."""
    planned = " ".join(str(one.step.arguments.get("topic", "")) for one in order.needed.values())
    topic = stems(f"{planned} {order.said[0]}") - _GENERIC
    return [mail for mail in mails if topic & stems(f"{mail.title} {mail.text}")] or list(mails)


async def mails_found(order: Order) -> list[Document]:
    """The mails that the steps before have found, the best first; the newest where the asker wants the latest."""
    return await _read(order, await _newest(order) or order.found(Service.GMAIL))


def _told(order: Order) -> tuple[str, ...]:
    """What the asker says of the mail; nothing where they have said since who wrote it."""
    first, *later = order.said[0].split(SINCE)
    since = fold(" ".join(later))
    named = addresses_in(since) or any(stands_in(one.words, since) for one in order.desk.reading.mentions)
    return () if named else telling_words(order, first)


async def _fitting(order: Order, told: Sequence[str]) -> list[Document]:
    """Those mails of which all holds that the asker says of one, or has said since of it: looked for besides, as a plan
    may have searched for something else. All that were found where they say nothing."""
    found = await mails_found(order)
    if not told:
        return found
    for words in (told, *(telling_words(order, one) for one in reversed(order.said[0].split(SINCE)[1:]))):
        more = await _read(order, await _sought(order, words)) if words else []
        fitting = {mail.id: mail for mail in (*found, *more) if words and holds(mail, words)}
        if fitting:
            known = _written_to(order)  # anybody can give a mail the name that the asker will say
            called = [mail for mail in fitting.values() if mail.sender in known and is_called(mail, words)]
            return called or list(fitting.values())
    return []


async def _sought(order: Order, words: Sequence[str], senders: frozenset[str] = frozenset()) -> Sequence[Source]:
    if not words:
        return await _matching(order, Filters(senders=senders))
    step = Step("told", "gmail.search", arguments_of(" ".join(words), Filters(senders=senders)))
    return (await order.desk.find(step, Service.GMAIL)).sources


async def _by_people(order: Order, mails: Sequence[Document], told: Sequence[str]) -> list[Document]:
    """Without newsletters and what else nobody reads the answers to, unless the asker calls them so."""
    ids = [mail.remote_id for mail in mails]

    async def read() -> dict[str, Message]:
        async with order.desk.kit.db.reading() as session:
            held: dict[str, Message] = {}
            for account_id in dict.fromkeys(mail.account_id for mail in mails):
                held |= await Messages(session).read_of(account_id, ids)
        return held

    heads = (await order.desk.ask("index", read)).value or {}
    sure = _written_to(order)
    bulk = {one.id for one in mails if one.sender not in sure and _is_bulk(one, heads.get(one.remote_id))}
    return [mail for mail in mails if mail.id not in bulk or is_called(mail, told)]


def _written_to(order: Order) -> frozenset[str]:
    return frozenset(one.email for contacts in order.contacts.values() for one in contacts if one.sent)


def _is_bulk(mail: Document, head: Message | None) -> bool:
    """By its address and header; of a mail whose header is not kept by what newsletters say."""
    if is_robot(Address("", mail.sender)) or "CATEGORY_PROMOTIONS" in mail.labels:
        return True
    if head is None:
        return Kind.BULK in kinds_in(mail.text, guess_language(mail.text))
    told = head.email
    return bool(told.get("list_unsubscribe") or told.get("list_id")) or told.get("auto_submitted", "no") not in (
        "",
        "no",
    )


async def _read(order: Order, found: Sequence[Source]) -> list[Document]:
    async def read() -> list[Document]:
        async with order.desk.kit.db.reading() as session:
            documents = Documents(session)
            held = {
                account_id: await documents.of_remote(
                    account_id, Service.GMAIL, [one.remote_id for one in found if one.account_id == account_id]
                )
                for account_id in dict.fromkeys(one.account_id for one in found)
            }
        mails = (held[one.account_id].get(one.remote_id) for one in found)
        return [mail for mail in mails if mail is not None]

    return (await order.desk.ask("index", read)).value or [] if found else []
