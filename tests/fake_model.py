"""A model in memory with queued answers."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import TypeVar

from pydantic import BaseModel

from connectors.llm.model import Answer, Prompt, Usage

T = TypeVar("T", bound=BaseModel)


class FakeModel:
    """A model with queued answers; `prompts` is what it was asked. Out of answers, it fails the test."""

    name = "fake"

    def __init__(self, *answers: BaseModel | BaseException, provider: str = "openai") -> None:
        self.answers = deque(answers)
        self.prompts: list[Prompt] = []
        self.provider = provider
        self._meanwhile: Callable[[], Awaitable[object]] | None = None

    def meanwhile(self, act: Callable[[], Awaitable[object]]) -> None:
        """Does something else while the next answer is under way."""
        self._meanwhile = act

    async def parse(self, prompt: Prompt, shape: type[T]) -> Answer[T]:
        self.prompts.append(prompt)
        await asyncio.sleep(0)
        if act := self._meanwhile:
            self._meanwhile = None
            await act()
        assert self.answers, f"the model was asked {prompt.name} once too often"
        answer = self.answers.popleft()
        if isinstance(answer, BaseException):
            raise answer
        assert isinstance(answer, shape)
        usage = Usage(self.provider, "gpt-test", f"{prompt.name}@{prompt.version}", 900, 120, Decimal("0.00123"), 850)
        return Answer(answer, usage)

    async def close(self) -> None:
        """Nothing to let go of."""
