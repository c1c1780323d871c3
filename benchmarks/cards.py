"""From a mail's arrival to its card in Slack, one mail at a time: without a model, and besides the model's own time."""

import asyncio
import time
from contextlib import AsyncExitStack

from benchmarks.bench import Bench, bench, push_every, say, workers
from benchmarks.life import order
from benchmarks.table import Row, percentile, spread

MAILS, MODEL_MS, ANSWERS = 10, 1000, 2
BETWEEN = 0.1  # seconds between two pushes: Gmail's own pause of a second is no speed of ours
REST = 0.4  # our own draft is a change of the mailbox too, and is heard of before the next mail comes


async def one_by_one(here: Bench, first: int, number: int) -> list[float]:
    """Milliseconds from each mail's arrival at the mailbox to its card."""
    waits = []
    for n in range(first, first + number):
        before, began = here.cards(), time.perf_counter()
        await here.deliver(order(n))
        await here.until_cards(before + 1)
        waits.append((time.perf_counter() - began) * 1000)
        await asyncio.sleep(REST)
    return waits


def _figure(runs: list[list[float]]) -> str:
    fast, slow = ([percentile(run, share) for run in runs] for share in (0.5, 0.95))
    return f"p50 {spread(fast)} ms, p95 {spread(slow)} ms"


async def measure(runs: int) -> list[Row]:
    """Two apps side by side, one without and one with a model, in turns."""
    plain: list[list[float]] = []
    besides: list[list[float]] = []
    async with AsyncExitStack() as stack:
        apps = []
        for settings in ({"LLM_PROVIDERS": "none"}, {}):
            here = await stack.enter_async_context(bench(**settings))
            await stack.enter_async_context(workers(here))
            push_every(here, BETWEEN)
            await one_by_one(here, 0, 2)  # warm
            apps.append(here)
        apps[1].stage.models.latency_ms = MODEL_MS
        for run in range(runs):
            say(f"cards: run {run + 1} of {runs}")
            first = 2 + run * MAILS
            plain.append(await one_by_one(apps[0], first, MAILS))
            waits = await one_by_one(apps[1], first, MAILS)
            besides.append([wait - ANSWERS * MODEL_MS for wait in waits])
    n = f"{runs} x {MAILS}"
    return [
        Row("mail arrives to card in Slack, no model", _figure(plain), "–", n),
        Row(
            "mail arrives to card in Slack besides the model",
            _figure(besides),
            f"two answers of {MODEL_MS} ms are taken off",
            n,
        ),
    ]
