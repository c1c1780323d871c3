"""One run from start to verdict."""

import asyncio
import contextlib
import random
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import aiohttp

from benchmarks.around import bare_environment, beside, errors_in
from benchmarks.chaos.checks import Evidence, dead_letters, lapsed_leases, wrongs
from benchmarks.chaos.people import Deed, Readers
from benchmarks.chaos.plan import READERS, Errand, Mail, Plan, make_mails
from benchmarks.chaos.settling import query, settle
from benchmarks.chaos.weather import Damage, Reaper, blow, lift
from sandbox.launch import Running, Site, everything, free_port

ARRIVING = 0.6  # the share of the kills' time in which mail arrives
MODEL_MS = 300
PROCESSES = {"web": "bot", "worker": "jobs.worker", "worker-2": "jobs.worker", "schedule": "jobs.schedule"}


@dataclass
class Report:
    """What came of a run. `wrong` is empty if all is as it must be."""

    wrong: list[str]
    damage: Damage
    evidence: Evidence
    facts: dict[str, str] = field(default_factory=dict)


def _modules(plan: Plan) -> dict[str, str]:
    before = "benchmarks.chaos.hurried " if plan.hurried else ""
    return {name: before + module for name, module in PROCESSES.items()}


@contextlib.asynccontextmanager
async def _stage(plan: Plan, folder: Path) -> AsyncIterator[Running]:
    """Everything, with both mailboxes connected, empty and looked at once."""
    env = bare_environment()
    env |= {"UNDO_SECONDS": str(plan.undo_seconds), "DELTA_SYNC_MINUTES": "1", "WEBHOOK_PER_MINUTE": "100000"}
    env |= {"GMAIL_UNITS_PER_MINUTE": "100000000"}
    site = Site(folder, free_port(), free_port(), free_port())
    async with everything(env, site, letters=False, modules=_modules(plan)) as running:
        running.processes.tell = lambda _: None
        google, slack = running.stage.google, running.stage.slack
        running.stage.models.latency_ms = MODEL_MS
        google.quota.per_minute, slack.options.rate_limits = None, False  # what is scarce here is time
        google.options.push_duplicates = google.options.push_shuffle = True
        google.pusher.settings = replace(google.pusher.settings, interval=0.2)
        ready = "SELECT 1 FROM accounts WHERE state = 'connected' AND cursor <> ''"
        async with asyncio.timeout(60):
            while min(len(query(folder / "mailroom.db", ready)), len(google.pusher.watches)) < len(READERS):  # noqa: ASYNC110
                await asyncio.sleep(0.1)
        yield running


async def _deliver(readers: Readers, mails: Sequence[Mail], seconds: float, dice: random.Random) -> None:
    """Lets the mail arrive in bursts over that time; the same reader hears of it out of order, and twice."""
    left = list(mails)
    while left:
        burst, left = left[: (size := dice.randint(1, 12))], left[size:]
        await asyncio.gather(*(readers.act("mail/deliver", dict(mail.order)) for mail in burst))
        await asyncio.sleep(seconds * len(burst) / len(mails))


async def run(plan: Plan, folder: Path, say: Callable[[str], None]) -> Report:
    """Runs it all in that folder, and looks at what stands at the end."""
    dice, began = random.Random(plan.seed), time.monotonic()

    def tell(words: str) -> None:
        say(f"{time.monotonic() - began:5.0f} s  {words}")

    mails = make_mails(plan, dice)
    async with _stage(plan, folder) as running, aiohttp.ClientSession() as http:
        plan = plan.at_pace(time.monotonic() - began)
        tell(f"all runs; {plan.mails} mails, {plan.approvals} approvals, {plan.kills} kills, seed {plan.seed}")
        readers, damage = Readers(running.stage, running.where.stage, http), Damage()
        async with beside(readers.watch()), beside(*map(readers.run, mails)) as errands:
            await _suffer(plan, running, readers, mails, damage, tell)
            accepted = readers.approved
            tell(f"the faults end; {accepted} replies were approved meanwhile")
            awaited = lambda: _awaited(errands)  # noqa: E731
            file = folder / "mailroom.db"
            left = await settle(file, running.where.redis, len(mails), plan.settle_seconds, awaited, tell)
        tell("all stops")
    tell("looking at what stands")  # only now: whoever works holds a lease, and nobody does any more
    report = _judge(Evidence(running.stage, file, readers.deeds), left, damage)
    report.wrong += _logged(folder / "logs")
    report.facts["approved before the faults ended"] = str(accepted)
    report.facts["seconds"] = f"{time.monotonic() - began:.0f}"
    return report


async def _suffer(
    plan: Plan, running: Running, readers: Readers, mails: Sequence[Mail], damage: Damage, tell: Callable[[str], None]
) -> None:  # fmt: skip
    """Mail arrives and is worked on while all that goes wrong goes wrong; returns when the faults have ended."""
    dice, faults = random.Random(plan.seed + 1), running.stage.faults
    reaper = Reaper(
        running.processes, running.where, readers.http, plan, dice, damage, tell,
        awaited=lambda: readers.approved < plan.approvals,
    )  # fmt: skip
    async with beside(blow(faults, plan, random.Random(plan.seed + 2), damage), _progress(readers, damage, tell)):
        await asyncio.gather(reaper.run(), _deliver(readers, mails, ARRIVING * plan.kills * plan.gap, dice))
    lift(faults, damage)


async def _progress(readers: Readers, damage: Damage, tell: Callable[[str], None]) -> None:
    while True:
        await asyncio.sleep(15)
        done = sum(deed.finished and deed.clicks > 0 for deed in readers.deeds)
        tell(f"{damage.killed} kills, {damage.orders.total()} faults, {readers.seen} cards, {done} errands done")


def _awaited(errands: Sequence["asyncio.Task[None]"]) -> list[str]:
    waiting = sum(not task.done() for task in errands)
    return [f"{waiting} errands"] if waiting else []


def _logged(logs: Path) -> list[str]:
    """Errors that nobody expected, as the processes' logs tell them."""
    return [f"{name} logs: {line[:300]}" for name, lines in errors_in(logs).items() for line in lines[:5]]


def _judge(evidence: Evidence, left: Sequence[str], damage: Damage) -> Report:
    wrong = [f"left undone: {what}" for what in left] + wrongs(evidence)
    deeds, sent = evidence.deeds, sum(map(len, evidence.sent.values()))
    facts = {
        "mails delivered": str(len(deeds)),
        "cards in Slack": str(sum(map(len, evidence.cards.values()))),
        "replies approved": _share(deeds, Errand.APPROVE, lambda deed: deed.finished),
        "clicks": str(sum(deed.clicks for deed in deeds)),
        "mails sent in all": str(sent),
        "undone in time": _share(deeds, Errand.UNDO, lambda deed: deed.undone),
        "discarded": _share(deeds, Errand.DISCARD, lambda deed: deed.finished),
        "changed in Gmail, not sent as it was": str(sum(bool(deed.edited) for deed in deeds)),
        "kills": f"{damage.killed} ({_counted(damage.kills)})",
        "Redis": _counted(damage.redis),
        "faults": str(damage.orders.total()),
        "faults after acting": str(sum(n for (*_, kind), n in damage.orders.items() if kind.endswith("_after"))),
        "lapsed leases of killed workers": str(lapsed_leases(evidence.database)),
    }
    for (job, error), count in dead_letters(evidence.database).items():
        facts[f"dead letter: {job.rpartition('.')[2]}: {error}"] = str(count)
    return Report(wrong, damage, evidence, facts)


def _share(deeds: Sequence[Deed], errand: Errand, holds: Callable[[Deed], bool]) -> str:
    some = [deed for deed in deeds if deed.mail.errand is errand]
    return f"{sum(map(holds, some))} of {len(some)}"


def _counted(counter: Any) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counter.items()))


async def run_in_temporary(plan: Plan, say: Callable[[str], None]) -> Report:
    """The same in a folder that goes with it."""
    with tempfile.TemporaryDirectory() as folder:
        return await run(plan, Path(folder), say)
