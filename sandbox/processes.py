"""The app's own processes on this machine: started, watched, started again when they end, and stopped in good order."""

import asyncio
import contextlib
import signal
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

ROOT = Path(__file__).resolve().parent.parent
APP = {"web": "bot", "worker": "jobs.worker", "schedule": "jobs.schedule"}
READY_SECONDS = 60
STOP_SECONDS = 12
REST_SECONDS = 1  # before a process that ended is started again


class NotReady(Exception):
    """The app did not come up; the message says where to look."""


def _say(words: str) -> None:
    print(words, flush=True)


@dataclass
class Processes:
    """The app's processes; one that ends is started again. `pids` are those that run now, by name."""

    environment: Mapping[str, str]
    logs: Path
    pids: dict[str, int] = field(default_factory=dict)
    tell: Callable[[str], None] = _say  # hears of each that ended

    async def run(self, name: str, module: str) -> None:
        """Keeps one process running until cancelled; then it gets SIGTERM and time to finish."""
        while True:
            process = await self._start(name, module)
            self.pids[name] = process.pid
            try:
                code = await process.wait()
            except asyncio.CancelledError:
                await _stop(process)
                raise
            finally:
                del self.pids[name]
            self.tell(f"  {name} ended ({code}); starting it again. See {self.logs / name}.log")
            await asyncio.sleep(REST_SECONDS)

    async def once(self, module: str) -> int:
        """Runs a command to its end; gives its exit code."""
        process = await self._start(module, module)
        return await process.wait()

    async def _start(self, name: str, module: str) -> asyncio.subprocess.Process:
        with (self.logs / f"{name}.log").open("ab") as out:
            return await asyncio.create_subprocess_exec(
                sys.executable, "-m", *module.split(), cwd=ROOT, env=dict(self.environment), stdout=out, stderr=out
            )


async def _stop(process: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(process.wait(), STOP_SECONDS)
        except TimeoutError:
            process.kill()


@asynccontextmanager
async def running_app(processes: Processes, modules: Mapping[str, str] = APP) -> AsyncIterator[None]:
    """Sets up the database, then keeps these processes running for as long as the block does. Raises NotReady.

    `modules` are what runs, by name: a module and what follows it on the command line.
    """
    if await processes.once("storage.migrate"):
        raise NotReady(f"The database could not be set up. See {processes.logs}/storage.migrate.log")
    tasks = [asyncio.create_task(processes.run(name, module)) for name, module in modules.items()]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def until_ready(url: str, logs: Path) -> None:
    """Waits until the app says that it and its worker are ready. Raises NotReady."""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=3)) as session:
        for _ in range(READY_SECONDS * 5):
            with contextlib.suppress(aiohttp.ClientError, TimeoutError):
                async with session.get(f"{url}/api/health") as answer:
                    health = await answer.json()
                    if health.get("ready") and health.get("workers") not in ("0", "unknown"):
                        return
            await asyncio.sleep(0.2)
    raise NotReady(f"Mailroom did not become ready. What it said stands in {logs}/.")
