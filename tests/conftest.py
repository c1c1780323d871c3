"""Fixtures for every room."""

from tests.chroma_fixture import chroma, chroma_url
from tests.database_fixture import (
    clock,
    database_url,
    db,
    postgres_pool,
    postgres_template,
    sqlite_db,
    sqlite_template,
    sqlite_url,
)
from tests.postgres_fixture import postgres
from tests.valkey_fixture import redis_url, valkey

__all__ = [
    "chroma",
    "chroma_url",
    "clock",
    "database_url",
    "db",
    "postgres",
    "postgres_pool",
    "postgres_template",
    "redis_url",
    "sqlite_db",
    "sqlite_template",
    "sqlite_url",
    "valkey",
]
