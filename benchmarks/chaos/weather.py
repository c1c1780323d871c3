"""What goes wrong: services that fail before and after they have acted, kill -9, a Redis that restarts or forgets."""

import asyncio
import contextlib
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import aiohttp
from redis import RedisError
from redis.asyncio import Redis

from benchmarks.chaos.plan import Plan
from sandbox.environment import Addresses
from sandbox.faults import Fault, Faults, Kind, Service
from sandbox.processes import Processes

HOLD_SECONDS = 35.0  # longer than the app waits for any answer
LATE_SECONDS = 3.0  # less than a lease lasts after its holder's death: what lands later still, nobody could know of
HURRIED_SECONDS = 1.0  # either of them, where leases are short
ORDERS_AT_ONCE = 12
SLOWER = 3  # the kills beyond those that were planned come at longer intervals
STEADY = 0.4  # most processes have been at work for that share of the gap when they are killed
EARLY = 0.15  # the share of those that may be killed before

_ACTED: tuple[Kind, ...] = ("cut_after", "status_after", "cut_after", "status_after", "timeout_after")
_FAILED: tuple[Kind, ...] = ("status", "cut", "slow")
_BUSY = 429
# what is called, how it may fail, and how often compared with the others. A real service that answers 429 has not
# acted; Gmail's stand-in is worse than that, Slack's is not: the app may take Slack at its word.
_STORMS: tuple[tuple[Service, str, tuple[Kind, ...], int], ...] = (
    ("gmail", "drafts.send", (*_ACTED, *_FAILED), 8),
    ("gmail", "drafts.create", (*_ACTED, *_FAILED), 8),
    ("gmail", "drafts.update", (*_ACTED, *_FAILED), 1),
    ("gmail", "drafts.delete", (*_ACTED, *_FAILED), 2),
    ("gmail", "drafts.get", _FAILED, 2),
    ("gmail", "messages.get", _FAILED, 2),
    ("gmail", "threads.get", _FAILED, 2),
    ("gmail", "history.list", (*_FAILED, "cut_after"), 2),
    ("slack", "chat.postMessage", (*_ACTED, *_FAILED), 8),
    ("slack", "chat.update", (*_ACTED, *_FAILED), 4),
    ("slack", "conversations.history", _FAILED, 1),
    ("openai", "*", ("status", "cut_after", "status_after", "timeout_after", "malformed"), 3),
    ("anthropic", "*", ("status", "cut_after", "malformed"), 1),
    ("push", "push", ("status", "cut_after", "timeout_after", "refuse"), 3),
)


@dataclass
class Damage:
    """What was done: kills by process, what befell Redis, and the orders to fail by service, method and kind."""

    kills: Counter[str] = field(default_factory=Counter)
    redis: Counter[str] = field(default_factory=Counter)
    orders: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    ended: bool = False

    @property
    def killed(self) -> int:
        """How many processes were killed."""
        return self.kills.total()


def _storm(dice: random.Random, hold: float, late: float) -> Fault:
    service, method, kinds, _ = dice.choices(_STORMS, [often for *_, often in _STORMS])[0]
    kind = dice.choice(kinds)
    busy = kind == "status" or (kind == "status_after" and service == "gmail")
    status = dice.choice((500, 503, _BUSY) if busy else (500, 503))
    seconds = {"slow": late, "timeout_after": late if service == "push" else hold}
    return Fault(
        service=service, method=method, kind=kind, status=status, times=1, seconds=seconds.get(kind, 0),
        retry_after=1 if status == _BUSY else None,
    )  # fmt: skip


async def blow(faults: Faults, plan: Plan, dice: random.Random, damage: Damage) -> None:
    """Orders services to fail, once each, until cancelled; few orders wait at a time, so that most calls succeed."""
    hold, late = (HURRIED_SECONDS, HURRIED_SECONDS) if plan.hurried else (HOLD_SECONDS, LATE_SECONDS)
    while True:
        waiting = Counter((o["service"], o["method"]) for o in faults.listing())
        fault = _storm(dice, hold, late)
        if waiting.total() < ORDERS_AT_ONCE and not waiting[fault.service, fault.method]:
            faults.add(fault)
            damage.orders[fault.service, fault.method, fault.kind] += 1
        await asyncio.sleep(dice.uniform(0.05, 0.4))


def lift(faults: Faults, damage: Damage) -> None:
    """Ends the faults; what was ordered and struck nobody is not counted."""
    for order in faults.listing():
        damage.orders[str(order["service"]), str(order["method"]), str(order["kind"])] -= 1
    faults.clear()
    damage.ended = True


@dataclass
class Reaper:
    """Kills web and worker processes at random, and Redis at set times in between."""

    processes: Processes
    where: Addresses
    http: aiohttp.ClientSession
    plan: Plan
    dice: random.Random
    damage: Damage
    say: Callable[[str], None]
    awaited: Callable[[], bool]
    _since: dict[int, float] = field(default_factory=dict)  # when each process was first found at work
    _dead: set[int] = field(default_factory=set)

    async def run(self) -> None:
        """Returns after the last kill: when there were as many as planned, and nothing is awaited any more."""
        kills, ends = self.plan.kills, time.monotonic() + self.plan.faulty_seconds
        outages = {max(1, kills // 4): self._stop_redis, max(2, kills // 2): self._empty_redis}
        outages[max(3, 3 * kills // 4)] = self._kill_redis
        while self.damage.killed < kills or (self.awaited() and time.monotonic() < ends):
            gap = self.plan.gap * (1 if self.damage.killed < kills else SLOWER)
            await asyncio.sleep(min(self.dice.expovariate(1 / gap), 3 * gap))
            await self._kill()
            if outage := outages.pop(self.damage.killed, None):
                await outage()
        for outage in outages.values():
            await outage()

    async def _kill(self) -> None:
        """Kills one; mostly one that is at work, sometimes one that is still starting."""
        early = self.dice.random() < EARLY
        while not (names := self._alive() if early else await self._at_work()):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        name = self.dice.choice(sorted(names))
        os.kill(names[name], signal.SIGKILL)
        self._dead.add(names[name])
        self.damage.kills[name] += 1

    def _alive(self) -> dict[str, int]:
        running = self.processes.pids.items()
        return {name: pid for name, pid in running if name != "schedule" and pid not in self._dead}

    async def _at_work(self) -> dict[str, int]:
        """Those that have served, or taken jobs, for a while: on a slow machine starting takes long."""
        now, alive, up = time.monotonic(), self._alive(), set[int]()
        with contextlib.suppress(aiohttp.ClientError, RedisError, TimeoutError):
            up = await self._workers()
            async with self.http.get(f"{self.where.app}/api/health", timeout=aiohttp.ClientTimeout(total=2)):
                up.add(alive.get("web", 0))
        self._since = {pid: self._since.get(pid, now) for pid in up & set(alive.values())}
        return {name: pid for name, pid in alive.items() if now - self._since.get(pid, now) > STEADY * self.plan.gap}

    async def _workers(self) -> set[int]:
        """The process ids of the workers that have signed on, as Redis knows them."""
        async with Redis.from_url(self.where.redis) as client:
            names = await client.smembers("rq:workers")
            return {int(pid) for name in names if (pid := await client.hget(name, "pid"))}

    async def _stop_redis(self) -> None:
        await self._end_redis(signal.SIGTERM, "restarted in good order")

    async def _kill_redis(self) -> None:
        await self._end_redis(signal.SIGKILL, "killed and restarted")

    async def _end_redis(self, how: signal.Signals, words: str) -> None:
        """Ends the server, which its launcher starts again; returns once it answers."""
        async with Redis.from_url(self.where.redis) as client:
            os.kill((await client.info("server"))["process_id"], how)
        self.damage.redis[words] += 1
        self.say(f"Redis is {words}")

    async def _empty_redis(self) -> None:
        async with Redis.from_url(self.where.redis) as client:
            await client.flushall()
        self.damage.redis["emptied"] += 1
        self.say("Redis is emptied")
