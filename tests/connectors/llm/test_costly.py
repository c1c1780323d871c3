"""Failures that are paid for say what they took."""

import asyncio
from collections.abc import Callable
from decimal import Decimal

import pytest
from pydantic import SecretStr

from bot.errors import Failure, Temporary
from connectors.llm.asking import BadOutput, Costly, Reply, Terms, ask_within_deadline
from connectors.llm.failover import Failover
from connectors.llm.model import Prompt, Refused
from connectors.llm.prices import Tokens
from tests.connectors.llm.test_failover import DOWN, Queued, usage
from tests.connectors.llm.wires import Colour, prompt

A_DOLLAR = Tokens(1_000_000, 0)


def terms(timeout: float = 30.0) -> Terms:
    models = {"fast": "m", "strong": "m"}
    return Terms("some", "", SecretStr(""), models, timeout, {"m": (Decimal(1), Decimal(1))})  # type: ignore[arg-type]


def in_turn(*steps: Reply | Exception) -> Callable[[Prompt], object]:
    """Answers or raises these; hangs when they are used up."""
    left = list(steps)

    async def ask(_: Prompt) -> Reply:
        if not left:
            await asyncio.Event().wait()
        step = left.pop(0)
        if isinstance(step, Exception):
            raise step
        return step

    return ask


async def failure(*steps: Reply | Exception, timeout: float = 30.0) -> Exception:
    with pytest.raises((Temporary, Refused)) as caught:
        await ask_within_deadline(terms(timeout), prompt(), Colour, in_turn(*steps))  # type: ignore[arg-type]
    return caught.value


async def test_a_failure_after_a_reply_that_came_says_what_that_took() -> None:
    busy = Temporary("429", Failure.RATE_LIMIT, retry_after=60)
    error = await failure(Reply("nonsense", A_DOLLAR), busy)
    assert isinstance(error, Costly) and not isinstance(error, BadOutput)
    assert (error.usage.cost_usd, error.failure, error.retry_after) == (Decimal(1), Failure.RATE_LIMIT, 60.0)


async def test_so_does_a_deadline_that_passes_during_the_repair() -> None:
    error = await failure(Reply("nonsense", A_DOLLAR), timeout=0.05)
    assert isinstance(error, Costly) and error.usage.cost_usd == 1


async def test_a_failure_before_any_reply_took_nothing() -> None:
    assert type(await failure(Temporary("429", retry_after=60))) is Temporary


async def test_a_refusal_says_what_it_took_with_what_came_before() -> None:
    error = await failure(Reply("nonsense", A_DOLLAR), Refused("no", A_DOLLAR))
    assert isinstance(error, Refused) and error.cost_usd == 2


async def test_when_nobody_answers_the_cost_of_all_is_told() -> None:
    bad = [Queued(name, BadOutput("twice", usage(name, "0.50"))) for name in ("first", "second")]
    with pytest.raises(Costly) as caught:
        await Failover([*bad, Queued("third", DOWN)]).parse(prompt(), Colour)
    assert caught.value.usage.cost_usd == 1


async def test_a_refusal_counts_what_the_providers_before_it_took() -> None:
    bad = Queued("first", BadOutput("twice", usage("first", "0.50")))
    with pytest.raises(Refused) as caught:
        await Failover([bad, Queued("second", Refused("no"))]).parse(prompt(), Colour)
    assert caught.value.cost_usd == Decimal("0.50")
