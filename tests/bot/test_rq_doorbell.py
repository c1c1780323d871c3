"""Rings on a real queue: what RQ reads, how many round trips, and what an outage says."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from redis import Redis
from rq import Queue
from rq.job import Job, JobStatus

from bot.errors import Temporary
from bot.queue import Lines, Ring
from bot.rq_doorbell import RqDoorbell
from tests.valkey_fixture import start_valkey

RING = Ring("jobs.sync_mailbox.sync_mailbox", ("acct-1", 7), "inbound", 90, (60, 120), correlation="push-7")


@pytest.fixture
async def bell(redis_url: str) -> AsyncIterator[RqDoorbell]:
    bell = RqDoorbell(redis_url)
    yield bell
    await bell.close()


@pytest.fixture
def rq(redis_url: str) -> Iterator["Redis"]:
    with Redis.from_url(redis_url) as client:
        yield client


async def test_rq_reads_the_ring_as_its_own_job(bell: RqDoorbell, rq: Redis) -> None:
    await bell.ring([RING])
    [queue] = Queue.all(connection=rq, serializer="json")
    [job] = queue.get_jobs()
    assert (queue.name, job.func_name, tuple(job.args), job.kwargs) == (RING.queue, RING.job, RING.args, {})
    assert (job.timeout, job.result_ttl, job.failure_ttl) == (90, 0, 7 * 24 * 3600)
    assert (job.retries_left, job.retry_intervals) == (2, [60, 120])
    assert (job.get_status(), job.meta) == (JobStatus.QUEUED, {"correlation": "push-7"})
    assert job.enqueued_at is not None


async def test_what_waits_is_counted_over_all_queues_from_the_first_that_came(bell: RqDoorbell) -> None:
    assert await bell.lines() == Lines(0)
    began = datetime.now(UTC)
    await bell.ring([RING, replace(RING, at=began + timedelta(hours=1))])  # what is due later waits for nobody
    await bell.ring([replace(RING, queue="bulk"), RING])
    lines = await bell.lines()
    assert lines.waiting == 3 and lines.since is not None
    assert began - timedelta(seconds=1) <= lines.since <= datetime.now(UTC)


async def test_no_argument_shows_in_the_description(bell: RqDoorbell, rq: Redis) -> None:
    await bell.ring([RING])
    [job] = Queue("inbound", connection=rq, serializer="json").get_jobs()
    assert job.description == RING.job


async def test_a_ring_without_retries_asks_for_none(bell: RqDoorbell, rq: Redis) -> None:
    await bell.ring([replace(RING, retry_waits=())])
    [job] = Queue("inbound", connection=rq, serializer="json").get_jobs()
    assert (job.retries_left, job.retry_intervals) == (None, None)


async def test_a_ring_for_later_waits_in_the_scheduled_registry(bell: RqDoorbell, rq: Redis) -> None:
    at = datetime.now(UTC) + timedelta(minutes=5, milliseconds=700)
    await bell.ring([replace(RING, at=at)])
    [id] = Queue("inbound", connection=rq, serializer="json").scheduled_job_registry.get_job_ids()
    assert Job.fetch(id, connection=rq, serializer="json").get_status() == JobStatus.SCHEDULED
    assert rq.zscore("rq:scheduled:inbound", id) == pytest.approx(at.timestamp(), abs=0.001)  # never early
    assert rq.llen("rq:queue:inbound") == 0


async def test_rings_keep_their_order_and_have_ids_of_their_own(bell: RqDoorbell, rq: Redis) -> None:
    await bell.ring([replace(RING, args=(n,)) for n in range(20)])
    jobs = Queue("inbound", connection=rq, serializer="json").get_jobs()
    assert [job.args[0] for job in jobs] == list(range(20))
    assert len({job.id for job in jobs}) == 20


async def test_many_callers_share_round_trips(bell: RqDoorbell, rq: Redis) -> None:
    await bell.ring([RING])  # connects
    before = rq.info("commandstats")["cmdstat_exec"]["calls"]
    await asyncio.gather(*(bell.ring([RING]) for _ in range(200)))
    assert rq.info("commandstats")["cmdstat_exec"]["calls"] - before <= 3
    assert rq.llen("rq:queue:inbound") == 201


async def test_no_rings_are_no_round_trip(rq: Redis) -> None:
    nowhere = RqDoorbell("unix:///nowhere")
    await nowhere.ring([])
    await nowhere.close()


async def test_a_cancelled_caller_does_not_disturb_the_others(bell: RqDoorbell, rq: Redis) -> None:
    calls = [asyncio.create_task(bell.ring([replace(RING, args=(n,))])) for n in range(3)]
    await asyncio.sleep(0)
    calls[1].cancel()
    results = await asyncio.gather(*calls, return_exceptions=True)
    assert [type(result) for result in results] == [type(None), asyncio.CancelledError, type(None)]


async def test_a_ring_that_cannot_be_written_fails_its_caller_only(bell: RqDoorbell, rq: Redis) -> None:
    bad = replace(RING, args=({1, 2},))  # type: ignore[arg-type]
    good, failed = await asyncio.gather(bell.ring([RING]), bell.ring([bad]), return_exceptions=True)
    assert (good, type(failed)) == (None, TypeError)
    assert rq.llen("rq:queue:inbound") == 1


class Broken:
    """A client whose every round trip fails as told, once it is let go on."""

    def __init__(self, error: Exception) -> None:
        self.error = error
        self.asked, self.go_on = asyncio.Event(), asyncio.Event()

    @asynccontextmanager
    async def pipeline(self, *, transaction: bool) -> AsyncIterator[None]:
        self.asked.set()
        await self.go_on.wait()
        raise self.error
        yield

    async def aclose(self) -> None:
        """Nothing to let go of."""


async def test_an_error_that_nobody_expects_reaches_everybody_who_waits() -> None:
    bell, broken = RqDoorbell("unix:///nowhere"), Broken(ValueError("a bug"))
    bell._redis = broken  # type: ignore[assignment]
    calls = [asyncio.create_task(bell.ring([RING])) for _ in range(3)]
    await broken.asked.wait()
    calls += [asyncio.create_task(bell.ring([RING])) for _ in range(3)]  # these wait for the next round trip
    broken.go_on.set()
    async with asyncio.timeout(5):
        assert [type(one) for one in await asyncio.gather(*calls, return_exceptions=True)] == [ValueError] * 6
        await bell.close()


async def test_a_carrier_that_is_stopped_leaves_nobody_waiting() -> None:
    bell, broken = RqDoorbell("unix:///nowhere"), Broken(ValueError("a bug"))
    bell._redis = broken  # type: ignore[assignment]
    calls = [asyncio.create_task(bell.ring([RING]))]
    await broken.asked.wait()
    calls.append(asyncio.create_task(bell.ring([RING])))
    await asyncio.sleep(0)
    assert bell._carrier is not None and bell._carrier.cancel()
    async with asyncio.timeout(5):
        assert [type(one) for one in await asyncio.gather(*calls, return_exceptions=True)] == [Temporary] * 2


async def test_a_queue_that_never_answers_is_temporary_before_slack_repeats_the_event() -> None:
    bell, silent = RqDoorbell("unix:///nowhere"), Broken(OSError("at last"))
    bell._redis = silent  # type: ignore[assignment]
    async with asyncio.timeout(3):
        calls = (bell.ring([RING]) for _ in range(3))
        assert [type(one) for one in await asyncio.gather(*calls, return_exceptions=True)] == [Temporary] * 3
    silent.go_on.set()
    await bell.close()


async def test_an_unreachable_queue_is_temporary(tmp_path: Path) -> None:
    server = start_valkey(tmp_path)
    bell = RqDoorbell(server.url)
    await bell.ring([RING])
    server.kill()
    began = time.monotonic()
    with pytest.raises(Temporary, match="queue cannot be reached"):
        await bell.ring([RING])
    assert time.monotonic() - began < 8
    server.start()
    await bell.ring([RING])
    with Redis.from_url(server.url) as client:
        assert client.llen("rq:queue:inbound") == 2
    await bell.close()
    server.stop()


async def test_a_full_redis_is_temporary_and_takes_none_of_the_rings(bell: RqDoorbell, rq: Redis) -> None:
    rq.config_set("maxmemory", 1)
    try:
        with pytest.raises(Temporary):
            await bell.ring([RING, RING])
    finally:
        rq.config_set("maxmemory", 0)
    assert rq.keys("*") == []


async def test_a_ring_that_one_process_could_not_make_is_heard_of_by_another(tmp_path: Path) -> None:
    server = start_valkey(tmp_path)
    web, other, schedule = (RqDoorbell(server.url) for _ in range(3))
    assert [await schedule.lost_until() is None for _ in range(2)] == [False, True]  # nobody knows what was before
    for contact in (web.check, lambda: web.ring([RING])):
        os.kill(server.pid, signal.SIGSTOP)
        began = datetime.now(UTC)
        calls = (bell.ring([RING]) for bell in (other, web))
        assert [type(one) for one in await asyncio.gather(*calls, return_exceptions=True)] == [Temporary] * 2
        os.kill(server.pid, signal.SIGCONT)
        assert await schedule.lost_until() is None
        await contact()
        await other.check()  # of two that tell the later one counts
        lost = await schedule.lost_until()
        assert lost is not None and began < lost <= datetime.now(UTC)
        assert await schedule.lost_until() is None
    for bell in (web, other, schedule):
        await bell.close()
    server.stop()


async def test_a_redis_that_began_anew_or_was_emptied_is_noticed_whatever_it_kept(tmp_path: Path) -> None:
    server = start_valkey(tmp_path)
    bell = RqDoorbell(server.url)
    assert await bell.lost_until()
    await bell.ring([RING])
    server.stop()
    with pytest.raises(Temporary):
        await bell.lost_until()
    server.start()
    with Redis.from_url(server.url) as client:
        assert client.llen("rq:queue:inbound") == 1
        assert [await bell.lost_until() is None for _ in range(2)] == [False, True]
        client.flushall()
    assert [await bell.lost_until() is None for _ in range(2)] == [False, True]
    await bell.close()
    server.stop()


async def test_a_redis_that_does_not_say_which_run_it_is_tells_of_lost_rings_all_the_same(
    redis_url: str, rq: Redis
) -> None:
    rq.acl_setuser("guest", enabled=True, passwords=["+word"], keys=["*"], categories=["+@all", "-@dangerous"])
    bell = RqDoorbell(redis_url.replace("unix://", "unix://guest:word@").replace("redis://", "redis://guest:word@"))
    assert [await bell.lost_until() is None for _ in range(2)] == [False, True]
    rq.zadd("mailroom:queue:lost", {"ring": 7})
    assert await bell.lost_until() == datetime.fromtimestamp(7, UTC)
    await bell.close()
    rq.acl_deluser("guest")
