"""A migrated database for each test: `db` runs it on SQLite and on PostgreSQL, `sqlite_db` on SQLite alone."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from storage.db import Database, open_database
from storage.migrate import migrate
from tests.postgres_fixture import Postgres
from tests.postgres_pool import PostgresPool

START = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


class Clock:
    """The time, as the test says."""

    def __init__(self, now: datetime = START) -> None:
        self._now = now

    def __call__(self) -> datetime:
        return self._now

    def advance(self, seconds: float) -> None:
        """Lets time pass."""
        self._now += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    """The test's clock; `db.now` is this."""
    return Clock()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, to be copied."""
    path = tmp_path_factory.mktemp("template") / "mailroom.db"
    asyncio.run(migrate(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres: Postgres) -> str:
    """The name of a migrated PostgreSQL database, to be copied."""
    postgres.sql("CREATE DATABASE template_mailroom")
    asyncio.run(migrate(postgres.url("template_mailroom")))
    return "template_mailroom"


@pytest.fixture(scope="session")
def postgres_pool(postgres: Postgres, postgres_template: str) -> PostgresPool:
    """Databases to be lent."""
    return PostgresPool(postgres, postgres_template)


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The address of a fresh SQLite database."""
    shutil.copy(sqlite_template, tmp_path / "mailroom.db")
    return f"sqlite+aiosqlite:///{tmp_path / 'mailroom.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a fresh database, once on each kind."""
    if request.param == "sqlite":
        yield str(request.getfixturevalue("sqlite_url"))
        return
    pool: PostgresPool = request.getfixturevalue("postgres_pool")
    name = pool.take()
    yield pool.server.url(name)
    pool.give(name)


class Compiled(dict[tuple[Any, ...], Any]):
    """What SQLAlchemy made of each statement, for all databases of a kind: each test has one of its own, and compiling
    for each anew takes a third of its time. An engine asks by its own dialect, which stands first in the key."""

    def get(self, key: tuple[Any, ...], default: Any = None) -> Any:
        """The compiled statement, if any database of the kind has had it."""
        return super().get((key[0].name, *key[1:]), default)

    def __setitem__(self, key: tuple[Any, ...], value: Any) -> None:
        super().__setitem__((key[0].name, *key[1:]), value)


COMPILED = Compiled()


def fresh_database(url: str, clock: Clock) -> Database:
    """Opens a database of a test."""
    database = open_database(url, clock)
    return Database(database.engine.execution_options(compiled_cache=COMPILED), clock)


@pytest.fixture
async def db(database_url: str, clock: Clock) -> AsyncIterator[Database]:
    """A fresh database on each kind."""
    database = fresh_database(database_url, clock)
    yield database
    await database.close()


@pytest.fixture
async def sqlite_db(sqlite_url: str, clock: Clock) -> AsyncIterator[Database]:
    """A fresh SQLite database."""
    database = fresh_database(sqlite_url, clock)
    yield database
    await database.close()
