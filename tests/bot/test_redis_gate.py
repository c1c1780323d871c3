"""The gate: one contract over Redis and memory, and life without Redis."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from bot.redis_gate import RedisGate
from connectors.gate import Breaker, Gate, NoRoom, Quota, Resting, Turnstile, urgency
from connectors.memory_gate import MemoryGate
from tests.eventually import eventually
from tests.server_process import ServerProcess

# RE3's numbers on a clock fifty times as fast
BREAKER = Breaker("gmail", failures=5, window=1.2, rest=0.4, successes=2, trial=0.5)
QUOTA = Quota("gmail:alice", limit=6000, units=20)


@pytest.fixture(params=["redis", "memory"])
async def gate(request: pytest.FixtureRequest) -> AsyncIterator[Gate]:
    if request.param == "memory":
        yield MemoryGate(["gmail"])
        return
    made = RedisGate(request.getfixturevalue("redis_url"), ["gmail"])
    yield made
    await made.close()


async def state(gate: Gate) -> str:
    return (await gate.states())["gmail"].state


async def fails(gate: Gate, times: int, owner: str = "") -> None:
    for _ in range(times):
        entry = await gate.enter(BREAKER, (), 0)
        await gate.leave(BREAKER, entry.trial, "failed", "service_down", owner)


async def works(gate: Gate, owner: str) -> None:
    entry = await gate.enter(BREAKER, (), 0)
    await gate.leave(BREAKER, entry.trial, "worked", "", owner)


async def trial_of(gate: Gate) -> str:
    """The trial that the gate gives out once the service has rested."""
    while True:
        try:
            entry = await gate.enter(BREAKER, (), 0)
        except Resting as error:
            await asyncio.sleep(min(error.retry_after or 0, 0.05))
        else:
            return entry.trial


async def test_the_fifth_failure_in_time_opens_and_nothing_passes(gate: Gate) -> None:
    await fails(gate, 4)
    assert await state(gate) == "closed"
    await fails(gate, 1)
    shown = (await gate.states())["gmail"]
    assert (shown.state, shown.why) == ("open", "service_down")
    assert shown.since is not None and shown.until is not None
    assert (shown.until - shown.since).total_seconds() == pytest.approx(BREAKER.rest, abs=0.01)
    with pytest.raises(Resting) as caught:
        await gate.enter(BREAKER, (), 0)
    assert 0 < (caught.value.retry_after or 0) <= BREAKER.rest


async def test_one_owners_trouble_stops_nobody_while_others_calls_work(gate: Gate) -> None:
    for _ in range(8):
        await fails(gate, 1, "alice")
        await works(gate, "bob")
    assert await state(gate) == "closed"
    await fails(gate, 4, "alice")  # with the one that still counts
    assert await state(gate) == "open"


async def test_the_failures_of_five_owners_open_whatever_works_in_between(gate: Gate) -> None:
    for owner in ("alice", "bob", "carol", "dave"):
        await fails(gate, 1, owner)
        await works(gate, "eve")
    assert await state(gate) == "closed"
    await fails(gate, 1, "eve")
    assert await state(gate) == "open"


async def test_what_works_for_the_very_owner_whose_calls_fail_excuses_nothing(gate: Gate) -> None:
    for _ in range(4):
        await fails(gate, 1, "alice")
        await works(gate, "alice")
    await works(gate, "")
    assert await state(gate) == "closed"
    await fails(gate, 1, "alice")
    assert await state(gate) == "open"


async def test_of_two_owners_whose_calls_fail_by_halves_neither_excuses_the_other(gate: Gate) -> None:
    for _ in range(2):
        for owner in ("alice", "bob"):
            await fails(gate, 1, owner)
            await works(gate, owner)
    assert await state(gate) == "closed"
    await fails(gate, 1, "bob")
    assert await state(gate) == "open"


async def test_an_owner_whose_failures_are_long_past_excuses_others_again(gate: Gate) -> None:
    quick = replace(BREAKER, failures=3, window=0.3)
    await gate.leave(quick, "", "failed", "", "bob")
    await asyncio.sleep(0.31)
    for _ in range(4):
        await gate.leave(quick, "", "failed", "", "alice")
        await gate.enter(quick, (), 0)
        await gate.leave(quick, "", "worked", "", "bob")
    assert await state(gate) == "closed"


async def test_failures_further_apart_than_the_window_do_not_open(gate: Gate) -> None:
    quick = replace(BREAKER, failures=2, window=0.05)
    for _ in range(4):
        await gate.leave(quick, "", "failed")
        await asyncio.sleep(0.06)
    assert await state(gate) == "closed"


async def test_after_the_rest_one_call_tries_and_two_successes_close(gate: Gate) -> None:
    await fails(gate, 5)
    first = await trial_of(gate)
    assert await state(gate) == "half_open"
    with pytest.raises(Resting):
        await gate.enter(BREAKER, (), 0)
    assert (await gate.enter(BREAKER, (), 0, first)).trial == first  # its own next try
    await gate.leave(BREAKER, first, "worked")
    assert await state(gate) == "half_open"
    await gate.leave(BREAKER, first, "worked")  # told twice it counts once
    assert await state(gate) == "half_open"
    second = await trial_of(gate)
    await gate.leave(BREAKER, second, "worked")
    assert await state(gate) == "closed"
    assert (await gate.enter(BREAKER, (), 0)).trial == ""


async def test_a_trial_that_fails_opens_again_and_late_failures_of_others_change_nothing(gate: Gate) -> None:
    await fails(gate, 5)
    opened = (await gate.states())["gmail"]
    await gate.leave(BREAKER, "", "failed")
    again = (await gate.states())["gmail"]
    assert again.until is not None and opened.until is not None
    assert abs((again.until - opened.until).total_seconds()) < 0.005
    trial = await trial_of(gate)
    await gate.leave(BREAKER, trial, "failed", "auth")
    after = (await gate.states())["gmail"]
    assert (after.state, after.why) == ("open", "auth")
    assert after.until is not None and after.until > opened.until


async def test_a_trial_that_says_nothing_makes_room_for_another(gate: Gate) -> None:
    await fails(gate, 5)
    lost = await trial_of(gate)
    other = await trial_of(gate)
    assert other != lost


async def test_what_is_broken_opens_at_once(gate: Gate) -> None:
    await gate.leave(BREAKER, "", "broken", "auth")
    shown = (await gate.states())["gmail"]
    assert (shown.state, shown.why) == ("open", "auth")


async def test_a_bucket_gives_what_it_holds_and_then_says_how_long_to_wait(gate: Gate) -> None:
    quota = Quota("gmail:alice", limit=6000, units=100)  # 1200 at once, 80 a second
    entries = [await gate.enter(BREAKER, (quota,), 0) for _ in range(14)]
    passed = [entry for entry in entries if not entry.wait]
    assert len(passed) in (12, 13)  # a slow machine refills one meanwhile
    assert 0 < entries[-1].wait <= 1.26
    assert (await gate.used([quota]))[0] > 0.9
    assert (await gate.enter(BREAKER, (replace(quota, key="gmail:bob"),), 0)).wait == 0


async def test_bulk_leaves_its_share_to_those_who_are_more_urgent(gate: Gate) -> None:
    quota = Quota("gmail:alice", limit=6000, units=100)
    bulk = [await gate.enter(BREAKER, (quota,), 0.75) for _ in range(5)]
    assert [bool(entry.wait) for entry in bulk][:4] == [False, False, False, True]
    assert not (await gate.enter(BREAKER, (quota,), 0.25)).wait
    assert not (await gate.enter(BREAKER, (quota,), 0)).wait


async def test_a_call_takes_of_every_quota_or_of_none(gate: Gate) -> None:
    full, small = Quota("user", 6000, 100), Quota("project", 600, 100)
    assert not (await gate.enter(BREAKER, (full, small), 0)).wait
    before = await gate.used([full])
    assert (await gate.enter(BREAKER, (full, small), 0)).wait > 1
    assert (await gate.used([full]))[0] <= before[0]


async def test_who_can_wait_gets_their_turn_and_who_cannot_is_told_when(gate: Gate) -> None:
    quota = Quota("gmail:alice", limit=6000, units=60)
    door = Turnstile(gate)
    mark = urgency.set("bulk")
    try:
        order: list[int] = []

        async def call(number: int) -> None:
            await door.enter(BREAKER, (quota,), 20)
            order.append(number)

        await asyncio.gather(*(call(number) for number in range(6)))
        assert order == [0, 1, 2, 3, 4, 5]
        with pytest.raises(NoRoom) as caught:
            await door.enter(BREAKER, (quota,), 0.02)
        assert 0.02 <= (caught.value.retry_after or 0) <= 1
    finally:
        urgency.reset(mark)


async def test_without_redis_a_process_goes_on_alone_with_a_cautious_share_and_comes_back(
    redis_url: str, valkey: ServerProcess
) -> None:
    gate = RedisGate(redis_url, ["gmail"])
    quota = Quota("gmail:alice", 6000, 100)
    await gate.enter(BREAKER, (quota,), 0)
    valkey.kill()
    with capture_logs() as logs:
        passed = [not (await gate.enter(BREAKER, (quota,), 0)).wait for _ in range(6)]
        await fails(gate, 5)
        with pytest.raises(Resting):
            await gate.enter(BREAKER, (), 0)
    assert passed[:3] == [True, True, True]  # a quarter of 1200
    assert passed.count(True) < 6
    assert [entry["event"] for entry in logs] == ["gate_alone"]
    assert await state(gate) == "open"
    valkey.start()

    async def shared_again() -> bool:
        return await state(gate) == "closed"  # Redis knows of no failure

    await eventually(shared_again, 20)
    await gate.close()
