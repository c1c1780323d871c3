"""What the tests of reading calendars and files share: a shelf of Alice's, and what stands on it."""

from assistant.shelving import Shelf
from storage.db import Database
from storage.documents import Document, Documents, Service
from storage.index.library import Library
from storage.syncs import Sync, Syncs
from tests.cast import join


async def shelf_of(db: Database, service: Service) -> Shelf:
    """The shelf of one service of Alice's account, which wants a sync."""
    account = await join(db)
    async with db.transaction() as session:
        await Syncs(session).want(account.id, [service], db.now())
    return Shelf(db, Library(db, ""), account, service)


async def standing(shelf: Shelf) -> dict[str, Document]:
    """The documents on it, by remote id."""
    async with shelf.db.reading() as session:
        ids = await Documents(session).remote_ids(shelf.account.id, shelf.service)
    return await shelf.known(sorted(ids))


async def sync_row(shelf: Shelf) -> Sync:
    """How far it was read."""
    async with shelf.db.reading() as session:
        row = await Syncs(session).get(shelf.account.id, shelf.service)
    assert row is not None
    return row
