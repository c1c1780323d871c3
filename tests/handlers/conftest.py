"""Fixtures of the doors' tests."""

from collections.abc import AsyncIterator, Iterator, MutableMapping
from typing import Any

import pytest
from structlog.testing import capture_logs

from storage.db import Database
from tests.database_fixture import Clock
from tests.handlers.office import Office, open_office


@pytest.fixture(autouse=True)
def logs() -> Iterator[list[MutableMapping[str, Any]]]:
    """What was logged; structlog's own drawing of an exception on a terminal would take seconds."""
    with capture_logs() as lines:
        yield lines


@pytest.fixture
async def office(sqlite_db: Database, clock: Clock) -> AsyncIterator[Office]:
    """The running application with its usual settings."""
    async with open_office(sqlite_db, clock) as running:
        yield running
