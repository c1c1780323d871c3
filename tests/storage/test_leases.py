"""Leases: one holder at a time, and none for ever."""

import asyncio

import pytest

from storage.db import Database, new_id
from storage.leases import Busy, Leases, lease
from tests.database_fixture import Clock


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
