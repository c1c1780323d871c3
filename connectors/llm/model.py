"""The model socket: one prompt in, one validated value out, with what it cost. One file a vendor beside this one."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, Literal, Protocol, TypeVar

from pydantic import BaseModel

from connectors.llm.prices import Tokens

T = TypeVar("T", bound=BaseModel)
Tier = Literal["fast", "strong"]


@dataclass(frozen=True)
class Prompt:
    """What a model is told. `user` holds mail text only between fences; `version` names the prompt file's content."""

    name: str
    version: str
    tier: Tier
    system: str
    user: str
    max_tokens: int = 1200


@dataclass(frozen=True)
class Usage:
    """What one answer took. Cost in US dollars, latency in milliseconds over all its tries."""

    provider: str
    model: str
    prompt: str  # "triage@1a2b3c"
    input_tokens: int
    output_tokens: int
    cost_usd: Decimal
    latency_ms: int


@dataclass(frozen=True)
class Answer(Generic[T]):
    """A validated value and what it took."""

    value: T
    usage: Usage


class Refused(Exception):
    """The model declined to answer this prompt: a person should look; asking another model blindly is not right.

    `tokens` is what this reply took, `cost_usd` what the whole question did.
    """

    def __init__(self, message: str = "", tokens: Tokens | None = None) -> None:
        super().__init__(message)
        self.tokens = tokens or Tokens()
        self.cost_usd = Decimal(0)


class Model(Protocol):
    """A language model, or a chain of them."""

    name: str

    async def parse(self, prompt: Prompt, shape: type[T]) -> Answer[T]:
        """A value of the shape. Raises Temporary, Permanent (bot.errors) or Refused."""
        ...

    async def close(self) -> None:
        """Lets go of its connections."""
        ...
