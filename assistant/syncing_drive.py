"""Syncing files: what changed becomes documents with the text of the file, what was removed leaves the index (IN9)."""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from datetime import UTC

import structlog

from assistant.shelving import Shelf
from bot.errors import Failure, Temporary
from connectors.cursor import CursorExpired
from connectors.drive.source import DriveSource, FilePage, RemoteFile
from storage.documents import TEXT_AT_MOST, Document, NewDocument, Service

FILES_AT_MOST = 2_000  # of a first reading
AT_ONCE = 4  # files whose text is fetched together
STORED = 20  # files that are stored together
FAILING = 3  # if more than these fail, and no other can be read, the service itself is taken to be down
UNREAD = "unread"  # label of a file whose text could not be read when it was met

log = structlog.get_logger("syncing_drive")


async def sync_files(shelf: Shelf, drive: DriveSource, cursor: str) -> AsyncGenerator[int, None]:
    """Everything that is new among the files, page by page, each page stored before it is given: how many changed.

    A first reading that was stopped begins again, but fetches no text a second time.
    """
    if cursor:
        try:
            async for page in drive.changes(cursor, limit=FILES_AT_MOST):
                async for changed in _store(shelf, drive, page):
                    yield changed
                await shelf.keep(page.cursor, len(page.changes))
            return
        except CursorExpired:
            pass
    seen: set[str] = set()
    async for page in drive.changes("", limit=FILES_AT_MOST):
        async for changed in _store(shelf, drive, page):
            yield changed
        seen.update(change.id for change in page.changes)
        gone = await shelf.take_out_all_but(seen) if page.cursor is not None else 0
        await shelf.keep(page.cursor, len(page.changes))
        yield gone


async def _store(shelf: Shelf, drive: DriveSource, page: FilePage) -> AsyncGenerator[int, None]:
    """Stores a page, some files at a time: what is stored need not be fetched again."""
    latest = {change.id: change.file for change in page.changes}
    files = [file for file in latest.values() if file is not None and not file.trashed]
    for at in range(0, len(files), STORED):
        some = files[at : at + STORED]
        known = await shelf.known([file.id for file in some])
        texts = await _texts(drive, some, known)
        yield await shelf.put(file_document(file, texts[file.id]) for file in some)
    yield await shelf.take_out([file_id for file_id, file in latest.items() if file is None or file.trashed])


async def _texts(
    drive: DriveSource, files: Sequence[RemoteFile], known: Mapping[str, Document]
) -> dict[str, str | None]:
    """The files' texts by id, None where it could not be read; those of files whose content is the same as before are
    not fetched again.

    Files that fail are indexed without their text. If none can be read the service is down: then it is for later.
    """
    texts: dict[str, str | None] = {
        file.id: known[file.id].text for file in files if _is_same(file, known.get(file.id))
    }  # fmt: skip
    fetched = [file for file in files if file.id not in texts]
    failures: list[Temporary] = []
    for at in range(0, len(fetched), AT_ONCE):
        some = fetched[at : at + AT_ONCE]
        for file, text in zip(some, await asyncio.gather(*(_text(drive, one) for one in some)), strict=True):
            if isinstance(text, Temporary):
                failures.append(text)
            texts[file.id] = text if isinstance(text, str) else None
    if len(failures) > FAILING and len(failures) == len(fetched):
        raise failures[0]
    return texts


def _is_same(file: RemoteFile, document: Document | None) -> bool:
    """Whether the text at hand is this file's: sharing or renaming it changes no content."""
    return document is not None and UNREAD not in document.labels and document.at == file.modified_at.astimezone(UTC)


async def _text(drive: DriveSource, file: RemoteFile) -> str | Temporary:
    try:
        return (await drive.text(file)).strip()[:TEXT_AT_MOST]
    except Temporary as error:
        if error.failure == Failure.RATE_LIMIT:  # waiting helps: the whole page comes again
            raise
        log.warning("text of a file not read", reason=str(error))
        return error


def file_document(file: RemoteFile, text: str | None) -> NewDocument:
    """The file as a document; a file without text is found by its name and its people. None: it is to be read yet."""
    others = dict.fromkeys(one.email for one in file.access if one.email and one.email != file.owner)
    return NewDocument(
        service=Service.DRIVE,
        remote_id=file.id,
        title=file.name or "(no name)",
        text=text or "",
        at=file.modified_at.astimezone(UTC),
        sender=file.owner,
        sender_name=file.owner_name,
        people=tuple(others),
        labels=(file.kind, UNREAD) if text is None else (file.kind,),
        outgoing=file.mine,
        link=file.link,
        size=file.size,
        editor=file.editor,
        editor_name=file.editor_name,
    )
