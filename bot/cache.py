"""The cache: values that are cheaper to keep for a while than to make again. In Redis; losing it costs time only."""

from typing import Any, Protocol


class Cache(Protocol):
    """Short-lived JSON values. Never raises: what cannot be read is a miss, what cannot be kept is not kept.

    Keys name the kind and the owner first ("intent:USER:…"): nobody's values are found under another's key.
    """

    async def get(self, key: str) -> Any | None:
        """The value, None if there is none (any more)."""
        ...

    async def put(self, key: str, value: Any, seconds: int) -> None:
        """Keeps a JSON value for that long."""
        ...

    async def forget(self, key: str) -> None:
        """Drops a value."""
        ...

    async def forget_of(self, owner: str) -> bool:
        """Drops all values under keys of that owner; False if that could not be done."""
        ...

    async def close(self) -> None:
        """Lets go of its connections."""
        ...
