"""The push door: a notice is stored before it is answered, once, and no line of the log tells whose it was."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import select, text
from structlog.testing import capture_logs

from storage.accounts import Accounts
from storage.db import Database
from storage.pushes import Push
from tests.cast import ALICE, ALICE_MAIL, BOB, join
from tests.database_fixture import Clock
from tests.handlers.http.pushing import envelope, push, stored, token
from tests.handlers.office import Office


async def test_a_notice_is_stored_and_its_account_rung_before_the_204(office: Office, clock: Clock) -> None:
    account = await join(office.db)
    answer = await push(office, envelope(history="4711"), token(clock))
    assert (answer.status, await answer.text()) == (204, "")
    async with office.db.reading() as session:
        row = (await session.scalars(select(Push))).one()
        wanting = await Accounts(session).get(account.id)
    assert (row.account_id, row.history_id, row.notice_id) == (account.id, "4711", "n1")
    assert wanting is not None and (wanting.sync_wanted, wanting.last_push_at) == (1, clock())
    assert [(ring.job, ring.args) for ring in office.bell.rings] == [
        ("jobs.sync_mailbox.sync_mailbox", (account.id,))
    ]  # fmt: skip


async def test_url_safe_base64_without_padding_is_read_too(office: Office, clock: Clock) -> None:
    await join(office.db)
    text = base64.urlsafe_b64encode(json.dumps({"emailAddress": ALICE_MAIL.upper(), "historyId": "9"}).encode())
    assert (await push(office, {"message": {"data": text.decode().rstrip("=")}}, token(clock))).status == 204
    assert await stored(office.db) == 1


async def test_two_people_with_one_mailbox_are_both_rung(office: Office, clock: Clock) -> None:
    accounts = {(await join(office.db, person)).id for person in (ALICE, BOB)}
    assert (await push(office, envelope(), token(clock))).status == 204
    assert {ring.args[0] for ring in office.bell.rings} == accounts


async def test_a_repeated_notice_does_no_harm(office: Office, clock: Clock) -> None:
    account = await join(office.db)
    bearer = token(clock)
    answers = await asyncio.gather(*(push(office, envelope(), bearer) for _ in range(5)))
    assert [answer.status for answer in answers] == [204] * 5
    assert {ring.args for ring in office.bell.rings} == {(account.id,)}


async def test_an_unknown_mailbox_is_dropped_with_a_204(office: Office, clock: Clock) -> None:
    await join(office.db)
    with capture_logs() as logs:
        answer = await push(office, envelope("nobody@fernhill.example"), token(clock))
    assert (answer.status, await stored(office.db), office.bell.rings) == (204, 0, [])
    assert [line["event"] for line in logs] == ["push rings nobody"]


async def test_a_mailbox_whose_access_ended_is_dropped_too(office: Office, clock: Clock) -> None:
    account = await join(office.db)
    async with office.db.transaction() as session:
        await Accounts(session).change(account.id, state="reconnect")
    assert (await push(office, envelope(), token(clock))).status == 204
    assert await stored(office.db) == 0


@asynccontextmanager
async def broken(db: Database) -> AsyncIterator[None]:
    """The table of pushes is away for the length of the block."""
    async with db.transaction() as session:
        await session.execute(text("ALTER TABLE pushes RENAME TO pushes_away"))
    yield
    async with db.transaction() as session:
        await session.execute(text("ALTER TABLE pushes_away RENAME TO pushes"))


async def test_with_the_database_down_google_tries_again_and_nothing_is_rung(office: Office, clock: Clock) -> None:
    await join(office.db)
    async with broken(office.db):
        answer = await push(office, envelope(), token(clock))
        assert (answer.status, answer.headers["Retry-After"], office.bell.rings) == (503, "10", [])
    assert (await push(office, envelope(), token(clock))).status == 204


async def test_with_the_queue_down_the_notice_is_stored_and_answered_all_the_same(office: Office, clock: Clock) -> None:
    account = await join(office.db)
    office.bell.down = True
    assert (await push(office, envelope(), token(clock))).status == 204
    async with office.db.reading() as session:
        kept = await Accounts(session).get(account.id)
    assert (await stored(office.db), kept is not None and kept.sync_wanted) == (1, 1)


async def test_no_log_line_holds_an_address_or_a_token(office: Office, clock: Clock) -> None:
    await join(office.db)
    bearer, bad = token(clock), token(clock, aud="https://other.example/")
    with capture_logs() as logs:
        for sent, body in ((bearer, envelope()), (bad, envelope()), (bearer, {"message": {"data": ALICE_MAIL}})):
            await push(office, body, sent)
        await push(office, envelope("nobody@fernhill.example"), bearer)
        office.bell.down = True
        await push(office, envelope(), bearer)
        async with broken(office.db):
            await push(office, envelope(), bearer)
    told = json.dumps(logs, default=str)
    assert {line["event"] for line in logs} >= {"push refused", "push dropped", "push postponed", "ring failed"}
    assert not [secret for secret in ("fernhill", "@", bearer, bad, bearer[-20:]) if secret in told]
