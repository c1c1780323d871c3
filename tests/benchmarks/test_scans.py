"""Statements are heard as they are issued, and weighed by what they read."""

from typing import Any

from sqlalchemy import text

from benchmarks.scans import FEW, MANY, Statement, _weigh, listening
from storage.db import Database


async def _weighed(db: Database, statement: str) -> Statement:
    with listening(db.engine.sync_engine) as heard:
        async with db.reading() as session:
            await session.execute(text(statement), {"id": "x"})
    found = [Statement(one) for one in heard.values()]
    await _weigh(db, found, FEW)
    rows: list[dict[str, Any]] = [{"id": f"event{n}", "at": "2026-01-01 00:00:00"} for n in range(MANY)]
    async with db.transaction() as session:
        await session.execute(text("INSERT INTO seen_events (event_id, seen_at) VALUES (:id, :at)"), rows)
    await _weigh(db, found, MANY)
    (one,) = found
    return one


async def test_a_scan_of_a_table_that_grows_is_found(sqlite_db: Database) -> None:
    one = await _weighed(sqlite_db, "SELECT count(*) FROM seen_events WHERE event_id || '' = :id")
    assert one.grows and one.scans


async def test_a_look_by_key_is_none(sqlite_db: Database) -> None:
    one = await _weighed(sqlite_db, "SELECT seen_at FROM seen_events WHERE event_id = :id")
    assert not one.grows and not one.scans
