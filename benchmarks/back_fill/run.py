"""One mailbox read back from the first to the last mail, and what is there afterwards."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from assistant.remembering import Stand
from benchmarks.back_fill.mails import mailbox
from benchmarks.back_fill.players import Players
from benchmarks.back_fill.watching import Seen, click_now_and_then, watch_progress
from benchmarks.bench import Bench, bench, say, until_answers
from benchmarks.life import ALICES, order
from benchmarks.table import Row, percentile
from sandbox.household import settle_in
from sandbox.processes import Processes
from storage.accounts import Account
from storage.documents import SEEN, Document, Service
from storage.index.shelf import Shelf
from storage.messages import Message

UNITS, UNITS_EACH, BULK = 6_000, 20, 0.8  # Gmail's quota a minute, a mail's price, what a full bucket lets through
UNLISTED = {"DRAFT", "CHAT", "SPAM", "TRASH"}
SMALL = 1_500  # mails of `make bench`, without disturbances that take long


@dataclass(frozen=True)
class Course:
    """How many mails, how fast Gmail's clock runs, how many kills, by which dice, and seconds until it is given up."""

    mails: int
    speed: int
    kills: int
    seed: int
    seconds: float
    data: Path | None = None


async def measure(_: int) -> list[Row]:
    """The rows for the table, of a small mailbox."""
    rows, wrong = await back_fill(Course(SMALL, 12, 2, 7, 300))
    if wrong:
        raise RuntimeError("; ".join(wrong))
    return rows


async def back_fill(course: Course) -> tuple[list[Row], list[str]]:
    """The rows, and whatever is wrong."""
    say(f"back-fill: {course}")
    units = str(UNITS * course.speed)
    async with bench("", LLM_PROVIDERS="none", EMBEDDINGS="none", GMAIL_UNITS_PER_MINUTE=units) as here:
        here.stage.google.quota.per_minute = UNITS * course.speed
        here.stage.google.oauth.token_seconds = 3600 // course.speed
        _furnish(here, course)
        async with _running(here) as processes:
            await settle_in(here.where.stage, {"U0ALICE": ALICES})
            return await _watched(here, processes, course)


def _furnish(here: Bench, course: Course) -> None:
    google = here.stage.google
    google.options.push = False
    for raw, folder, at in mailbox(course.mails, google.now(), course.data, random.Random(course.seed)):
        google.furnish(raw, [ALICES], folder, at)
    google.options.push = True
    say(f"back-fill: {len(google.boxes[ALICES])} mails lie there")


@asynccontextmanager
async def _running(here: Bench) -> AsyncIterator[Processes]:
    """The app's three processes; one that ends is started again."""
    processes = Processes(here.plan.environment, here.folder, tell=say)
    modules = {"web": "bot", "worker": "jobs.worker", "schedule": "jobs.schedule"}
    tasks = [asyncio.create_task(processes.run(name, module)) for name, module in modules.items()]
    try:
        await until_answers(f"{here.where.app}/api/health", here.http)
        yield processes
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _watched(here: Bench, processes: Processes, course: Course) -> tuple[list[Row], list[str]]:
    async with here.db.reading() as session:
        account_id = (await session.scalars(select(Account.id).where(Account.email == ALICES))).one()
    seen, wrong = Seen(), list[str]()
    players = Players(here, processes, account_id, random.Random(course.seed))
    await here.deliver(order(1))
    await here.until_cards(1)
    began = time.monotonic()
    async with AsyncExitStack() as stack:
        for work in (watch_progress(here, account_id, players, seen), click_now_and_then(here, seen)):
            task = asyncio.create_task(work)
            stack.callback(task.cancel)
        try:
            async with asyncio.timeout(course.seconds):
                await players.act(players.plan(course.kills), lambda: _share(seen, course))
                while seen.progress is None or seen.progress.stand is not Stand.FINISHED:  # noqa: ASYNC110
                    await asyncio.sleep(0.2)
        except TimeoutError:
            wrong.append(f"not finished after {course.seconds:.0f} s: {seen.progress}\n{here.errors()}")
    took = time.monotonic() - began
    wrong += [*await _missing(here, account_id), *seen.backwards]
    return _rows(here, course, seen, players, took), wrong


def _share(seen: Seen, course: Course) -> float:
    return seen.progress.read / course.mails if seen.progress else 0.0


async def _missing(here: Bench, account_id: str) -> list[str]:
    """Every mail that can be asked about against every mail that lies in the mailbox; each once, its words too."""
    there = {m.id for _, _, m in here.stage.google.boxes[ALICES].newest() if not m.labels & UNLISTED}
    async with here.db.reading() as session:
        where = (Document.account_id == account_id, Document.service == Service.GMAIL, Document.state.in_(SEEN))
        known = Counter(await session.scalars(select(Document.remote_id).where(*where)))
        messages = Counter(await session.scalars(select(Message.remote_id).where(Message.account_id == account_id)))
        ids = set(await session.scalars(select(Document.id).where(*where)))
        pieces = Shelf(account_id).pieces_table().c
        words = Counter(await session.scalars(select(pieces.document_id).where(pieces.number == 0)))
    complaints = {
        "mails are missing": there - known.keys(),
        "are known that are not there": known.keys() - there,
        "mails are known twice": [one for one, many in (known | messages).items() if many > 1],
        "mails have no words": ids - words.keys(),
        "mails have words twice": [one for one, many in words.items() if many > 1],
    }
    here.cards()  # raises if a mail has two cards
    return [f"{len(found)} {what}" for what, found in complaints.items() if found]


def _rows(here: Bench, course: Course, seen: Seen, players: Players, took: float) -> list[Row]:
    quota = course.mails * UNITS_EACH / UNITS
    size = sum(file.stat().st_size for file in here.folder.glob("mailroom.db*")) / 1_000_000
    read = seen.progress.read if seen.progress else 0
    happened = ", ".join(f"{many} x {what}" for what, many in Counter(players.done).items())
    n = f"1 x {course.mails} mails, clock {course.speed} times as fast, seed {course.seed}"
    clicks = "–"
    if seen.clicks:
        p50, p99 = (percentile(seen.clicks, share) for share in (0.5, 0.99))
        clicks = f"p50 {p50:.0f}, p99 {p99:.0f}, max {max(seen.clicks):.0f} ms"
    return [
        Row(
            "a mailbox read back", f"{took / 60:.1f} min for {read} mails",
            f"Gmail's quota alone: {quota / course.speed:.1f} min on this clock ({quota:.0f} on Gmail's), "
            f"{quota / course.speed / BULK:.1f} with a reserve for clicks; meanwhile {happened}", n,
        ),
        Row("a worker's memory meanwhile", f"{seen.most.rss:.0f} MB RSS", f"database {size:.0f} MB", n),
        Row(
            "a click on a card meanwhile, until its modal stands", clicks, "goal 1000 ms",
            f"{len(seen.clicks)} clicks, {seen.missed} without an answer",
        ),
    ]  # fmt: skip
