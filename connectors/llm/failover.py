"""A model made of models: the first that answers, in order, passing over those that keep failing or have no room left.

Which of them are passed over all processes know: their breakers and quotas stand at the gate (SPEC RE2-RE4).
"""

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Protocol, runtime_checkable

import structlog

from bot.errors import Failure, MailroomError, Permanent, Temporary
from connectors.gate import Breaker, NotAdmitted, Quota, Turnstile
from connectors.llm.admitting import admitted, kind_of
from connectors.llm.asking import Costly, label
from connectors.llm.failures import Unusable
from connectors.llm.model import Answer, Model, Prompt, Refused, T
from connectors.memory_gate import MemoryGate

log = structlog.get_logger(__name__)

OPEN_SECONDS = 60.0


class NoModel(Permanent):
    """No provider is configured: use the patterns, quietly."""

    def __init__(self) -> None:
        super().__init__("no model provider is configured", Failure.MODEL_DOWN)


@dataclass(frozen=True)
class Rate:
    """What a provider allows our account a minute; 0: no limit is known."""

    requests: int = 0
    tokens: int = 0

    def quotas(self, provider: str, prompt: Prompt) -> list[Quota]:
        """What a question takes: providers count the most that its answer may have as if it were used."""
        return self.of(provider, (len(prompt.system) + len(prompt.user)) // 4 + prompt.max_tokens)

    def of(self, provider: str, tokens: int) -> list[Quota]:
        """What one request with so many tokens takes."""
        asked = ((self.requests, 1, "requests"), (self.tokens, tokens, "tokens"))
        return [Quota(f"{provider}:{kind}", limit, units) for limit, units, kind in asked if limit]


@runtime_checkable
class Warmable(Protocol):
    """A model whose first question would be slow: its SDK takes up to a second to import."""

    def warm(self) -> None:
        """Does now what the first question would wait for."""
        ...


def breaker_of(provider: str) -> Breaker:
    """The breaker of a model provider (SPEC RE3)."""
    return Breaker(provider, failures=3, window=60, rest=OPEN_SECONDS, failure=Failure.MODEL_DOWN)


@dataclass
class _Provider:
    """One provider, and when each kind of its failures was last told."""

    model: Model
    rate: Rate
    told: dict[str, float] = field(default_factory=dict)

    def may_tell(self, kind: str, now: float) -> bool:
        """Once a minute for each kind of failure: loud, but not a flood."""
        if now - self.told.get(kind, float("-inf")) < OPEN_SECONDS:
            return False
        self.told[kind] = now
        return True


class Failover:
    """A Model over several, in order. Zero models is allowed: every question then raises NoModel."""

    name = "failover"

    def __init__(
        self,
        models: Sequence[Model],
        door: Turnstile | None = None,
        rates: Mapping[str, Rate] | None = None,
        now: Callable[[], float] = time.monotonic,
        breaker: Callable[[str], Breaker] = breaker_of,
    ) -> None:
        rates = rates or {}
        self._providers = tuple(_Provider(model, rates.get(model.name, Rate())) for model in models)
        self._door = door or Turnstile(MemoryGate(clock=now))
        self._now = now
        self._breaker = breaker

    @property
    def providers(self) -> tuple[str, ...]:
        """The names, in order."""
        return tuple(provider.model.name for provider in self._providers)

    def only(self, names: Collection[str]) -> "Failover":
        """The same, over these providers alone."""
        some = Failover((), self._door, now=self._now, breaker=self._breaker)
        some._providers = tuple(one for one in self._providers if one.model.name in names)
        return some

    async def parse(self, prompt: Prompt, shape: type[T]) -> Answer[T]:
        """The first provider's answer; its usage counts the time and money of those that failed before it.

        Raises NoModel; Refused as soon as one refuses; Permanent if every provider rejects the request itself; else
        Temporary, naming the providers, when none answers; Costly if that was paid for.
        """
        if not self._providers:
            raise NoModel
        started, errors = self._now(), list[MailroomError]()
        for provider in self._providers:
            try:
                answer = await self._ask(provider, prompt, shape)
            except Refused as error:
                error.cost_usd += _wasted(errors)
                raise
            except (Temporary, Permanent) as error:
                errors.append(error)
            else:
                asked = [error for error in errors if not isinstance(error, NotAdmitted)]
                return _with_detours(answer, self._now() - started, _wasted(errors)) if asked else answer
        raise self._none_answered(errors)

    async def _ask(self, provider: _Provider, prompt: Prompt, shape: type[T]) -> Answer[T]:
        name = provider.model.name
        async with admitted(self._door, self._breaker(name), provider.rate.quotas(name, prompt)):
            try:
                return await provider.model.parse(prompt, shape)
            except (Temporary, Permanent) as error:
                self._tell(provider, error, prompt)
                raise

    def _tell(self, provider: _Provider, error: MailroomError, prompt: Prompt) -> None:
        kind = kind_of(error)
        if not provider.may_tell(kind, self._now()):
            return
        loudly = log.error if isinstance(error, Unusable) else log.warning
        loudly(
            "model_provider_failed", provider=provider.model.name, kind=kind, prompt=label(prompt), reason=str(error)
        )  # fmt: skip

    def _none_answered(self, errors: Sequence[MailroomError]) -> MailroomError:
        names = ", ".join(self.providers)
        if all(kind_of(error) == "request" for error in errors):
            return Permanent(f"every provider rejects this request: {names}", Failure.BAD_REQUEST)
        waits = [e.retry_after for e in errors if isinstance(e, Temporary) and e.retry_after is not None]
        told, wait = f"no provider answers: {names}", min(waits, default=None)
        if paid := [error.usage for error in errors if isinstance(error, Costly)]:
            return Costly(told, replace(paid[-1], cost_usd=_wasted(errors)), retry_after=wait)
        return Temporary(told, Failure.MODEL_DOWN, retry_after=wait)

    def warm(self) -> None:
        """Does now what the first question would wait for. For workers: the web process asks nothing.

        The others stay cold until the first provider fails: an SDK takes 40 MB and a second.
        """
        for provider in self._providers[:1]:
            if isinstance(provider.model, Warmable):
                provider.model.warm()

    async def close(self) -> None:
        """Lets go of all connections."""
        for provider in self._providers:
            await provider.model.close()


def _wasted(errors: Sequence[MailroomError]) -> Decimal:
    return sum((error.usage.cost_usd for error in errors if isinstance(error, Costly)), Decimal(0))


def _with_detours(answer: Answer[T], seconds: float, wasted: Decimal) -> Answer[T]:
    usage = replace(answer.usage, latency_ms=round(seconds * 1000), cost_usd=answer.usage.cost_usd + wasted)
    return replace(answer, usage=usage)
