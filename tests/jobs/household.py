"""What tests of the worker share: jobs that do as they are told, their services, and a worker to run them."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.errors import Temporary
from jobs.engine import Pace, Worker
from jobs.runner import AnyJob, Retries, job

QUICK = Pace(concurrency=100, lease=2, beat=0.2, due=0.05, grace=5)


@dataclass
class House:
    """Services that record. `errors` are raised one a run; a key with a gate waits until it opens."""

    ran: list[str] = field(default_factory=list)
    finished: list[str] = field(default_factory=list)
    stopped: list[str] = field(default_factory=list)
    letters: list[tuple[str, tuple[str | int, ...], BaseException, int, str]] = field(default_factory=list)
    errors: dict[str, list[BaseException]] = field(default_factory=dict)
    gates: dict[str, asyncio.Event] = field(default_factory=dict)
    times: dict[str, float] = field(default_factory=dict)
    box_broken: bool = False
    ends: int = 0  # how often it was told that access to a mailbox has ended

    async def dead_letter(
        self, job: str, args: tuple[str | int, ...], error: BaseException, tries: int, correlation: str
    ) -> None:
        if self.box_broken:
            raise OSError("no box")
        self.letters.append((job, args, error, tries, correlation))

    async def access_ended(self) -> None:
        self.ends += 1
        if self.box_broken:
            raise Temporary("no bell")


async def _obey(house: House, key: str) -> None:
    house.ran.append(key)
    house.times[key] = time.time()
    if house.errors.get(key):
        raise house.errors[key].pop(0)
    try:
        if key in house.gates:
            await house.gates[key].wait()
    except asyncio.CancelledError:
        house.stopped.append(key)
        raise
    house.finished.append(key)


@job(queue="inbound", timeout=60, retries=Retries(tries=3, base=1, cap=1))
async def obey(house: House, key: str) -> None:
    """Tried three times."""
    await _obey(house, key)


@job(queue="bulk", timeout=60)
async def plod(house: House, key: str) -> None:
    """Of the last queue, tried once."""
    await _obey(house, key)


@job(queue="interactive", timeout=60)
async def jump(house: House, key: str) -> None:
    """Of the first queue, tried once."""
    await _obey(house, key)


JOBS: dict[str, AnyJob] = {one.path: one for one in (obey, plod, jump)}


@dataclass
class Control:
    """The two signals of a running worker, and its end."""

    stop: asyncio.Event
    hurry: asyncio.Event
    task: asyncio.Task[None]


@asynccontextmanager
async def working(url: str, house: House, pace: Pace = QUICK) -> AsyncIterator[Control]:
    """A worker on this loop; at the end of the block it must stop in good order."""
    stop, hurry = asyncio.Event(), asyncio.Event()
    task = asyncio.create_task(Worker(url, JOBS, house, house, pace).run(stop, hurry))
    try:
        yield Control(stop, hurry, task)
        stop.set()
        await asyncio.wait_for(task, 15)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
