"""Fixtures for every room."""

import gc

from hypothesis import HealthCheck, settings

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

# how long an example takes is the machine's doing, and no test's
settings.register_profile("tests", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("tests")
gc.set_threshold(20_000, 20, 50)  # to look often through thousands of tests costs a tenth of all time


def pytest_collection_finish() -> None:
    """What was collected stays to the end: it is no more looked through for garbage."""
    gc.collect()
    gc.freeze()
