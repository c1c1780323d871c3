"""Leases: one holder at a time, and none for ever."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from storage.db import Database, new_id
from storage.leases import Busy, Lease, Leases, lease
from tests.database_fixture import Clock
from tests.eventually import eventually


async def test_a_taken_lease_is_refused_to_another(db: Database) -> None:
    async with lease(db, "card:1", 60):
        with pytest.raises(Busy):
            async with lease(db, "card:1", 60):
                pass


async def test_a_lease_given_back_can_be_taken_again(db: Database) -> None:
    async with lease(db, "card:1", 60):
        pass
    async with lease(db, "card:1", 60):
        pass


async def test_a_lease_of_a_dead_holder_lapses(db: Database, clock: Clock) -> None:
    dead = lease(db, "card:1", 60)
    await dead.__aenter__()
    clock.advance(61)
    async with lease(db, "card:1", 60):
        # the dead one comes back to life and lets go of what is no longer its own
        await dead.__aexit__(None, None, None)
        with pytest.raises(Busy):
            async with lease(db, "card:1", 60):
                pass


async def test_an_error_in_the_block_gives_the_lease_back(db: Database) -> None:
    with pytest.raises(ValueError, match="boom"):
        async with lease(db, "card:1", 60):
            raise ValueError("boom")
    async with lease(db, "card:1", 60):
        pass


async def test_of_twenty_who_want_a_lapsed_lease_one_gets_it(db: Database, clock: Clock) -> None:
    async def take() -> bool:
        async with db.transaction() as session:
            return await Leases(session).take("send:1", new_id(), clock(), 60)

    assert (await asyncio.gather(*(take() for _ in range(20)))).count(True) == 1
    clock.advance(61)
    assert (await asyncio.gather(*(take() for _ in range(20)))).count(True) == 1


async def test_a_lease_is_renewed_while_its_block_runs(
    db: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.leases.RENEW_SECONDS", 0.01)

    async def until() -> datetime:
        async with db.reading() as session:
            return (await session.execute(select(Lease.until))).scalar_one()

    async with lease(db, "draft:1", 190):
        first = await until()
        assert first - clock() < timedelta(seconds=20)  # what others wait if we die now
        clock.advance(10)
        await eventually(lambda: _is_later(until, first))
        clock.advance(10)
        with pytest.raises(Busy):
            async with lease(db, "draft:1", 190):
                pass


async def _is_later(until: Callable[[], Awaitable[datetime]], first: datetime) -> bool:
    return await until() > first


async def test_leases_of_workers_that_were_killed_are_forgotten_and_others_are_not(db: Database, clock: Clock) -> None:
    async with db.transaction() as session:
        for name, seconds in (("old", 60), ("lapsed", 3600), ("held", 9000)):
            assert await Leases(session).take(name, "killed", clock(), seconds)
    clock.advance(3601)
    async with db.transaction() as session:
        await Leases(session).forget(clock() - timedelta(seconds=60))
    async with db.reading() as session:
        assert sorted(await session.scalars(select(Lease.name))) == ["held", "lapsed"]


async def test_a_lease_that_another_has_taken_is_not_renewed(db: Database, clock: Clock) -> None:
    async with db.transaction() as session:
        assert await Leases(session).take("draft:1", "first", clock(), 15)
    clock.advance(16)
    async with db.transaction() as session:
        assert await Leases(session).take("draft:1", "second", clock(), 15)
        assert not await Leases(session).renew("draft:1", "first", clock() + timedelta(seconds=60))
        assert await Leases(session).renew("draft:1", "second", clock() + timedelta(seconds=60))
