"""The gate in Redis: breakers and quotas of all processes, each question one atomic step; without Redis, this
process's own with a cautious share (SPEC RE2, RE3, RE7).
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from uuid import uuid4

import structlog
from redis import RedisError

from bot.gate_scripts import ENTER, LEAVE
from bot.redis_client import open_redis
from connectors.gate import Breaker, CircuitState, Entry, Outcome, Quota, Resting
from connectors.memory_gate import MemoryGate

log = structlog.get_logger("gate")

NAME = "mailroom:gate:"
PATIENCE_SECONDS = 2.0
AGAIN_SECONDS = 2.0  # how long Redis is not asked after it failed
CAUTIOUS = 0.25  # of each quota, while this process cannot know what the others take


class RedisGate:
    """A connectors.gate.Gate. `names` are the breakers to show; connects at the first call."""

    def __init__(self, url: str, names: Iterable[str] = ()) -> None:
        self._redis = open_redis(url, PATIENCE_SECONDS, decode_responses=True)
        self._names = tuple(names)
        self._enter = self._redis.register_script(ENTER)
        self._leave = self._redis.register_script(LEAVE)
        self._alone = MemoryGate(names)
        self._again_at = 0.0
        self._watched: set[str] = set()  # breakers whose calls have failed lately, as Redis said at the last entering
        self._id, self._numbers = uuid4().hex[:8], count(1)

    async def enter(self, breaker: Breaker, quotas: Sequence[Quota], leaves: float, trial: str = "") -> Entry:
        """See connectors.gate.Gate."""
        trial = trial or f"{self._id}-{next(self._numbers)}"
        keys = [*_circuit_keys(breaker), *(_bucket(quota.key) for quota in quotas)]
        needs = [
            number
            for quota in quotas
            for number in (quota.at_once, quota.per_second, quota.units, quota.at_once * leaves)
        ]
        if self._is_asked():
            try:
                told, seconds = await self._enter(keys=keys, args=[trial, breaker.trial, *needs])
            except (RedisError, OSError) as error:
                self._lost(error)
            else:
                self._found()
                (self._watched.add if told == "watched" else self._watched.discard)(breaker.name)
                return _entry(breaker, told, float(seconds), trial)
        return await self._alone.enter(breaker, [_cautious(quota) for quota in quotas], leaves, trial)

    async def leave(self, breaker: Breaker, trial: str, outcome: Outcome, why: str = "", owner: str = "") -> None:
        """See connectors.gate.Gate."""
        if not self._matters(breaker, trial, outcome, owner):
            return
        args: list[str | float] = [
            trial,
            outcome,
            why,
            breaker.failures,
            breaker.window,
            breaker.rest,
            breaker.successes,
            owner,
        ]
        if self._is_asked():
            try:
                await self._leave(keys=_circuit_keys(breaker), args=args)
            except (RedisError, OSError) as error:
                self._lost(error)
            else:
                return self._found()
        await self._alone.leave(breaker, trial, outcome, why, owner)

    def _matters(self, breaker: Breaker, trial: str, outcome: Outcome, owner: str) -> bool:
        """Whether Redis must know: what works is told only while there are failures that it puts into proportion."""
        if trial or outcome in ("failed", "broken"):
            return True
        return bool(owner and outcome) and (breaker.name in self._watched or not self._is_asked())

    async def states(self) -> Mapping[str, CircuitState]:
        """See connectors.gate.Gate."""
        if self._is_asked():
            try:
                async with self._redis.pipeline(transaction=False) as pipe:
                    pipe.time()
                    for name in self._names:
                        pipe.hgetall(_circuit(name))
                    (seconds, micros), *held = await pipe.execute()
            except (RedisError, OSError) as error:
                self._lost(error)
            else:
                now = seconds + micros / 1e6
                return {name: _state(fields, now) for name, fields in zip(self._names, held, strict=True)}
        return await self._alone.states()

    async def used(self, quotas: Sequence[Quota]) -> list[float]:
        """See connectors.gate.Gate."""
        if self._is_asked():
            try:
                async with self._redis.pipeline(transaction=False) as pipe:
                    pipe.time()
                    for quota in quotas:
                        pipe.hmget(_bucket(quota.key), "tokens", "at")
                    (seconds, micros), *held = await pipe.execute()
            except (RedisError, OSError) as error:
                self._lost(error)
            else:
                now = seconds + micros / 1e6
                return [_used(quota, tokens, at, now) for quota, (tokens, at) in zip(quotas, held, strict=True)]
        return await self._alone.used([_cautious(quota) for quota in quotas])

    async def close(self) -> None:
        """Lets go of its connections."""
        await self._redis.aclose()

    def _is_asked(self) -> bool:
        return time.monotonic() >= self._again_at

    def _lost(self, error: Exception) -> None:
        if not self._again_at:
            log.warning("gate_alone", kind=type(error).__name__)
        self._again_at = time.monotonic() + AGAIN_SECONDS

    def _found(self) -> None:
        if self._again_at:
            log.info("gate_shared_again")
        self._again_at = 0.0


def _circuit(name: str) -> str:
    return f"{NAME}circuit:{name}"


def _circuit_keys(breaker: Breaker) -> list[str]:
    """The circuit itself, and its latest failures."""
    return [_circuit(breaker.name), _circuit(breaker.name) + ":failures"]


def _bucket(key: str) -> str:
    return f"{NAME}bucket:{key}"


def _cautious(quota: Quota) -> Quota:
    return replace(quota, limit=quota.limit * CAUTIOUS)


def _entry(breaker: Breaker, told: str, seconds: float, trial: str) -> Entry:
    if told == "resting":
        raise Resting(f"{breaker.name} is left alone for a while", breaker.failure, retry_after=seconds)
    return Entry(seconds, trial if told == "trial" else "")


def _state(fields: Mapping[str, str], now: float) -> CircuitState:
    if "until" not in fields:
        return CircuitState("closed")
    since, until = (datetime.fromtimestamp(float(fields[name]), UTC) for name in ("since", "until"))
    return CircuitState("open" if now < float(fields["until"]) else "half_open", since, until, fields.get("why", ""))


def _used(quota: Quota, tokens: str | None, at: str | None, now: float) -> float:
    if tokens is None or at is None:
        return 0.0
    held = min(quota.at_once, float(tokens) + max(0.0, now - float(at)) * quota.per_second)
    return 1 - held / quota.at_once
