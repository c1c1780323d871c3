"""Spending: what models have cost each mailbox on each day, so that its owner can set a limit (SPEC AC7)."""

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Numeric, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.db import Base, add_new, hits, update_of


class Spent(Base):
    """One mailbox's day (UTC, as 2026-11-28) in US dollars."""

    __tablename__ = "spending"

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    day: Mapped[str] = mapped_column(primary_key=True)
    usd: Mapped[Decimal] = mapped_column(Numeric(12, 6))


def day_of(now: datetime) -> str:
    """The UTC day of a moment."""
    return now.astimezone(UTC).date().isoformat()


class Spending:
    """Queries on spending."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def add(self, account_id: str, usd: Decimal, now: datetime) -> None:
        """Counts what was just spent."""
        day = day_of(now)
        more = update_of(Spent).where(Spent.account_id == account_id, Spent.day == day).values(usd=Spent.usd + usd)
        if await hits(self.session, more):
            return
        row = {"account_id": account_id, "day": day, "usd": usd}
        if not await add_new(self.session, Spent, [row], "day"):  # somebody else began the day meanwhile
            await self.session.execute(more)

    async def today(self, account_ids: Sequence[str], now: datetime) -> dict[str, Decimal]:
        """What each of these mailboxes has spent today; those that spent nothing are left out."""
        theirs = (Spent.account_id.in_(list(account_ids)), Spent.day == day_of(now))
        query = select(Spent.account_id, Spent.usd).where(*theirs)
        return {account_id: Decimal(usd) for account_id, usd in await self.session.execute(query)}
