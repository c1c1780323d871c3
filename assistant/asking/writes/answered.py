"""Which mail a reply answers: its writer becomes the reader, so what ranks first is not enough to go by."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.asking.evidence.passages import stems
from assistant.asking.values import Source
from assistant.asking.writes.order import Order
from assistant.asking.writes.wording import searched
from storage.documents import Document, Documents, Service

WRITERS = 4  # that a question lists
_GENERIC = stems(
    "mail mails email emails message reply replies respond answer write send draft saying say says yes no please "
    "thanks could would last latest newest first tell that it"
)


@dataclass(frozen=True)
class Answers:
    """The mail that is answered, None if none is; or what to ask first, with the addresses to choose from."""

    mail: Document | None = None
    question: str = ""
    offered: tuple[str, ...] = ()


async def mail_answered(order: Order, to: Sequence[str]) -> Answers:
    """The mail that a plan's write answers. `to` are those whom the asker named as its readers.

    Where nobody was named and different people wrote what was found, the asker is asked: anybody can write a mail that
    ranks above the one that is meant.
    """
    mails = await mails_found(order)
    if to:
        return Answers(next((mail for mail in mails if mail.sender in to), mails[0] if mails else None))
    incoming = [mail for mail in mails if mail.sender and not mail.outgoing]
    named, surely = _named(order)
    about = [mail for mail in incoming if mail.sender in named]
    if not about and surely:
        return Answers()
    about = about or _related(order, incoming)
    writers = tuple(dict.fromkeys(mail.sender for mail in about))
    if len(writers) > 1:
        offered = writers[:WRITERS]
        return Answers(question=f"Whose mail shall I answer: {', '.join(offered)}?", offered=offered)
    return Answers(about[0] if about else None)


async def _newest(order: Order) -> list[Source]:
    """Mails by their time, where "the latest from Sarah" says nothing else of them: what a planner has searched for
    besides are words of the answer."""
    searches = [one.step for one in order.needed.values() if one.step.operation == "gmail.search"]
    if not searches or not order.desk.reading.latest_first or searched(order) & stems(order.bare_words):
        return []
    bare = replace(searches[0], arguments={**searches[0].arguments, "words": ""})
    sought = await order.desk.find(bare, Service.GMAIL)
    return sorted(sought.sources, key=lambda one: one.at.timestamp() if one.at else 0.0, reverse=True)


def _named(order: Order) -> tuple[frozenset[str], bool]:
    """The addresses of people whom the question names, and whether it says that they write or are written to."""
    mentions = [one for one in order.desk.reading.mentions if one.emails]
    surely = [one for one in mentions if one.role != "any"]
    return frozenset(email for one in surely or mentions for email in one.emails), bool(surely)


def _related(order: Order, mails: Sequence[Document]) -> list[Document]:
    """Those that have any word of what the asker spoke of, or all if none has."""
    planned = " ".join(str(one.step.arguments.get("topic", "")) for one in order.needed.values())
    topic = stems(f"{planned} {order.said[0]}") - _GENERIC
    return [mail for mail in mails if topic & stems(f"{mail.title} {mail.text}")] or list(mails)


async def mails_found(order: Order) -> list[Document]:
    """The mails that the steps before have found, the best first; the newest where the asker wants the latest."""
    found = await _newest(order) or order.found(Service.GMAIL)

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
