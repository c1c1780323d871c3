"""What an answer costs."""

from decimal import Decimal

from bot.settings import Settings
from connectors.llm.prices import LIST_PRICES, Tokens, cost


def test_list_prices_are_for_a_million_tokens() -> None:
    assert cost("gpt-6.1-terra", Tokens(1_000_000, 1_000_000), {}) == Decimal(6)


def test_a_dated_snapshot_costs_what_its_model_costs() -> None:
    tokens = Tokens(1000, 1000)
    assert cost("gpt-6-luna-2026-09-01", tokens, {}) == cost("gpt-6-luna", tokens, {}) > 0
    assert cost("claude-haiku-5-5-20260901", tokens, {}) == cost("claude-haiku-5-5", tokens, {}) > 0


def test_cached_input_costs_a_tenth() -> None:
    assert cost("gpt-6-astra", Tokens(1_000_000, 0, cached=1_000_000), {}) == Decimal(1)


def test_an_unknown_model_costs_nothing() -> None:
    assert cost("qwen3:8b", Tokens(1000, 1000), {}) == 0


def test_the_operators_price_goes_before_the_list() -> None:
    own = {"gpt-6-luna": (Decimal(7), Decimal(0))}
    assert cost("gpt-6-luna", Tokens(1_000_000, 5), own) == Decimal(7)


def test_every_default_model_that_answers_has_a_list_price() -> None:
    settings = Settings(_env_file=None)
    names = {name for field, name in settings.model_dump().items() if field.endswith(("_model_fast", "_model_strong"))}
    assert len(names) == 4
    assert names <= set(LIST_PRICES)


def test_exact_sums_stay_exact() -> None:
    assert Tokens(1, 2, 1) + Tokens(10, 20, 0) == Tokens(11, 22, 1)
