"""The stand-in model in this process: the same mind as over the wire, without the wire, so that it costs no time."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

from connectors.llm.model import Answer, Prompt, T, Usage
from connectors.llm.openai import strict_schema
from sandbox.models.obeying import obey
from sandbox.models.wit import Asked, speak

Mind = Callable[[Asked], str]


class StandIn:
    """A Model that answers deterministically from what stands in the prompt. `prompts` is what it was asked."""

    name = "stand-in"

    def __init__(self, mind: Mind = speak) -> None:
        self._mind = mind
        self.prompts: list[Prompt] = []

    async def parse(self, prompt: Prompt, shape: type[T]) -> Answer[T]:
        """A value of the shape."""
        self.prompts.append(prompt)
        schema = strict_schema(shape)
        told = self._mind(Asked(prompt.system, prompt.user, schema, datetime.now(UTC)))
        usage = Usage(self.name, "stand-in", f"{prompt.name}@{prompt.version}", 0, 0, Decimal(0), 0)
        return Answer(shape.model_validate_json(told, context={"last_try": True}), usage)

    async def close(self) -> None:
        """Nothing to let go of."""


def gullible() -> StandIn:
    """A model that does whatever it reads."""
    return StandIn(obey)
