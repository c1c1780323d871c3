"""A model made of models: the first that answers, in order, skipping for a while those that keep failing."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Protocol, runtime_checkable

import structlog

from bot.errors import Failure, MailroomError, Permanent, Temporary
from connectors.llm.asking import BadOutput, label
from connectors.llm.failures import Unusable
from connectors.llm.model import Answer, Model, Prompt, Refused, T

log = structlog.get_logger(__name__)

FAILURES_TO_OPEN = 3
OPEN_SECONDS = 60.0


class NoModel(Permanent):
    """No provider is configured: use the patterns, quietly."""

    def __init__(self) -> None:
        super().__init__("no model provider is configured", Failure.MODEL_DOWN)


@dataclass(frozen=True)
class LastFailure:
    """Why a provider last failed: 'auth', 'credit', 'model', 'output', 'request' or a Failure, and when (aware UTC)."""

    kind: str
    at: datetime
    needs_admin: bool


@runtime_checkable
class Warmable(Protocol):
    """A model whose first question would be slow: its SDK takes up to a second to import."""

    def warm(self) -> None:
        """Does now what the first question would wait for."""
        ...


class _Circuit:
    """One provider and whether to try it: closed, open until a moment, then half-open for one trial."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.last_failure: LastFailure | None = None
        self.opened_until = 0.0
        self._in_a_row = 0
        self._told: dict[str, float] = {}

    def admits(self, now: float) -> bool:
        """Whether to ask it now. After a pause one caller is let through; the others go on waiting for its result."""
        if self._in_a_row < FAILURES_TO_OPEN:
            return True
        if now < self.opened_until:
            return False
        self.opened_until = now + OPEN_SECONDS
        return True

    def succeeded(self) -> None:
        self._in_a_row, self.opened_until, self.last_failure = 0, 0.0, None

    def failed(self, error: MailroomError, now: float) -> None:
        self.last_failure = LastFailure(_kind(error), datetime.now(UTC), isinstance(error, Unusable))
        if isinstance(error, Unusable):
            self._in_a_row = FAILURES_TO_OPEN  # a bad key is as bad at the second call
        elif isinstance(error, Temporary) and not isinstance(error, BadOutput):
            self._in_a_row += 1
        else:
            return  # the request was at fault, not the provider: a mail can provoke unusable answers as well
        if self._in_a_row >= FAILURES_TO_OPEN:
            self.opened_until = now + OPEN_SECONDS

    def may_tell(self, kind: str, now: float) -> bool:
        """Once a minute for each kind of failure: loud, but not a flood."""
        if now - self._told.get(kind, float("-inf")) < OPEN_SECONDS:
            return False
        self._told[kind] = now
        return True


def _kind(error: MailroomError) -> str:
    if isinstance(error, Unusable):
        return error.kind
    if isinstance(error, BadOutput):
        return "output"
    return str(error.failure) if isinstance(error, Temporary) else "request"


class Failover:
    """A Model over several, in order. Zero models is allowed: every question then raises NoModel."""

    name = "failover"

    def __init__(self, models: Sequence[Model], now: Callable[[], float] = time.monotonic) -> None:
        self._circuits = tuple(_Circuit(model) for model in models)
        self._now = now

    @property
    def providers(self) -> tuple[str, ...]:
        """The names, in order."""
        return tuple(circuit.model.name for circuit in self._circuits)

    @property
    def last_failures(self) -> dict[str, LastFailure]:
        """Provider -> why its latest answer failed. A provider that answers leaves the list."""
        return {c.model.name: c.last_failure for c in self._circuits if c.last_failure}

    async def parse(self, prompt: Prompt, shape: type[T]) -> Answer[T]:
        """The first provider's answer; its usage counts the time and money of those that failed before it.

        Raises NoModel; Refused as soon as one refuses; Permanent if every provider rejects the request itself; else
        Temporary, naming the providers, when none answers.
        """
        if not self._circuits:
            raise NoModel
        started, errors, wasted = self._now(), list[MailroomError](), Decimal(0)
        for circuit in self._circuits:
            if not circuit.admits(self._now()):
                continue
            try:
                answer = await self._ask(circuit, prompt, shape)
            except (Temporary, Permanent) as error:
                errors.append(error)
                wasted += error.usage.cost_usd if isinstance(error, BadOutput) else 0
            else:
                return _with_detours(answer, self._now() - started, wasted) if errors else answer
        raise self._none_answered(errors)

    async def _ask(self, circuit: _Circuit, prompt: Prompt, shape: type[T]) -> Answer[T]:
        try:
            answer = await circuit.model.parse(prompt, shape)
        except Refused:
            circuit.succeeded()  # it works; it will not do this
            raise
        except (Temporary, Permanent) as error:
            circuit.failed(error, self._now())
            self._tell(circuit, error, prompt)
            raise
        circuit.succeeded()
        return answer

    def _tell(self, circuit: _Circuit, error: MailroomError, prompt: Prompt) -> None:
        kind = _kind(error)
        if not circuit.may_tell(kind, self._now()):
            return
        loudly = log.error if isinstance(error, Unusable) else log.warning
        loudly("model_provider_failed", provider=circuit.model.name, kind=kind, prompt=label(prompt), reason=str(error))

    def _none_answered(self, errors: Sequence[MailroomError]) -> MailroomError:
        names = ", ".join(self.providers)
        asked_all = len(errors) == len(self._circuits)
        if asked_all and all(_kind(error) == "request" for error in errors):
            return Permanent(f"every provider rejects this request: {names}", Failure.BAD_REQUEST)
        waits = [e.retry_after for e in errors if isinstance(e, Temporary) and e.retry_after is not None]
        waits += [max(0.0, c.opened_until - self._now()) for c in self._circuits if c.opened_until > self._now()]
        return Temporary(f"no provider answers: {names}", Failure.MODEL_DOWN, retry_after=min(waits, default=None))

    def warm(self) -> None:
        """Does now what the first question would wait for. For workers: the web process asks nothing.

        The others stay cold until the first provider fails: an SDK takes 40 MB and a second.
        """
        for circuit in self._circuits[:1]:
            if isinstance(circuit.model, Warmable):
                circuit.model.warm()

    async def close(self) -> None:
        """Lets go of all connections."""
        for circuit in self._circuits:
            await circuit.model.close()


def _with_detours(answer: Answer[T], seconds: float, wasted: Decimal) -> Answer[T]:
    usage = replace(answer.usage, latency_ms=round(seconds * 1000), cost_usd=answer.usage.cost_usd + wasted)
    return replace(answer, usage=usage)
