"""How SQLite is reached: what takes microseconds runs where it stands, what waits for a lock or the disk in a thread.

aiosqlite sends every call to its thread: four trips a statement as SQLAlchemy uses it, which cost ten times what
SQLite itself takes (measured: benchmarks/database.py). Only two calls ever wait: BEGIN IMMEDIATE for another writer,
COMMIT for the disk. Those still go to aiosqlite's thread, and so does all that comes while one is on its way, and
every search: it takes milliseconds, in which nothing else would move.
"""

import contextlib
import sqlite3
from collections.abc import Callable, Generator, Sequence
from typing import Any, TypeVar

import aiosqlite

T = TypeVar("T")
WAITS = "BEGIN IMMEDIATE"
SLOW = "/* slow */"  # near the beginning of a statement that takes milliseconds: it runs in the thread


class LocalCursor:
    """A cursor that has fetched all its rows when `execute` returns. SQLAlchemy's aiosqlite dialect drives it."""

    arraysize = 1

    def __init__(self, connection: "LocalConnection") -> None:
        self._connection = connection
        self._rows: list[Any] = []
        self.description: Any = None
        self.rowcount, self.lastrowid = -1, 0

    async def __aenter__(self) -> "LocalCursor":
        return self

    def _take(self, cursor: sqlite3.Cursor) -> None:
        self.description, self.lastrowid = cursor.description, cursor.lastrowid or 0
        self._rows = cursor.fetchall() if cursor.description else []
        self.rowcount = cursor.rowcount  # with RETURNING it is known only after the rows are read
        cursor.close()

    async def execute(self, statement: str, values: Sequence[Any] = ()) -> "LocalCursor":
        """Runs one statement. Raises sqlite3's own errors."""
        await self._connection.run(self._take, statement, values)
        return self

    async def executemany(self, statement: str, rows: Sequence[Sequence[Any]]) -> "LocalCursor":
        """Runs one statement for each row of values."""
        self._take(await self._connection.call(lambda raw: raw.executemany(statement, rows), False))
        return self

    async def fetchall(self) -> list[Any]:
        """All rows of the statement."""
        return self._rows

    async def close(self) -> None:
        """Nothing is open."""


class LocalConnection(aiosqlite.Connection):
    """An aiosqlite connection whose short calls skip the thread."""

    _sent, _ended = 0, 0  # calls for the thread: counted on the loop when they leave, in the thread when they end
    _writes = False

    def __await__(self) -> Generator[Any, None, "LocalConnection"]:
        yield from super().__await__()
        return self

    async def call(self, function: Callable[[sqlite3.Connection], T], waits: bool) -> T:
        """The function's result: at once, or from the thread if it may wait or the thread is at work.

        The latter happens after a cancelled wait: the calls of one connection keep their order.
        """
        if not waits and self._sent == self._ended:
            return function(self._conn)
        self._sent += 1
        result: T = await self._execute(self._in_thread, function)  # type: ignore[no-untyped-call]
        return result

    def _in_thread(self, function: Callable[[sqlite3.Connection], T]) -> T:
        try:
            return function(self._conn)
        finally:
            self._ended += 1

    async def run(self, take: Callable[[sqlite3.Cursor], None], statement: str, values: Sequence[Any]) -> None:
        """Runs the statement and gives its cursor to `take`, which reads the rows: both where it may take long."""
        self._writes |= statement == WAITS
        waits = statement == WAITS or SLOW in statement[:80]
        await self.call(lambda raw: take(raw.execute(statement, values)), waits)

    def cursor(self) -> LocalCursor:  # type: ignore[override]
        """A new cursor; nothing is sent."""
        return LocalCursor(self)

    async def commit(self) -> None:
        """Ends the transaction; one that writes waits for the disk."""
        writes, self._writes = self._writes, False
        await self.call(sqlite3.Connection.commit, writes)

    async def rollback(self) -> None:
        """Ends the transaction without a trace."""
        self._writes = False
        await self.call(sqlite3.Connection.rollback, False)


def connect(path: str, **options: Any) -> LocalConnection:
    """A connection to be awaited; takes sqlite3's options. Its thread never keeps the process alive."""
    options["check_same_thread"] = False
    connection = LocalConnection(lambda: sqlite3.connect(path, **options), iter_chunk_size=64)
    connection._thread.daemon = True
    return connection


def empty_log(path: str) -> None:
    """Writes what stands in SQLite's log into the database and empties the log: it holds what rows were before, also
    those that are erased. Does nothing while somebody reads; the log is then overwritten in time. Blocks."""
    with contextlib.closing(sqlite3.connect(path, timeout=2)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
