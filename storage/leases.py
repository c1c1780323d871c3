"""Leases: who works on a thing right now, so that two workers never do. They lapse by themselves after a crash."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.errors import Temporary
from storage.db import Base, Database, insert_new, new_id


class Lease(Base):
    """One piece of work, its holder, and until when."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str]
    until: Mapped[datetime]


class Leases:
    """Queries on leases."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def take(self, name: str, holder: str, now: datetime, seconds: float) -> bool:
        """Takes the lease if it is free or has lapsed; True for exactly one of several callers."""
        until = now + timedelta(seconds=seconds)
        row = {"name": name, "holder": holder, "until": until}
        made = await self.session.execute(insert_new(self.session, Lease, [row]).returning(Lease.name))
        if made.first() is not None:
            return True
        where = (Lease.name == name, Lease.until < now)
        taken = update(Lease).where(*where).values(holder=holder, until=until).returning(Lease.name)
        return (await self.session.execute(taken)).first() is not None

    async def give_back(self, name: str, holder: str) -> None:
        """Ends the lease if it is still the holder's."""
        await self.session.execute(delete(Lease).where(Lease.name == name, Lease.holder == holder))


class Busy(Temporary):
    """Somebody else works on it right now."""


@asynccontextmanager
async def lease(db: Database, name: str, seconds: float) -> AsyncIterator[None]:
    """Holds the lease for the block. Raises Busy if another holds it; the block must end within `seconds`."""
    holder = new_id()
    async with db.transaction() as session:
        if not await Leases(session).take(name, holder, db.now(), seconds):
            raise Busy(f"lease {name.split(':')[0]} is taken", retry_after=2)
    try:
        yield
    finally:
        async with db.transaction() as session:
            await Leases(session).give_back(name, holder)
