"""The database: engine, transactions that commit or roll back, and the column types that all tables share."""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from sqlalchemy import (
    JSON,
    CursorResult,
    DateTime,
    Index,
    MetaData,
    Row,
    String,
    Table,
    TypeDecorator,
    Update,
    event,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Dialect, make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.pool import ConnectionPoolEntry

from bot.errors import Temporary
from storage.sqlite import WAITS, connect, empty_log
from storage.turns import Turns

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
TURN_SECONDS = 5.0  # for which a writer waits while nobody gets on, so that none waits for ever at a locked database
LONGEST_LINE = 60.0  # for which it waits behind others that do
PASSING = ("08", "40", "53", "55", "57")  # connection, rollback, resources, locks, operator's intervention


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC datetime on both databases (SQLite itself knows no zones)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuses naive values: a time without a zone is a bug upstream."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored time must be aware")
        value = value.astimezone(UTC)
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Always aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """All tables."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it as a class attribute
        datetime: UtcDateTime,
        dict[str, Any]: JSON,
        list[str]: JSON,
        list[dict[str, Any]]: JSON,
        str: String,
    }


def new_id() -> str:
    """An opaque id that sorts by time (56 bits of microseconds, 72 random bits) in 32 hex characters."""
    return f"{time.time_ns() // 1000:014x}{secrets.token_hex(9)}"


def may_pass(error: DBAPIError) -> bool:
    """Whether the same statement may work later, by PostgreSQL's class of the error (its appendix A)."""
    state = str(getattr(error.orig, "sqlstate", None) or "")
    return error.connection_invalidated or state[:2] in PASSING


def insert_into(session: AsyncSession, table: type[Base]) -> Any:
    """An INSERT that knows ON CONFLICT, in the dialect of the session's database."""
    dialect = session.get_bind().dialect.name
    insert: Any = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return insert(table.__table__)


async def add_new(
    session: AsyncSession, table: type[Base], rows: Sequence[dict[str, Any]], *returning: str
) -> Sequence[Row[Any]]:
    """Inserts rows and leaves those alone that exist already: the one portable way to 'first one wins'.

    Gives the named columns of the rows that are new. Values go in as parameters, not as part of the statement: so it
    is compiled once, and not for each number of rows.
    """
    statement = insert_into(session, table).on_conflict_do_nothing()
    values = rows[0] if len(rows) == 1 else list(rows)
    if not returning:
        await session.execute(statement, values)
        return ()
    columns = [table.__table__.c[name] for name in returning]
    return (await session.execute(statement.returning(*columns), values)).all()


def index_where(name: str, *columns: str, holds: str) -> Index:
    """An index of the rows for which the SQL condition holds: what is left to do, however much is done.

    A query uses it only if the same condition stands in it as SQL, not as a bound value.
    """
    return Index(name, *columns, sqlite_where=text(holds), postgresql_where=text(holds))


def update_of(table: type[Base]) -> Update:
    """An UPDATE past the ORM's bookkeeping, which costs more than the statement: rows read before do not follow."""
    return update(cast(Table, table.__table__))


async def hits(session: AsyncSession, statement: Update) -> bool:
    """Runs an UPDATE; whether it changed a row."""
    return cast("CursorResult[Any]", await session.execute(statement)).rowcount > 0


def tune_sqlite(connection: Any, _entry: ConnectionPoolEntry) -> None:
    """What every connection to SQLite is set to."""
    connection.isolation_level = None  # we say BEGIN ourselves, so that writers can say BEGIN IMMEDIATE
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000", "foreign_keys=ON", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def begin_sqlite(connection: Connection) -> None:
    """Begins a transaction; one that writes takes SQLite's lock at once, so that it never has to be repeated."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql(WAITS if writes else "BEGIN")


class Database:
    """Transactions over SQLite or PostgreSQL.

    On SQLite writers queue on locks of ours, in the process and among processes: its own busy-waiting costs up to a
    second and is not fair (measured), a lock costs microseconds. `now` is the clock by which everything is stamped.
    """

    def __init__(self, engine: AsyncEngine, now: Callable[[], datetime]) -> None:
        self.engine = engine
        self.now = now
        self.is_sqlite = engine.dialect.name == "sqlite"
        self._writer = engine.execution_options(writes=True)
        self.turn_seconds = TURN_SECONDS
        self._in_line = 0  # how many wait behind others
        self._moved_at = 0.0  # by the loop's clock: when a write last came to its end
        self._lock = asyncio.Lock()
        self._turns = Turns(Path(engine.url.database or "")) if self.is_sqlite else None

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """A write transaction: commits at the end, rolls back on any error. No network await inside.

        Raises Temporary when the database cannot be reached or stays locked.
        """
        async with self._turn(), self._session(self._writer) as session:
            yield session

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        if self._turns is None:
            yield
            return
        await self._stand_in_line()
        try:
            try:
                async with asyncio.timeout(self.turn_seconds):
                    await self._turns.take()
            except OSError as error:  # a TimeoutError is one
                raise Temporary(f"database: no turn to write ({type(error).__name__})") from error
            try:
                yield
                self._moved_at = asyncio.get_running_loop().time()
            finally:
                self._turns.give()
        finally:
            self._lock.release()

    async def _stand_in_line(self) -> None:
        """Waits behind this process's other writers, as long as they get on. Raises Temporary when they do not."""
        if not self._lock.locked() and not self._in_line:
            await self._lock.acquire()  # at once: it is free and nobody was promised it
            return
        now = asyncio.get_running_loop().time
        began, first = now(), asyncio.ensure_future(self._lock.acquire())
        self._in_line += 1
        try:
            while not first.done():
                patience = self.turn_seconds - (now() - max(began, self._moved_at))
                if patience <= 0 or now() - began > LONGEST_LINE:
                    raise Temporary("database: no turn to write")
                await asyncio.wait([first], timeout=patience)
        except BaseException:
            if not first.cancel():  # it was our turn in this very moment
                self._lock.release()
            raise
        finally:
            self._in_line -= 1

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A consistent read. Raises Temporary like `transaction`."""
        async with self._session(self.engine) as session:
            yield session

    @asynccontextmanager
    async def _session(self, engine: AsyncEngine) -> AsyncIterator[AsyncSession]:
        try:
            async with AsyncSession(engine, expire_on_commit=False) as session, session.begin():
                yield session
        except (OperationalError, InterfaceError, PoolTimeout, OSError) as error:
            raise Temporary(f"database: {type(error).__name__}") from error
        except DBAPIError as error:
            if may_pass(error):
                raise Temporary("database: connection lost, overloaded or deadlocked") from error
            raise

    async def shed(self) -> None:
        """Lets go of what the database keeps besides of erased rows: SQLite's log. PostgreSQL sees to that itself."""
        if path := self.is_sqlite and self.engine.url.database:
            async with self._turn():
                await asyncio.to_thread(empty_log, path)

    async def close(self) -> None:
        """Closes every connection; without this an aiosqlite thread keeps the process alive."""
        await self.engine.dispose()
        if self._turns is not None:
            self._turns.close()


def utc_now() -> datetime:
    """The present time, aware."""
    return datetime.now(UTC)


def open_database(url: str, now: Callable[[], datetime] = utc_now) -> Database:
    """The database at that URL; its folder is made for SQLite. No connection is opened yet."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return Database(
            create_async_engine(url, pool_size=10, max_overflow=10, pool_pre_ping=True, hide_parameters=True), now
        )
    if parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(
        url,
        pool_size=6,
        max_overflow=0,
        hide_parameters=True,
        connect_args={"async_creator_fn": connect},
    )
    event.listen(engine.sync_engine, "connect", tune_sqlite)
    event.listen(engine.sync_engine, "begin", begin_sqlite)
    return Database(engine, now)
