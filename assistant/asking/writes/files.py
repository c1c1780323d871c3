"""Files to be shared, one person a card."""

from collections.abc import Sequence

from assistant.asking.agents.desk import Got
from assistant.asking.values import Draught, Source
from assistant.asking.writes.addressees import addressees
from assistant.asking.writes.each import each_named
from assistant.asking.writes.order import Made, Order, ask
from assistant.asking.writes.own_mailbox import addresses_of, in_named_mailbox
from assistant.asking.writes.picking import pick
from connectors.drive.source import RemoteFile
from storage.documents import Service

WITH_WHOM = "With whom shall I share it?"
GONE = "That file is no longer there."


async def share(order: Order) -> Made:
    """One card for each person whom the asker named, with who may open the file already as its basis."""
    people = addressees(order, order.arguments.get("people", ()))
    if people.question or not people.emails:
        return ask(people.question or WITH_WHOM, people.offered)
    found = in_named_mailbox(order, order.found(Service.DRIVE))
    meant = each_named(order, found)
    source, question = (None, meant.question) if meant.question or meant.sources else pick(order, found, "file")
    made = [await _shared(order, one, people.emails) for one in meant.sources or ((source,) if source else ())]
    draughts = tuple(draught for one in made for draught in one.draughts)
    asked = "\n".join(filter(None, [question, *(one.question for one in made)]))
    trouble = next((one.trouble for one in made if one.trouble), "")
    return Made(draughts, asked, trouble, addresses_of(order) if asked else ())


async def _shared(order: Order, source: Source, emails: Sequence[str]) -> Made:
    got: Got[RemoteFile | None] = await order.desk.ask(
        Service.DRIVE, lambda: order.desk.kit.drive_of(source.account_id).file(source.remote_id)
    )
    if got.trouble:
        order.desk.missing[Service.DRIVE] = got.trouble
        return Made(trouble=got.trouble)
    if got.value is None:
        return ask(GONE)
    return Made(tuple(_draught(order, source.account_id, got.value, email) for email in emails))


def _draught(order: Order, account_id: str, file: RemoteFile, email: str) -> Draught:
    content = {
        "file_id": file.id,
        "name": file.name,
        "link": file.link,
        "email": email,
        "role": order.arguments.get("role", "reader"),
        "message": order.text("text"),
    }
    return Draught("file.share", account_id, content, {"access": [[one.email, one.role] for one in file.access]})
