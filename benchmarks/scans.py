"""Every statement of a mail's life, and which of them read more rows the more mail there is.

`python -m benchmarks.scans [DATABASE_URL]` prints them; without an address on SQLite. The product runs here, its
statements are heard as it issues them, and each is run again on the same database with few and with many mails:
SQLite counts the steps of its machine, so that a scan shows even where it goes along an index; PostgreSQL counts pages.
"""

import asyncio
import contextlib
import re
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from sqlalchemy import event, select
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError

from benchmarks.copies import copy_mail
from benchmarks.inside import Inside, inside
from benchmarks.life import live
from benchmarks.table import Row
from storage.db import Database
from storage.drafts import Draft, DraftState

FEW, MANY = 200, 4000
STEP = 10  # the machine is asked every so many steps
GROWN = 4.0  # times more steps with twenty times more mail: more than any index costs
WRITES = ("INSERT", "UPDATE", "DELETE")


@dataclass(frozen=True)
class Heard:
    """A statement as it went to the database, with the values of its first time."""

    text: str
    values: tuple[Any, ...]


@dataclass
class Statement:
    """A statement's plan and its steps at each size."""

    heard: Heard
    plan: str = ""
    steps: dict[int, int] = field(default_factory=dict)

    @property
    def grows(self) -> bool:
        """Whether its cost follows the amount of mail."""
        return self.steps[MANY] > GROWN * max(self.steps[FEW], 20)

    @property
    def scans(self) -> bool:
        """Whether the plan reads a whole table or a whole index."""
        return any(
            ("SCAN" in line and "CONSTANT" not in line and "subquery" not in line) or "Seq Scan" in line
            for line in self.plan.split("; ")
        )


@contextmanager
def listening(engine: Engine) -> Iterator[dict[str, Heard]]:
    """Collects the distinct statements that go through this engine."""
    heard: dict[str, Heard] = {}

    def listen(_c: object, _cursor: object, text: str, values: Any, _context: object, _many: bool) -> None:
        first = values[0] if values and isinstance(values[0], tuple) else values  # a statement of many rows: one row
        if text.split(None, 1)[0].upper() in ("SELECT", *WRITES):
            heard.setdefault(text, Heard(text, tuple(first or ())))

    event.listen(engine, "before_cursor_execute", listen)
    try:
        yield heard
    finally:
        event.remove(engine, "before_cursor_execute", listen)


def _steps(connection: sqlite3.Connection, heard: Heard) -> int:
    """Steps of SQLite's machine for this statement, which is rolled back."""
    count = 0

    def tick() -> int:
        nonlocal count
        count += STEP
        return 0

    connection.execute("BEGIN")
    connection.set_progress_handler(tick, STEP)
    try:
        with contextlib.suppress(sqlite3.IntegrityError):  # an INSERT of what stands there already
            connection.execute(heard.text, heard.values).fetchall()
    finally:
        connection.set_progress_handler(None, 0)
        connection.execute("ROLLBACK")
    return count


def _weigh_sqlite(file: str, statements: list[Statement], size: int) -> None:
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for one in statements:
            rows = connection.execute(f"EXPLAIN QUERY PLAN {one.heard.text}", one.heard.values)
            one.plan = "; ".join(str(row[3]) for row in rows)
            one.steps[size] = _steps(connection, one.heard)


async def _weigh_postgres(db: Database, statements: list[Statement], size: int) -> None:
    """The pages that each statement touches; it is rolled back."""
    async with db.engine.connect() as connection:
        await connection.exec_driver_sql("ANALYZE")
        await connection.commit()
        for one in statements:
            text = f"EXPLAIN (ANALYZE, BUFFERS, COSTS OFF, TIMING OFF) {one.heard.text}"
            try:
                lines = [str(row[0]).strip() for row in await connection.exec_driver_sql(text, one.heard.values)]
                touched = next(re.findall(r"(?:hit|read)=(\d+)", line) for line in lines if "Buffers:" in line)
                one.plan = "; ".join(line.removeprefix("->").strip() for line in lines[: lines.index("Planning:")])
                one.steps[size] = sum(map(int, touched))
            except (DBAPIError, StopIteration, ValueError):  # an INSERT of what stands there already; nothing touched
                one.steps[size] = 0
            await connection.rollback()


async def _weigh(db: Database, statements: list[Statement], size: int) -> None:
    if db.is_sqlite:
        await asyncio.to_thread(_weigh_sqlite, str(db.engine.url.database), statements, size)
    else:
        await _weigh_postgres(db, statements, size)


async def _worked(here: Inside, state: DraftState) -> str:
    """A mail whose reply stands there."""
    async with here.services.db.reading() as session:
        found = await session.scalar(select(Draft.message_id).where(Draft.state == state))
    assert found is not None
    return found


async def statements(**settings: str) -> list[Statement]:
    """All statements, weighed at both sizes; `settings` may name another DATABASE_URL, which must be empty."""
    with tempfile.TemporaryDirectory() as folder:
        async with inside(Path(folder), UNDO_SECONDS="0", LOG_LEVEL="ERROR", **settings) as here:
            with listening(here.services.db.engine.sync_engine) as heard:
                async with aiohttp.ClientSession() as http:
                    await live(here, http)
            found = [Statement(one) for one in heard.values()]
            for size, before in ((FEW, 0), (MANY, FEW)):
                half = (size - before) // 2  # one half was sent, the other one waits for a click that never came
                for state, first in ((DraftState.SENT, before), (DraftState.READY, before + half)):
                    await copy_mail(here.services.db, await _worked(here, state), half, first=first)
                await _weigh(here.services.db, found, size)
    return sorted(found, key=lambda one: -one.steps[MANY])


async def measure(_: int) -> list[Row]:
    """One row: how many statements there are, and how many of them cost more with more mail. Counting needs no runs."""
    found = await statements()
    growing = [one for one in found if one.grows]
    names = ", ".join(sorted({_short(one.heard.text) for one in growing})) or "none"
    return [
        Row(
            f"statements in a mail's life whose cost follows the mailbox, {FEW} to {MANY} mails",
            f"{len(growing)} of {len(found)}",
            names,
            "SQLite's steps",
        )
    ]


def _short(text: str) -> str:
    words = text.split()
    return " ".join([words[0], *words[words.index("FROM") : words.index("FROM") + 2]] if "FROM" in words else words[:2])


def main() -> None:
    """Prints every statement that scans or grows, the dearest first."""
    found = asyncio.run(statements(**({"DATABASE_URL": sys.argv[1]} if sys.argv[1:] else {})))
    print(f"{len(found)} statements; SQLite's steps or PostgreSQL's pages with {FEW} and with {MANY} mails")
    for one in found:
        if one.grows or one.scans:
            print(f"\n{'GROWS' if one.grows else 'scans'}  {one.steps[FEW]} -> {one.steps[MANY]}")
            print(f"  {' '.join(one.heard.text.split())[:1500]}\n  plan: {one.plan}")


if __name__ == "__main__":
    main()
