"""What is looked at while a mailbox is read back: its progress, the workers' memory, and how long a click takes."""

import asyncio
import time
from dataclasses import dataclass, field
from datetime import datetime
from typing import NoReturn

from assistant.remembering import Progress, progress_of
from benchmarks.back_fill.players import Players
from benchmarks.bench import Bench
from benchmarks.proc import Memory, memory
from sandbox.slack.human import Human, Impossible
from sandbox.slack.orders import Click
from storage.accounts import Accounts
from storage.db import Database
from storage.syncs import HISTORY, Syncs

LOOK_SECONDS, CLICK_SECONDS, MODAL_SECONDS = 0.5, 0.7, 20.0


@dataclass
class Seen:
    """What was seen: `backwards` are the moments at which the progress went back; clicks in milliseconds until the
    modal stood there; `missed` are clicks that brought none."""

    progress: Progress | None = None
    backwards: list[str] = field(default_factory=list)
    most: Memory = field(default_factory=Memory)
    clicks: list[float] = field(default_factory=list)
    missed: int = 0
    ends: list[tuple[float, int]] = field(default_factory=list)  # seconds since the beginning, mails read


async def progress(db: Database, account_id: str) -> Progress | None:
    """How far it has come, as its owner is told."""
    async with db.reading() as session:
        account = await Accounts(session).get(account_id)
        sync = await Syncs(session).get(account_id, HISTORY)
        return await progress_of(session, account, sync) if account and sync else None


async def watch_progress(here: Bench, account_id: str, players: Players, seen: Seen) -> NoReturn:
    """Looks twice a second, until cancelled."""
    began, rounds = time.monotonic(), 0
    while True:
        now = await progress(here.db, account_id)
        if now is not None:
            _compare(seen, now)
            seen.progress = now
            seen.ends.append((time.monotonic() - began, now.read))
        rounds += 1
        if rounds % 4 == 0 and (pid := players.pids.get("worker")):
            seen.most = seen.most.most(await asyncio.to_thread(memory, [pid]))
        await asyncio.sleep(LOOK_SECONDS)


def _compare(seen: Seen, now: Progress) -> None:
    before = seen.progress
    if before is None:
        return
    far = datetime.max.replace(tzinfo=now.reached.tzinfo) if now.reached else None
    if now.read < before.read:
        seen.backwards.append(f"{before.read} mails read, then {now.read}")
    if before.reached and (now.reached or far) and (now.reached is None or now.reached > before.reached):
        seen.backwards.append(f"back to {before.reached}, then to {now.reached}")


async def click_now_and_then(here: Bench, seen: Seen) -> NoReturn:
    """Alice asks a card why, again and again, and closes what opens. As she sees it: until the modal stands there."""
    human, modals = Human(here.stage.slack, "U0ALICE"), here.stage.slack.modals
    channel = here.stage.slack.talk.direct("U0ALICE")
    while True:
        card = next(m for m in reversed(channel.messages) if "why_clicked" in str(m.blocks) and not m.ephemeral_for)
        modals.stacks["U0ALICE"] = []
        began = time.perf_counter()
        try:
            await human.click(Click(channel=channel.id, message_ts=card.ts, action_id="why_clicked"))
            async with asyncio.timeout(MODAL_SECONDS):
                while not modals.stacks.get("U0ALICE"):  # noqa: ASYNC110 - the stand-in has no event for it
                    await asyncio.sleep(0.002)
            seen.clicks.append((time.perf_counter() - began) * 1000)
        except (TimeoutError, Impossible):
            seen.missed += 1
        await asyncio.sleep(CLICK_SECONDS)
