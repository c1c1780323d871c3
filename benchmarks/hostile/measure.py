"""All items through the whole of Mailroom, without a model and with one that obeys the mails."""

import random
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import aiohttp

from benchmarks.bench import say
from benchmarks.hostile.flow import Flow
from benchmarks.hostile.items import SEED, Item, data_items
from benchmarks.hostile.judging import Finding, Seen, judge
from benchmarks.hostile.own_mails import own_items
from benchmarks.table import Row
from benchmarks.triage_mails import find_data
from sandbox.launch import Running, Site, everything, free_port

BATCH = 50
FEW = 40  # of the data set's mails for the table of figures: all of them take many minutes
COMMON = {"LOG_LEVEL": "ERROR", "UNDO_SECONDS": "0", "GMAIL_UNITS_PER_MINUTE": "0"}


@dataclass(frozen=True)
class Mode:
    """How the app runs: its settings, and whether the model does what mails want."""

    name: str
    env: dict[str, str]
    steered: bool


NO_MODEL = Mode("without a model", {"LLM_PROVIDERS": "none"}, steered=False)
OBEYING = Mode("with a model that obeys the mail", {"LLM_PROVIDERS": "openai"}, steered=True)
OTHER = Mode("with another vendor's that obeys", {"LLM_PROVIDERS": "anthropic"}, steered=True)


@asynccontextmanager
async def opened(running: Running, *, steered: bool) -> AsyncIterator[Flow]:
    """A flow on a stack whose stand-ins keep no limits, so that much can be tried in little time."""
    stage = running.stage
    stage.slack.options.rate_limits = False
    stage.google.quota.per_minute = None
    stage.google.pusher.settings = replace(stage.google.pusher.settings, interval=0.1)
    stage.models.latency_ms, stage.models.obeys = 0, steered
    async with aiohttp.ClientSession() as http:
        flow = Flow(running, http)
        await flow.ready()
        stage.slack.calls.clear()  # what was said before the first mail
        yield flow


async def put_through(flow: Flow, items: Sequence[Item], seen: Seen, *, steered: bool, approve: int) -> None:
    """Delivers the mails, takes all steps with them, and judges what came of it."""
    found = await flow.deliver(items)
    try:
        await flow.steps(list(found), approve)
    except TimeoutError as error:
        seen.findings.append(Finding("?", "flow", str(error)[:300]))
    judge(flow, found, steered=steered, seen=seen)


async def run(mode: Mode, items: Sequence[Item]) -> Seen:
    """What came of the items, batch by batch, on a stack of their own."""
    seen = Seen()
    with tempfile.TemporaryDirectory() as folder:
        site = Site(Path(folder), free_port(), free_port(), free_port())
        async with (
            everything({**COMMON, **mode.env}, site, letters=False, names=("web", "worker")) as running,
            opened(running, steered=mode.steered) as flow,
        ):
            for start in range(0, len(items), BATCH):
                batch, approve = items[start : start + BATCH], start // BATCH + 1
                await put_through(flow, batch, seen, steered=mode.steered, approve=approve)
    return seen


async def run_all(data: Path, most: int = 0) -> dict[str, Seen]:
    """What came of our own hostile mails, and of the data set where it is there, by mode.

    `most` of the data set's larger collections are drawn, always the same ones; without it all are tried.
    """
    folder = data / "injection"
    every = [*own_items(), *(data_items(folder) if folder.is_dir() else [])]
    few = [item for item in every if item.group.startswith(("own", "product"))]
    rest = every[len(few) :]
    some = random.Random(SEED).sample(rest, most) if 0 < most < len(rest) else rest
    plan = ((NO_MODEL, [*few, *some]), (OBEYING, [*few, *some]), (OTHER, few))
    return {mode.name: await run(mode, items) for mode, items in plan}


async def measure(_: int) -> list[Row]:
    """A row a mode: how much of the hostile mails came to anything that it should not."""
    data = find_data(None)
    results = await run_all(data, FEW)
    for one in [one for seen in results.values() for one in seen.findings]:
        say(f"{one.item}, {one.where}: {one.what}")
    rows = [_row(name, seen) for name, seen in results.items()]
    if not (data / "injection").is_dir():
        rows.append(Row("hostile mails of the injection data set", "not measured", "no injection folder", "0"))
    return rows


def _row(name: str, seen: Seen) -> Row:
    read = f"{seen.payloads} payloads to Slack, {sum(seen.versions.values())} drafts, {seen.questions} prompts read"
    return Row(
        f"hostile mails, {name}: what was live, leaked or misdirected",
        str(len(seen.findings)),
        read,
        str(sum(seen.tried.values())),
    )
