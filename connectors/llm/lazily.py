"""An SDK's client, made at the first question: its import takes a second, which who asks nothing should not pay."""

from collections.abc import Callable
from typing import Generic, Protocol, TypeVar


class Client(Protocol):
    """What an SDK asks with."""

    async def close(self) -> None:
        """Lets go of the connections."""


C = TypeVar("C", bound=Client)


class Lazily(Generic[C]):
    """A client that `make` makes when it is first wanted."""

    def __init__(self, make: Callable[[], C]) -> None:
        self._make = make
        self._client: C | None = None

    def __call__(self) -> C:
        """The client, which stays open until `close`."""
        if self._client is None:
            self._client = self._make()
        return self._client

    async def close(self) -> None:
        """Lets go of the connections."""
        if self._client is not None:
            await self._client.close()
            self._client = None
