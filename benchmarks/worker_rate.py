"""Jobs a second when each waits 100 ms, as a model call does: our worker beside RQ's own, on one Valkey, in one run.

`python -m benchmarks.worker_rate`. Every worker runs as a process of its own; the clock starts when the jobs are put
in front of a worker that is up and idle, and stops when its own count of finished jobs reaches their number.
"""

import asyncio
import logging
import os
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import structlog
from redis import Redis as SyncRedis
from redis.asyncio import Redis
from rq import Queue

from benchmarks.bench import say
from benchmarks.table import Row, percentile, spread
from bot.rq_doorbell import RqDoorbell
from jobs.engine import Pace, Worker, run_worker
from jobs.runner import job
from sandbox.valkey import Place, embedded_valkey

PAUSE = 0.1
RUNS = (
    ("rq worker (fork)", 1, 30),
    ("rq SimpleWorker", 1, 30),
    ("ours", 50, 1000),
    ("ours", 100, 2000),
    ("ours", 200, 4000),
)
STOCK = {"rq worker (fork)": "rq.Worker", "rq SimpleWorker": "rq.SimpleWorker"}
PATH = "benchmarks.worker_rate.pause"


@dataclass(frozen=True)
class Rate:
    """One measured run. `ratio` is against RQ's fork worker in the same run."""

    worker: str
    concurrency: int
    jobs: int
    per_second: float
    ratio: float


class Nothing:
    """Services of jobs that need none."""

    async def dead_letter(
        self, job: str, args: tuple[str | int, ...], error: BaseException, tries: int, correlation: str
    ) -> None:
        """A failed job would spoil the measurement."""
        raise RuntimeError(f"{job} failed") from error

    async def access_ended(self) -> None:
        """No mailbox is at work here."""


@job(queue="inbound", timeout=30)
async def pause(services: Nothing) -> None:
    """What a model call looks like from here. RQ's own workers run asyncio.sleep itself: they know no services."""
    await asyncio.sleep(PAUSE)


@job(queue="interactive", timeout=30)
async def begin(started: "asyncio.Queue[float]") -> None:
    """Tells when it began."""
    started.put_nowait(time.perf_counter())


async def _work(url: str, concurrency: int) -> None:
    """Runs our worker in this process (the child's part of the benchmark)."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))

    @asynccontextmanager
    async def services() -> AsyncIterator[Nothing]:
        yield Nothing()

    await run_worker(url, {PATH: pause}, services, lambda nothing: nothing, Pace(concurrency=concurrency))


def _command(url: str, worker: str, concurrency: int) -> list[str]:
    if worker in STOCK:
        options = ["--url", url, "--worker-class", STOCK[worker], "--serializer", "json", "--quiet", "inbound"]
        return [sys.executable, "-m", "rq.cli", "worker", *options]
    return [sys.executable, "-m", "benchmarks.worker_rate", url, str(concurrency)]


async def _put(url: str, worker: str, number: int) -> None:
    if worker in STOCK:
        with SyncRedis.from_url(url) as client:
            queue = Queue("inbound", connection=client, serializer="json")
            one = Queue.prepare_data("asyncio.sleep", args=(PAUSE,), result_ttl=0)
            queue.enqueue_many([one] * number)
        return
    bell = RqDoorbell(url)
    await bell.ring([replace(pause.ring(), job=PATH)] * number)
    await bell.close()


async def _until(check: Callable[[], Awaitable[bool]]) -> None:
    while True:
        if await check():
            return
        await asyncio.sleep(0.02)


async def _is_idle(redis: Redis) -> bool:
    return bool((await redis.info("clients"))["blocked_clients"])


async def _has_finished(redis: Redis, number: int) -> bool:
    counts = [await redis.hget(key, "successful_job_count") for key in await redis.keys("rq:worker:*")]
    return sum(int(count or 0) for count in counts) >= number


async def _rate(url: str, worker: str, concurrency: int, number: int) -> float:
    async with Redis.from_url(url) as redis:
        await redis.flushall()
        child = await asyncio.create_subprocess_exec(*_command(url, worker, concurrency))
        try:
            async with asyncio.timeout(120):
                await _until(lambda: _is_idle(redis))
                began = time.perf_counter()
                await _put(url, worker, number)
                await _until(lambda: _has_finished(redis, number))
                return number / (time.perf_counter() - began)
        finally:
            child.terminate()
            await child.wait()


async def rates(runs: Sequence[tuple[str, int, int]] = RUNS) -> list[Rate]:
    """Measures each (worker, concurrency, number of jobs); the first one is the base of the ratios."""
    with tempfile.TemporaryDirectory() as directory:
        async with embedded_valkey(Place(Path(directory) / "data", Path(directory) / "s")) as url:
            found = [await _rate(url, *run) for run in runs]
    return [Rate(*run, rate, rate / found[0]) for run, rate in zip(runs, found, strict=True)]


async def measure(runs: int) -> list[Row]:
    """Rows of all workers that are ours, beside RQ's fork worker, in turns; and how soon a job starts."""
    rounds = []
    for run in range(runs):
        say(f"worker_rate: run {run + 1} of {runs}")
        rounds.append(await rates())
    rows = []
    for one in zip(*rounds, strict=True):
        if one[0].worker == "ours":
            stock, warm = ([of[place].per_second for of in rounds] for place in (0, 1))
            ratio, simple = spread([rate.ratio for rate in one]), spread(warm, 1)
            beside = f"stock RQ worker {spread(stock, 1)} ({ratio} times), SimpleWorker {simple}"
            what = f"jobs a second that wait 100 ms, {one[0].concurrency} at once in one worker"
            rows.append(Row(what, spread([rate.per_second for rate in one]), beside, f"{runs} x {one[0].jobs}"))
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    waits = [await latencies() for _ in range(runs)]
    fast, slow = ([percentile(one, share) for one in waits] for share in (0.5, 0.99))
    figure = f"p50 {spread(fast, 1)} ms, p99 {spread(slow, 1)} ms"
    return [*rows, Row("from ring to start of a job, idle worker", figure, "–", f"{runs} x {len(waits[0])}")]


async def latencies(number: int = 300) -> list[float]:
    """Milliseconds from before a ring to the start of its job in an idle worker on the same loop, sorted."""
    started: asyncio.Queue[float] = asyncio.Queue()
    stop, hurry = asyncio.Event(), asyncio.Event()
    found: list[float] = []
    with tempfile.TemporaryDirectory() as directory:
        async with embedded_valkey(Place(Path(directory) / "data", Path(directory) / "s")) as url:
            bell, worker = RqDoorbell(url), Worker(url, {begin.path: begin}, started, Nothing(), Pace())
            task = asyncio.create_task(worker.run(stop, hurry))
            for _ in range(number):
                began = time.perf_counter()
                await bell.ring([begin.ring()])
                found.append((await started.get() - began) * 1000)
            stop.set()
            await task
            await bell.close()
    return sorted(found)


def main() -> None:
    """Prints the table, or works if it was started as the worker."""
    if len(sys.argv) == 3:
        asyncio.run(_work(sys.argv[1], int(sys.argv[2])))
        return
    print(f"jobs that wait {PAUSE * 1000:.0f} ms; {os.cpu_count()} cores")
    print(f"{'worker':<18}{'at once':>8}{'jobs':>7}{'jobs/s':>9}{'ratio':>8}")
    for row in asyncio.run(rates()):
        print(f"{row.worker:<18}{row.concurrency:>8}{row.jobs:>7}{row.per_second:>9.1f}{row.ratio:>8.1f}")
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    waits = asyncio.run(latencies())
    print(f"ring to start, idle: p50 {statistics.median(waits):.1f} ms, p99 {waits[len(waits) * 99 // 100]:.1f} ms")


if __name__ == "__main__":
    main()
