"""What goes wrong, or happens meanwhile, at the calls of a stand-in in memory."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field


@dataclass
class Trouble:
    """What goes wrong at one call: the error, and whether the stand-in acts before it comes."""

    error: BaseException
    acts: bool


@dataclass
class Troubles:
    """What waits for the next calls of each method, by its name."""

    waiting: dict[str, deque[Trouble]] = field(default_factory=dict)
    races: dict[str, Callable[[], Awaitable[object]]] = field(default_factory=dict)

    def add(self, method: str, error: BaseException, acts: bool, times: int) -> None:
        """The next calls of that method raise the error; with `acts`, after doing all that was asked."""
        self.waiting.setdefault(method, deque()).extend([Trouble(error, acts)] * times)

    async def meet(self, method: str) -> Trouble | None:
        """Lets happen what is to happen at this call: raises, or gives the trouble that comes after acting."""
        await asyncio.sleep(0)  # a real call always lets others run
        if act := self.races.pop(method, None):
            await act()
        waiting = self.waiting.get(method)
        trouble = waiting.popleft() if waiting else None
        if trouble and not trouble.acts:
            raise trouble.error
        return trouble


def raise_after(trouble: Trouble | None) -> None:
    """The end of a call that did all that was asked."""
    if trouble:
        raise trouble.error
