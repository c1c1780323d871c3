"""The worker's engine: one process, one event loop, many jobs at once, from all queues."""

import asyncio
import random
import signal
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar

import structlog
from redis import RedisError

from bot.queue import QUEUES
from jobs.bookkeeping import MOST_AT_ONCE, Ledger
from jobs.dequeue import Bells, Slots
from jobs.runner import AnyJob, Call, Context, HandedBack, Outcome, perform

S = TypeVar("S")
log = structlog.stdlib.get_logger("jobs.worker")

STUBBORN_SECONDS = 5.0  # how long a stopped job may clean up, and how long the hand-back may try to reach Redis
LONGEST_PAUSE = 2.0  # between two tries to reach Redis: so long work rests at most once it is back


@dataclass(frozen=True)
class Pace:
    """How many, how fast, how patient; times in seconds.

    A worker that says nothing for `lease` is taken for dead and its jobs start again elsewhere within `beat` more. A
    worker that hangs for that long loses its jobs too, so the lease must be longer than any step that blocks the loop.
    """

    concurrency: int = 100
    lease: float = 20
    beat: float = 5
    due: float = 0.5
    grace: float = 25


class _Patience:
    """Waits longer after each failure in a row, up to two seconds, and says so once."""

    def __init__(self, what: str) -> None:
        self._what, self._failures = what, 0

    async def lose(self, error: RedisError) -> None:
        """After a failure."""
        if self._failures == 0:
            log.warning("queue unreachable", while_=self._what, error=type(error).__name__)
        self._failures += 1
        await asyncio.sleep(min(LONGEST_PAUSE, 0.1 * 2 ** min(self._failures, 10)) * random.uniform(0.75, 1.25))  # noqa: S311

    def regain(self) -> None:
        """After a success."""
        if self._failures:
            log.info("queue reached again", while_=self._what)
        self._failures = 0


class Worker(Generic[S]):
    """Takes jobs, runs them, writes what became of them. Redis may go and come back at any moment."""

    def __init__(self, url: str, jobs: Mapping[str, AnyJob], services: S, context: Context, pace: Pace) -> None:
        self._jobs, self._services, self._context, self._pace = jobs, services, context, pace
        self._ledger, self._bells = Ledger(url, pace.lease), Bells(url)
        self._slots = Slots(pace.concurrency)
        self._running: dict[str, tuple[Call, asyncio.Task[Outcome]]] = {}  # by execution, until the ending is written
        self._endings: list[tuple[Call, Outcome]] = []
        self._ended, self._idle = asyncio.Event(), asyncio.Event()
        self._idle.set()

    async def run(self, stop: asyncio.Event, hurry: asyncio.Event) -> None:
        """Works until `stop`; then lets jobs end within the grace period (or until `hurry`), hands back the rest."""
        try:
            async with asyncio.TaskGroup() as group:
                listening = [group.create_task(self._bells.listen(queue)) for queue in QUEUES]
                steady = (self._stay_alive(), self._move_due(), self._write_endings(), self._heed(stop))
                upkeep = [group.create_task(step) for step in steady]
                await self._take(stop)
                await _end(listening)
                await self._finish(hurry)
                await _end(upkeep)
        finally:
            _cancel([task for _, task in self._running.values()])
            await self._bells.close()
            await self._ledger.close()

    async def _take(self, stop: asyncio.Event) -> None:
        """Takes jobs as long as there are free slots, else waits for a job, a slot or the stop."""
        patience = _Patience("taking jobs")
        while not stop.is_set():
            free = self._slots.free()
            try:
                calls = await self._ledger.claim(free, self._slots.owed()) if free else []
            except RedisError as error:
                await patience.lose(error)
                continue
            patience.regain()
            for call in calls:
                self._start(call)
            if len(calls) < min(free, MOST_AT_ONCE) or not free:
                await self._bells.wait(self._slots.open_to())

    async def _heed(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._bells.nudge()

    def _start(self, call: Call) -> None:
        self._slots.take(call.queue)
        self._idle.clear()
        task = asyncio.create_task(perform(call, self._jobs, self._services, self._context), name=call.job)
        task.add_done_callback(partial(self._end, call))
        self._running[call.execution] = call, task

    def _end(self, call: Call, task: asyncio.Task[Outcome]) -> None:
        self._endings.append((call, HandedBack() if task.cancelled() else task.result()))
        self._ended.set()

    async def _write_endings(self) -> None:
        """Writes endings in batches: while one is on its way, the next one gathers."""
        patience = _Patience("writing endings")
        while True:
            await self._ended.wait()
            self._ended.clear()
            batch, self._endings = self._endings, []
            while batch:
                try:
                    await self._ledger.settle(batch)
                    patience.regain()
                    self._forget(batch)
                    batch = []
                except RedisError as error:
                    await patience.lose(error)

    def _forget(self, batch: list[tuple[Call, Outcome]]) -> None:
        for call, _ in batch:
            del self._running[call.execution]
            self._slots.give(call.queue)
        if not self._running:
            self._idle.set()
        self._bells.nudge()

    async def _stay_alive(self) -> None:
        """Heartbeats for all that runs, then brings back what dead workers left.

        After an outage nobody's heartbeat is fresh: the living get one lease of time before they count as dead.
        """
        patience, clock = _Patience("heartbeat"), asyncio.get_running_loop().time
        quiet_until = 0.0
        while True:
            try:
                lost = await self._ledger.beat([call for call, _ in self._running.values()])
                self._let_go(lost)
                if clock() >= quiet_until and (back := await self._ledger.recover()):
                    log.warning("jobs of a dead worker taken back", job_ids=back)
                patience.regain()
                await asyncio.sleep(self._pace.beat)
            except RedisError as error:
                quiet_until = clock() + self._pace.lease
                await patience.lose(error)

    def _let_go(self, lost: list[Call]) -> None:
        for call in lost:
            log.warning("job taken over by another worker", job=call.job, job_id=call.id)
            if call.execution in self._running:
                self._running[call.execution][1].cancel()

    async def _move_due(self) -> None:
        patience = _Patience("scheduled jobs")
        while True:
            try:
                nearest = await self._ledger.move_due()
                patience.regain()
                await asyncio.sleep(min(max(nearest, 0.01), self._pace.due))
            except RedisError as error:
                await patience.lose(error)

    async def _finish(self, hurry: asyncio.Event) -> None:
        """Lets running jobs end, then stops and hands back those that do not."""
        log.info("worker stopping", running=len(self._running))
        await _first(self._idle.wait(), hurry.wait(), timeout=self._pace.grace)
        _cancel([task for _, task in self._running.values()])
        await _first(self._idle.wait(), timeout=STUBBORN_SECONDS)
        if self._running:  # their lease runs out, then another worker takes them
            log.warning("jobs left behind", job_ids=[call.id for call, _ in self._running.values()])
        try:
            await self._ledger.sign_off()
        except RedisError as error:
            log.warning("worker not signed off", error=type(error).__name__)


async def _first(*waits: Coroutine[Any, Any, object], timeout: float) -> None:
    tasks = [asyncio.create_task(wait) for wait in waits]
    await asyncio.wait(tasks, timeout=timeout, return_when=asyncio.FIRST_COMPLETED)
    await _end(tasks)


def _cancel(tasks: Sequence[asyncio.Task[Any]]) -> None:
    for task in tasks:
        task.cancel()


async def _end(tasks: Sequence[asyncio.Task[Any]]) -> None:
    """Cancels until it helps: redis.asyncio 8.1 swallows a cancellation that comes while it connects."""
    pending = {task for task in tasks if not task.done()}
    while pending:
        _cancel([*pending])
        _, pending = await asyncio.wait(pending, timeout=0.1)


@contextmanager
def _signals() -> Iterator[tuple[asyncio.Event, asyncio.Event]]:
    """The first SIGTERM or SIGINT asks to stop, the second to hurry."""
    stop, hurry, loop = asyncio.Event(), asyncio.Event(), asyncio.get_running_loop()

    def heard() -> None:
        (hurry if stop.is_set() else stop).set()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, heard)
    try:
        yield stop, hurry
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)


async def run_worker(
    url: str,
    jobs: Mapping[str, AnyJob],
    open_services: Callable[[], AbstractAsyncContextManager[S]],
    context_of: Callable[[S], Context],
    pace: Pace = Pace(),
) -> None:
    """Opens the services once, on the jobs' own loop, and works until a signal. Returns when all is let go."""
    with _signals() as (stop, hurry):
        log.info("worker starting", jobs=len(jobs), concurrency=pace.concurrency, queues=QUEUES)
        async with open_services() as services:
            await Worker(url, jobs, services, context_of(services), pace).run(stop, hurry)
        log.info("worker stopped")
