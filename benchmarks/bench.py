"""Everything running for a measurement: stand-ins and Valkey here, a web process, and workers that can be exchanged."""

import asyncio
import contextlib
import os
import re
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import aiohttp

from benchmarks.around import bare_environment
from sandbox.environment import Addresses, Plan, make_plan
from sandbox.household import settle_in
from sandbox.launch import HOST, free_port
from sandbox.processes import ROOT, Processes
from sandbox.server import Stage, make_stage, serving
from sandbox.valkey import Place, embedded_valkey
from storage.accounts import Accounts
from storage.db import Database, open_database

# quotas are counted, but never full
QUIET = {"LOG_LEVEL": "ERROR", "WEBHOOK_PER_MINUTE": "1000000", "GMAIL_UNITS_PER_MINUTE": "100000000"}
READY_SECONDS, STOP_SECONDS, CARD_SECONDS = 60, 20, 120
LOOK_SECONDS = 0.005
_CARD = re.compile(r"card:(\w+)")


def say(words: str) -> None:
    """A line of progress."""
    print(words, file=sys.stderr, flush=True)


@dataclass
class Bench:
    """What runs. `web` is the web process's id; `http` goes to the stand-ins."""

    plan: Plan
    where: Addresses
    stage: Stage
    folder: Path
    web: int
    db: Database
    http: aiohttp.ClientSession
    cards_wanted: int = 0  # for whoever counts them
    _cards: set[str] = field(default_factory=set)
    _looked: int = 0

    def cards(self) -> int:
        """How many mails have a card in Alice's Slack. Raises RuntimeError if one has two."""
        talk = self.stage.slack.talk
        messages = [message for channel in talk.of("U0ALICE") if channel.partner for message in channel.messages]
        new = messages[self._looked :]
        self._looked = len(messages)
        for message in new:
            found = set(_CARD.findall(str(message.blocks)))
            if found & self._cards:
                raise RuntimeError("a mail got two cards")
            self._cards |= found
        return len(self._cards)

    async def until_cards(self, number: int, seconds: float = CARD_SECONDS) -> None:
        """Waits until as many mails have a card. Raises TimeoutError."""
        try:
            async with asyncio.timeout(seconds):
                while self.cards() < number:  # noqa: ASYNC110 - the stand-in has no event for it
                    await asyncio.sleep(LOOK_SECONDS)
        except TimeoutError:
            raise TimeoutError(f"only {self.cards()} of {number} cards after {seconds} s\n{self.errors()}") from None

    def errors(self) -> str:
        """The last lines that tell of an error in the logs of all processes."""
        lines = [line for file in sorted(self.folder.glob("*.log")) for line in file.read_text().splitlines()]
        return "\n".join([line[:600] for line in lines if "rror" in line][-5:])

    async def deliver(self, order: dict[str, Any]) -> None:
        """Mail arrives at the stand-in."""
        async with self.http.post(f"{self.where.stage}/play/mail/deliver", json=order) as answer:
            answer.raise_for_status()

    async def until_synced(self, seconds: float = READY_SECONDS) -> None:
        """Waits until no wish for a sync is open: mail from before the first one counts as old, and is bounded."""
        async with asyncio.timeout(seconds):
            while True:
                async with self.db.reading() as session:
                    accounts = await Accounts(session).working()
                if len(accounts) >= 2 and all(a.cursor and a.sync_wanted == a.sync_done for a in accounts[:2]):
                    return
                await asyncio.sleep(0.1)


def _environment(settings: dict[str, str]) -> dict[str, str]:
    return bare_environment() | QUIET | settings


def _calm(stage: Stage) -> None:
    """No limits of theirs: what is measured is ours. Gmail's own pause of a second between two pushes stays."""
    stage.slack.options.rate_limits = False
    stage.google.quota.per_minute = None
    stage.models.latency_ms = 0


@asynccontextmanager
async def process(bench_folder: Path, environment: dict[str, str], *command: str) -> AsyncIterator[int]:
    """A Python process (`-m command`) in a group of its own for as long as the block runs; gives its id."""
    with (bench_folder / f"{command[0]}.log").open("ab") as out:
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-m", *command, cwd=ROOT, env=environment, stdout=out, stderr=out, start_new_session=True
        )
    try:
        yield child.pid
    finally:
        with contextlib.suppress(ProcessLookupError):
            child.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(child.wait(), STOP_SECONDS)
        except TimeoutError:
            pass
        finally:
            with contextlib.suppress(ProcessLookupError):  # whoever is left of the group
                os.killpg(child.pid, signal.SIGKILL)
            await child.wait()


async def until_answers(url: str, http: aiohttp.ClientSession, seconds: float = READY_SECONDS) -> None:
    """Waits until something answers there with 200. Raises TimeoutError."""
    async with asyncio.timeout(seconds):
        while True:
            with contextlib.suppress(aiohttp.ClientError):
                async with http.get(url) as answer:
                    if answer.status == 200:
                        return
            await asyncio.sleep(0.02)


@asynccontextmanager
async def bench(web: str = "bot", **settings: str) -> AsyncIterator[Bench]:
    """All but the workers, with Alice's and Bob's empty mailboxes connected; `settings` are environment variables.

    `web` is the module of the web process; without one nobody is connected.
    """
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        redis = await stack.enter_async_context(embedded_valkey(Place(folder / "valkey", port=free_port())))
        where = Addresses(f"http://{HOST}:{free_port()}", f"http://{HOST}:{free_port()}", redis)
        plan, stage = make_plan(_environment(settings), where, folder), make_stage(where.app, where.stage)
        _calm(stage)
        await stack.enter_async_context(serving(stage, HOST, int(where.stage.rpartition(":")[2])))
        if await Processes(plan.environment, folder).once("storage.migrate"):
            raise RuntimeError((folder / "storage.migrate.log").read_text())
        http = await stack.enter_async_context(aiohttp.ClientSession())
        pid = 0
        if web:
            pid = await stack.enter_async_context(process(folder, plan.environment, web))
            await until_answers(f"{where.app}/api/health", http)
            await settle_in(where.stage)
        db = open_database(plan.environment["DATABASE_URL"])
        stack.push_async_callback(db.close)
        yield Bench(plan, where, stage, folder, pid, db, http)


@asynccontextmanager
async def workers(here: Bench, command: Sequence[str] = ("jobs.worker",), number: int = 1) -> AsyncIterator[list[int]]:
    """As many worker processes for as long as the block runs; gives their ids once the mailboxes are synced."""
    async with AsyncExitStack() as stack:
        starting = [process(here.folder, here.plan.environment, *command) for _ in range(number)]
        pids = [await stack.enter_async_context(one) for one in starting]
        await here.until_synced()
        yield pids


def push_every(here: Bench, seconds: float) -> None:
    """Lets Gmail push more often than once a second."""
    pusher = here.stage.google.pusher
    pusher.settings = replace(pusher.settings, interval=seconds)
