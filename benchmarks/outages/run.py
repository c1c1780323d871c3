"""One run: mail comes once a second, somebody uses Slack, and a part is away in the middle."""

import asyncio
import contextlib
import re
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from benchmarks.around import bare_environment, beside, errors_in
from benchmarks.chaos.board import APPROVE, all_cards, read_card
from benchmarks.outages.parts import Grounds, Outage, grounds_for
from sandbox.launch import Running, Site, everything, free_port
from sandbox.slack.human import Human, Impossible
from sandbox.slack.orders import Click, Command

READER, MAILBOX = "U0ALICE", "alice@fernhill.example"
BEFORE_SECONDS, AFTER_SECONDS = 10.0, 10.0
RECOVERS_WITHIN = 240.0
HEALTH_EVERY, USED_EVERY = 0.5, 4.0
_ASKS = "Dear Alice,\n\ncould you tell me by Friday whether lot {n} can still be changed?\n\nBest\nJo"


@dataclass
class Seen:
    """What was seen in one run. Times are seconds since the part went away (negative: before)."""

    health: list[tuple[float, int, str]] = field(default_factory=list)  # when, status (0: none), parts that are not ok
    told: Counter[str] = field(default_factory=Counter)  # what a person read after a command or a click
    acks: list[float] = field(default_factory=list)  # how long Slack waited, in seconds
    delivered: list[str] = field(default_factory=list)  # subjects
    clicked: set[str] = field(default_factory=set)
    approved: set[str] = field(default_factory=set)  # of those clicked, the ones whose card says that it was taken
    recovered: float = 0.0  # seconds after the return until every mail had its card; 0 if it never did
    wrong: list[str] = field(default_factory=list)


async def run(outage: Outage, seconds: float, folder: Path) -> Seen:
    """Everything in that folder. Raises Unavailable where this machine cannot play it."""
    async with grounds_for(outage, folder) as grounds, _household(grounds) as running, aiohttp.ClientSession() as http:
        seen, began = Seen(), time.monotonic() + BEFORE_SECONDS
        use = _Use(running, http, seen, lambda: time.monotonic() - began)
        async with beside(use.watch_health(), use.deliver(), use.command(), use.approve()):
            await asyncio.sleep(BEFORE_SECONDS)
            async with outage.away(grounds):
                await asyncio.sleep(seconds)
            back = time.monotonic()
            await asyncio.sleep(AFTER_SECONDS)
        seen.recovered = await _recovery(running, seen, back)
        _judge(running, seen)
    seen.wrong += _logged(folder / "logs")
    return seen


@contextlib.asynccontextmanager
async def _household(grounds: Grounds) -> AsyncIterator[Running]:
    env = bare_environment() | grounds.env
    env |= {"UNDO_SECONDS": "2", "DELTA_SYNC_MINUTES": "1", "WEBHOOK_PER_MINUTE": "100000"}
    env["GMAIL_UNITS_PER_MINUTE"] = "100000000"  # what is scarce here is time
    site = Site(grounds.folder, free_port(), free_port(), 0)
    async with everything(env, site, letters=False) as running:
        running.processes.tell = lambda _: None
        running.stage.google.quota.per_minute, running.stage.slack.options.rate_limits = None, False
        async with asyncio.timeout(60):
            while not running.stage.google.pusher.watches:  # noqa: ASYNC110 - the stand-in tells nobody
                await asyncio.sleep(0.1)
        yield running


@dataclass
class _Use:
    """Everybody and everything that goes on meanwhile."""

    running: Running
    http: aiohttp.ClientSession
    seen: Seen
    now: Callable[[], float]

    async def watch_health(self) -> None:
        """Asks how the application is, as a load balancer does."""
        while True:
            at = self.now()
            try:
                async with self.http.get(
                    f"{self.running.where.app}/api/health", timeout=aiohttp.ClientTimeout(total=10)
                ) as answer:
                    parts: dict[str, Any] = await answer.json()
                    down = [f"{name} {value}" for name, value in parts.items() if str(value).startswith("down")]
                    self.seen.health.append((at, answer.status, ", ".join(down)))
            except (aiohttp.ClientError, TimeoutError) as error:
                self.seen.health.append((at, 0, type(error).__name__))
            await asyncio.sleep(HEALTH_EVERY)

    async def deliver(self) -> None:
        """A mail a second that asks for something."""
        number = 0
        while True:
            number += 1
            subject = f"Question on lot {number}"
            order = {
                "from": f"Jo Reed <jo{number}@customer.example>", "to": f"Alice Marsh <{MAILBOX}>",
                "subject": subject, "text": _ASKS.format(n=number),
            }  # fmt: skip
            async with self.http.post(f"{self.running.where.stage}/play/mail/deliver", json=order) as answer:
                answer.raise_for_status()
            self.seen.delivered.append(subject)
            await asyncio.sleep(1)

    async def command(self) -> None:
        """Types commands and reads what comes back."""
        human = Human(self.running.stage.slack, READER)
        while True:
            for command, text in (("/mailroom", "status"), ("/ask", "what did Jo ask about lot 3?")):
                await self._noted(command, human.command(Command(command=command, text=text)))
                await asyncio.sleep(USED_EVERY)

    async def approve(self) -> None:
        """Approves the oldest reply that can be; one that stays as it was is clicked again later."""
        human = Human(self.running.stage.slack, READER)
        while True:
            await asyncio.sleep(USED_EVERY)
            for subject, found in all_cards(self.running.stage.slack).items():
                card = read_card(*found[0])
                if card.version:
                    click = Click(action_id=APPROVE, block_id=f"reply:{card.version}", channel=card.channel,
                                  message_ts=card.ts, stale=True)  # fmt: skip
                    self.seen.clicked.add(subject)
                    await self._noted("Approve", human.click(click))
                    break

    async def _noted(self, what: str, act: Coroutine[Any, Any, dict[str, Any]]) -> None:
        """Does it, and notes how long Slack waited and what its person read."""
        at, begun = self.now(), time.monotonic()
        before = {id(message) for message in self._whispers()}
        try:
            answer = await act
        except Impossible as error:
            answer = {"shown": f"impossible: {error}"}
        self.seen.acks.append(time.monotonic() - begun)
        await asyncio.sleep(0.5)  # an answer beside the acknowledgement
        said = [m.text for m in self._whispers() if id(m) not in before] or [str(answer.get("shown") or "")]
        phase = "before" if at < 0 else "meanwhile or after"
        for text in said:
            self.seen.told[f"{phase}: {what}: {_short(text)}"] += 1

    def _whispers(self) -> list[Any]:
        channels = self.running.stage.slack.talk.channels.values()
        return [message for channel in channels for message in channel.messages if message.ephemeral_for == READER]


def _short(text: str) -> str:
    return " ".join(re.sub(r"Reference: \w+", "Reference: …", text).split())[:160] or "(nothing)"


async def _recovery(running: Running, seen: Seen, back: float) -> float:
    """Seconds after the return until every mail has its card and every approved reply is out; 0 if never."""
    while time.monotonic() - back < RECOVERS_WITHIN:
        cards = {subject: read_card(*found[0]) for subject, found in all_cards(running.stage.slack).items()}
        taken = {subject for subject in seen.clicked if not cards[subject].version}
        if set(seen.delivered) <= set(cards) and all(cards[subject].is_sent for subject in taken):
            seen.approved = taken
            return time.monotonic() - back
        await asyncio.sleep(0.5)
    return 0.0


def _judge(running: Running, seen: Seen) -> None:
    cards = all_cards(running.stage.slack)
    lost = set(seen.delivered) - set(cards)
    twice = [subject for subject, found in cards.items() if len(found) > 1]
    sent = Counter(
        stored.subject.removeprefix("Re: ")
        for _, _, stored in running.stage.google.boxes[MAILBOX].newest()
        if "SENT" in stored.labels
    )
    if lost:
        seen.wrong.append(f"{len(lost)} of {len(seen.delivered)} mails have no card")
    if twice:
        seen.wrong.append(f"{len(twice)} cards stand twice")
    for subject in seen.approved:
        if sent[subject] != 1:
            seen.wrong.append(f"{subject}: approved, {sent[subject]} mails went out")
    if strangers := set(sent) - seen.approved:
        seen.wrong.append(f"{len(strangers)} mails went out that nobody approved")


def _logged(logs: Path) -> list[str]:
    """Errors that nobody expected, as the processes' logs tell them."""
    found = errors_in(logs).items()
    return [f"{name} logs {len(lines)} errors, such as {lines[0][:300]}" for name, lines in found]
