"""The worker when things end: killed, stopped, or left alone by Redis. Nothing may be lost (SPEC RE6, RE7, RE8)."""

import asyncio
import signal
import sys
from asyncio.subprocess import Process
from dataclasses import replace
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bot.errors import Temporary
from bot.rq_doorbell import RqDoorbell
from jobs.bookkeeping import Ledger
from tests.eventually import eventually
from tests.jobs.household import QUICK, House, obey, plod, working
from tests.jobs.worker_process import hold
from tests.valkey_fixture import start_valkey

ROOT = Path(__file__).parents[2]
HOLD = "tests.jobs.worker_process.hold"


async def _process(url: str, lease: float = 1.5) -> Process:
    command = [sys.executable, "-m", "tests.jobs.worker_process", url, str(lease)]
    return await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=asyncio.subprocess.DEVNULL)


async def _count(redis: Redis, key: str, least: int) -> bool:
    return await redis.llen(key) >= least


async def test_a_killed_workers_jobs_are_all_run_again(redis_url: str, redis: Redis, bell: RqDoorbell) -> None:
    keys = {f"j{n}" for n in range(60)}
    await bell.ring([replace(hold.ring(key), job=HOLD) for key in keys])
    victim = await _process(redis_url)
    await eventually(lambda: _count(redis, "begun", 60), 20)
    victim.kill()
    await victim.wait()
    heir = await _process(redis_url)
    await redis.rpush("gate", "open")
    await eventually(lambda: _count(redis, "finished", 60), 20)
    heir.terminate()
    assert await asyncio.wait_for(heir.wait(), 20) == 0
    finished = [key.decode() for key in await redis.lrange("finished", 0, -1) if isinstance(key, bytes)]
    assert sorted(finished) == sorted(keys)
    assert await redis.keys("rq:job:*") == []
    assert not await redis.exists("letters")


async def test_a_job_popped_by_a_worker_that_died_at_once_is_run(redis_url: str, bell: RqDoorbell) -> None:
    await bell.ring([plod.ring("a")])  # tried once by plan: a death is no try
    dead = Ledger(redis_url, lease=1)
    assert [call.args for call in await dead.claim(5)] == [("a",)]
    await dead.close()
    house = House()
    async with working(redis_url, house):
        await eventually(lambda: house.finished == ["a"])


async def test_a_slow_job_of_a_living_worker_is_not_taken_from_it(redis_url: str, bell: RqDoorbell) -> None:
    slow, other = House(gates={"a": asyncio.Event()}), House()
    pace = replace(QUICK, lease=0.6, beat=0.1)
    async with working(redis_url, slow, pace):
        await bell.ring([obey.ring("a")])
        await eventually(lambda: slow.ran == ["a"])
        async with working(redis_url, other, pace):
            with pytest.raises(TimeoutError):
                await eventually(lambda: bool(other.ran), seconds=1.5)
            slow.gates["a"].set()
            await eventually(lambda: slow.finished == ["a"])
    assert other.ran == []


async def test_a_job_that_another_worker_took_over_is_stopped_here(
    redis_url: str, redis: Redis, bell: RqDoorbell
) -> None:
    house = House(gates={"a": asyncio.Event()})
    async with working(redis_url, house):
        await bell.ring([obey.ring("a")])
        await eventually(lambda: house.ran == ["a"])
        await redis.delete("rq:wip:inbound")
        await eventually(lambda: house.stopped == ["a"])
    assert not await redis.exists("rq:queue:inbound")  # it is the other one's now: not handed back


async def test_a_stop_lets_running_jobs_end_and_takes_no_more(redis_url: str, redis: Redis, bell: RqDoorbell) -> None:
    house = House(gates={"a": asyncio.Event()})
    async with working(redis_url, house) as control:
        await bell.ring([obey.ring("a")])
        await eventually(lambda: house.ran == ["a"])
        control.stop.set()
        await eventually(lambda: _nobody_listens(redis))
        await bell.ring([obey.ring("b")])
        house.gates["a"].set()
        await asyncio.wait_for(control.task, 10)
    assert house.finished == ["a"]
    assert await redis.llen("rq:queue:inbound") == 1


@pytest.mark.parametrize("hurried", [False, True])
async def test_a_job_over_the_grace_period_is_handed_back(
    redis_url: str, redis: Redis, bell: RqDoorbell, *, hurried: bool
) -> None:
    house = House(gates={"a": asyncio.Event()})
    async with working(redis_url, house, replace(QUICK, grace=60 if hurried else 0.2)) as control:
        await bell.ring([obey.ring("a")])
        await eventually(lambda: house.ran == ["a"])
        control.stop.set()
        if hurried:
            control.hurry.set()
        await asyncio.wait_for(control.task, 10)
    assert house.stopped == ["a"]
    assert await redis.llen("rq:queue:inbound") == 1
    house.gates["a"].set()
    async with working(redis_url, house):
        await eventually(lambda: house.finished == ["a"])
    assert house.letters == []


async def test_sigterm_drains_and_exits_with_zero(redis_url: str, redis: Redis, bell: RqDoorbell) -> None:
    await bell.ring([replace(hold.ring("a"), job=HOLD)])
    worker = await _process(redis_url)
    await eventually(lambda: _count(redis, "begun", 1), 20)
    worker.send_signal(signal.SIGTERM)
    await redis.rpush("gate", "open")
    assert await asyncio.wait_for(worker.wait(), 20) == 0
    assert await redis.llen("finished") == 1
    assert await redis.keys("rq:worker*") == []


async def test_a_second_sigterm_hands_back_at_once(redis_url: str, redis: Redis, bell: RqDoorbell) -> None:
    await bell.ring([replace(hold.ring("a"), job=HOLD)])
    worker = await _process(redis_url)
    await eventually(lambda: _count(redis, "begun", 1), 20)
    worker.send_signal(signal.SIGTERM)
    await eventually(lambda: _nobody_listens(redis, but=1))  # the job itself waits at its gate
    worker.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(worker.wait(), 15) == 0
    assert await redis.llen("rq:queue:inbound") == 1


async def test_valkey_may_be_killed_and_come_back(tmp_path: Path) -> None:
    server = start_valkey(tmp_path)
    bell, house = RqDoorbell(server.url), House(gates={"during": asyncio.Event()})
    async with working(server.url, house):
        await bell.ring([obey.ring("during"), obey.ring("before")])
        await eventually(lambda: house.finished == ["before"])
        server.kill()
        house.gates["during"].set()
        await eventually(lambda: "during" in house.finished)
        with pytest.raises(Temporary):
            await bell.ring([obey.ring("lost")])
        server.start()
        await bell.ring([obey.ring("after")])
        await eventually(lambda: "after" in house.finished, 20)
        async with Redis.from_url(server.url) as redis:
            await eventually(lambda: _nothing_left(redis))
    await bell.close()
    server.stop()
    assert house.ran.count("during") == 1


async def test_a_worker_starts_before_valkey_does(tmp_path: Path) -> None:
    server = start_valkey(tmp_path)
    server.stop()
    house = House()
    async with working(server.url, house):
        server.start()
        bell = RqDoorbell(server.url)
        await bell.ring([obey.ring("a")])
        await eventually(lambda: house.finished == ["a"], 20)
        await bell.close()
    server.stop()


async def _nothing_left(redis: Redis) -> bool:
    return await redis.keys("rq:job:*") == []


async def _nobody_listens(redis: Redis, but: int = 0) -> bool:
    return bool((await redis.info("clients"))["blocked_clients"] == but)
