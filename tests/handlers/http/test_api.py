"""The API: one's own mailboxes and no others, a look at one of them, and refusals in one shape."""

import re
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import pytest
from redis import Redis

from assistant.api_keys import keys_of, revoke_key
from bot.errors import CATALOGUE, Failure
from storage.accounts import Accounts, AccountState
from storage.db import Database
from storage.syncs import HISTORY, Syncs
from tests.cast import ALICE, BOB, MALLORY, audit_of, join
from tests.database_fixture import Clock
from tests.handlers.http.api_client import Program, Told, details, made
from tests.handlers.office import Office, open_office

BOB_MAIL = "bob@fernhill.example"
MAILBOXES = "/api/mailboxes"


def is_refusal(told: Told, status: int, failure: Failure) -> bool:
    """Whether it is refused in the catalogue's words, in the one shape."""
    words = CATALOGUE[failure]
    said = told.said
    assert set(said) == {"code", "message", "details", "timestamp", "request_id"}, said
    assert datetime.fromisoformat(said["timestamp"]).tzinfo is not None and re.fullmatch(
        "[0-9a-f]{12}", said["request_id"]
    )
    assert said["message"] == words.sentence and said["details"]["next_step"] == words.next_step
    return (told.status, told.code) == (status, failure.value)


async def test_a_person_lists_their_own_mailboxes_alone(office: Office, clock: Clock) -> None:
    account = await join(office.db)
    await join(office.db, BOB, BOB_MAIL)
    async with office.db.transaction() as session:
        await Accounts(session).change(account.id, last_sync_at=clock(), paused=True)
        await Syncs(session).want(account.id, [HISTORY], clock())
        await Syncs(session).change(account.id, HISTORY, started_at=clock(), count=40, total=900, reached=clock())
    told = await (await made(office)).call("GET", MAILBOXES)
    moment = clock().isoformat().replace("+00:00", "Z")
    back_fill = {"state": "resting", "read": 40, "total": 900, "back_to": moment}
    mailbox = {
        "id": account.id, "address": "alice@fernhill.example", "state": "connected", "paused": True,
        "last_synced_at": moment, "back_fill": back_fill,
    }  # fmt: skip
    assert (told.status, told.said) == (200, {"mailboxes": [mailbox]})


async def test_who_has_no_mailbox_gets_an_empty_list(office: Office) -> None:
    assert (await (await made(office)).call("GET", MAILBOXES)).said == {"mailboxes": []}


async def test_a_look_is_begun_as_from_slack_and_one_under_way_is_not_begun_twice(office: Office, clock: Clock) -> None:
    account = await join(office.db)
    program = await made(office)
    begun, again = await program.sync(account.id), await program.sync(account.id)
    assert (begun.status, begun.said["state"], begun.said["mailbox_id"]) == (202, "started", account.id)
    assert (again.status, again.said["state"]) == (202, "in_progress")
    assert [ring.args for ring in office.bell.of("sync_asked")] == [(account.id,)]
    assert "Being looked at already" in str((await office.command(ALICE.slack_id, "sync"))["body"])


async def test_what_is_asked_while_the_queue_is_down_is_noted_for_later(office: Office) -> None:
    account = await join(office.db)
    program = await made(office)
    office.bell.down = True
    assert (await program.sync(account.id)).said["state"] == "started"
    assert (await program.sync(account.id)).said["state"] == "in_progress"


RESTING: tuple[tuple[dict[str, Any], int, Failure], ...] = (
    ({"paused": True}, 409, Failure.PAUSED),
    ({"state": AccountState.LEAVING}, 404, Failure.NOT_YOURS),  # as it is in no list either
    ({"state": AccountState.RECONNECT}, 403, Failure.REVOKED),
    ({"state": AccountState.RECONNECT, "ended": "permission_run_out"}, 403, Failure.RUN_OUT),
    ({"state": AccountState.ASLEEP}, 403, Failure.NOT_IN_SLACK),
)


async def test_a_mailbox_that_may_not_be_looked_at_says_why(office: Office) -> None:
    account, program = await join(office.db), await made(office)
    for values, status, failure in RESTING:
        whole = {"paused": False, "ended": ""} | values
        async with office.db.transaction() as session:
            await Accounts(session).change(account.id, **whole)
        assert is_refusal(await program.sync(account.id), status, failure)
    assert office.bell.of("sync_asked") == []


async def test_another_persons_mailbox_is_not_there_and_the_try_is_noted(office: Office) -> None:
    account = await join(office.db)
    mallory = await made(office, MALLORY)
    assert is_refusal(await mallory.sync(account.id), 404, Failure.NOT_YOURS)
    assert is_refusal(await mallory.sync("nothing"), 404, Failure.NOT_YOURS)
    refused = [(entry.actor, entry.action, entry.detail) for entry in await audit_of(office.db, account.id)]
    assert refused == [(MALLORY.slack_id, "refused", {"through": "api"})]
    assert len(await audit_of(office.db, "unknown")) == 1
    assert office.bell.of("sync_asked") == []


BIG = b'{"x": "' + b"a" * 70_000 + b'"}'


BODIES = (
    (b"{", "application/json", 400, Failure.MALFORMED),
    (b'{"days": 3}', "application/json", 400, Failure.MALFORMED),
    (b"[]", "application/json; charset=utf-8", 400, Failure.MALFORMED),
    (b"\xff\xfe", "application/json", 400, Failure.MALFORMED),
    (b"[" * 20_000, "application/json", 400, Failure.MALFORMED),
    (b"days=3", "application/x-www-form-urlencoded", 415, Failure.WRONG_TYPE),
    (BIG, "application/json", 413, Failure.TOO_LARGE),
)


async def test_a_body_of_another_form_is_refused_unread(office: Office) -> None:
    account, program = await join(office.db), await made(office)
    for body, kind, status, failure in BODIES:
        assert is_refusal(await program.sync(account.id, body, Content_Type=kind), status, failure), body[:20]
    assert office.bell.of("sync_asked") == []
    assert (await program.sync(account.id, b"{}")).status == 202


async def test_what_to_mend_is_named_without_quoting_it(office: Office) -> None:
    told = await (await made(office)).sync("x", b'{"secret": "hunter2"}')
    assert details(told)["mend"] == [{"at": "secret", "why": "extra_forbidden"}] and "hunter2" not in str(told.said)


async def test_what_is_not_served_is_refused_in_the_same_shape(office: Office) -> None:
    nobody = Program(office, "")
    assert is_refusal(await nobody.call("GET", "/api/nothing"), 404, Failure.NO_ADDRESS)
    for method, path, allowed in (("DELETE", MAILBOXES, "GET"), ("GET", "/api/mailboxes/x/sync", "POST")):
        told = await nobody.call(method, path)
        assert is_refusal(told, 405, Failure.WRONG_METHOD) and told.headers["Allow"] == allowed


async def test_calls_have_a_limit_for_each_person_whichever_key_they_use(sqlite_db: Database, clock: Clock) -> None:
    async with open_office(sqlite_db, clock, api_per_minute=3) as office:
        one, other, bob = await made(office), await made(office), await made(office, BOB)
        told = [await program.call("GET", MAILBOXES) for program in (one, other, one, other)]
        assert [each.status for each in told] == [200, 200, 200, 429]
        assert is_refusal(told[-1], 429, Failure.TOO_OFTEN) and 1 <= int(told[-1].headers["Retry-After"]) <= 20
        assert (await bob.call("GET", MAILBOXES)).status == 200


async def test_a_key_that_was_revoked_uses_up_none_of_its_owners_calls(sqlite_db: Database, clock: Clock) -> None:
    async with open_office(sqlite_db, clock, api_per_minute=3) as office:
        stolen, kept = await made(office, name="stolen"), await made(office, name="kept")
        (over,) = [key for key in await keys_of(office.db, ALICE) if key.name == "stolen"]
        assert await revoke_key(office.db, ALICE, over.id)
        told = [await stolen.call("GET", MAILBOXES) for _ in range(5)]
        assert [each.status for each in told] == [401, 401, 401, 429, 429]
        assert [(await kept.call("GET", MAILBOXES)).status for _ in range(3)] == [200, 200, 200]


@pytest.fixture
async def without_redis(sqlite_db: Database, clock: Clock) -> AsyncIterator[Office]:
    async with open_office(sqlite_db, clock, redis_url="redis://127.0.0.1:1/0") as running:
        yield running


async def test_what_is_to_be_done_once_waits_for_redis(without_redis: Office) -> None:
    account = await join(without_redis.db)
    program = await made(without_redis)
    told = await program.sync(account.id, Idempotency_Key="k1")
    assert is_refusal(told, 503, Failure.SERVICE_DOWN) and told.headers["Retry-After"] == "10"
    assert without_redis.bell.of("sync_asked") == []


async def test_without_the_database_nothing_is_answered(office: Office) -> None:
    account = await join(office.db)
    program = await made(office)
    async with office.db.engine.begin() as connection:
        await connection.exec_driver_sql("ALTER TABLE users RENAME TO away")
    for told in (await program.call("GET", MAILBOXES), await program.sync(account.id)):
        assert is_refusal(told, 503, Failure.SERVICE_DOWN) and "Retry-After" in told.headers


async def test_nothing_of_a_call_stays_in_redis_without_a_key_for_it(
    sqlite_db: Database, clock: Clock, redis_url: str
) -> None:
    async with open_office(sqlite_db, clock, redis_url=redis_url) as office:
        account = await join(office.db)
        assert (await (await made(office)).sync(account.id)).status == 202
    with Redis.from_url(redis_url) as client:
        assert client.keys("mailroom:cache:api:*") == []
