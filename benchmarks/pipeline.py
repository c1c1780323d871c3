"""From push to card: how long one mail takes besides the model, and how many go through a minute with a slow model."""

import asyncio
import tempfile
import time
from pathlib import Path

import aiohttp

from benchmarks.table import Row, percentile
from sandbox.launch import Running, Site, everything, free_port
from storage.accounts import Accounts
from storage.db import open_database

SINGLE, BURST, MODEL_MS = 20, 300, 1000
LIMIT_SECONDS = 90
COMMON = {"LOG_LEVEL": "ERROR"}
TEXT = "Dear Alice,\n\ncould you tell me by Friday whether lot {n} can still be changed?\n\nBest\nJo"


async def _deliver(session: aiohttp.ClientSession, running: Running, number: int) -> None:
    order = {
        "from": f"Jo Reed <jo{number}@customer.example>",
        "to": "alice@fernhill.example",
        "subject": f"Question on lot {number}",
        "text": TEXT.format(n=number),
    }
    async with session.post(f"{running.where.stage}/play/mail/deliver", json=order) as answer:
        answer.raise_for_status()


def _cards(running: Running) -> int:
    """Card messages that stand in Slack: the stand-ins run in this process, so they are counted directly."""
    posted = [call for call in running.stage.slack.calls if call.method == "chat.postMessage" and call.answer.get("ok")]
    return sum(1 for call in posted if "card:" in str(call.arguments.get("blocks", "")))


async def _until(running: Running, cards: int) -> None:
    deadline = time.perf_counter() + LIMIT_SECONDS
    while _cards(running) < cards:
        if time.perf_counter() > deadline:
            raise RuntimeError(f"only {_cards(running)} of {cards} cards after {LIMIT_SECONDS} s")
        await asyncio.sleep(0.005)


async def _one_by_one(running: Running) -> list[float]:
    """Milliseconds from a mail's arrival at the mailbox to its card in Slack, one mail at a time."""
    waits = []
    async with aiohttp.ClientSession() as session:
        for number in range(SINGLE):
            before, began = _cards(running), time.perf_counter()
            await _deliver(session, running, number)
            await _until(running, before + 1)
            waits.append((time.perf_counter() - began) * 1000)
            await asyncio.sleep(2.2)  # Gmail pushes at most once a second for a mailbox, our own draft is a change too
    return waits


async def _burst(running: Running) -> float:
    """Mails a minute, when as many come at once."""
    before = _cards(running)
    async with aiohttp.ClientSession() as session:
        began = time.perf_counter()
        for number in range(SINGLE, SINGLE + BURST):
            await _deliver(session, running, number)
        await _until(running, before + BURST)
        return BURST * 60 / (time.perf_counter() - began)


async def _first_sync(running: Running) -> None:
    """Waits until every mailbox was looked at once: mail from before that counts as old, and is bounded."""
    db = open_database(running.plan.environment["DATABASE_URL"])
    try:
        for _ in range(200):
            async with db.reading() as session:
                accounts = await Accounts(session).working()
            if len(accounts) == 2 and all(account.cursor for account in accounts):
                return
            await asyncio.sleep(0.1)
    finally:
        await db.close()
    raise RuntimeError("the mailboxes were not synced")


def _memory(pid: int) -> float:
    """A process's memory in MB, where /proc tells it."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return 0.0
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1000


async def _run(models: bool) -> tuple[list[float], float, float]:
    with tempfile.TemporaryDirectory() as folder:
        site = Site(Path(folder), free_port(), free_port(), free_port())
        env = COMMON if models else {**COMMON, "LLM_PROVIDERS": "none"}
        async with everything(env, site, letters=False, names=("web", "worker")) as running:
            await _first_sync(running)
            running.stage.slack.options.rate_limits = False
            running.stage.google.quota.per_minute = None
            if not models:
                return await _one_by_one(running), 0.0, 0.0
            running.stage.models.latency_ms = MODEL_MS
            rate = await _burst(running)
            return [], rate, _memory(running.processes.pids["worker"])


async def measure() -> list[Row]:
    """Push to card one by one without a model, then a burst with a model that takes a second for each answer."""
    waits, _, _ = await _run(models=False)
    _, rate, memory = await _run(models=True)
    fast, slow = percentile(waits, 0.5), percentile(waits, 0.95)
    return [
        Row("mail arrives to card in Slack, no model", f"p50 {fast:.0f} ms, p95 {slow:.0f} ms", "–", str(SINGLE)),
        Row(
            "mails a minute to cards, model stub of 1 s, two answers a mail",
            f"{rate:.0f}",
            f"one worker process, {memory:.0f} MB",
            str(BURST),
        ),
    ]
