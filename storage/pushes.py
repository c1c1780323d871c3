"""Pushes: notices of new mail, stored in groups so that each is durable before it is answered, and cheaply so."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, delete
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.errors import Temporary
from storage.accounts import Accounts
from storage.db import Base, Database, add_new, new_id

GROUP = 200


class Push(Base):
    """One notice for one account. Kept for some days, to tell what came and when."""

    __tablename__ = "pushes"

    id: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    notice_id: Mapped[str]
    history_id: Mapped[str]
    received_at: Mapped[datetime] = mapped_column(index=True)


@dataclass(frozen=True)
class Notice:
    """What a push says: the mailbox, its newest history id, and the notice's own id."""

    email: str
    history_id: str
    notice_id: str


class Pushes:
    """Queries on pushes."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def keep(self, notices: Sequence[Notice], now: datetime) -> dict[str, list[str]]:
        """Stores the notices and asks for a sync of their accounts; gives email -> account ids of those known."""
        accounts = Accounts(self.session)
        known = dict(await accounts.ids_by_email({notice.email for notice in notices}))
        rows: list[dict[str, Any]] = [
            {
                "id": new_id(),
                "account_id": account_id,
                "notice_id": n.notice_id,
                "history_id": n.history_id,
                "received_at": now,
            }
            for n in notices
            for account_id in known.get(n.email, ())
        ]
        if rows:
            await add_new(self.session, Push, rows)
            await accounts.want_sync({row["account_id"] for row in rows}, now)
        return known

    async def forget(self, before: datetime) -> None:
        """Deletes notices older than that."""
        await self.session.execute(delete(Push).where(Push.received_at < before))


class PushInbox:
    """Takes notices one by one, commits them together: the answer waits for the disk, the disk not for each one."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._waiting: list[tuple[Notice, asyncio.Future[list[str]]]] = []
        self._writer: asyncio.Task[None] | None = None

    async def put(self, notice: Notice) -> list[str]:
        """Account ids to ring once this returns: the notice is stored. Empty if nobody here has that mailbox, or
        if another notice of the same group rings already. Raises Temporary if it could not be stored.
        """
        future: asyncio.Future[list[str]] = asyncio.get_running_loop().create_future()
        self._waiting.append((notice, future))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write())
        return await future

    async def _write(self) -> None:
        while self._waiting:
            group, self._waiting = self._waiting[:GROUP], self._waiting[GROUP:]
            try:
                async with self._db.transaction() as session:
                    known = await Pushes(session).keep([notice for notice, _ in group], self._db.now())
            except Exception as error:  # noqa: BLE001 - whatever it was, those who wait must hear of it
                self._refuse(group, error)
                continue
            for notice, future in group:
                if not future.done():  # who has hung up rings nothing: the next one of the group does
                    future.set_result(known.pop(notice.email, []))

    @staticmethod
    def _refuse(group: Sequence[tuple[Notice, asyncio.Future[list[str]]]], error: Exception) -> None:
        failure = error if isinstance(error, Temporary) else Temporary(f"push store: {type(error).__name__}")
        for _, future in group:
            if not future.done():
                future.set_exception(failure)

    async def close(self) -> None:
        """Finishes what was taken."""
        if self._writer is not None:
            await self._writer
