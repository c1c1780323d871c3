"""The worker on a real Valkey: what runs, when, how many at once, and what an error leads to."""

import asyncio
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from redis.asyncio import Redis

from bot.errors import Permanent, Temporary
from bot.queue import QUEUES
from bot.rq_doorbell import RqDoorbell
from tests.eventually import eventually
from tests.jobs.household import QUICK, House, jump, obey, plod, working


async def test_a_job_runs_and_leaves_nothing_behind(redis_url: str, redis: Redis, bell: RqDoorbell) -> None:
    house = House()
    async with working(redis_url, house):
        await bell.ring([obey.ring("a")])
        await eventually(lambda: house.finished == ["a"])
    assert await redis.keys("*") == [b"rq:queues"]


async def test_a_temporary_error_is_tried_again(redis_url: str, bell: RqDoorbell) -> None:
    house = House(errors={"a": [Temporary("not now"), Temporary("nor now")]})
    async with working(redis_url, house):
        await bell.ring([replace(obey.ring("a"), retry_waits=(0, 0))])
        await eventually(lambda: house.finished == ["a"])
    assert house.ran == ["a", "a", "a"]
    assert house.letters == []


async def test_a_retry_waits_as_planned(redis_url: str, redis: Redis, bell: RqDoorbell) -> None:
    house = House(errors={"a": [Temporary("not now")]})
    async with working(redis_url, house):
        await bell.ring([replace(obey.ring("a"), retry_waits=(40, 80))])
        await eventually(lambda: _has(redis, "rq:scheduled:inbound"))
    assert await _due_in(redis) == pytest.approx(40, abs=3)
    assert house.ran == ["a"]


async def test_a_longer_retry_after_is_honoured(redis_url: str, redis: Redis, bell: RqDoorbell) -> None:
    house = House(errors={"a": [Temporary("not now", retry_after=90)]})
    async with working(redis_url, house):
        await bell.ring([replace(obey.ring("a"), retry_waits=(1, 1))])
        await eventually(lambda: _has(redis, "rq:scheduled:inbound"))
    assert await _due_in(redis) == pytest.approx(90, abs=3)


async def test_a_job_out_of_tries_becomes_one_dead_letter(redis_url: str, redis: Redis, bell: RqDoorbell) -> None:
    house = House(errors={"a": [Temporary("no") for _ in range(9)]})
    async with working(redis_url, house):
        await bell.ring([replace(obey.ring("a", correlation="push-7"), retry_waits=(0, 0))])
        await eventually(lambda: _has(redis, "rq:failed:inbound"))
    [(path, args, error, tries, correlation)] = house.letters
    assert (path, args, tries, correlation) == (obey.path, ("a",), 3, "push-7")
    assert isinstance(error, Temporary)
    assert house.ran == ["a", "a", "a"]
    assert not await redis.exists("rq:wip:inbound")


async def test_a_permanent_error_is_not_tried_again(redis_url: str, redis: Redis, bell: RqDoorbell) -> None:
    house = House(errors={"a": [Permanent("never")]})
    async with working(redis_url, house):
        await bell.ring([replace(obey.ring("a"), retry_waits=(0, 0))])
        await eventually(lambda: _has(redis, "rq:failed:inbound"))
    assert house.ran == ["a"]
    assert [tries for *_, tries, _ in house.letters] == [1]


async def test_a_job_over_its_timeout_is_stopped(redis_url: str, redis: Redis, bell: RqDoorbell) -> None:
    house = House(gates={"a": asyncio.Event()})
    async with working(redis_url, house):
        await bell.ring([replace(plod.ring("a"), timeout=1)])
        await eventually(lambda: _has(redis, "rq:failed:bulk"))
    assert house.stopped == ["a"]
    assert isinstance(house.letters[0][2], Temporary)


async def test_a_dead_letter_that_cannot_be_kept_keeps_the_job(redis_url: str, redis: Redis, bell: RqDoorbell) -> None:
    house = House(errors={"a": [Permanent("never")]}, box_broken=True)
    async with working(redis_url, house):
        await bell.ring([plod.ring("a")])
        await eventually(lambda: _has(redis, "rq:scheduled:bulk"))
    assert not await redis.exists("rq:failed:bulk")


async def test_a_job_that_killed_worker_after_worker_is_not_run(redis_url: str, redis: Redis, bell: RqDoorbell) -> None:
    house = House()
    await bell.ring([obey.ring("a")])
    [key] = await redis.keys("rq:job:*")
    await redis.hset(key, "crashes", "5")
    async with working(redis_url, house):
        await eventually(lambda: _has(redis, "rq:failed:inbound"))
    assert house.ran == []
    assert len(house.letters) == 1


async def test_a_ring_for_later_starts_at_its_time(redis_url: str, bell: RqDoorbell) -> None:
    house, due = House(), datetime.now(UTC) + timedelta(seconds=1.2)
    async with working(redis_url, house, replace(QUICK, due=0.5)):
        await bell.ring([jump.ring("later", at=due), jump.ring("now")])
        await eventually(lambda: "later" in house.finished)
    assert house.ran == ["now", "later"]
    assert 0 <= house.times["later"] - due.timestamp() < 1.5


async def test_people_overtake_bulk(redis_url: str, bell: RqDoorbell) -> None:
    house = House(gates={"first": asyncio.Event()})
    async with working(redis_url, house, replace(QUICK, concurrency=1)):
        await bell.ring([plod.ring("first")])
        await eventually(lambda: house.ran == ["first"])
        await bell.ring([plod.ring("b"), obey.ring("i"), jump.ring("click")])
        house.gates["first"].set()
        await eventually(lambda: len(house.finished) == 4)
    assert house.ran == ["first", "click", "i", "b"]


async def test_slow_jobs_never_hold_the_slots_kept_for_people(redis_url: str, bell: RqDoorbell) -> None:
    slow = [f"slow {n}" for n in range(20)]
    house = House(gates={key: asyncio.Event() for key in slow})
    async with working(redis_url, house, replace(QUICK, concurrency=10)):
        await bell.ring([plod.ring(key) for key in slow])
        await eventually(lambda: len(house.ran) == 9)
        await bell.ring([jump.ring("click")])
        await eventually(lambda: house.finished == ["click"])
        assert len(house.ran) == 10
        for gate in house.gates.values():
            gate.set()
        await eventually(lambda: len(house.finished) == 21)


async def test_a_flood_of_clicks_never_stops_mail(redis_url: str, bell: RqDoorbell) -> None:
    flood = [f"click {n}" for n in range(40)]
    house = House(gates={key: asyncio.Event() for key in flood})
    async with working(redis_url, house, replace(QUICK, concurrency=20)):
        await bell.ring([jump.ring(key) for key in flood])
        await eventually(lambda: len(house.ran) == 17)
        await bell.ring([obey.ring("mail"), plod.ring("sweep")])
        await eventually(lambda: sorted(house.finished) == ["mail", "sweep"])
        assert len(house.ran) == 19
        for gate in house.gates.values():
            gate.set()
        await eventually(lambda: len(house.finished) == 42)


async def test_fifty_jobs_run_at_the_same_time(redis_url: str, bell: RqDoorbell) -> None:
    keys = [f"j{n}" for n in range(50)]
    house = House(gates={key: asyncio.Event() for key in keys})
    async with working(redis_url, house):
        await bell.ring([obey.ring(key) for key in keys])
        await eventually(lambda: len(house.ran) == 50)  # none of them can end before all have begun
        assert house.finished == []
        for gate in house.gates.values():
            gate.set()
        await eventually(lambda: sorted(house.finished) == sorted(keys))


async def test_two_workers_share_the_jobs_without_doing_one_twice(redis_url: str, bell: RqDoorbell) -> None:
    keys = [f"j{n}" for n in range(300)]
    house, soon = House(), datetime.now(UTC) + timedelta(seconds=0.3)
    async with working(redis_url, house), working(redis_url, house):
        await bell.ring([obey.ring(key, at=soon if n % 2 else None) for n, key in enumerate(keys)])
        await eventually(lambda: len(house.finished) >= 300)
    assert sorted(house.ran) == sorted(keys)


async def test_an_idle_worker_hardly_asks(redis_url: str, redis: Redis, bell: RqDoorbell) -> None:
    house = House()
    async with working(redis_url, house, replace(QUICK, due=60, beat=60, lease=200)):
        await bell.ring([obey.ring("a")])
        await eventually(lambda: house.finished == ["a"])
        await eventually(lambda: _blocked(redis, len(QUEUES)))
        await eventually(lambda: _quiet(redis))  # the end of the job may be written down while all wait already
        before = await _scripts_run(redis)
        with pytest.raises(TimeoutError):
            await eventually(lambda: _more_scripts_run(redis, before), seconds=1)


async def test_a_full_redis_is_worked_empty(redis_url: str, redis: Redis, bell: RqDoorbell) -> None:
    house = House(errors={"a": [Temporary("no")], "b": [Permanent("never")]})
    await bell.ring([replace(obey.ring(key), retry_waits=(0,)) for key in "abc"])
    await redis.config_set("maxmemory", 1)
    try:
        async with working(redis_url, house):
            await eventually(lambda: sorted(house.finished) == ["a", "c"])
    finally:
        await redis.config_set("maxmemory", 0)
    assert sorted(house.ran) == ["a", "a", "b", "c"]


async def _blocked(redis: Redis, clients: int) -> bool:
    return bool((await redis.info("clients"))["blocked_clients"] == clients)


async def _quiet(redis: Redis) -> bool:
    before = await _scripts_run(redis)
    await asyncio.sleep(0.2)
    return await _scripts_run(redis) == before


async def _scripts_run(redis: Redis) -> int:
    return int((await redis.info("commandstats")).get("cmdstat_evalsha", {}).get("calls", 0))


async def _more_scripts_run(redis: Redis, before: int) -> bool:
    return await _scripts_run(redis) > before


async def _due_in(redis: Redis) -> float:
    [entry] = await redis.zrange("rq:scheduled:inbound", 0, -1)
    assert isinstance(entry, bytes)
    return (await redis.zscore("rq:scheduled:inbound", entry) or 0) - time.time()


async def _has(redis: Redis, key: str) -> bool:
    return bool(await redis.exists(key))
