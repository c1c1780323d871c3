"""Spending: what models have cost each mailbox on each day, counted as they are asked (SPEC AC7, DR5).

Whatever becomes of an answer, and whether there was one: what was paid counts.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Date, ForeignKey, Numeric, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.accounts import Account
from storage.db import Base, insert_into


class Outlay(Base):
    """US dollars that models have cost a mailbox on a day of UTC."""

    __tablename__ = "outlays"

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    usd: Mapped[Decimal] = mapped_column(Numeric(16, 9))


def _day(now: datetime) -> date:
    return now.astimezone(UTC).date()


class Spending:
    """Queries on what was spent."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def add(self, account_ids: Sequence[str], usd: Decimal, now: datetime) -> None:
        """Counts what one call took, in equal shares for these mailboxes: each of them was searched for it.

        One that was erased meanwhile is left out.
        """
        found = await self.session.scalars(select(Account.id).where(Account.id.in_(list(account_ids))))
        day, there = _day(now), sorted(found)
        if not there:
            return
        share = round(usd / len(there), 9)
        rows: list[dict[str, Any]] = [{"account_id": one, "day": day, "usd": share} for one in there]
        held, upsert = Outlay.__table__.c, insert_into(self.session, Outlay)
        more = {"usd": held.usd + upsert.excluded.usd}
        await self.session.execute(
            upsert.on_conflict_do_update(index_elements=[held.account_id, held.day], set_=more), rows
        )

    async def today(self, account_ids: Sequence[str], now: datetime) -> dict[str, Decimal]:
        """US dollars that each of these mailboxes has cost since midnight UTC; those that cost nothing are left out."""
        mine = (Outlay.account_id.in_(list(account_ids)), Outlay.day == _day(now))
        rows = await self.session.execute(select(Outlay.account_id, Outlay.usd).where(*mine))
        return {account_id: round(usd, 6) for account_id, usd in rows}
