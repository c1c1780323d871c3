"""Batches at the gate: each part is paid for, clicks keep their room, and a batch is one call to the breaker."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from bot.errors import Failure, MailroomError, Temporary
from connectors.gate import Quota, Turnstile, urgency
from connectors.google.client import GoogleClient, GoogleWay
from connectors.google.quota import Limits
from connectors.google.transport import Transport
from connectors.memory_gate import MemoryGate
from tests.connectors.google.batches import refuses
from tests.connectors.google.client_stage import Stage
from tests.connectors.google.desk import Desk, desk_at


@pytest.fixture
def gate(stage: Stage) -> MemoryGate:
    return MemoryGate(["gmail"], stage.time)


@pytest.fixture
def guarded(stage: Stage, gate: MemoryGate, transport: Transport, executor: ThreadPoolExecutor) -> Desk:
    time = stage.time
    way = GoogleWay(transport, executor, 100, time.sleep, time, Turnstile(gate, time.sleep, time), Limits(gmail=6000))
    client = GoogleClient(way, stage.tokens)
    return desk_at(replace(stage, client=client), client)


async def test_a_batch_is_paid_for_beforehand_and_leaves_room_for_clicks(guarded: Desk, gate: MemoryGate) -> None:
    full, time = Quota("gmail:alice", 6000, 1), guarded.stage.time
    mark = urgency.set("bulk")
    for _ in range(5):
        assert await guarded.ask("abcdefghijkl") == list("abcdefghijkl")
        (used,) = await gate.used([full])
        assert used <= 0.25  # of the 1200 units that may be used at once
    urgency.reset(mark)
    assert max(map(len, guarded.batches.seen)) == 10
    assert sum(map(len, guarded.batches.seen)) == 60
    assert time.now > (60 * 20 - 300) / 80 - 1  # 300 at once, 80 a second
    before = time.now
    for _ in range(9):
        await guarded.stage.client.call_once(guarded.stage.send)
    assert time.now == before


async def test_each_try_of_a_part_is_paid_for(guarded: Desk, gate: MemoryGate) -> None:
    guarded.batches.will("b", refuses(503, "", Retry_After="0"))
    assert await guarded.ask("abc") == ["a", "b", "c"]
    (used,) = await gate.used([Quota("gmail:alice", 6000, 1)])
    assert 0 < used <= 4 * 20 / 1200


async def test_a_batch_counts_once_at_the_breaker_and_not_if_it_was_merely_slowed_down(
    guarded: Desk, gate: MemoryGate
) -> None:
    for _ in range(4):
        for one in "abc":
            guarded.batches.will(one, refuses(503, "", Retry_After="200"))
        assert {type(answer) for answer in await guarded.ask("abc")} == {Temporary}
        guarded.batches.will("a", refuses(503, "", Retry_After="200"))
        guarded.batches.will("b", refuses(429, "", Retry_After="200"))
        guarded.batches.will("c", refuses(503, "", Retry_After="200"))
        assert (await guarded.ask("abcd"))[3] == "d"
    assert (await gate.states())["gmail"].state == "closed"
    guarded.batches.will("a", refuses(503, "", Retry_After="200"))
    await guarded.ask("ab")
    assert (await gate.states())["gmail"].state == "open"
    resting = await guarded.ask("ab")
    assert all(isinstance(answer, MailroomError) and answer.failure == Failure.SERVICE_DOWN for answer in resting)


async def test_what_is_not_alike_urgent_goes_apart(guarded: Desk) -> None:
    async def ask(queue: str, remote_id: str) -> list[Any]:
        urgency.set(queue)
        return await guarded.ask([remote_id])

    await asyncio.gather(ask("bulk", "a"), ask("inbound", "b"), ask("inbound", "c"))
    assert sorted(guarded.batches.seen) == [["a"], ["b", "c"]]


def test_the_size_of_a_batch_follows_from_the_quota() -> None:
    get = "gmail.users.messages.get"
    assert [Limits(6000).together(get, leaves) for leaves in (0.75, 0.25, 0.0)] == [10, 15, 15]
    assert [Limits(units).together(get, 0.75) for units in (0, 300, 1200, 72_000)] == [15, 1, 2, 15]
    assert Limits(6000).together("gmail.users.threads.get", 0.75) == 5
