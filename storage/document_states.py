"""What is left to do for documents: the queries by which their rows move from state to state."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.accounts import Account, counted_each
from storage.db import hits, update_of
from storage.documents import BEHIND, OPEN, SEEN, Document, DocumentState, Service


class DocumentStates:
    """Queries on documents by their state. All but those that list accounts name one."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def in_state(self, account_id: str, state: DocumentState, limit: int) -> list[Document]:
        """Documents with something left to do, those first that wait longest."""
        where = (Document.account_id == account_id, OPEN, Document.state == state)
        query = select(Document).where(*where).order_by(Document.changed_at, Document.id).limit(limit)
        return list(await self.session.scalars(query))

    async def embedded(self, document: Document, embedder: str, now: datetime) -> bool:
        """Notes that its vectors are there, unless it has changed since it was read."""
        same = (
            Document.account_id == document.account_id,
            Document.id == document.id,
            Document.state == DocumentState.DUE,
            Document.digest == document.digest,
        )
        change = update_of(Document).where(*same).values(state=DocumentState.DONE, embedder=embedder, changed_at=now)
        return await hits(self.session, change)

    async def forget(self, account_id: str, ids: Sequence[str]) -> None:
        """Deletes the rows of documents that are gone."""
        where = (Document.account_id == account_id, Document.id.in_(ids), Document.state == DocumentState.GONE)
        await self.session.execute(delete(Document).where(*where))

    async def outdated(self, account_id: str, embedder: str, now: datetime, limit: int) -> int:
        """Makes documents due whose vectors another embedder made; how many, at most so many at once."""
        other = (
            Document.account_id == account_id,
            Document.state == DocumentState.DONE,
            Document.embedder != embedder,
        )
        some = select(Document.id).where(*other).limit(limit)
        change = update_of(Document).where(Document.id.in_(some)).values(state=DocumentState.DUE, changed_at=now)
        return cast("CursorResult[Any]", await self.session.execute(change)).rowcount

    async def put_behind(self, account_id: str, remote_ids: Sequence[str], now: datetime) -> None:
        """Lets mails that could not be read rest, and come after all others then."""
        same = (
            Document.account_id == account_id,
            Document.service == Service.GMAIL,
            Document.remote_id.in_(list(remote_ids)),
            Document.state == DocumentState.FOUND,
        )
        await self.session.execute(update_of(Document).where(*same).values(at=BEHIND, changed_at=now))

    async def after(self, account_id: str, document_id: str, limit: int) -> list[Document]:
        """The next documents that can be found, by id, after that one; '' is before the first. Nobody else changes them
        until the transaction ends."""
        where = (Document.account_id == account_id, Document.state.in_(SEEN), Document.id > document_id)
        query = select(Document).where(*where).order_by(Document.id).limit(limit).with_for_update()
        return list(await self.session.scalars(query))

    async def waiting_accounts(self, states: Sequence[str], before: datetime) -> list[str]:
        """Accounts that may work with documents in one of these states since before then."""
        query = (
            select(Document.account_id)
            .join(Account, Account.id == Document.account_id)
            .where(
                OPEN,
                Document.state.in_(list(states)),
                Document.changed_at < before,
                Account.works,
            )
            .distinct()
        )
        return list(await self.session.scalars(query))

    async def accounts(self) -> list[str]:
        """All accounts that have documents."""
        return list(await self.session.scalars(select(Document.account_id).distinct().order_by(Document.account_id)))

    async def counts(self, account_ids: Sequence[str], at_most: int) -> dict[str, Counter[str]]:
        """By account: how many documents of each service can be found, as 'unread' how many mails are still to be read
        and as 'behind' how many of these failed and rest. Where more can be found than `at_most`, the count only says
        so. Reads indexes alone, where the texts would take seconds."""
        found: dict[str, Counter[str]] = {account_id: Counter() for account_id in account_ids}
        left: Counter[tuple[str, str]] = Counter()
        behind = func.count().filter(Document.at <= BEHIND)
        kinds = (Document.account_id, Document.service, Document.state)
        query = select(*kinds, func.count(), behind).where(Document.account_id.in_(list(account_ids)), OPEN)
        for account_id, service, state, many, late in await self.session.execute(query.group_by(*kinds)):
            if state == DocumentState.FOUND:
                found[account_id].update(unread=many, behind=late)
            left[account_id, service] += many * (state not in SEEN)
        enough = at_most + max(left.values(), default=0)  # of all, to know of those that can be found
        theirs = ((Document.account_id == Account.id) & (Document.service == service) for service in Service)
        for account_id, *counts in await self.session.execute(counted_each(account_ids, enough, *theirs)):
            for service, many in zip(Service, counts, strict=True):
                found[account_id][service] = many - left[account_id, service]
        return found

    async def unread_before(self, account_id: str, before: datetime) -> tuple[int, int]:
        """How many older mails are still to be read, and how many of these failed and rest before another try."""
        found = (Document.service == Service.GMAIL, Document.state == DocumentState.FOUND)
        where = (Document.account_id == account_id, OPEN, *found, Document.at < before)
        behind = func.count().filter(Document.at <= BEHIND)
        row = (await self.session.execute(select(func.count(), behind).where(*where))).one()
        return int(row[0]), int(row[1])

    async def numbers(self, account_id: str) -> tuple[int, int]:
        """How many documents can be found, and how many of them have no vectors yet."""
        due = func.count().filter(Document.state == DocumentState.DUE)
        where = (Document.account_id == account_id, Document.state.in_(SEEN))
        row = (await self.session.execute(select(func.count(), due).where(*where))).one()
        return int(row[0]), int(row[1])
