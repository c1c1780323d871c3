"""How our parts talk to Redis: quick to give up."""

from typing import Any

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff


def open_redis(url: str, patience: float, **more: Any) -> "Redis":
    """A client that connects when it is first used. `patience` is in seconds, for a connection and for an answer; one
    retry covers a connection that went stale."""
    return Redis.from_url(
        url, socket_timeout=patience, socket_connect_timeout=patience, retry=Retry(NoBackoff(), 1), **more
    )
