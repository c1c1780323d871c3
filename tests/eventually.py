"""Waiting for something to become true, where there is no event to wait for."""

import asyncio
from collections.abc import Awaitable, Callable


async def eventually(check: Callable[[], bool | Awaitable[bool]], seconds: float = 10) -> None:
    """Returns once `check` says yes. Raises TimeoutError if it does not within that time."""
    async with asyncio.timeout(seconds):
        while True:
            answer = check()
            if answer if isinstance(answer, bool) else await answer:
                return
            await asyncio.sleep(0.005)
