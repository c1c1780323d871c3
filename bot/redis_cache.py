"""The cache in Redis: JSON under a name of its own, with an end, and quick to give up."""

import json
from typing import Any

import structlog
from redis import RedisError

from bot.redis_client import open_redis

log = structlog.get_logger(__name__)

NAME = "mailroom:cache:"  # the queue lives in the same Redis
PATIENCE_SECONDS = 0.5  # a cache that takes longer saves no time
LARGEST = 256 * 1024  # bytes of a value


class RedisCache:
    """A bot.cache.Cache. Connects at the first question asked of it."""

    def __init__(self, url: str) -> None:
        self._redis = open_redis(url, PATIENCE_SECONDS)

    async def get(self, key: str) -> Any | None:
        """The value, None if there is none (any more)."""
        try:
            kept = await self._redis.get(NAME + key)
            return json.loads(kept) if kept is not None else None
        except (RedisError, OSError, ValueError) as error:
            self._tell("get", error)
            return None

    async def put(self, key: str, value: Any, seconds: int) -> None:
        """Keeps a JSON value for that long."""
        try:
            written = json.dumps(value)
            if len(written) <= LARGEST:
                await self._redis.set(NAME + key, written, ex=seconds)
        except (RedisError, OSError, TypeError, ValueError) as error:
            self._tell("put", error)

    async def forget(self, key: str) -> None:
        """Drops a value."""
        try:
            await self._redis.delete(NAME + key)
        except (RedisError, OSError) as error:
            self._tell("forget", error)

    async def forget_of(self, owner: str) -> bool:
        """Drops all values under keys of that owner; False if that could not be done."""
        try:
            async for key in self._redis.scan_iter(match=f"{NAME}*:{owner}:*", count=1_000):
                await self._redis.delete(key)
        except (RedisError, OSError) as error:
            self._tell("forget_of", error)
            return False
        return True

    async def close(self) -> None:
        """Lets go of its connections."""
        await self._redis.aclose()

    def _tell(self, what: str, error: Exception) -> None:
        log.warning("cache_failed", what=what, kind=type(error).__name__)
