"""Syncs on both databases: wishes are claimed once, a place moves once, and what rests is not due."""

from datetime import timedelta
from typing import Any

import pytest

from storage.accounts import Account, Accounts
from storage.db import Database
from storage.syncs import ASKED, HISTORY, Sync, Syncs
from tests.cast import join
from tests.database_fixture import Clock

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


async def of(db: Database, account: Account, service: str = HISTORY) -> Sync:
    async with db.reading() as session:
        found = await Syncs(session).get(account.id, service)
    assert found is not None
    return found


async def change(db: Database, account: Account, **values: Any) -> None:
    async with db.transaction() as session:
        await Syncs(session).change(account.id, HISTORY, **values)


async def test_a_look_is_asked_for_once_until_it_ended_and_rested_or_was_lost(db: Database, clock: Clock) -> None:
    account = await join(db)

    async def ask() -> bool:
        async with db.transaction() as session:
            return await Syncs(session).ask(account.id, clock(), clock() - 30 * SECOND, clock() - 5 * MINUTE)

    assert [await ask(), await ask()] == [True, False]
    async with db.transaction() as session:
        await Syncs(session).change(account.id, ASKED, done=1, last_at=clock())
    assert await ask() is False
    clock.advance(31)
    assert await ask() is True
    clock.advance(299)
    assert await ask() is False
    clock.advance(2)
    assert await ask() is True
    assert (await of(db, account, ASKED)).wanted == 3


async def test_a_place_moves_once_and_what_a_late_one_found_still_counts(db: Database) -> None:
    account = await join(db)
    seen = await of(db, account)
    async with db.transaction() as session:
        assert await Syncs(session).advance(seen, 100, cursor="first", total=400)
        assert not await Syncs(session).advance(seen, 3, cursor="late", total=9)
    now = await of(db, account)
    assert (now.cursor, now.total, now.count) == ("first", 400, 103)


async def test_a_history_is_stopped_and_resumed_once_and_not_after_its_end(db: Database, clock: Clock) -> None:
    account = await join(db)
    async with db.transaction() as session:
        syncs = Syncs(session)
        assert [await syncs.stop(account.id, clock()), await syncs.stop(account.id, clock())] == [True, False]
        assert [await syncs.resume(account.id, clock()), await syncs.resume(account.id, clock())] == [True, False]
    await change(db, account, ended_at=clock())
    async with db.transaction() as session:
        assert not await Syncs(session).stop(account.id, clock())


@pytest.mark.parametrize("rests", ["stopped", "paused", "reconnect"])
async def test_what_rests_is_neither_due_nor_told_of(db: Database, clock: Clock, rests: str) -> None:
    account = await join(db)
    await change(db, account, wanted=1, started_at=clock())

    async def due() -> tuple[int, int]:
        async with db.reading() as session:
            syncs = Syncs(session)
            return len(await syncs.overdue(clock(), 9)), len(await syncs.under_way(9))

    assert await due() == (1, 1)
    if rests == "stopped":
        await change(db, account, stopped_at=clock())
    else:
        async with db.transaction() as session:
            values: dict[str, Any] = {"paused": True} if rests == "paused" else {"state": "reconnect"}
            await Accounts(session).change(account.id, **values)
    assert await due() == (0, 0)
