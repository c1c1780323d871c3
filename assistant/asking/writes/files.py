"""Files to be shared, one person a card."""

from collections.abc import Sequence

from assistant.asking.agents.desk import Got
from assistant.asking.checking import harmless
from assistant.asking.values import Draught, Source
from assistant.asking.writes.addressees import addressees
from assistant.asking.writes.each import each_named
from assistant.asking.writes.order import Made, Order, ask
from assistant.asking.writes.own_mailbox import addresses_of, in_named_mailbox
from assistant.asking.writes.picking import pick
from connectors.drive.source import RemoteFile
from connectors.mail.clean import clean_line
from storage.documents import Service

WITH_WHOM = "With whom shall I share it?"
GONE = "That file is no longer there."
HAVE = "{email} can open “{name}” already, as its {role}: nothing is to be done."
_ROLES = ("reader", "commenter", "writer")  # each may what those before it may


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
    offered = (*addresses_of(order), *people.emails)
    return Made(draughts, asked, trouble, offered if asked else ())


async def _shared(order: Order, source: Source, emails: Sequence[str]) -> Made:
    got: Got[RemoteFile | None] = await order.desk.ask(
        Service.DRIVE, lambda: order.desk.kit.drive_of(source.account_id).file(source.remote_id)
    )
    if got.trouble:
        order.desk.missing[Service.DRIVE] = got.trouble
        return Made(trouble=got.trouble)
    if got.value is None:
        return ask(GONE)
    file, asked = got.value, str(order.arguments.get("role", "reader"))
    have = {one.email.casefold(): one.role for one in file.access if _rank(one.role) >= _rank(asked)}
    name = harmless(clean_line(file.name)[:60], order.own_words) or "that file"
    told = [HAVE.format(email=email, name=name, role=have[email]) for email in emails if email in have]
    draughts = [_draught(order, source.account_id, file, email) for email in emails if email not in have]
    return Made(tuple(draughts), "\n".join(told))


def _rank(role: str) -> int:
    """How much a role may; those of the vendor's that we never give may all that ours do."""
    return _ROLES.index(role) if role in _ROLES else len(_ROLES)


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
