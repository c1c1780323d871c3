"""SQLite by way of the loop: short calls at once, waits in the thread, and order kept when a wait is cancelled."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.sqlite import SLOW, WAITS, LocalConnection, connect


@pytest.fixture
async def connection(tmp_path: Path) -> AsyncIterator[LocalConnection]:
    connection = await connect(str(tmp_path / "x.db"), isolation_level=None)
    await connection.cursor().execute("CREATE TABLE things (name TEXT PRIMARY KEY)")
    yield connection
    await connection.close()


async def _names(connection: LocalConnection) -> list[str]:
    cursor = await connection.cursor().execute("SELECT name FROM things ORDER BY name")
    return [name for (name,) in await cursor.fetchall()]


async def test_a_statement_gives_its_rows_and_what_it_changed(connection: LocalConnection) -> None:
    cursor = await connection.cursor().execute("INSERT INTO things VALUES (?), (?) RETURNING name", ["a", "b"])
    assert (cursor.rowcount, await cursor.fetchall()) == (2, [("a",), ("b",)])
    assert cursor.description[0][0] == "name"
    changed = await connection.cursor().execute("UPDATE things SET name = 'c' WHERE name = 'b'")
    assert (changed.rowcount, changed.description) == (1, None)
    many = await connection.cursor().executemany("INSERT INTO things VALUES (?)", [["x"], ["y"]])
    assert many.rowcount == 2
    assert await _names(connection) == ["a", "c", "x", "y"]


async def test_only_what_may_wait_goes_to_the_thread(connection: LocalConnection) -> None:
    here, seen = threading.get_ident(), []
    await connection.call(lambda raw: raw.set_trace_callback(lambda _: seen.append(threading.get_ident())), False)
    await connection.cursor().execute(WAITS)
    await connection.cursor().execute("INSERT INTO things VALUES ('a')")
    await connection.commit()
    begin, insert, commit = seen
    assert begin != here and insert == here and commit != here


async def test_a_search_runs_in_the_thread_rows_and_all(connection: LocalConnection) -> None:
    here, seen = threading.get_ident(), set[int]()

    def noted(name: str) -> str:
        seen.add(threading.get_ident())
        return name

    await connection.call(lambda raw: raw.create_function("noted", 1, noted), False)
    await connection.cursor().execute("INSERT INTO things VALUES ('a'), ('b'), ('c')")
    cursor = await connection.cursor().execute(" ".join(["SELECT", SLOW, "noted(name) FROM things"]))
    assert await cursor.fetchall() == [("a",), ("b",), ("c",)]
    assert len(seen) == 1 and here not in seen


async def test_a_cancelled_wait_is_over_before_the_next_call_runs(connection: LocalConnection, tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "x.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    waiting = asyncio.create_task(connection.cursor().execute(WAITS))
    await asyncio.sleep(0)
    waiting.cancel()
    following = asyncio.create_task(connection.rollback())
    await asyncio.sleep(0)
    assert not following.done()  # the thread still waits for the other's transaction
    other.execute("COMMIT")
    other.close()
    await asyncio.wait_for(following, 10)
    assert not await connection.call(lambda raw: raw.in_transaction, False)


async def test_a_rolled_back_transaction_leaves_nothing(connection: LocalConnection) -> None:
    await connection.cursor().execute(WAITS)
    await connection.cursor().execute("INSERT INTO things VALUES ('a')")
    await connection.rollback()
    assert await _names(connection) == []


async def test_sqlites_own_errors_come_through(connection: LocalConnection) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        await connection.cursor().executemany("INSERT INTO things VALUES (?)", [["a"], ["a"]])
