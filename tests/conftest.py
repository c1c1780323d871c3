"""Fixtures for every room."""

from tests.database_fixture import (
    clock,
    database_url,
    db,
    postgres_template,
    sqlite_db,
    sqlite_template,
    sqlite_url,
)
from tests.postgres_fixture import postgres
from tests.valkey_fixture import redis_url, valkey

__all__ = [
    "clock",
    "database_url",
    "db",
    "postgres",
    "postgres_template",
    "redis_url",
    "sqlite_db",
    "sqlite_template",
    "sqlite_url",
    "valkey",
]
