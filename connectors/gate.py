"""The gate before every call outside: quotas that must have room for it, and a breaker that stops it while the service
is down (SPEC RE2, RE3). Its state belongs to all processes; `bot.redis_gate` keeps it in Redis.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol
from weakref import WeakValueDictionary

from bot.errors import Failure, Waiting

# For whom a call is made: the queue of the job that makes it. Nothing is set where a person waits for the very task
# that calls: in the web process, whose every request is a click, a command or a page. `jobs.runner` sets it for each
# job; tasks that a job starts inherit it. So no function between a job and its socket has to pass it on.
urgency: ContextVar[str] = ContextVar("urgency", default="interactive")

# What a call leaves in a bucket for those who are more urgent, as a share of what may be used at once: older mail
# that is read in bulk leaves three quarters, new mail one quarter, and clicks, questions and sends may take it all.
LEAVES: Mapping[str, float] = {"interactive": 0.0, "outbound": 0.0, "inbound": 0.25, "bulk": 0.75}

# Quotas count a sliding minute. What may come at once and what is refilled within a minute are together no more than
# the quota, so that no minute can ever exceed it: https://developers.google.com/workspace/calendar/api/guides/quota
AT_ONCE = 0.2

Outcome = Literal["", "worked", "failed", "broken"]  # nothing known; it answers; it does not; nor will it soon


@dataclass(frozen=True)
class Breaker:
    """When a service is left alone: after `failures` within `window` seconds, for `rest` seconds; then one call at a
    time tries it, until `successes` of them in a row. A trial that is not heard of for `trial` seconds is over.

    One owner's trouble is no outage: once a call of an owner whose own calls have not failed within the window has
    worked, each other's failures so far count as one. Who has failures proves nothing by what works: where half of all
    calls fail, it is the service, however few owners there are.
    """

    name: str
    failures: int
    window: float
    rest: float
    successes: int = 2
    trial: float = 60.0
    failure: Failure = Failure.SERVICE_DOWN


@dataclass(frozen=True)
class Quota:
    """What one call takes of a quota: `units` of `limit` a minute, of the bucket named `key`."""

    key: str
    limit: float
    units: float

    @property
    def at_once(self) -> float:
        """How much the full bucket holds."""
        return max(self.units, self.limit * AT_ONCE)

    @property
    def per_second(self) -> float:
        """How fast it fills."""
        return max(self.limit - self.at_once, self.limit * AT_ONCE) / 60


@dataclass(frozen=True)
class CircuitState:
    """How a service stands: `open` lets nothing through until `until`, `half_open` one call at a time. `why` is the
    kind of the failure that opened it; 'auth', 'credit' and 'model' need an administrator. Times are aware UTC."""

    state: Literal["closed", "open", "half_open"]
    since: datetime | None = None
    until: datetime | None = None
    why: str = ""


class NotAdmitted(Waiting):
    """No request was made: it may be made later."""


class Resting(NotAdmitted):
    """The service failed too often and is left alone for a while."""


class NoRoom(NotAdmitted):
    """The quota has no room for it before the caller must be gone."""


@dataclass(frozen=True)
class Entry:
    """How the gate answered: come again in `wait` seconds, or 0: go. A call that is a `trial` must tell how it went."""

    wait: float
    trial: str = ""


class Gate(Protocol):
    """The state of all breakers and buckets. Never raises but as said: where it is kept must not matter to a call."""

    async def enter(self, breaker: Breaker, quotas: Sequence[Quota], leaves: float, trial: str = "") -> Entry:
        """Takes what the call needs of every quota, or of none. `leaves` as in LEAVES; `trial` as given before to a
        call that is repeated. Raises Resting."""
        ...

    async def leave(self, breaker: Breaker, trial: str, outcome: Outcome, why: str = "", owner: str = "") -> None:
        """Tells how a call went, its quick retries included. Needed for failures and trials only, and where calls have
        an `owner` ('' if none) for what worked as well: see Breaker."""
        ...

    async def states(self) -> Mapping[str, CircuitState]:
        """How each service stands, by its breaker's name."""
        ...

    async def used(self, quotas: Sequence[Quota]) -> list[float]:
        """Of each quota, the share used of what may be used at once: 0 to 1."""
        ...

    async def close(self) -> None:
        """Lets go of its connections."""
        ...


class OpenGate:
    """A gate that lets everybody through."""

    async def enter(self, breaker: Breaker, quotas: Sequence[Quota], leaves: float, trial: str = "") -> Entry:
        """At once."""
        return Entry(0.0)

    async def leave(self, breaker: Breaker, trial: str, outcome: Outcome, why: str = "", owner: str = "") -> None:
        """Nothing is kept."""

    async def states(self) -> Mapping[str, CircuitState]:
        """Nothing is known."""
        return {}

    async def used(self, quotas: Sequence[Quota]) -> list[float]:
        """Nothing is counted."""
        return [0.0] * len(quotas)

    async def close(self) -> None:
        """There is nothing to let go of."""


class Turnstile:
    """Takes the calls of one process through a gate. Who can wait stands in one line for each bucket, so that only the
    first of them asks again, and all get their turn."""

    def __init__(
        self,
        gate: Gate,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.gate = gate
        self._sleep = sleep
        self._clock = clock
        self._lines: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def enter(self, breaker: Breaker, quotas: Sequence[Quota], patience: float, trial: str = "") -> str:
        """Waits until the call may be made, at most `patience` seconds; gives its trial. Raises Resting or NoRoom."""
        leaves = LEAVES[urgency.get()]
        if not leaves or not quotas:
            return await self._when_free(breaker, quotas, leaves, self._clock() + patience, trial)
        line = self._lines.setdefault(quotas[0].key, asyncio.Lock())
        ends = self._clock() + patience
        try:
            await asyncio.wait_for(line.acquire(), patience)
        except TimeoutError as error:
            raise NoRoom(
                f"{breaker.name}: others wait for its quota", Failure.RATE_LIMIT, retry_after=patience
            ) from error
        try:
            return await self._when_free(breaker, quotas, leaves, ends, trial)
        finally:
            line.release()

    async def _when_free(
        self, breaker: Breaker, quotas: Sequence[Quota], leaves: float, ends: float, trial: str
    ) -> str:
        while (entry := await self.gate.enter(breaker, quotas, leaves, trial)).wait:
            if self._clock() + entry.wait >= ends:
                raise NoRoom(f"{breaker.name}: its quota is used up", Failure.RATE_LIMIT, retry_after=entry.wait)
            await self._sleep(entry.wait)
        return entry.trial
