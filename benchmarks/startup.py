"""How long each process takes until it is ready, what its imports take of that, and its memory then."""

import asyncio
import contextlib
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from redis.asyncio import Redis

from benchmarks.bench import Bench, bench, process, say
from benchmarks.proc import memory
from benchmarks.table import Row, spread
from sandbox.processes import ROOT
from storage.leases import Lease

LIMIT_SECONDS = 60
ENTRIES = {"web": "bot.__main__", "worker": "jobs.worker", "schedule": "jobs.schedule"}
COMMANDS = {"web": "bot", "worker": "jobs.worker", "schedule": "jobs.schedule"}


@dataclass
class Figures:
    """Of each run of one process kind: milliseconds and MB."""

    ready: list[float] = field(default_factory=list)
    imports: list[float] = field(default_factory=list)
    rss: list[float] = field(default_factory=list)
    pss: list[float] = field(default_factory=list)


async def _web_is_ready(here: Bench) -> bool:
    async with here.http.get(f"{here.where.app}/api/health") as answer:
        return answer.status == 200


async def _worker_is_ready(here: Bench) -> bool:
    """It listens: it blocks on the queues."""
    async with Redis.from_url(here.where.redis) as redis:
        return bool((await redis.info("clients"))["blocked_clients"])


async def _schedule_is_ready(here: Bench) -> bool:
    """It has taken the lead and rung its first minute."""
    async with here.db.reading() as session:
        return await session.get(Lease, "schedule") is not None


READY: dict[str, Callable[[Bench], Awaitable[bool]]] = {
    "web": _web_is_ready,
    "worker": _worker_is_ready,
    "schedule": _schedule_is_ready,
}


async def _until(look: Callable[[Bench], Awaitable[bool]], here: Bench) -> None:
    async with asyncio.timeout(LIMIT_SECONDS):
        while True:
            with contextlib.suppress(OSError):
                if await look(here):
                    return
            await asyncio.sleep(0.01)


async def _imports(module: str) -> float:
    """Milliseconds from the start of Python to the end of the process's imports."""
    code = f"import {module}, os; os._exit(0)"
    began = time.perf_counter()
    child = await asyncio.create_subprocess_exec(sys.executable, "-c", code, cwd=ROOT)
    await child.wait()
    return (time.perf_counter() - began) * 1000


async def _start(here: Bench, name: str, found: Figures) -> None:
    found.imports.append(await _imports(ENTRIES[name]))
    began = time.perf_counter()
    async with process(here.folder, here.plan.environment, COMMANDS[name]) as pid:
        await _until(READY[name], here)
        found.ready.append((time.perf_counter() - began) * 1000)
        now = memory([pid])
        found.rss.append(now.rss)
        found.pss.append(now.pss)


async def measure(runs: int) -> list[Row]:
    """Each kind alone, in turns, on a database and a Valkey that are up."""
    figures = {name: Figures() for name in ENTRIES}
    for run in range(runs):
        say(f"startup: run {run + 1} of {runs}")
        for name, found in figures.items():
            async with bench(web="" if name == "web" else "bot") as here:
                await _start(here, name, found)
    return [_row(name, found, runs) for name, found in figures.items()]


def _row(name: str, found: Figures, runs: int) -> Row:
    space = f"{spread(found.rss)} MB RSS, {spread(found.pss)} MB PSS when ready"
    return Row(
        f"ms from start to ready: {name}",
        spread(found.ready),
        f"imports {spread(found.imports)} ms; {space}",
        str(runs),
    )
