"""The worker's books as RQ itself reads them."""

import asyncio
import pickle
import zlib
from collections.abc import AsyncIterator, Iterator

import pytest
from redis import Redis
from rq import Queue, Worker
from rq.job import Job, JobStatus
from rq.registry import FailedJobRegistry, StartedJobRegistry
from rq.results import Result

from bot.rq_doorbell import RqDoorbell
from jobs.bookkeeping import MOST_AT_ONCE, Ledger, read_call
from jobs.runner import Again, Call, Dead, Done, HandedBack
from tests.jobs.household import jump, obey, plod


@pytest.fixture
def rq(redis_url: str) -> Iterator["Redis"]:
    with Redis.from_url(redis_url) as client:
        yield client


@pytest.fixture
async def ledger(redis_url: str) -> AsyncIterator[Ledger]:
    ledger = Ledger(redis_url, lease=20)
    yield ledger
    await ledger.close()


@pytest.fixture
async def claimed(redis_url: str, ledger: Ledger) -> Call:
    bell = RqDoorbell(redis_url)
    await bell.ring([obey.ring("a", correlation="push-7")])
    await bell.close()
    [call] = await ledger.claim(1)
    return call


def test_a_claim_reads_what_the_bell_wrote(claimed: Call) -> None:
    assert (claimed.job, claimed.args, claimed.queue, claimed.timeout) == (obey.path, ("a",), "inbound", 60)
    assert (claimed.tries, len(claimed.waits), claimed.crashes, claimed.correlation) == (1, 2, 0, "push-7")


def test_rq_sees_a_started_job(rq: Redis, ledger: Ledger, claimed: Call) -> None:
    registry = StartedJobRegistry("inbound", connection=rq, serializer="json")
    assert registry.get_job_and_execution_ids() == [(claimed.id, claimed.execution)]
    job = Job.fetch(claimed.id, connection=rq, serializer="json")
    assert job.get_status() == JobStatus.STARTED
    assert job.worker_name == ledger.name
    assert job.started_at is not None
    [execution] = job.get_executions()
    assert (execution.id, execution.worker_name) == (claimed.execution, ledger.name)


async def test_rq_sees_the_worker_until_it_signs_off(rq: Redis, ledger: Ledger, claimed: Call) -> None:
    assert await ledger.beat([claimed]) == []
    [worker] = Worker.all(connection=rq, serializer="json")
    assert (worker.name, worker.get_state()) == (ledger.name, "busy")
    assert worker.queue_names() == ["interactive", "outbound", "inbound", "bulk"]
    assert Worker.count(queue=Queue("bulk", connection=rq)) == 1
    await ledger.sign_off()
    assert Worker.all(connection=rq) == []


async def test_rq_sees_a_failed_job_with_its_stack_for_a_week(rq: Redis, ledger: Ledger, claimed: Call) -> None:
    await ledger.settle([(claimed, Dead("where it was"))])
    registry = FailedJobRegistry("inbound", connection=rq, serializer="json")
    assert registry.get_job_ids() == [claimed.id]
    job = Job.fetch(claimed.id, connection=rq, serializer="json")
    result = job.latest_result()
    assert result is not None
    assert (result.type, result.exc_string) == (Result.Type.FAILED, "where it was")
    assert 0 < rq.ttl(job.key) <= 7 * 24 * 3600
    assert not rq.exists("rq:wip:inbound", *rq.keys("rq:execution*"))


async def test_rq_can_requeue_a_failed_job_and_it_is_claimed_again(rq: Redis, ledger: Ledger, claimed: Call) -> None:
    await ledger.settle([(claimed, Dead("where it was"))])
    FailedJobRegistry("inbound", connection=rq, serializer="json").requeue(claimed.id)
    [again] = await ledger.claim(1)
    assert (again.id, again.args) == (claimed.id, ("a",))


async def test_rq_sees_a_job_that_waits_for_its_next_try(rq: Redis, ledger: Ledger, claimed: Call) -> None:
    await ledger.settle([(claimed, Again(60, 1))])
    assert Queue("inbound", connection=rq, serializer="json").scheduled_job_registry.get_job_ids() == [claimed.id]
    job = Job.fetch(claimed.id, connection=rq, serializer="json")
    assert (job.get_status(), job.retries_left) == (JobStatus.SCHEDULED, 1)
    assert not rq.exists("rq:wip:inbound", *rq.keys("rq:execution:*"))


async def test_the_next_try_counts_itself_and_waits_the_next_wait(ledger: Ledger, claimed: Call) -> None:
    await ledger.settle([(claimed, Again(0, 1))])
    await ledger.move_due()
    [again] = await ledger.claim(1)
    assert (again.tries, again.waits) == (2, claimed.waits[1:])


async def test_a_job_handed_back_is_first_in_its_queue(rq: Redis, ledger: Ledger, claimed: Call) -> None:
    rq.rpush("rq:queue:inbound", "later")
    await ledger.settle([(claimed, HandedBack())])
    assert rq.lrange("rq:queue:inbound", 0, -1) == [claimed.id.encode(), b"later"]


async def test_one_who_lost_a_job_cannot_hand_it_back(rq: Redis, ledger: Ledger, claimed: Call) -> None:
    rq.delete("rq:wip:inbound")
    assert await ledger.beat([claimed]) == [claimed]
    await ledger.settle([(claimed, HandedBack()), (claimed, Again(0, 1))])
    assert not rq.exists("rq:queue:inbound", "rq:scheduled:inbound")


async def test_settling_twice_changes_nothing_more(rq: Redis, ledger: Ledger, claimed: Call) -> None:
    await ledger.settle([(claimed, Again(0, 1))])
    await ledger.settle([(claimed, Again(0, 1))])
    assert rq.zcard("rq:scheduled:inbound") == 1


async def test_precedence_holds_and_each_queue_has_its_own_slots(redis_url: str, ledger: Ledger) -> None:
    bell = RqDoorbell(redis_url)
    await bell.ring([plod.ring("p"), obey.ring("o1"), obey.ring("o2"), *(jump.ring(f"j{n}") for n in range(4))])
    await bell.close()
    assert [call.args[0] for call in await ledger.claim(5, (1, 0, 1, 1))] == ["j0", "j1", "j2", "o1", "p"]
    assert await ledger.claim(2, (0, 2, 0, 0)) == []
    assert [call.args[0] for call in await ledger.claim(2, (0, 0, 1, 0))] == ["j3", "o2"]


async def test_a_claim_is_bounded_however_many_slots_are_free(redis_url: str, ledger: Ledger) -> None:
    bell = RqDoorbell(redis_url)
    await bell.ring([plod.ring(f"p{n}") for n in range(MOST_AT_ONCE + 1)])
    await bell.close()
    assert len(await ledger.claim(1000, (100, 50, 50, 50))) == MOST_AT_ONCE
    assert len(await ledger.claim(900, (100, 50, 50, 0))) == 1


async def test_only_expired_executions_are_recovered(redis_url: str, rq: Redis, ledger: Ledger, claimed: Call) -> None:
    assert await ledger.recover() == []
    rq.zadd("rq:wip:inbound", {f"{claimed.id}:{claimed.execution}": 1})
    assert await ledger.recover() == [claimed.id]
    [again] = await ledger.claim(1)
    assert (again.crashes, again.tries) == (1, 1)


async def test_recovery_forgets_dead_workers_and_old_failures(rq: Redis, ledger: Ledger) -> None:
    rq.sadd("rq:workers", "rq:worker:dead")
    rq.sadd("rq:workers:bulk", "rq:worker:dead")
    rq.zadd("rq:failed:bulk", {"old": 1})
    await ledger.recover()
    assert not rq.exists("rq:workers", "rq:workers:bulk", "rq:failed:bulk")


async def test_a_deleted_job_is_skipped(rq: Redis, ledger: Ledger) -> None:
    rq.rpush("rq:queue:inbound", "gone")
    rq.zadd("rq:scheduled:inbound", {"gone too": 1})
    await ledger.move_due()
    assert await ledger.claim(5) == []
    assert not rq.exists("rq:queue:inbound", "rq:scheduled:inbound")


async def test_the_time_of_the_next_scheduled_job_is_told(rq: Redis, ledger: Ledger) -> None:
    assert await ledger.move_due() == 3600
    seconds, _ = rq.time()
    rq.zadd("rq:scheduled:bulk", {"a": seconds + 100})
    assert await ledger.move_due() == pytest.approx(100, abs=2)


async def test_jobs_that_wait_for_another_are_released_by_rq_itself(rq: Redis, ledger: Ledger) -> None:
    queue = Queue("inbound", connection=rq, serializer="json")
    first = queue.enqueue(obey.path, "first", result_ttl=0)
    second = queue.enqueue(obey.path, "second", depends_on=first, result_ttl=0)
    [call] = await ledger.claim(5)
    await ledger.settle([(call, Done())])
    [call] = await ledger.claim(5)
    assert call.id == second.id


async def test_a_job_that_is_to_leave_a_result_leaves_one(rq: Redis, ledger: Ledger) -> None:
    job = Queue("inbound", connection=rq, serializer="json").enqueue(obey.path, "a", result_ttl=500)
    [call] = await ledger.claim(5)
    await ledger.settle([(call, Done())])
    result = job.latest_result()
    assert result is not None
    assert result.type == Result.Type.SUCCESSFUL
    assert not rq.exists("rq:wip:inbound")


@pytest.mark.parametrize(
    "data",
    [
        pickle.dumps(("os.system", None, ("true",), {})),
        zlib.compress(b'["os.system", null, ["true"], {"shell": 1}]'),
        zlib.compress(b'["a.b", null, [{"text": "mail"}], {}]'),
        zlib.compress(b"[]"),
        b"",
    ],
)
def test_what_is_no_job_of_ours_reads_as_none(data: bytes) -> None:
    call = read_call("bulk", "id", "execution", {b"data": data, b"retry_intervals": b"{", b"timeout": b"x"})
    assert (call.job, call.args, call.waits) == ("", (), ())


async def test_many_endings_are_written_together(redis_url: str, rq: Redis, ledger: Ledger) -> None:
    bell = RqDoorbell(redis_url)
    await asyncio.gather(*(bell.ring([obey.ring(f"j{n}")]) for n in range(30)))
    await bell.close()
    calls = await ledger.claim(30)
    await ledger.settle([(call, Done()) for call in calls])
    assert len(calls) == 30
    assert rq.keys("rq:job:*") == []
    assert rq.hget(f"rq:worker:{ledger.name}", "successful_job_count") == b"30"
