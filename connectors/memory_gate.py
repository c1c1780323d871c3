"""The gate of one process alone: what `bot.redis_gate` falls back to, and its twin in tests."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from connectors.gate import Breaker, CircuitState, Entry, Outcome, Quota, Resting

MOST_BUCKETS = 10_000
BUSY_SECONDS = 2.0  # when to come again while another call tries the service


@dataclass
class _Circuit:
    failed: list[tuple[float, str]] = field(default_factory=list)  # when, and whose call; the newest last
    since: float = 0.0
    until: float | None = None  # None: closed
    successes: int = 0
    trial: str = ""
    trial_until: float = 0.0
    why: str = ""


class MemoryGate:
    """A connectors.gate.Gate. `clock` gives seconds; times that are shown to people are reckoned from it."""

    def __init__(self, names: Iterable[str] = (), clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._circuits: dict[str, _Circuit] = {name: _Circuit() for name in names}
        self._buckets: dict[str, tuple[float, float]] = {}  # key -> what it held, and when
        self._trials = 0

    async def enter(self, breaker: Breaker, quotas: Sequence[Quota], leaves: float, trial: str = "") -> Entry:
        """See connectors.gate.Gate."""
        circuit, now = self._circuits.setdefault(breaker.name, _Circuit()), self._clock()
        if circuit.until is not None:
            self._check(breaker, circuit, now, trial)
        held = [self._held(quota, now) for quota in quotas]
        waits = [
            (min(quota.at_once, quota.at_once * leaves + quota.units) - tokens) / quota.per_second
            for quota, tokens in zip(quotas, held, strict=True)
        ]
        if (wait := max(waits, default=0.0)) > 1e-6:  # what is less is the clock's own
            return Entry(wait)
        for quota, tokens in zip(quotas, held, strict=True):
            self._buckets[quota.key] = (tokens - quota.units, now)
        if len(self._buckets) > MOST_BUCKETS:
            self._buckets.pop(next(iter(self._buckets)))
        if circuit.until is None:
            return Entry(0.0)
        self._trials += 1
        circuit.trial, circuit.trial_until = trial or f"here-{self._trials}", now + breaker.trial
        return Entry(0.0, circuit.trial)

    def _check(self, breaker: Breaker, circuit: _Circuit, now: float, trial: str) -> None:
        assert circuit.until is not None
        taken = circuit.trial not in ("", trial) and now < circuit.trial_until
        wait = circuit.until - now if now < circuit.until else min(BUSY_SECONDS, circuit.trial_until - now)
        if now < circuit.until or taken:
            raise Resting(f"{breaker.name} is left alone for a while", breaker.failure, retry_after=wait)

    def _held(self, quota: Quota, now: float) -> float:
        tokens, at = self._buckets.get(quota.key, (quota.at_once, now))
        return min(quota.at_once, tokens + (now - at) * quota.per_second)

    async def leave(self, breaker: Breaker, trial: str, outcome: Outcome, why: str = "", owner: str = "") -> None:
        """See connectors.gate.Gate."""
        circuit, now = self._circuits.setdefault(breaker.name, _Circuit()), self._clock()
        is_trial = circuit.until is not None and trial != "" and circuit.trial == trial
        if outcome in ("failed", "broken"):
            if is_trial or (circuit.until is None and self._is_one_too_many(breaker, circuit, (now, owner), outcome)):
                circuit.since = now if circuit.until is None else circuit.since
                circuit.until, circuit.successes, circuit.trial, circuit.why = now + breaker.rest, 0, "", why
                circuit.failed.clear()
        elif is_trial:
            circuit.trial, circuit.successes = "", circuit.successes + (outcome == "worked")
            if circuit.successes >= breaker.successes:
                self._circuits[breaker.name] = _Circuit()
        elif outcome == "worked" and owner and not self._has_failed(breaker, circuit, owner, now):
            last = {who: place for place, (_, who) in enumerate(circuit.failed)}
            circuit.failed = [
                (at, who) for place, (at, who) in enumerate(circuit.failed) if not who or last[who] == place
            ]

    def _has_failed(self, breaker: Breaker, circuit: _Circuit, owner: str, now: float) -> bool:
        return any(who == owner and now - at < breaker.window for at, who in circuit.failed)

    def _is_one_too_many(
        self, breaker: Breaker, circuit: _Circuit, failed: tuple[float, str], outcome: Outcome
    ) -> bool:
        recent = [*(one for one in circuit.failed if failed[0] - one[0] < breaker.window), failed]
        circuit.failed = recent[-breaker.failures :]
        return outcome == "broken" or len(recent) >= breaker.failures

    async def states(self) -> Mapping[str, CircuitState]:
        """See connectors.gate.Gate."""
        return {name: self._state(circuit) for name, circuit in self._circuits.items()}

    def _state(self, circuit: _Circuit) -> CircuitState:
        if circuit.until is None:
            return CircuitState("closed")
        now, here = self._clock(), datetime.now(UTC)
        since, until = (here + timedelta(seconds=at - now) for at in (circuit.since, circuit.until))
        return CircuitState("open" if now < circuit.until else "half_open", since, until, circuit.why)

    async def used(self, quotas: Sequence[Quota]) -> list[float]:
        """See connectors.gate.Gate."""
        now = self._clock()
        return [1 - self._held(quota, now) / quota.at_once for quota in quotas]

    async def close(self) -> None:
        """There is nothing to let go of."""
