"""The parts that can be away, and how each of them goes: it hangs, it refuses, it is locked, it is full."""

import asyncio
import contextlib
import os
import shutil
import signal
import sqlite3
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from sandbox.chroma import ChromaPlace
from sandbox.daemon import Daemon
from sandbox.launch import free_port
from sandbox.valkey import Place
from tests.postgres_fixture import Postgres, find_binaries

DISK_MB = 24  # of the file system that is filled


class Unavailable(Exception):
    """This machine cannot play that outage; the message says what is missing."""


@dataclass
class Grounds:
    """What a run stands on, all of it ours: what else is told to the app, and what can be taken away."""

    folder: Path
    valkey: Daemon
    chroma: Daemon | None = None
    postgres: Postgres | None = None

    @property
    def env(self) -> dict[str, str]:
        """The addresses of what we started ourselves."""
        told = {"REDIS_URL": self.valkey.home.url}
        if self.chroma is not None:
            told["CHROMA_URL"] = self.chroma.home.url
        database = f"sqlite+aiosqlite:///{self.database}"
        return told | {"DATABASE_URL": self.postgres.url("mailroom") if self.postgres else database}

    @property
    def disk(self) -> Path:
        """Where the database's file lives, and nothing else."""
        return self.folder / "disk"

    @property
    def database(self) -> Path:
        """The file of the database, where it is one."""
        return self.disk / "mailroom.db"


@dataclass(frozen=True)
class Outage:
    """One way to be away. `words` say what happens; `chroma`, `postgres`, `small` what the run needs for it."""

    words: str
    away: Callable[[Grounds], AbstractAsyncContextManager[None]]
    chroma: bool = False
    postgres: bool = False
    small: bool = False  # in a file system that can be filled


@asynccontextmanager
async def _frozen(pid: int) -> AsyncIterator[None]:
    """It takes connections and answers nothing."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


@asynccontextmanager
async def _valkey_hangs(grounds: Grounds) -> AsyncIterator[None]:
    async with _frozen(grounds.valkey.pid):
        yield


@asynccontextmanager
async def _valkey_gone(grounds: Grounds) -> AsyncIterator[None]:
    await grounds.valkey.stop()
    try:
        yield
    finally:
        await grounds.valkey.start()


@asynccontextmanager
async def _valkey_lost(grounds: Grounds) -> AsyncIterator[None]:
    """It comes back without anything that it held, as after a restart without a journal."""
    await grounds.valkey.stop()
    await asyncio.to_thread(shutil.rmtree, grounds.folder / "valkey")
    try:
        yield
    finally:
        await grounds.valkey.start()


def _chroma(grounds: Grounds) -> Daemon:
    assert grounds.chroma is not None
    return grounds.chroma


@asynccontextmanager
async def _chroma_hangs(grounds: Grounds) -> AsyncIterator[None]:
    async with _frozen(_chroma(grounds).pid):
        yield


@asynccontextmanager
async def _chroma_gone(grounds: Grounds) -> AsyncIterator[None]:
    await _chroma(grounds).stop()
    try:
        yield
    finally:
        await _chroma(grounds).start()


@asynccontextmanager
async def _postgres_gone(grounds: Grounds) -> AsyncIterator[None]:
    server = grounds.postgres
    assert server is not None
    await asyncio.to_thread(server.stop)
    try:
        yield
    finally:
        await asyncio.to_thread(server.restart)


@asynccontextmanager
async def _postgres_hangs(grounds: Grounds) -> AsyncIterator[None]:
    """All its processes stand still: connections are taken by the system, nothing is answered."""
    server = grounds.postgres
    assert server is not None
    pids = await asyncio.to_thread(server.pids)
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)


@asynccontextmanager
async def _locked(grounds: Grounds) -> AsyncIterator[None]:
    """Somebody else writes and does not end, as a backup by hand may."""
    with contextlib.closing(
        sqlite3.connect(grounds.database, 30, isolation_level=None, check_same_thread=False)
    ) as other:
        await asyncio.to_thread(other.execute, "BEGIN IMMEDIATE")
        try:
            yield
        finally:
            other.execute("ROLLBACK")


@asynccontextmanager
async def _full(grounds: Grounds) -> AsyncIterator[None]:
    """Not one byte is left beside the database, whose log of changes begins anew just then."""
    filler = grounds.disk / "filler"
    with contextlib.closing(sqlite3.connect(grounds.database, 30)) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with filler.open("wb", buffering=0) as out, contextlib.suppress(OSError):
        while out.write(b"\0" * 4096):
            pass
    try:
        yield
    finally:
        filler.unlink()


OUTAGES = {
    "redis-gone": Outage("Redis refuses connections", _valkey_gone),
    "redis-lost": Outage("Redis refuses connections, and comes back empty", _valkey_lost),
    "redis-hangs": Outage("Redis answers nothing", _valkey_hangs),
    "chroma-gone": Outage("Chroma refuses connections", _chroma_gone, chroma=True),
    "chroma-hangs": Outage("Chroma answers nothing", _chroma_hangs, chroma=True),
    "postgres-gone": Outage("PostgreSQL refuses connections", _postgres_gone, postgres=True),
    "postgres-hangs": Outage("PostgreSQL answers nothing", _postgres_hangs, postgres=True),
    "sqlite-locked": Outage("the SQLite file is locked by somebody else", _locked),
    "disk-full": Outage("the disk under the SQLite file is full", _full, small=True),
}


@asynccontextmanager
async def grounds_for(outage: Outage, folder: Path) -> AsyncIterator[Grounds]:
    """What a run with that outage stands on. Raises Unavailable."""
    async with contextlib.AsyncExitStack() as stack:
        (folder / "disk").mkdir()
        if outage.small:
            stack.enter_context(_small(folder / "disk"))
        valkey = Daemon(Place(folder / "valkey", port=free_port()))
        await valkey.start()
        stack.push_async_callback(valkey.stop)
        grounds = Grounds(folder, valkey)
        if outage.chroma:
            grounds.chroma = Daemon(ChromaPlace(folder / "chroma", free_port()))
            await grounds.chroma.start()
            stack.push_async_callback(grounds.chroma.stop)
        if outage.postgres:
            grounds.postgres = stack.enter_context(_server(folder / "postgres"))
        yield grounds


@contextlib.contextmanager
def _small(folder: Path) -> Iterator[None]:
    """A file system of its own in that folder."""
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m", "tmpfs", str(folder)]
    if os.getuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        raise Unavailable("only root can mount a small file system to fill")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)  # noqa: S607 - as the machine has it


@contextlib.contextmanager
def _server(folder: Path) -> Iterator[Postgres]:
    binaries = find_binaries()
    if binaries is None:
        raise Unavailable("PostgreSQL is not installed")
    folder.mkdir()
    server = Postgres(binaries, folder)
    server.start()
    try:
        server.sql("CREATE DATABASE mailroom")
        yield server
    finally:
        server.stop()
