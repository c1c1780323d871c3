"""Transactions: all or nothing, aware times, and errors that say whether to come back."""

import asyncio
import threading
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, StatementError

from bot.errors import Temporary
from storage.db import Database, new_id, open_database
from storage.leases import Lease, Leases
from storage.seen_events import SeenEvents
from tests.database_fixture import START, Clock
from tests.postgres_fixture import Postgres


async def take(db: Database, name: str, seconds: float = 60) -> bool:
    async with db.transaction() as session:
        return await Leases(session).take(name, new_id(), db.now(), seconds)


async def test_an_error_rolls_everything_back(db: Database) -> None:
    async def see_and_fail() -> None:
        async with db.transaction() as session:
            assert await SeenEvents(session).first_time("E1", db.now())
            raise ValueError("boom")

    with pytest.raises(ValueError, match="boom"):
        await see_and_fail()
    async with db.transaction() as session:
        assert await SeenEvents(session).first_time("E1", db.now())


async def test_a_cancelled_transaction_is_rolled_back_and_lets_the_next_one_in(db: Database) -> None:
    inside = asyncio.Event()

    async def hang() -> None:
        async with db.transaction() as session:
            await SeenEvents(session).first_time("E1", db.now())
            inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(hang())
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with db.transaction() as session:
        assert await SeenEvents(session).first_time("E1", db.now())


async def test_times_come_back_as_the_same_moment_in_utc(db: Database) -> None:
    moment = START.astimezone(timezone(timedelta(hours=5, minutes=30)))
    async with db.transaction() as session:
        session.add(Lease(name="a", holder="b", until=moment))
    async with db.reading() as session:
        found = await session.get(Lease, "a")
    assert found is not None and found.until == moment
    assert found.until.tzinfo == UTC


async def test_a_time_without_a_zone_is_refused(db: Database) -> None:
    with pytest.raises(StatementError, match="aware"):
        async with db.transaction() as session:
            session.add(Lease(name="a", holder="b", until=datetime(2026, 11, 20)))  # noqa: DTZ001 - the mistake itself


async def test_fifty_writers_at_once_all_get_through(db: Database) -> None:
    assert all(await asyncio.gather(*(take(db, f"lease:{n}") for n in range(50))))


async def test_a_writer_waits_no_longer_than_allowed_behind_others_of_its_process(sqlite_db: Database) -> None:
    sqlite_db.turn_seconds = 0.05
    async with sqlite_db.transaction() as session, asyncio.timeout(4):
        waiting = (take(sqlite_db, f"lease:{n}") for n in range(10))
        ended = await asyncio.gather(*waiting, return_exceptions=True)
        assert await Leases(session).take("mine", "me", sqlite_db.now(), 60)
    assert [type(one) for one in ended] == [Temporary] * 10
    assert not await take(sqlite_db, "mine") and await take(sqlite_db, "lease:1")


async def test_a_writer_behind_many_that_get_on_waits_for_longer(sqlite_db: Database) -> None:
    sqlite_db.turn_seconds = 0.1

    async def slowly(name: str) -> None:
        async with sqlite_db.transaction() as session:
            await Leases(session).take(name, "me", sqlite_db.now(), 60)
            await asyncio.wait([asyncio.ensure_future(asyncio.Event().wait())], timeout=0.03)

    await asyncio.gather(*(slowly(f"lease:{n}") for n in range(12)))
    assert not await take(sqlite_db, "lease:11")


async def test_a_commit_that_the_database_refuses_leaves_nothing_open_for_the_next(db: Database) -> None:
    later = "DEFERRABLE INITIALLY DEFERRED"
    async with db.transaction() as session:
        await session.execute(text("CREATE TABLE parents (id INTEGER PRIMARY KEY)"))
        await session.execute(text(f"CREATE TABLE children (parent INTEGER REFERENCES parents(id) {later})"))
    for _ in range(8):  # more than there are connections
        with pytest.raises(IntegrityError):
            async with db.transaction() as session:
                await session.execute(text("INSERT INTO children VALUES (5)"))
    assert await take(db, "mine")
    async with db.reading() as session:
        assert await session.scalar(text("SELECT count(*) FROM children")) == 0


async def test_a_reader_sees_no_half_of_a_transaction(db: Database) -> None:
    async with db.transaction() as session:
        await SeenEvents(session).first_time("E1", db.now())
        await session.flush()
        async with db.reading() as other:
            count = await other.scalar(text("SELECT count(*) FROM seen_events"))
    assert count == 0


async def test_a_broken_rule_of_the_schema_is_no_temporary_error(db: Database) -> None:
    with pytest.raises(IntegrityError):
        async with db.transaction() as session:
            await session.execute(text("INSERT INTO users (id, team_id, slack_id, dm_channel, zone, created_at) "
                                       "VALUES ('u', 'nowhere', 's', '', 'UTC', '2026-11-20 09:00:00')"))  # fmt: skip


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+asyncpg://u@127.0.0.1:1/x",
        "postgresql+asyncpg://u@/x?host=/nowhere-at-all",
        "postgresql+asyncpg://u@host.invalid/x",
    ],
)
async def test_a_server_that_is_not_there_is_a_temporary_error(url: str) -> None:
    db = open_database(url)
    with pytest.raises(Temporary):
        await take(db, "a")
    await db.close()


async def test_a_sqlite_file_that_cannot_be_opened_is_a_temporary_error(tmp_path: Path) -> None:
    db, before = open_database(f"sqlite+aiosqlite:///{tmp_path}"), set(threading.enumerate())
    with pytest.raises(Temporary):
        await take(db, "a")
    await db.close()
    for thread in set(threading.enumerate()) - before:  # aiosqlite awaits the end of its worker in every other case
        await asyncio.to_thread(thread.join, 5)


async def test_an_exhausted_pool_is_a_temporary_error(sqlite_db: Database) -> None:
    vars(sqlite_db.engine.pool)["_timeout"] = 0.01  # thirty seconds otherwise
    async with AsyncExitStack() as stack:
        for _ in range(6):
            session = await stack.enter_async_context(sqlite_db.reading())
            await session.execute(text("SELECT 1"))
        with pytest.raises(Temporary):
            await take(sqlite_db, "a")


async def test_a_connection_that_the_server_ends_is_a_temporary_error_and_the_next_one_works(
    postgres: Postgres, postgres_url: str, clock: Clock
) -> None:
    db = open_database(postgres_url, clock)

    async def lose_the_connection() -> None:
        async with db.transaction() as session:
            pid = await session.scalar(text("SELECT pg_backend_pid()"))
            postgres.sql(f"SELECT pg_terminate_backend({pid})")
            await session.execute(text("SELECT 1"))

    with pytest.raises(Temporary):
        await lose_the_connection()
    assert await take(db, "a")
    await db.close()


async def test_of_two_deadlocked_writers_one_is_told_to_come_back(postgres_url: str, clock: Clock) -> None:
    db = open_database(postgres_url, clock)
    await take(db, "a", -60)
    await take(db, "b", -60)
    first_steps = asyncio.Barrier(2)

    async def both(one: str, other: str) -> bool:
        try:
            async with db.transaction() as session:
                await session.execute(text("SET LOCAL deadlock_timeout = '20ms'"))
                await Leases(session).take(one, "me", db.now(), 60)
                await first_steps.wait()
                await Leases(session).take(other, "me", db.now(), 60)
        except Temporary:
            return False
        return True

    assert sorted(await asyncio.gather(both("a", "b"), both("b", "a"))) == [False, True]
    await db.close()


@pytest.fixture
def postgres_url(postgres: Postgres, postgres_template: str) -> str:
    """A fresh database on PostgreSQL alone."""
    name = f"t{new_id()}"
    postgres.sql(f"CREATE DATABASE {name} TEMPLATE {postgres_template}")
    return postgres.url(name)


def test_ids_sort_by_time_and_do_not_repeat() -> None:
    ids = [new_id() for _ in range(2000)]
    assert len(set(ids)) == len(ids)
    assert [one[:12] for one in ids] == sorted(one[:12] for one in ids)
    assert all(len(one) == 32 for one in ids)


def on_disk(db: Database) -> bytes:
    path = Path(str(db.engine.url.database))
    return b"".join(one.read_bytes() for one in path.parent.glob(f"{path.name}*"))


async def test_of_an_erased_row_nothing_stays_on_the_disk_once_the_log_is_shed(sqlite_db: Database) -> None:
    async with sqlite_db.transaction() as session:
        await SeenEvents(session).first_time("heliotrope", sqlite_db.now())
    async with sqlite_db.transaction() as session:
        await SeenEvents(session).unsee("heliotrope")
    assert b"heliotrope" in on_disk(sqlite_db)
    await sqlite_db.shed()
    assert b"heliotrope" not in on_disk(sqlite_db)


async def test_shedding_waits_for_no_reader_and_is_nothing_elsewhere(db: Database) -> None:
    async with db.reading() as session:
        await session.execute(text("SELECT 1"))
        await db.shed()
