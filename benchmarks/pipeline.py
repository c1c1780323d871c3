"""Mails a minute to their cards while each model answer takes a second: our worker beside RQ's and Celery's.

All run the same jobs, on the same database, against the same stand-ins, through the same Valkey, in turns.
"""

import asyncio
import importlib.util
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field

from benchmarks.bench import Bench, bench, say, workers
from benchmarks.life import order
from benchmarks.proc import Memory, cpu_seconds, memory
from benchmarks.table import Row, spread

MODEL_MS = 1000
LIMIT_SECONDS = 60
LOOK_SECONDS = 0.5
RQ = ("rq.cli", "worker", "--serializer", "json", "--quiet", "interactive", "outbound", "inbound", "bulk")
RQ_JOBS = "benchmarks.peers.rq_jobs"
INSTALL = "Celery is missing: `make bench` brings it"


@dataclass(frozen=True)
class Kind:
    """One way of running the jobs: the worker's command, how many of them, and how many mails it gets at once."""

    name: str
    command: tuple[str, ...]
    number: int
    mails: int
    web: str = "bot"


def _rq(name: str, worker: str, job: str, mails: int) -> Kind:
    return Kind(name, (*RQ, "--worker-class", worker, "--job-class", f"{RQ_JOBS}.{job}"), 1, mails)


def _celery(children: int, mails: int) -> Kind:
    listen = ("-Q", "interactive,outbound,inbound,bulk", "--without-gossip", "--without-mingle", "--without-heartbeat")
    pool = ("--pool", "prefork", "--concurrency", str(children), "-O", "fair", "--loglevel", "ERROR")
    command = ("celery", "-A", "benchmarks.peers.celery_app", "worker", *pool, *listen)
    return Kind(
        f"Celery, prefork, {children} warm {'child' if children == 1 else 'children'}",
        command,
        1,
        mails,
        "benchmarks.peers.celery_web",
    )


OURS = (
    Kind("Mailroom, 1 worker process", ("jobs.worker",), 1, 240),
    Kind("Mailroom, 2 worker processes", ("jobs.worker",), 2, 240),
)
# the slow ones get few mails: jobs are taken in turn, so a burst that is too long would bring no card within the limit
RQS = (
    _rq("RQ Worker, forks for each job", "rq.Worker", "OpeningJob", 4),
    _rq("RQ SimpleWorker, services opened for each job", "rq.SimpleWorker", "OpeningJob", 6),
    _rq("RQ SimpleWorker, one warm loop", "rq.SimpleWorker", "WarmJob", 6),
)
CELERY_FITS, CELERY_MANY = 1, 8  # children: as many as fit into 400 MB of resident memory beside their parent, and 8
CELERIES = (_celery(CELERY_FITS, 6), _celery(CELERY_MANY, 40))


@dataclass
class Figures:
    """Of each run of one kind."""

    rate: list[float] = field(default_factory=list)
    rss: list[float] = field(default_factory=list)
    pss: list[float] = field(default_factory=list)
    worker_cpu: list[float] = field(default_factory=list)
    web_cpu: list[float] = field(default_factory=list)


async def _until(here: Bench, cards: int, pids: list[int]) -> Memory:
    """Waits for the cards, but not longer than the limit; gives the most memory meanwhile."""
    most = Memory()

    async def watch() -> None:
        nonlocal most
        while True:
            most = most.most(await asyncio.to_thread(memory, pids))
            await asyncio.sleep(LOOK_SECONDS)

    watching = asyncio.create_task(watch())
    try:
        with suppress(TimeoutError):
            await here.until_cards(cards, LIMIT_SECONDS)
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
    return most.most(memory(pids))


async def run_once(here: Bench, kind: Kind, figures: Figures, first: int) -> None:
    """One burst through workers of that kind; their first mails, before which they are cold, do not count."""
    async with workers(here, kind.command, kind.number) as pids:
        here.stage.models.latency_ms = 0
        warm = 2 * kind.number
        await _burst(here, first, warm)
        await here.until_cards(here.cards_wanted, LIMIT_SECONDS)
        here.stage.models.latency_ms = MODEL_MS
        worker, web = cpu_seconds(pids), cpu_seconds([here.web])
        began = time.perf_counter()
        await _burst(here, first + warm, kind.mails)
        most = await _until(here, here.cards_wanted, pids)
        done = kind.mails - (here.cards_wanted - here.cards())  # fewer than all where the limit was hit
        figures.rate.append(done * 60 / (time.perf_counter() - began))
        await here.until_cards(here.cards_wanted)
        await here.until_synced()  # our own drafts' echoes are work too
        figures.worker_cpu.append((cpu_seconds(pids) - worker) * 1000 / kind.mails)
        figures.web_cpu.append((cpu_seconds([here.web]) - web) * 1000 / kind.mails)
        figures.rss.append(most.rss)
        figures.pss.append(most.pss)


async def _burst(here: Bench, first: int, number: int) -> None:
    for n in range(first, first + number):
        await here.deliver(order(n))
    here.cards_wanted += number


def _row(kind: Kind, found: Figures, base: Figures, runs: int) -> Row:
    space = f"{spread(found.rss)} MB RSS, {spread(found.pss)} MB PSS together"
    work = f"CPU a mail: worker {spread(found.worker_cpu)} ms, web {spread(found.web_cpu)} ms"
    times = [mine / theirs for mine, theirs in zip(base.rate, found.rate, strict=True)]
    ours = f"; ours in one process {spread(times, 1)} times" if found is not base else ""
    what = f"mails a minute to cards, model stub of 1 s, two answers a mail: {kind.name}"
    return Row(what, spread(found.rate), f"{space}; {work}{ours}", f"{runs} x {kind.mails}")


@asynccontextmanager
async def _apps(kinds: tuple[Kind, ...]) -> AsyncIterator[dict[str, Bench]]:
    """An app for each web process that is needed: Celery's must ring Celery."""
    async with AsyncExitStack() as stack:
        yield {web: await stack.enter_async_context(bench(web)) for web in sorted({kind.web for kind in kinds})}


async def compare(kinds: tuple[Kind, ...], runs: int) -> list[Row]:
    """All kinds in turns; the first one is what the others are held against."""
    figures = {kind.name: Figures() for kind in kinds}
    async with _apps(kinds) as apps:
        first = 0
        for run in range(runs):
            for kind in kinds:
                say(f"pipeline: {kind.name}, run {run + 1} of {runs}")
                await run_once(apps[kind.web], kind, figures[kind.name], first)
                first += 1000
    base = figures[kinds[0].name]
    return [_row(kind, figures[kind.name], base, runs) for kind in kinds]


async def measure(runs: int) -> list[Row]:
    """Ours, and the peers that are installed."""
    celery = importlib.util.find_spec("celery") is not None
    rows = await compare((*OURS, *RQS, *(CELERIES if celery else ())), runs)
    missing = [Row(f"the same jobs: {kind.name}", "not measured", INSTALL, "0") for kind in CELERIES]
    return rows if celery else [*rows, *missing]
