"""The whole of Mailroom for tests: stand-ins, Valkey, SQLite, web, worker and schedule, in a thread of their own."""

import asyncio
import contextlib
import json
import os
import signal
import sqlite3
import urllib.request
from collections import deque
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from redis import Redis

from bot.redis_gate import NAME as GATE
from sandbox.household import PEOPLE
from sandbox.launch import Running, Site, everything
from sandbox.processes import APP
from tests.end_to_end.scan import Scene, leaks
from tests.ports import free_port

UNDO_SECONDS = 2
START_SECONDS, STOP_SECONDS = 90, 40
_KEPT = ("PATH", "HOME", "LANG", "TMPDIR")  # nothing else of this machine's environment reaches the app


@dataclass(frozen=True)
class Stack:
    """What runs, and where its things lie."""

    running: Running
    folder: Path

    @property
    def stage(self) -> str:
        """The root of the stand-ins."""
        return self.running.where.stage

    @property
    def app(self) -> str:
        """The root of the app."""
        return self.running.where.app

    def kill(self, name: str) -> int:
        """Ends one of the app's processes at once, as a crash of the machine would; gives its id."""
        pid = self.running.processes.pids[name]
        os.kill(pid, signal.SIGKILL)
        return pid

    def pid(self, name: str) -> int | None:
        """The id of a process that runs now."""
        return self.running.processes.pids.get(name)

    def query(self, statement: str, *values: str) -> list[tuple[object, ...]]:
        """Rows of the app's database, read beside it."""
        with contextlib.closing(sqlite3.connect(f"file:{self.folder}/mailroom.db?mode=ro", uri=True)) as connection:
            return connection.execute(statement, values).fetchall()

    def close_circuits(self) -> None:
        """Forgets the failures that a test has ordered: the next one must not wait until a service has rested."""
        with Redis.from_url(self.running.where.redis) as client:
            for key in client.scan_iter(f"{GATE}circuit:*"):
                client.delete(key)

    def scene(self) -> Scene:
        """All that a scan looks through."""
        with urllib.request.urlopen(f"{self.stage}/play/ledger", timeout=30) as answer:  # noqa: S310 - our own
            ledger = json.load(answer)
        pids = tuple(self.running.processes.pids.values())
        return Scene(self.folder, self.running.plan.environment, ledger, self.running.where.redis, pids)

    def logs(self) -> dict[str, str]:
        """What each process has written so far."""
        return {file.stem: file.read_text() for file in sorted((self.folder / "logs").glob("*.log"))}


@dataclass
class _Handle:
    """How the test's thread reaches the one in which everything runs."""

    running: Running
    loop: asyncio.AbstractEventLoop
    stop: asyncio.Event


async def _hold(
    env: Mapping[str, str], site: Site, modules: Mapping[str, str], people: Mapping[str, str], ready: "Future[_Handle]"
) -> None:
    async with everything(env, site, letters=False, modules=modules, people=people) as running:
        google = running.stage.google
        google.quota.per_minute = None
        slack = running.stage.slack
        slack.calls, slack.replies = deque(slack.calls), deque(slack.replies)  # all of it is looked through at the end
        google.pusher.settings = replace(google.pusher.settings, interval=0.1)  # and more in a second than one hears of
        stop = asyncio.Event()
        ready.set_result(_Handle(running, asyncio.get_running_loop(), stop))
        await stop.wait()


@contextmanager
def start_stack(
    folder: Path,
    names: tuple[str, ...],
    people: Mapping[str, str] = PEOPLE,
    modules: Mapping[str, str] = APP,
    /,
    **settings: str,
) -> Iterator[Stack]:
    """Everything, with empty mailboxes connected, for as long as the block runs. It needs no event loop of the test.

    At its end, whatever happened in it, no secret and no word of a mail may stand where it should not (SPEC AC4, SE3).
    """
    env = {name: os.environ[name] for name in _KEPT if name in os.environ}
    # the tests do more in a minute than one mailbox may: both sides of the quota are out of their way
    env |= {"UNDO_SECONDS": str(UNDO_SECONDS), "GMAIL_UNITS_PER_MINUTE": "100000000", **settings}
    site = Site(folder, free_port(), free_port(), free_port())
    ready: Future[_Handle] = Future()
    with ThreadPoolExecutor(1, thread_name_prefix="stack") as pool:
        held = pool.submit(asyncio.run, _hold(env, site, {name: modules[name] for name in names}, people, ready))
        held.add_done_callback(lambda done: None if ready.done() else ready.set_exception(_why(done)))
        handle = ready.result(START_SECONDS)
        stack = Stack(handle.running, folder)
        try:
            yield stack
            found = leaks(stack.scene())
            assert not found, "\n".join(found)
        finally:
            handle.loop.call_soon_threadsafe(handle.stop.set)
            held.result(STOP_SECONDS)


def _why(ended: "Future[None]") -> BaseException:
    return ended.exception() or RuntimeError("the stack ended before it was ready")
