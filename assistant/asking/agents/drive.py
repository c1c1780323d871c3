"""Reads of files: from the index, from the drive itself where the index has nothing, and the text of one file."""

from collections.abc import Mapping
from dataclasses import replace

from assistant.asking.agents.desk import Desk, Sought, needed_source, outcome
from assistant.asking.agents.ordering import ordered, unordered
from assistant.asking.evidence.sources import of_file
from assistant.asking.turns.record import filters_from_json
from assistant.asking.values import Mailbox, Outcome, Step
from connectors.drive.source import RemoteFile
from storage.documents import Service


async def search(desk: Desk, step: Step, needed: Mapping[str, Outcome]) -> Outcome:
    """Files by words and filters."""
    if (found := await ordered(desk, step, Service.DRIVE)) is not None:
        return found
    step = unordered(step)
    sought = await desk.find(step, Service.DRIVE)
    if sought.sources:
        return outcome(step, sought.sources, sought.trouble)
    live = await _live(desk, step)
    return outcome(step, live.sources, live.trouble or sought.trouble)


async def _live(desk: Desk, step: Step) -> Sought:
    """What the drive finds itself; only by words, and only where no person is asked for: it knows no such filter."""
    words = str(step.arguments.get("words", ""))
    filters = filters_from_json(step.arguments.get("filters", {}))
    if not words or filters.people or filters.senders:
        return Sought((), desk.off(Service.DRIVE))

    async def ask(mailbox: Mailbox) -> list[RemoteFile]:
        return await desk.kit.drive_of(mailbox.account_id).search(words, since=filters.since)

    got = await desk.each(Service.DRIVE, ask)
    files = [(box, file) for box, found in got.values for file in found if not file.trashed]
    before = [one for one in files if filters.until is None or one[1].modified_at < filters.until]
    once: dict[str, tuple[Mailbox, RemoteFile]] = {}
    # of a file in several of the asker's drives, its owner's copy: it may be shared from there
    for box, file in before:
        if file.id not in once or file.owner.lower() in box.me:
            once[file.id] = (box, file)
    return Sought(tuple(of_file(file, box.account_id, "", desk.aim) for box, file in once.values()), got.trouble)


async def read(desk: Desk, step: Step, needed: Mapping[str, Outcome]) -> Outcome:
    """The text of the best file that the steps before have found."""
    source = needed_source(needed, Service.DRIVE)
    if source is None:
        return outcome(step, ())

    async def ask() -> tuple[RemoteFile, str] | None:
        drive = desk.kit.drive_of(source.account_id)
        file = await drive.file(source.remote_id)
        return (file, await drive.text(file)) if file else None

    got = await desk.ask(Service.DRIVE, ask)
    if got.trouble:
        desk.missing[Service.DRIVE] = got.trouble
        return outcome(step, (), got.trouble)
    if got.value is None:  # deleted since it was indexed
        return outcome(step, ())
    file, text = got.value
    fresh = of_file(file, source.account_id, text, desk.aim)
    return outcome(step, [replace(fresh, document_id=source.document_id, link=fresh.link or source.link)])
