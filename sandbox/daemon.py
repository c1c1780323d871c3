"""A server process of our own: started, waited for until it answers, watched, and started again if it dies."""

import asyncio
import contextlib
import logging
import os
from collections.abc import AsyncIterator, Awaitable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Protocol

READY_SECONDS = 30.0
STOP_SECONDS = 10.0
LOOK_SECONDS = 0.02

log = logging.getLogger("sandbox.daemon")


class Home(Protocol):
    """Where a server lives, and how it is started there."""

    @property
    def name(self) -> str:
        """For people."""

    @property
    def url(self) -> str:
        """Where it answers."""

    @property
    def log(self) -> Path:
        """What it says."""

    @property
    def environment(self) -> Mapping[str, str]:
        """Variables that it needs besides our own."""

    def command(self) -> list[str]:
        """The command line; the folder and files that it needs are made first."""

    async def answers(self) -> bool:
        """Whether the server there is up and has loaded its data."""


async def first_line(connecting: Awaitable[tuple[asyncio.StreamReader, asyncio.StreamWriter]], said: bytes) -> bytes:
    """The first line that a server answers with; b"" if nobody is there."""
    try:
        reader, writer = await connecting
    except OSError:
        return b""
    try:
        writer.write(said)
        return await reader.readline()
    except OSError:
        return b""
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


class Daemon:
    """One server process: `start`, or `begin` and `ready` later, with `supervise` in a task; at the end `stop`."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self._process: asyncio.subprocess.Process | None = None
        self._stopping = False

    @property
    def pid(self) -> int:
        """The process id of the running server. Raises RuntimeError before `begin`."""
        if self._process is None:
            raise RuntimeError(f"this {self.home.name} was not started")
        return self._process.pid

    async def start(self) -> None:
        """Returns once the server answers. Raises RuntimeError if it ends or stays silent."""
        self._stopping = False
        await self.begin()
        try:
            await self.ready()
        except RuntimeError:
            await self.stop()
            raise

    async def begin(self) -> None:
        """Starts the process and does not wait for it. Raises RuntimeError if another one answers there already."""
        if await self.home.answers():
            raise RuntimeError(f"another server answers at {self.home.url} already")
        command = self.home.command()
        with self.home.log.open("ab") as out:  # its own session: a Ctrl-C must not stop it before those who use it
            self._process = await asyncio.create_subprocess_exec(
                *command, stdout=out, stderr=out, env={**os.environ, **self.home.environment}, start_new_session=True
            )

    async def ready(self) -> None:
        """Returns once it answers. Raises RuntimeError if it ends or stays silent."""
        try:
            async with asyncio.timeout(READY_SECONDS):
                while not await self.home.answers():
                    if self._process is None or self._process.returncode is not None:
                        raise RuntimeError(f"{self.home.name} ended at once; see {self.home.log}")
                    await asyncio.sleep(LOOK_SECONDS)
        except TimeoutError:
            raise RuntimeError(f"{self.home.name} stays silent; see {self.home.log}") from None

    async def supervise(self) -> None:
        """Starts it again whenever it dies, until `stop`. Waits longer after each failure in a row."""
        failures = 0
        while self._process is not None:
            code = await self._process.wait()
            await asyncio.sleep(min(5.0, 0.1 * 2**failures) if failures else 0)
            if self._stopping:
                return
            log.warning("%s ended with code %s: starting it again", self.home.name, code)
            try:
                await self.begin()
                await self.ready()
                failures = 0
            except RuntimeError as error:
                failures += 1
                log.warning("%s", error)

    async def stop(self) -> None:
        """Asks it to save and end, and waits; kills it if it does not."""
        self._stopping = True
        process = self._process
        if process is None or process.returncode is not None:
            return
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), STOP_SECONDS)
        except TimeoutError:
            process.kill()
            await process.wait()


@asynccontextmanager
async def running(home: Home) -> AsyncIterator[Daemon]:
    """A supervised server for as long as the block runs. It is still starting when the block begins: `ready` waits."""
    daemon = Daemon(home)
    await daemon.begin()
    watch = asyncio.create_task(daemon.supervise())
    try:
        yield daemon
    finally:
        await daemon.stop()
        watch.cancel()
        await asyncio.gather(watch, return_exceptions=True)
