"""Calls to Google at the gate: what counts as an outage, what a call costs, and who waits for what."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from bot.errors import Failure, MailroomError, OutcomeUnknown, Reconnect, Temporary
from connectors.gate import Quota, Resting, Turnstile, urgency
from connectors.google.client import GoogleClient, GoogleWay
from connectors.google.quota import Limits, Quotas, breaker_of, units_of
from connectors.google.transport import Transport
from connectors.memory_gate import MemoryGate
from tests.connectors.google.client_stage import FakeTokens, Stage


@dataclass
class Guarded:
    """A client behind a gate on the stage's own clock."""

    gate: MemoryGate
    client: GoogleClient


@pytest.fixture
def guarded(stage: Stage, transport: Transport, executor: ThreadPoolExecutor) -> Guarded:
    gate, time = MemoryGate(["gmail"], stage.time), stage.time
    door, limits = Turnstile(gate, time.sleep, time), Limits(gmail=6000)
    way = GoogleWay(transport, executor, 100, time.sleep, time, door, limits)
    return Guarded(gate, GoogleClient(way, stage.tokens))


async def state(guarded: Guarded) -> str:
    return (await guarded.gate.states())["gmail"].state


async def test_a_call_with_its_quick_retries_counts_once_and_five_stop_all(stage: Stage, guarded: Guarded) -> None:
    for _ in range(5):
        assert await state(guarded) == "closed"
        stage.server.will_fail(429)
        await guarded.client.call(stage.get)  # a quick retry that helps is no failure
        stage.server.will_fail(503)
        stage.server.will_fail(503, Retry_After="200")
        with pytest.raises(Temporary):
            await guarded.client.call(stage.get)
    assert await state(guarded) == "open"
    asked = len(stage.server.asked)
    for act in (guarded.client.call, guarded.client.call_once):
        with pytest.raises(Resting) as caught:
            await act(stage.send)
        assert (caught.value.failure, isinstance(caught.value, OutcomeUnknown)) == (Failure.SERVICE_DOWN, False)
        assert 0 < (caught.value.retry_after or 0) < 30.001
    assert len(stage.server.asked) == asked
    stage.time.now += 30
    await guarded.client.call(stage.get)
    await guarded.client.call(stage.get)
    assert await state(guarded) == "closed"


async def test_one_mailbox_whose_mails_gmail_cannot_give_stops_no_other(
    stage: Stage, transport: Transport, executor: ThreadPoolExecutor
) -> None:
    gate, time = MemoryGate(["gmail"], stage.time), stage.time
    way = GoogleWay(transport, executor, 100, time.sleep, time, Turnstile(gate, time.sleep, time))
    alice, bob = GoogleClient(way, stage.tokens), GoogleClient(way, FakeTokens(owner="bob"))
    for _ in range(8):
        stage.server.will_fail(503, Retry_After="200")
        with pytest.raises(Temporary):
            await alice.call(stage.get)
        await bob.call(stage.get)
    assert (await gate.states())["gmail"].state == "closed"


@pytest.mark.parametrize(
    ("status", "reason"), [(404, "notFound"), (400, "invalidArgument"), (403, "dailyLimitExceeded"), (429, "")]
)
async def test_what_one_user_is_refused_is_no_outage(stage: Stage, guarded: Guarded, status: int, reason: str) -> None:
    for _ in range(8):
        stage.server.will_fail(status, reason, Retry_After="200")
        with pytest.raises(MailroomError):
            await guarded.client.call(stage.get)
    assert await state(guarded) == "closed"


async def test_a_token_that_cannot_be_had_says_nothing_of_the_service(stage: Stage, guarded: Guarded) -> None:
    stage.tokens.dead = True
    for _ in range(8):
        stage.server.will_fail(401, "authError")
        with pytest.raises(Reconnect):
            await guarded.client.call(stage.get)
    assert await state(guarded) == "closed"


async def test_a_call_waits_for_its_quota_and_bulk_longer(stage: Stage, guarded: Guarded) -> None:
    for _ in range(13):  # 1200 units at once, 80 a second, 100 a send
        await guarded.client.call_once(stage.send)
    assert [round(slept, 2) for slept in stage.time.slept] == [1.25]
    assert len(stage.server.asked) == 13
    mark = urgency.set("bulk")  # leaves 900 of the 1200 to the more urgent
    await guarded.client.call(stage.get)
    urgency.reset(mark)
    assert stage.time.slept[-1] > 10


async def test_each_try_is_paid_for_and_another_users_quota_is_their_own(stage: Stage, guarded: Guarded) -> None:
    stage.server.will_fail(503)
    stage.server.will_fail(401, "authError")
    await guarded.client.call(stage.get)
    alice, bob = await guarded.gate.used([Quota("gmail:alice", 6000, 1), Quota("gmail:bob", 6000, 1)])
    assert len(stage.server.asked) == 3
    assert 0 < alice <= 3 / 1200
    assert bob == 0


def test_each_method_has_its_price_of_today() -> None:
    prices = {"gmail.users.messages.get": 20, "gmail.users.threads.get": 40, "gmail.users.drafts.send": 100}
    prices |= {"gmail.users.history.list": 2, "gmail.users.settings.sendAs.list": 1, "calendar.events.list": 1}
    assert {method: units_of(method) for method in prices} == prices
    assert units_of("gmail.users.something.new") == 100


async def test_it_can_be_seen_how_much_of_a_mailboxs_quota_is_used(stage: Stage, guarded: Guarded) -> None:
    quotas = Quotas(guarded.gate, Limits(gmail=6000, calendar=600))
    assert await quotas.standing("alice") == {"gmail": 0, "calendar": 0}
    for _ in range(6):  # 600 of the 1200 units that may be used at once
        await guarded.client.call_once(stage.send)
    assert await quotas.standing("alice") == {"gmail": 0.5, "calendar": 0}
    assert await quotas.standing("bob") == {"gmail": 0, "calendar": 0}


async def test_without_a_limit_nothing_is_counted_but_a_resting_service_is_still_left_alone(
    stage: Stage, guarded: Guarded
) -> None:
    assert Limits(gmail=0).quotas("gmail.users.messages.get", "alice") == []
    for _ in range(5):
        await guarded.gate.leave(breaker_of("gmail"), "", "failed")
    with pytest.raises(Resting):
        await guarded.client.call(stage.get)
