"""Idempotency-Key over a real Valkey: the same key gives the same answer, and nothing is done twice (SPEC OP8)."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from bot.errors import CATALOGUE, Failure, Temporary
from storage.accounts import Accounts
from storage.db import Database
from tests.cast import BOB, join
from tests.database_fixture import Clock
from tests.eventually import eventually
from tests.handlers.http.api_client import Program, made
from tests.handlers.http.test_api import is_refusal
from tests.handlers.office import Office, open_office

KEY = "0a7c1f6e-6f5c-4a55-9f5e-2b6a5f3f3c11"
REPLAYED = "Idempotent-Replayed"


@pytest.fixture
async def office(sqlite_db: Database, clock: Clock, redis_url: str) -> AsyncIterator[Office]:
    """The running application with a real Valkey."""
    async with open_office(sqlite_db, clock, redis_url=redis_url) as running:
        yield running


@pytest.fixture
async def program(office: Office) -> Program:
    """Alice's."""
    return await made(office)


async def test_the_same_key_gives_the_same_answer_where_another_one_would_not(office: Office, program: Program) -> None:
    account = await join(office.db)
    first = await program.sync(account.id, Idempotency_Key=KEY)
    again = await program.sync(account.id, Idempotency_Key=f'"{KEY}"')  # quoted, as the draft writes it
    other = await program.sync(account.id, Idempotency_Key="other")
    assert (first.status, again.status, again.said) == (202, 202, first.said)
    assert (first.headers.get(REPLAYED), again.headers[REPLAYED]) == (None, "true")
    assert other.said["state"] == "in_progress" and REPLAYED not in other.headers
    assert len(office.bell.of("sync_asked")) == 1


async def test_after_five_minutes_it_is_done_anew(
    office: Office, program: Program, clock: Clock, redis_url: str
) -> None:
    account = await join(office.db)
    await program.sync(account.id, Idempotency_Key=KEY)
    clock.advance(301)
    async with Redis.from_url(redis_url) as redis:
        (name,) = await redis.keys("mailroom:cache:api:*")
        await redis.expireat(name, 1)
    told = await program.sync(account.id, Idempotency_Key=KEY)
    assert told.said["state"] == "started" and REPLAYED not in told.headers
    assert len(office.bell.of("sync_asked")) == 2


async def test_a_refusal_is_an_answer_too(office: Office, program: Program) -> None:
    account = await join(office.db)
    async with office.db.transaction() as session:
        await Accounts(session).change(account.id, paused=True)
    first = await program.sync(account.id, Idempotency_Key=KEY)
    async with office.db.transaction() as session:
        await Accounts(session).change(account.id, paused=False)
    again = await program.sync(account.id, Idempotency_Key=KEY)
    assert is_refusal(first, 409, Failure.PAUSED) and again.said == first.said and again.headers[REPLAYED] == "true"
    assert (await program.sync(account.id, Idempotency_Key="other")).status == 202


async def test_the_same_key_with_another_body_is_refused(office: Office, program: Program) -> None:
    account = await join(office.db)
    await program.sync(account.id, b"{}", Idempotency_Key=KEY)
    assert is_refusal(await program.sync(account.id, b"{ }", Idempotency_Key=KEY), 422, Failure.ONCE_REUSED)


async def test_a_key_is_good_for_one_person_and_one_address(office: Office, program: Program) -> None:
    mine, other = await join(office.db), await join(office.db, email="alice.marsh@home.example")
    theirs = await join(office.db, BOB, "bob@fernhill.example")
    bobs = await made(office, BOB)
    told = [await program.sync(box.id, Idempotency_Key=KEY) for box in (mine, other)]
    told.append(await bobs.sync(theirs.id, Idempotency_Key=KEY))
    assert [one.said["mailbox_id"] for one in told] == [mine.id, other.id, theirs.id]
    assert is_refusal(await bobs.sync(mine.id, Idempotency_Key=KEY), 404, Failure.NOT_YOURS)


async def test_of_two_at_once_one_is_done_and_the_other_told_to_come_back(office: Office, program: Program) -> None:
    account = await join(office.db)
    assert (await program.call("GET", "/api/mailboxes")).status == 200  # so that its use is noted already
    async with office.db.transaction():  # nobody else can write: the first request waits in its middle
        first = asyncio.create_task(program.sync(account.id, Idempotency_Key=KEY))
        await eventually(lambda: has_turn(office))
        second = await program.sync(account.id, Idempotency_Key=KEY)
        assert is_refusal(second, 409, Failure.ONCE_RUNNING) and 1 <= int(second.headers["Retry-After"]) <= 30
    done = await first
    assert (done.status, done.said["state"]) == (202, "started")
    assert (await program.sync(account.id, Idempotency_Key=KEY)).said == done.said
    assert len(office.bell.of("sync_asked")) == 1


async def has_turn(office: Office) -> bool:
    async with Redis.from_url(office.services.settings.redis_url) as redis:
        return bool(await redis.keys("mailroom:cache:api:*"))


async def test_twenty_at_once_make_one_look(office: Office, program: Program) -> None:
    account = await join(office.db)
    told = await asyncio.gather(*(program.sync(account.id, Idempotency_Key=KEY) for _ in range(20)))
    assert {one.status for one in told} <= {202, 409} and [ring.args for ring in office.bell.rings] == [(account.id,)]
    assert {one.said["state"] for one in told if one.status == 202} == {"started"}


@pytest.mark.parametrize("error", [Temporary("away"), RuntimeError("nobody expected it")])
async def test_where_nothing_is_known_to_have_come_of_it_the_same_key_may_try_again(
    office: Office, program: Program, error: Exception
) -> None:
    account = await join(office.db)
    async with office.db.engine.begin() as connection:
        await connection.exec_driver_sql("ALTER TABLE syncs RENAME TO away")
    if isinstance(error, RuntimeError):
        office.bell.breaks = error
    if isinstance(error, Temporary):
        assert is_refusal(await program.sync(account.id, Idempotency_Key=KEY), 503, Failure.SERVICE_DOWN)
    async with office.db.engine.begin() as connection:
        await connection.exec_driver_sql("ALTER TABLE away RENAME TO syncs")
    if isinstance(error, RuntimeError):
        told = await program.sync(account.id, Idempotency_Key=KEY)
        assert told.status == 500 and told.said["message"].startswith(CATALOGUE[Failure.UNKNOWN].sentence)
        office.bell.breaks = None
    again = await program.sync(account.id, Idempotency_Key=KEY)
    assert again.status == 202 and REPLAYED not in again.headers


async def test_a_key_that_cannot_be_read_does_nothing(office: Office, program: Program) -> None:
    account = await join(office.db)
    for key in ("", '""', "x" * 256, f'"{"x" * 256}"', "é", "a\tb"):
        assert is_refusal(await program.sync(account.id, Idempotency_Key=key), 400, Failure.ONCE_MALFORMED), key
    assert office.bell.rings == []


async def test_the_longest_key_is_as_good_as_any(office: Office, program: Program) -> None:
    account = await join(office.db)
    assert (await program.sync(account.id, Idempotency_Key="x" * 255)).status == 202


async def test_a_list_takes_no_key(office: Office, program: Program) -> None:
    await join(office.db)
    told = [await program.call("GET", "/api/mailboxes", Idempotency_Key=KEY) for _ in range(2)]
    assert [one.status for one in told] == [200, 200] and REPLAYED not in told[1].headers
