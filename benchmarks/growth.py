"""What a mail costs in a mailbox that has grown: bursts at 1,000, 5,000 and 20,000 mails, in one database."""

import asyncio
import time
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import func, select

from benchmarks.bench import Bench, bench, say, workers
from benchmarks.cards import one_by_one
from benchmarks.copies import copy_mail
from benchmarks.life import ALICES, QUESTION, order
from benchmarks.proc import cpu_seconds, memory
from benchmarks.table import Row, percentile, spread
from storage.accounts import Accounts
from storage.drafts import Draft, DraftState
from storage.messages import Message

SIZES, BURST, SINGLE = (1_000, 5_000, 20_000), 200, 5
OLD = timedelta(days=3)


@dataclass
class Figures:
    """At one size: of each run, milliseconds a mail in a burst and alone, of a sync; and the sizes in MB."""

    mail: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    sync: list[float] = field(default_factory=list)
    card: list[float] = field(default_factory=list)
    rss: list[float] = field(default_factory=list)
    database: float = 0.0


async def _known(here: Bench) -> int:
    async with here.db.reading() as session:
        return await session.scalar(select(func.count()).select_from(Message)) or 0


async def _grow(here: Bench, size: int) -> None:
    """Old mail up to that size: in the stand-in's mailbox, and, as rows of worked mails, in our database."""
    async with here.db.reading() as session:
        ready = select(Draft.message_id).where(Draft.state == DraftState.READY).limit(1)
        message_id = await session.scalar(ready)
    assert message_id is not None
    google, known = here.stage.google, await _known(here)
    google.options.push = False
    for n in range(known, size):
        text = (
            f"From: Jo <jo{n}@old.example>\r\nTo: {ALICES}\r\nSubject: Old {n}\r\nMessage-ID: <old{n}@old.example>\r\n"
        )
        google.furnish(f"{text}\r\n{QUESTION.format(n=n)}".encode(), [ALICES], "inbox", google.now() - OLD)
        if n % 500 == 0:
            await asyncio.sleep(0)
    await copy_mail(here.db, message_id, size - known, first=known, state=DraftState.SENT, receipted=True)
    async with here.db.transaction() as session:  # as if all of it had been synced long ago
        for account in await Accounts(session).working():
            if account.email == ALICES:
                await Accounts(session).move_cursor(account.id, str(google.boxes[ALICES].history.current))
    google.options.push = True


async def _sync(here: Bench) -> float:
    """Milliseconds from a push to the end of its sync, of a mail that needs nothing else."""
    before, began = await _known(here), time.perf_counter()
    await here.deliver(order(0, subject="Our weekly news", text="News.", headers={"Precedence": "bulk"}))
    async with asyncio.timeout(30):
        while await _known(here) == before:  # noqa: ASYNC110 - it is another process that stores it
            await asyncio.sleep(0.005)
    return (time.perf_counter() - began) * 1000


async def _measure(here: Bench, found: Figures, first: int) -> None:
    """One run at the present size: a burst without a model's wait, then a few mails alone."""
    async with workers(here) as pids:
        await one_by_one(here, first, 2)  # warm
        cpu, before, began = cpu_seconds(pids), here.cards(), time.perf_counter()
        for n in range(first + 2, first + 2 + BURST):
            await here.deliver(order(n))
        await here.until_cards(before + BURST)
        found.mail.append((time.perf_counter() - began) * 1000 / BURST)
        await here.until_synced()
        found.cpu.append((cpu_seconds(pids) - cpu) * 1000 / BURST)
        found.card.append(percentile(await one_by_one(here, first + 2 + BURST, SINGLE), 0.5))
        await asyncio.sleep(1.2)  # Gmail's pause between two pushes must not be part of it
        found.sync.append(await _sync(here))
        found.rss.append(memory(pids).rss)
        files = here.folder.glob("mailroom.db*")
        found.database = sum(file.stat().st_size for file in files) / 1_000_000


async def measure(runs: int) -> list[Row]:
    """Sizes one after the other: a mailbox cannot shrink. So the sizes are not in turns, the runs within one are."""
    figures = {size: Figures() for size in SIZES}
    async with bench(LLM_PROVIDERS="none") as here:
        async with workers(here):
            await one_by_one(here, 0, 1)
        first = 100
        for size in SIZES:
            for run in range(runs):
                say(f"growth: {size} mails, run {run + 1} of {runs}")
                if await _known(here) < size:
                    await _grow(here, size)
                await _measure(here, figures[size], first)
                first += 10 + BURST + SINGLE
    return [_row(size, figures[size], figures[SIZES[0]], runs) for size in SIZES]


def _row(size: int, found: Figures, base: Figures, runs: int) -> Row:
    alone = f"alone {spread(found.card)} ms to its card, {spread(found.sync)} ms to its row"
    space = f"worker {spread(found.rss)} MB RSS, database {found.database:.0f} MB"
    times = percentile(found.mail, 0.5) / percentile(base.mail, 0.5)
    return Row(
        f"ms a mail, no model, in a mailbox of {size} mails (burst of {BURST})",
        f"{spread(found.mail, 1)}; worker CPU {spread(found.cpu, 1)}",
        f"{times:.2f} times that at {SIZES[0]}; {alone}; {space}",
        f"{runs} x {BURST}",
    )
