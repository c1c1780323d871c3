"""Fixtures of the tests of single jobs."""

from collections.abc import AsyncIterator

import pytest

from storage.db import Database
from tests.database_fixture import Clock
from tests.handlers.office import Office, open_office


@pytest.fixture
async def office(sqlite_db: Database, clock: Clock) -> AsyncIterator[Office]:
    """The application's services, with Slack and Google as stand-ins."""
    async with open_office(sqlite_db, clock) as running:
        yield running
