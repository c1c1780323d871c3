"""What one read and one write cost through the ORM on SQLite: our connection beside aiosqlite's own, in turns."""

import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import event
from sqlalchemy.ext.asyncio import create_async_engine

from benchmarks.bench import say
from benchmarks.table import Row, spread
from storage import schema
from storage.db import Base, Database, begin_sqlite, open_database, tune_sqlite, utc_now
from storage.leases import lease
from storage.messages import Messages

TIMES = 300
assert schema  # it names all tables


def _plain(url: str) -> Database:
    """The same database as SQLAlchemy opens it by itself."""
    engine = create_async_engine(url, pool_size=6, max_overflow=0)
    event.listen(engine.sync_engine, "connect", tune_sqlite)
    event.listen(engine.sync_engine, "begin", begin_sqlite)
    return Database(engine, utc_now)


async def _read(db: Database) -> None:
    async with db.reading() as session:
        await Messages(session).get("unknown")


async def _lease(db: Database) -> None:
    async with lease(db, "bench:1", 60):
        pass


async def _cost(act: Callable[[Database], Awaitable[None]], db: Database) -> float:
    """Milliseconds of this process's CPU for each."""
    await act(db)
    began = time.process_time()
    for _ in range(TIMES):
        await act(db)
    return (time.process_time() - began) * 1000 / TIMES


async def measure(runs: int) -> list[Row]:
    """One read, and a lease taken and given back (two write transactions)."""
    rows = []
    with TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{Path(folder)}/bench.db"
        ours, plain = open_database(url), _plain(url)
        try:
            async with ours.engine.begin() as connection:
                await connection.run_sync(Base.metadata.create_all)
            for name, act in (("a read through the ORM", _read), ("a lease taken and given back", _lease)):
                say(f"database: {name}")
                costs = [(await _cost(act, ours), await _cost(act, plain)) for _ in range(runs)]
                mine, theirs = [one for one, _ in costs], [other for _, other in costs]
                beside = f"aiosqlite's own connection {spread(theirs, 2)} ms"
                rows.append(Row(f"SQLite, CPU of {name}", f"{spread(mine, 2)} ms", beside, f"{runs} x {TIMES}"))
        finally:
            await ours.close()
            await plain.close()
    return rows
