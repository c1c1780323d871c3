"""What the Gmail tests share: threads, a way out that never waits, and a token."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from connectors.google.client import GoogleWay
from connectors.google.transport import Transport


@dataclass
class OneToken:
    """An access token, replaced by `next` when it was rejected."""

    token: str
    next: str = ""
    owner: str = "alice"

    async def access_token(self, rejected: str = "") -> str:
        if rejected:
            self.token = self.next
        return self.token

    async def give_up(self, token: str) -> None:
        """Nobody else knows this token."""


async def no_wait(seconds: float) -> None:
    """A pause between tries that takes no time."""


@pytest.fixture
def way() -> Iterator[GoogleWay]:
    transport = Transport()
    with ThreadPoolExecutor(4) as executor:
        yield GoogleWay(transport, executor, sleep=no_wait)
    transport.close()
