"""Fixtures of the tests of single jobs."""

from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from bot.rq_doorbell import RqDoorbell
from storage.accounts import Accounts
from storage.db import Database
from tests.cast import join
from tests.database_fixture import Clock
from tests.handlers.office import Office, open_office


@pytest.fixture
async def office(sqlite_db: Database, clock: Clock) -> AsyncIterator[Office]:
    """The application's services, with Slack and Google as stand-ins."""
    async with open_office(sqlite_db, clock) as running:
        yield running


@pytest.fixture
async def alice(office: Office) -> Office:
    """The office with Alice's mailbox connected."""
    account = await join(office.db)
    async with office.db.transaction() as session:
        await Accounts(session).change(account.id, scopes="mail calendar", aliases=[{"email": "A@Fernhill.example"}])
    return office


@pytest.fixture
async def bell(redis_url: str) -> AsyncIterator[RqDoorbell]:
    """The bell that production rings with, on an empty Redis."""
    bell = RqDoorbell(redis_url)
    yield bell
    await bell.close()


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    """That Redis, to look at and to break."""
    async with Redis.from_url(redis_url) as client:
        yield client
