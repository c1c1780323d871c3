"""How any provider is asked: one deadline, one quick retry, one chance to repair an answer that cannot be used."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import partial
from typing import TypeVar

import structlog
from pydantic import SecretStr, ValidationError

from bot.errors import Failure, Temporary
from connectors.llm.model import Answer, Prompt, Refused, T, Tier, Usage
from connectors.llm.prices import Tokens, cost

log = structlog.get_logger(__name__)

LONGEST_WAIT = 2.0  # seconds: a provider that wants more is left to failover

# Thinking tokens count against the limit of output tokens, so that a limit meant for the answer alone would cut it.
THINKING_ROOM = 2_000


@dataclass(frozen=True)
class Terms:
    """How to reach one provider. `timeout` (seconds) covers one question with all its tries; prices as in settings."""

    provider: str
    base_url: str
    key: SecretStr
    models: Mapping[Tier, str]
    timeout: float
    prices: Mapping[str, tuple[Decimal, Decimal]] = field(default_factory=dict)
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep


@dataclass(frozen=True)
class Reply:
    """What came back from one request: raw text, and whether it stopped at the limit of tokens."""

    text: str
    tokens: Tokens
    cut: bool = False


Ask = Callable[[Prompt], Awaitable[Reply]]
Sdk = TypeVar("Sdk")


class Costly(Temporary):
    """A failure that was paid for: what it took is in `usage`."""

    def __init__(
        self, message: str, usage: Usage, failure: Failure = Failure.MODEL_DOWN, *, retry_after: float | None = None
    ) -> None:
        super().__init__(message, failure, retry_after=retry_after)
        self.usage = usage


class BadOutput(Costly):
    """The provider answered twice with something that cannot be used."""


def translated(provider: str, read: Callable[[Sdk], Reply], answer: Sdk) -> Reply:
    """The reply in an SDK's object. Raises what `read` raises, and Temporary for a body of quite another shape.

    The SDKs build their objects from any JSON without a check, so that such a body shows only as it is read.
    """
    try:
        return read(answer)
    except (AttributeError, LookupError, TypeError):
        raise Temporary(f"{provider} answered in an unknown shape", Failure.MODEL_DOWN) from None


class _Unreadable(Exception):
    """The answer does not fit the shape; the message tells the model why."""


def _only_json(text: str) -> str:
    """The JSON object in an answer of a server that cannot be held to JSON: no thoughts before it, no code fence."""
    text = text.rpartition("</think>")[2]
    start, end = text.find("{"), text.rfind("}")
    return text[start : end + 1] if 0 <= start < end else text


def _complaint(error: ValidationError) -> str:
    """What is wrong, without the input: a stranger's words in an answer must not come back outside a fence."""
    found = error.errors(include_url=False, include_input=False, include_context=False)
    return "; ".join(f"{'.'.join(map(str, e['loc'])) or 'answer'}: {e['msg']}" for e in found)[:600]


def read(reply: Reply, shape: type[T], *, last_try: bool) -> T:
    """The value in an answer. A shape may be stricter while there is a try left: it sees `last_try` as its context."""
    if reply.cut:
        raise _Unreadable("it was cut off at the length limit, so be much briefer")
    try:
        return shape.model_validate_json(_only_json(reply.text), context={"last_try": last_try})
    except ValidationError as error:
        raise _Unreadable(_complaint(error)) from None


def _repair(user: str, why: str) -> str:
    return f"{user}\n\nYour previous answer could not be used: {why}.\nAnswer again with one JSON object as required."


def quick_wait(error: Temporary) -> float:
    """Seconds before a second try: those that the provider named, else a moment."""
    return random.uniform(0.1, 0.4) if error.retry_after is None else error.retry_after  # noqa: S311 - only jitter


async def _with_quick_retry(ask: Callable[[], Awaitable[Reply]], terms: Terms, started: float) -> Reply:
    try:
        return await ask()
    except Temporary as error:
        wait = quick_wait(error)
        if wait > LONGEST_WAIT or time.perf_counter() - started > terms.timeout / 3:
            raise
    await terms.pause(wait)
    return await ask()


@dataclass
class _Bill:
    """What one question has taken so far."""

    terms: Terms
    prompt: Prompt
    tokens: Tokens = field(default_factory=Tokens)
    started: float = field(default_factory=time.perf_counter)

    def usage(self) -> Usage:
        model = self.terms.models[self.prompt.tier]
        return Usage(
            provider=self.terms.provider,
            model=model,
            prompt=label(self.prompt),
            input_tokens=self.tokens.read,
            output_tokens=self.tokens.written,
            cost_usd=cost(model, self.tokens, self.terms.prices),
            latency_ms=round((time.perf_counter() - self.started) * 1000),
        )

    def on(self, error: Temporary) -> Temporary:
        """The failure, with what was paid before it."""
        if self.tokens == Tokens() or isinstance(error, Costly):
            return error
        return Costly(str(error), self.usage(), error.failure, retry_after=error.retry_after)


def label(prompt: Prompt) -> str:
    """The prompt's file and content, as stored with every answer: 'triage@1a2b3c4d'."""
    return f"{prompt.name}@{prompt.version}"


async def _until_readable(bill: _Bill, shape: type[T], ask: Ask) -> Answer[T]:
    terms, prompt, current = bill.terms, bill.prompt, bill.prompt
    for last_try in (False, True):
        reply = await _with_quick_retry(partial(ask, current), terms, bill.started)
        bill.tokens += reply.tokens
        try:
            return Answer(read(reply, shape, last_try=last_try), bill.usage())
        except _Unreadable as error:
            room = prompt.max_tokens * (2 if reply.cut else 1)
            current = replace(prompt, user=_repair(prompt.user, str(error)), max_tokens=room)
    usage = bill.usage()
    log.warning("model_output_unusable", provider=terms.provider, model=usage.model, prompt=usage.prompt, cut=reply.cut)
    raise BadOutput(f"{terms.provider} gave unusable output twice", usage)


async def ask_within_deadline(terms: Terms, prompt: Prompt, shape: type[T], ask: Ask) -> Answer[T]:
    """A value of the shape, from at most two readable tries inside the deadline.

    `ask` makes one request and raises Temporary, Permanent or Refused. Raises those, BadOutput after a failed repair,
    and Temporary when the deadline passes; Costly, with what was paid, for a Temporary after a reply that came.
    """
    bill = _Bill(terms, prompt)
    try:
        async with asyncio.timeout(terms.timeout):
            return await _until_readable(bill, shape, ask)
    except TimeoutError:
        late = Temporary(f"{terms.provider} took longer than {terms.timeout:g} s", Failure.MODEL_DOWN)
        raise bill.on(late) from None
    except Refused as error:
        bill.tokens += error.tokens
        error.cost_usd = bill.usage().cost_usd
        raise
    except Temporary as error:
        raise bill.on(error) from None
