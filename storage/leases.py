"""Leases: who works on a thing right now, so that two workers never do. They lapse by themselves after a crash."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.errors import Temporary, Waiting
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

    async def forget(self, before: datetime) -> None:
        """Deletes leases that lapsed before then: a worker that was killed gives none back."""
        await self.session.execute(delete(Lease).where(Lease.until < before))


class Busy(Waiting):
    """Somebody else works on it right now."""


@dataclass
class Hold:
    """A lease in hand: its name, who has it, and when it ends at the latest. `over` once it was given back."""

    name: str
    holder: str
    ends: datetime
    over: bool = False


async def hold(session: AsyncSession, name: str, seconds: float, now: datetime) -> Hold:
    """Takes the lease in the caller's transaction; from its commit on, `held` must keep it. Raises Busy.

    It is taken for a short while and renewed as long as it is held, so that after a crash nobody waits for long.
    """
    taken = Hold(name, new_id(), now + timedelta(seconds=seconds))
    if not await Leases(session).take(name, taken.holder, now, min(seconds, HELD_SECONDS)):
        raise Busy(f"lease {name.split(':')[0]} is taken", retry_after=5)
    return taken


async def let_go(session: AsyncSession, taken: Hold) -> None:
    """Gives the lease back in the caller's transaction, together with the last thing done under it."""
    await Leases(session).give_back(taken.name, taken.holder)
    taken.over = True


@asynccontextmanager
async def held(db: Database, taken: Hold) -> AsyncIterator[None]:
    """Renews a lease as long as the block runs, until it ends at the latest; gives it back unless the block did."""
    done = asyncio.Event()
    renewing = asyncio.create_task(_renew(db, taken, done))
    try:
        yield
    except BaseException:
        taken.over = False  # the transaction that let it go may be the one that failed
        raise
    finally:
        done.set()
        await renewing
        if not taken.over:
            async with db.transaction() as session:
                await let_go(session, taken)


@asynccontextmanager
async def lease(db: Database, name: str, seconds: float) -> AsyncIterator[None]:
    """Holds the lease for the block. Raises Busy if another holds it; the block must end within `seconds`."""
    async with db.transaction() as session:
        taken = await hold(session, name, seconds, db.now())
    async with held(db, taken):
        yield


async def _renew(db: Database, taken: Hold, done: asyncio.Event) -> None:
    kept = True
    while kept and not done.is_set():
        try:
            await asyncio.wait_for(done.wait(), RENEW_SECONDS)
        except TimeoutError:
            kept = await _renewed(db, taken)


async def _renewed(db: Database, taken: Hold) -> bool:
    try:
        async with db.transaction() as session:
            until = min(taken.ends, db.now() + timedelta(seconds=HELD_SECONDS))
            return await Leases(session).renew(taken.name, taken.holder, until)
    except Temporary as error:
        log.warning("lease not renewed", lease=taken.name, error=str(error))
        return True
