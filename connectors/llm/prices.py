"""What tokens cost: list prices with their date, under whatever the operator has set."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

# US dollars a million tokens, in and out, on 20 November 2026 (embeddings: a week later).
# https://developers.openai.com/api/docs/models and https://platform.claude.com/docs/en/about-claude/models. OpenAI
# doubles its input price over 272,000 tokens: our prompts are capped far below that.
LIST_PRICES: dict[str, tuple[Decimal, Decimal]] = {
    "text-embedding-3-small": (Decimal("0.02"), Decimal(0)),
    "text-embedding-3-large": (Decimal("0.13"), Decimal(0)),
    "gpt-6-luna": (Decimal("0.10"), Decimal("0.50")),
    "gpt-6.1-terra": (Decimal(1), Decimal(5)),
    "gpt-6.1-sol": (Decimal(2), Decimal(10)),
    "gpt-6-astra": (Decimal(10), Decimal(50)),
    "claude-haiku-5-5": (Decimal("0.10"), Decimal("0.50")),
    "claude-sonnet-5-5": (Decimal(2), Decimal(10)),
    "claude-opus-5-5": (Decimal(4), Decimal(20)),
    "claude-fable-5-1": (Decimal(10), Decimal(50)),
}

_MILLION = Decimal(1_000_000)
_CACHED_SHARE = Decimal("0.1")  # both vendors read cached input at a tenth
_SNAPSHOT = re.compile(r"-(\d{8}|\d{4}-\d{2}-\d{2})$")  # "gpt-6-luna-2026-09-01" costs what "gpt-6-luna" costs


@dataclass(frozen=True)
class Tokens:
    """Tokens of one answer or several. `read` counts all input; `cached` is the part of it that came from a cache."""

    read: int = 0
    written: int = 0
    cached: int = 0

    def __add__(self, other: "Tokens") -> "Tokens":
        return Tokens(self.read + other.read, self.written + other.written, self.cached + other.cached)


def count(value: object) -> int:
    """A number of tokens as a server reports it; 0 if it reports none or nonsense."""
    return value if isinstance(value, int) and value > 0 else 0


def cost(model: str, tokens: Tokens, own_prices: Mapping[str, tuple[Decimal, Decimal]]) -> Decimal:
    """US dollars for the tokens; 0 for a model whose price nobody has told us (a local one, as a rule)."""
    table = {**LIST_PRICES, **own_prices}
    price = table.get(model) or table.get(_SNAPSHOT.sub("", model))
    if price is None:
        return Decimal(0)
    fresh = max(0, tokens.read - tokens.cached) + tokens.cached * _CACHED_SHARE
    return (fresh * price[0] + tokens.written * price[1]) / _MILLION
