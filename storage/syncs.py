"""Syncs: how far each service of an account besides new mail was read: calendar, drive, and the mailbox's history."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Text, delete, exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.accounts import AT_ONCE, Account
from storage.db import Base, add_new, hits, update_of

HISTORY = "history"  # the older mail, listed once after connecting
ASKED = "asked"  # a look at everything that its owner asked for
READING = "reading"  # mails known by id only; nobody wishes for it, the mails themselves say what is left


class Sync(Base):
    """One service of one account ('calendar', 'drive', 'history'). Due while `wanted` is ahead of `done`."""

    __tablename__ = "syncs"

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    service: Mapped[str] = mapped_column(primary_key=True)
    cursor: Mapped[str] = mapped_column(Text, default="")
    wanted: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    count: Mapped[int] = mapped_column(default=0)  # documents read so far
    started_at: Mapped[datetime | None]
    reached: Mapped[datetime | None]  # history: everything newer than this has been read
    last_at: Mapped[datetime | None]
    rung_at: Mapped[datetime | None]
    total: Mapped[int] = mapped_column(default=0)  # how many there are, as the service estimates it; 0 if unknown
    told: Mapped[str] = mapped_column(default="")  # ts of the message in Slack that shows the progress
    stopped_at: Mapped[datetime | None]  # history: since when its owner wants no more of it read
    ended_at: Mapped[datetime | None]  # history: when its owner was told that all of it is read
    failure: Mapped[str] = mapped_column(default="")  # bot.errors.Failure of the last try, '' if it worked


WORKING = (Account.works,)


def _history_of(account_id: str) -> tuple[ColumnElement[bool], ...]:
    return Sync.account_id == account_id, Sync.service == HISTORY


class Syncs:
    """Queries on syncs."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def get(self, account_id: str, service: str) -> Sync | None:
        """The sync of that service."""
        return await self.session.get(Sync, (account_id, service), populate_existing=True)

    async def of(self, *account_ids: str) -> list[Sync]:
        """All syncs of these accounts."""
        return list(await self.session.scalars(select(Sync).where(Sync.account_id.in_(account_ids))))

    async def ensure(self, account_id: str, service: str) -> None:
        """Makes the row if it is new."""
        row = {
            "account_id": account_id, "service": service, "cursor": "", "wanted": 0, "done": 0, "count": 0,
            "total": 0, "told": "", "failure": "",
        }  # fmt: skip
        await add_new(self.session, Sync, [row])

    async def want(self, account_id: str, services: Iterable[str], now: datetime) -> None:
        """Asks for a sync of these services, their rows made if new."""
        for service in services:
            await self.ensure(account_id, service)
            same = (Sync.account_id == account_id, Sync.service == service)
            await self.session.execute(update_of(Sync).where(*same).values(wanted=Sync.wanted + 1, rung_at=now))

    async def want_again(
        self, account_ids: Iterable[str], services: Iterable[str], now: datetime
    ) -> list[tuple[str, str]]:
        """Asks for another sync of those accounts that have these services: (account id, service) of each."""
        ids, names, wanted = list(account_ids), list(services), []
        for at in range(0, len(ids), AT_ONCE):
            where = (Sync.account_id.in_(ids[at : at + AT_ONCE]), Sync.service.in_(names))
            change = update_of(Sync).where(*where).values(wanted=Sync.wanted + 1, rung_at=now)
            found = await self.session.execute(change.returning(Sync.account_id, Sync.service))
            wanted += [(row.account_id, row.service) for row in found]
        return wanted

    async def ask(self, account_id: str, now: datetime, rest: datetime, lost: datetime) -> bool:
        """Notes that its owner wants everything looked at; False if that is under way, or was done since `rest`.

        What was asked for before `lost` and never ended is asked for anew.
        """
        await self.ensure(account_id, ASKED)
        free = (Sync.wanted == Sync.done) & ((Sync.last_at.is_(None)) | (Sync.last_at < rest))
        where = (Sync.account_id == account_id, Sync.service == ASKED, free | (Sync.started_at < lost))
        values = {"wanted": Sync.wanted + 1, "started_at": now, "rung_at": now}
        return await hits(self.session, update_of(Sync).where(*where).values(**values))

    async def stop(self, account_id: str, now: datetime) -> bool:
        """Reads no more of the history; False if it was stopped already, or has come to its end."""
        where = (*_history_of(account_id), Sync.stopped_at.is_(None), Sync.ended_at.is_(None))
        return await hits(self.session, update_of(Sync).where(*where).values(stopped_at=now))

    async def resume(self, account_id: str, now: datetime) -> bool:
        """Lets a stopped history go on; False if it was not stopped."""
        where = (*_history_of(account_id), Sync.stopped_at.is_not(None))
        return await hits(self.session, update_of(Sync).where(*where).values(stopped_at=None, rung_at=now, failure=""))

    async def under_way(self, limit: int) -> list[str]:
        """Accounts that may work whose history is being read, or whose owner was not told of its end."""
        where = (Sync.service == HISTORY, Sync.started_at.is_not(None), Sync.ended_at.is_(None))
        query = select(Sync.account_id).join(Account, Account.id == Sync.account_id)
        return list(await self.session.scalars(query.where(*where, Sync.stopped_at.is_(None), *WORKING).limit(limit)))

    async def touch(self, account_id: str, service: str, now: datetime) -> None:
        """Notes that it was rung for."""
        await self.change(account_id, service, rung_at=now)

    async def drop(self, account_id: str, services: Iterable[str]) -> None:
        """Forgets how far these services were read: their owner no longer allows them."""
        same = (Sync.account_id == account_id, Sync.service.in_(list(services)))
        await self.session.execute(delete(Sync).where(*same))

    async def advance(self, sync: Sync, new: int, **values: Any) -> bool:
        """Sets columns if the cursor still is where `sync` has it; `new` documents count in any case."""
        same = (Sync.account_id == sync.account_id, Sync.service == sync.service)
        more = {"count": Sync.count + new}
        moved = update_of(Sync).where(*same, Sync.cursor == sync.cursor).values(**more, **values)
        if await hits(self.session, moved):
            return True
        await self.change(sync.account_id, sync.service, **more)
        return False

    async def change(self, account_id: str, service: str, **values: Any) -> None:
        """Sets columns of one sync."""
        same = (Sync.account_id == account_id, Sync.service == service)
        await self.session.execute(update_of(Sync).where(*same).values(**values))

    async def without(self, service: str, limit: int) -> list[str]:
        """Accounts that may work and have no row of that service: connected before it was there."""
        has = exists().where(Sync.account_id == Account.id, Sync.service == service)
        where = (*WORKING, ~has)
        return list(await self.session.scalars(select(Account.id).where(*where).limit(limit)))

    async def quiet(self, account_ids: Sequence[str], service: str, before: datetime) -> list[str]:
        """Those of the accounts whose row of that service has said nothing since `before`, or is not there."""
        where = (Sync.account_id.in_(list(account_ids)), Sync.service == service, Sync.rung_at >= before)
        lively = set(await self.session.scalars(select(Sync.account_id).where(*where)))
        return [account_id for account_id in account_ids if account_id not in lively]

    async def overdue(self, before: datetime, limit: int) -> list[tuple[str, str]]:
        """(account id, service) of wishes unanswered since `before`, on accounts that may work."""
        query = (
            select(Sync.account_id, Sync.service)
            .join(Account, Account.id == Sync.account_id)
            .where(
                Sync.wanted > Sync.done,
                (Sync.rung_at.is_(None)) | (Sync.rung_at < before),
                Sync.stopped_at.is_(None),
                *WORKING,
            )
            .limit(limit)
        )
        return [(row.account_id, row.service) for row in await self.session.execute(query)]
