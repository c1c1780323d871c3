"""Slots kept free for people, and bells that ring without taking."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from bot.queue import QUEUES
from jobs.dequeue import Bells, Slots


@pytest.mark.parametrize("flood", QUEUES)
def test_no_queue_can_have_the_slots_of_another(flood: str) -> None:
    slots = Slots(total=100)
    others = [queue for queue in QUEUES if queue != flood]
    while flood in slots.open_to():
        slots.take(flood)
    assert slots.open_to() == others
    for queue in others:
        while queue in slots.open_to():
            slots.take(queue)
    assert slots.running == {"interactive": 10, "outbound": 5, "inbound": 5, "bulk": 5} | {
        flood: {"interactive": 85}.get(flood, 80)
    }


def test_an_own_slot_that_is_in_use_is_owed_no_more() -> None:
    slots = Slots(total=3)
    assert slots.owed() == [1, 0, 0, 0]
    slots.take("interactive")
    assert slots.owed() == [0, 0, 0, 0]
    slots.take("bulk")
    slots.take("bulk")
    assert slots.open_to() == []
    slots.give("bulk")
    assert slots.open_to() == [*QUEUES]


def test_a_single_slot_is_for_everyone() -> None:
    assert Slots(total=1).open_to() == [*QUEUES]


@pytest.fixture
async def bells(redis_url: str) -> AsyncIterator[Bells]:
    bells = Bells(redis_url)
    listening = [asyncio.create_task(bells.listen(queue)) for queue in QUEUES]
    yield bells
    for task in listening:
        task.cancel()
    await asyncio.wait(listening)
    await bells.close()


@pytest.mark.parametrize("queue", QUEUES)
async def test_a_bell_rings_and_leaves_the_queue_as_it_was(redis_url: str, bells: Bells, queue: str) -> None:
    async with Redis.from_url(redis_url) as redis:
        waiting = asyncio.create_task(bells.wait([*QUEUES]))
        await redis.rpush(f"rq:queue:{queue}", "first", "second")
        await asyncio.wait_for(waiting, 5)
        assert await redis.lrange(f"rq:queue:{queue}", 0, -1) == [b"first", b"second"]


async def test_a_queue_that_nobody_waits_for_rings_no_bell(redis_url: str, bells: Bells) -> None:
    async with Redis.from_url(redis_url) as redis:
        await redis.rpush("rq:queue:bulk", "job")
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(bells.wait(["interactive"]), 0.2)


async def test_a_nudge_before_the_wait_is_not_forgotten(bells: Bells) -> None:
    bells.nudge()
    await asyncio.wait_for(bells.wait([]), 5)
