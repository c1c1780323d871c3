"""A real Chroma of our own: starts the server of the package beside this Python, watches it, restarts it if it dies."""

import asyncio
import contextlib
import logging
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

READY_SECONDS = 30.0
STOP_SECONDS = 10.0
LOOK_SECONDS = 0.05
KEPT = 200  # collections in memory, some 3 MB each and more if they are large; those asked for least go first
_CONFIGURATION = """\
port: {port}
listen_address: "127.0.0.1"
persist_path: {data}
allow_reset: false
segment_manager:
  hnsw_index_pool_cache_config:
    lru:
      name: "collections"
      capacity: {kept}
"""

log = logging.getLogger("sandbox.chroma")


def find_command() -> Path | None:
    """The server's program, installed with its package beside this Python; None if it is not."""
    beside = Path(sys.executable).with_name("chroma")
    return beside if beside.exists() else None


@dataclass(frozen=True)
class ChromaPlace:
    """Where a server lives: a folder for its data and settings, and a port of 127.0.0.1. It keeps as many collections
    in memory as `kept` says."""

    folder: Path
    port: int
    kept: int = KEPT

    @property
    def url(self) -> str:
        """For CHROMA_URL."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.folder / "chroma.log"

    def command(self) -> list[str]:
        """The command line; its settings are written to a file first. Raises RuntimeError without the program."""
        program = find_command()
        if program is None:
            raise RuntimeError("the chroma program is not installed beside this Python")
        self.folder.mkdir(parents=True, exist_ok=True)
        settings = self.folder / "chroma.yaml"
        data = f'"{self.folder.absolute() / "data"}"'
        settings.write_text(_CONFIGURATION.format(port=self.port, data=data, kept=self.kept))
        return [sys.executable, str(program), "run", str(settings)]


async def answers(place: ChromaPlace) -> bool:
    """Whether the server there is up."""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", place.port)
    except OSError:
        return False
    try:
        writer.write(b"GET /api/v2/heartbeat HTTP/1.0\r\n\r\n")
        return b" 200 " in await reader.readline()
    except OSError:
        return False
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


class ChromaServer:
    """One server process: `begin`, then `ready`, with `supervise` in a task; at the end `stop`."""

    def __init__(self, place: ChromaPlace) -> None:
        self.place = place
        self._process: asyncio.subprocess.Process | None = None
        self._stopping = False

    @property
    def pid(self) -> int:
        """The process id of the running server. Raises RuntimeError before `begin`."""
        if self._process is None:
            raise RuntimeError("this Chroma was not started")
        return self._process.pid

    async def begin(self) -> None:
        """Starts the process and does not wait for it."""
        command = self.place.command()
        environment = {**os.environ, "ANONYMIZED_TELEMETRY": "FALSE"}
        with self.place.log.open("ab") as out:  # its own session: a Ctrl-C must not stop it before those who use it
            self._process = await asyncio.create_subprocess_exec(
                *command, stdout=out, stderr=out, env=environment, start_new_session=True
            )

    async def ready(self) -> None:
        """Returns once it answers. Raises RuntimeError if it ends or stays silent."""
        try:
            async with asyncio.timeout(READY_SECONDS):
                while not await answers(self.place):
                    if self._process is None or self._process.returncode is not None:
                        raise RuntimeError(f"Chroma ended at once; see {self.place.log}")
                    await asyncio.sleep(LOOK_SECONDS)
        except TimeoutError:
            raise RuntimeError(f"Chroma stays silent; see {self.place.log}") from None

    async def supervise(self) -> None:
        """Starts it again whenever it dies, until `stop`. Waits longer after each failure in a row."""
        failures = 0
        while not self._stopping and self._process is not None:
            code = await self._process.wait()
            if self._stopping:
                return
            log.warning("Chroma ended with code %s: starting it again", code)
            await asyncio.sleep(min(5.0, 0.1 * 2**failures))
            await self.begin()
            try:
                await self.ready()
                failures = 0
            except RuntimeError as error:
                failures += 1
                log.warning("%s", error)

    async def stop(self) -> None:
        """Asks it to end, and waits; kills it if it does not."""
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
async def starting_chroma(place: ChromaPlace) -> AsyncIterator[ChromaServer]:
    """A supervised server for as long as the block runs. It is still starting when the block begins."""
    server = ChromaServer(place)
    await server.begin()
    watch = asyncio.create_task(server.supervise())
    try:
        yield server
    finally:
        await server.stop()
        watch.cancel()
        await asyncio.gather(watch, return_exceptions=True)
