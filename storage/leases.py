"""Leases: who works on a thing right now, so that two workers never do. They lapse by themselves after a crash."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import structlog
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.errors import Temporary
from storage.db import Base, Database, hits, insert_into, new_id, update_of

log = structlog.get_logger("leases")
HELD_SECONDS = 15.0  # less than the queue waits before it gives a dead worker's job to another one
RENEW_SECONDS = 4.0


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
        held = Lease.__table__.c
        upsert = insert_into(self.session, Lease).on_conflict_do_update(
            index_elements=[held.name], set_={"holder": holder, "until": until}, where=held.until < now
        )
        return (await self.session.execute(upsert.returning(held.name), row)).first() is not None

    async def renew(self, name: str, holder: str, until: datetime) -> bool:
        """Holds it for longer; False if it is no longer the holder's."""
        where = (Lease.name == name, Lease.holder == holder)
        return await hits(self.session, update_of(Lease).where(*where).values(until=until))

    async def give_back(self, name: str, holder: str) -> None:
        """Ends the lease if it is still the holder's."""
        await self.session.execute(delete(Lease).where(Lease.name == name, Lease.holder == holder))


class Busy(Temporary):
    """Somebody else works on it right now."""


@asynccontextmanager
async def lease(db: Database, name: str, seconds: float) -> AsyncIterator[None]:
    """Holds the lease for the block. Raises Busy if another holds it; the block must end within `seconds`.

    It is taken for a short while and renewed as long as the block runs, so that after a crash nobody waits for long.
    """
    holder, ends = new_id(), db.now() + timedelta(seconds=seconds)
    async with db.transaction() as session:
        if not await Leases(session).take(name, holder, db.now(), min(seconds, HELD_SECONDS)):
            raise Busy(f"lease {name.split(':')[0]} is taken", retry_after=5)
    done = asyncio.Event()
    renewing = asyncio.create_task(_renew(db, name, holder, ends, done))
    try:
        yield
    finally:
        done.set()
        await renewing
        async with db.transaction() as session:
            await Leases(session).give_back(name, holder)


async def _renew(db: Database, name: str, holder: str, ends: datetime, done: asyncio.Event) -> None:
    held = True
    while held and not done.is_set():
        try:
            await asyncio.wait_for(done.wait(), RENEW_SECONDS)
        except TimeoutError:
            held = await _renewed(db, name, holder, ends)


async def _renewed(db: Database, name: str, holder: str, ends: datetime) -> bool:
    try:
        async with db.transaction() as session:
            until = min(ends, db.now() + timedelta(seconds=HELD_SECONDS))
            return await Leases(session).renew(name, holder, until)
    except Temporary as error:
        log.warning("lease not renewed", lease=name, error=str(error))
        return True
