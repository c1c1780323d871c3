"""Slots kept free for people, and bells that ring without taking."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from bot.queue import QUEUES
from jobs.dequeue import Bells, Slots


def test_other_queues_cannot_have_the_reserved_slots() -> None:
    slots = Slots(total=10, reserved=2)
    assert slots.room() == (10, 8)
    for _ in range(8):
        slots.take("bulk")
    assert slots.room() == (2, 0)


def test_people_may_use_every_slot() -> None:
    slots = Slots(total=3, reserved=1)
    for _ in range(3):
        slots.take("interactive")
    assert slots.room() == (0, 0)
    slots.give("interactive")
    assert slots.room() == (1, 1)


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
