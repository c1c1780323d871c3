"""Notices that are pulled: stored before they are acknowledged, none lost, none that blocks the others (SPEC IN6)."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot.errors import Permanent, Temporary
from connectors.google.pull import Received, ServiceAccount, Subscription
from jobs.pull_notices import pull_notices, take
from sandbox.faults import Fault
from sandbox.google.pubsub import NAME, PullSubscription
from storage.accounts import Accounts
from tests.cast import ALICE, ALICE_MAIL, BOB, join
from tests.database_fixture import Clock
from tests.eventually import eventually
from tests.handlers.http.pushing import envelope, stored
from tests.handlers.office import Office


@pytest.fixture
def queue(office: Office) -> PullSubscription:
    """Google's side of the subscription, which waits for hardly anything."""
    queue = office.google.pusher.pulled
    queue.enabled, queue.poll_seconds = True, 0.05
    return queue


@pytest.fixture
async def subscription(office: Office, queue: PullSubscription, tmp_path: Path) -> AsyncIterator[Subscription]:
    """Our side of it, with the key file of the account that may read it."""
    url = office.services.settings.google_api_url
    key = tmp_path / "reader.json"
    key.write_text(json.dumps(queue.key_file(f"{url}service/token")))
    subscription = Subscription(url, NAME, ServiceAccount(str(key)))
    yield subscription
    await subscription.close()


def notice(queue: PullSubscription, email: str = ALICE_MAIL, **changes: Any) -> None:
    queue.publish(envelope(email)["message"] | changes)


async def pulled(office: Office, subscription: Subscription) -> int:
    """One pull and what follows from it; how many messages came."""
    received = await subscription.pull()
    await take(office.services, subscription, received)
    return len(received)


async def test_a_notice_is_stored_and_its_account_rung_before_it_is_acknowledged(
    office: Office, queue: PullSubscription, subscription: Subscription, clock: Clock
) -> None:
    account = await join(office.db)
    notice(queue, messageId="n7")
    assert await pulled(office, subscription) == 1
    async with office.db.reading() as session:
        wanting = await Accounts(session).get(account.id)
    assert wanting is not None and (wanting.sync_wanted, wanting.last_push_at) == (1, clock())
    assert (await stored(office.db), queue.left, queue.acknowledged) == (1, 0, 1)
    assert [ring.args for ring in office.bell.of("sync_mailbox")] == [(account.id,)]


async def test_an_empty_pull_is_nothing_special(office: Office, subscription: Subscription) -> None:
    assert await subscription.pull() == []


async def test_repeated_notices_ring_once_and_unknown_mailboxes_nobody(
    office: Office, queue: PullSubscription, subscription: Subscription
) -> None:
    accounts = {(await join(office.db, person)).id for person in (ALICE, BOB)}
    for _ in range(3):
        notice(queue)
    notice(queue, "nobody@fernhill.example")
    assert await pulled(office, subscription) == 4
    assert sorted(ring.args[0] for ring in office.bell.of("sync_mailbox")) == sorted(accounts)
    assert queue.left == 0


MALFORMED: list[Any] = [
    {"data": "%%%"}, {"data": base64.b64encode(b"[]").decode()}, {"data": "x" * 9000}, {"messageId": "a b"},
    {"data": base64.b64encode(b'{"emailAddress": "a\\u0000@b.example", "historyId": 1}').decode()},
]  # fmt: skip


async def test_what_nobody_can_read_is_acknowledged_and_stops_nothing(
    office: Office, queue: PullSubscription, subscription: Subscription
) -> None:
    await join(office.db)
    for changes in MALFORMED:
        notice(queue, **changes)
    queue.publish({"messageId": "no data", "attributes": {"a": "b"}})
    notice(queue)
    assert await pulled(office, subscription) == len(MALFORMED) + 2
    assert (await stored(office.db), queue.left) == (1, 0)


async def test_no_message_at_all_is_malformed_too(office: Office, subscription: Subscription) -> None:
    await take(office.services, subscription, [Received("gone", None)])
    assert await stored(office.db) == 0


async def test_what_could_not_be_stored_comes_again(
    office: Office, queue: PullSubscription, subscription: Subscription, clock: Clock
) -> None:
    await join(office.db)
    notice(queue)
    async with office.db.transaction() as session:
        await session.execute(text("ALTER TABLE pushes RENAME TO away"))
    with pytest.raises(Temporary):
        await pulled(office, subscription)
    async with office.db.transaction() as session:
        await session.execute(text("ALTER TABLE away RENAME TO pushes"))
    assert (queue.acknowledged, queue.left) == (0, 1)
    clock.advance(11)
    assert await pulled(office, subscription) == 1
    assert (await stored(office.db), queue.left) == (1, 0)


async def test_a_queue_that_is_away_costs_no_notice(
    office: Office, queue: PullSubscription, subscription: Subscription
) -> None:
    account = await join(office.db)
    notice(queue)
    office.bell.down = True
    await pulled(office, subscription)
    async with office.db.reading() as session:
        wanting = await Accounts(session).get(account.id)
    assert wanting is not None and wanting.sync_wanted == 1 and queue.left == 0


async def test_a_token_that_has_ended_is_renewed_once(
    office: Office, queue: PullSubscription, subscription: Subscription
) -> None:
    await subscription.pull()
    queue.end_tokens()
    assert await subscription.pull() == []


async def test_a_subscription_that_is_not_there_or_not_ours_is_a_permanent_failure(
    office: Office, queue: PullSubscription, subscription: Subscription
) -> None:
    other = Subscription(office.services.settings.google_api_url, NAME + "x", subscription._account)
    with pytest.raises(Permanent):
        await other.pull()
    await other.close()
    queue.permitted = False
    with pytest.raises(Permanent):
        await subscription.pull()


async def test_a_key_file_that_is_none_is_a_permanent_failure(office: Office, tmp_path: Path) -> None:
    (tmp_path / "key.json").write_text("{}")
    for file in ("key.json", "missing.json"):
        with pytest.raises((Permanent, Temporary)) as raised:
            await ServiceAccount(str(tmp_path / file)).token()
        assert "key.json" not in str(raised.value)


async def test_the_loop_outlives_an_outage_and_stops_in_the_middle_of_a_pull(
    office: Office, queue: PullSubscription, subscription: Subscription
) -> None:
    await join(office.db)
    office.faults.add(Fault(service="pubsub", method="pull", kind="status", status=503, times=1))
    queue.poll_seconds = 60
    notice(queue)
    stop = asyncio.Event()
    pulling = asyncio.create_task(pull_notices(office.services, subscription, stop))
    await eventually(lambda: queue.acknowledged == 1)
    stop.set()
    await asyncio.wait_for(pulling, 5)
