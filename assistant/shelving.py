"""Shelving: one service of one account on its way into the index, and the cursor that moves only after its rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant.indexing import index_many, remove_documents
from storage.accounts import Account
from storage.db import Database
from storage.documents import Document, Documents, NewDocument, Service
from storage.index.library import Library
from storage.syncs import Sync, Syncs

AT_ONCE = 20  # documents stored in one transaction: others write too


@dataclass(frozen=True)
class Shelf:
    """Where the events or the files of one account are kept."""

    db: Database
    library: Library
    account: Account
    service: Service

    async def put(self, documents: Iterable[NewDocument]) -> int:
        """Stores and indexes documents; how many were new or had changed."""
        news = list(documents)
        steps = [news[at : at + AT_ONCE] for at in range(0, len(news), AT_ONCE)]
        return sum([await index_many(self.db, self.library, self.account.id, some) for some in steps])

    async def take_out(self, remote_ids: Sequence[str]) -> int:
        """Takes out what is gone, as far as it was known; how many were."""
        known = await self.known(remote_ids)
        if known:
            await remove_documents(self.db, self.library, self.account.id, self.service, sorted(known))
        return len(known)

    async def take_out_all_but(self, seen: Iterable[str]) -> int:
        """Takes out what a reading from the beginning did not meet; how many that were."""
        async with self.db.reading() as session:
            held = await Documents(session).remote_ids(self.account.id, self.service)
        return await self.take_out(sorted(held.difference(seen)))

    async def known(self, remote_ids: Sequence[str]) -> dict[str, Document]:
        """The documents of these remote things, by remote id."""
        async with self.db.reading() as session:
            return await Documents(session).of_remote(self.account.id, self.service, remote_ids)

    async def lapsed(self, label: str, limit: int) -> list[str]:
        """Remote ids of documents with that label whose time is over."""
        async with self.db.reading() as session:
            return await Documents(session).lapsed(self.account.id, self.service, label, self.db.now(), limit)

    async def keep(self, cursor: str | None, read: int) -> None:
        """Counts what was read and moves the cursor, once all that it stands for is stored; None: it stays.

        A crash before this means that the same is read again, which changes nothing.
        """
        values = {} if cursor is None else {"cursor": cursor}
        async with self.db.transaction() as session:
            moved = {"count": Sync.count + read, "rung_at": self.db.now(), **values}
            await Syncs(session).change(self.account.id, self.service, **moved)


@dataclass(frozen=True)
class Window:
    """The part of a calendar that a first reading takes in."""

    since: datetime
    until: datetime
