"""The cache in Redis: per key, with an end, and never in the way."""

from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from bot.redis_cache import LARGEST, NAME, RedisCache


@pytest.fixture
async def cache(redis_url: str) -> AsyncIterator[RedisCache]:
    cache = RedisCache(redis_url)
    yield cache
    await cache.close()


async def test_a_value_comes_back_as_it_was(cache: RedisCache) -> None:
    await cache.put("intent:u1:x", {"steps": [1, "zwei", None]}, 60)
    assert await cache.get("intent:u1:x") == {"steps": [1, "zwei", None]}
    assert await cache.get("intent:u2:x") is None


async def test_a_value_has_an_end_and_a_name_of_our_own(cache: RedisCache, redis_url: str) -> None:
    await cache.put("intent:u1:x", 1, 300)
    async with Redis.from_url(redis_url) as redis:
        assert await redis.keys() == [f"{NAME}intent:u1:x".encode()]
        assert 298 <= await redis.ttl(f"{NAME}intent:u1:x") <= 300


async def test_a_forgotten_value_is_gone(cache: RedisCache) -> None:
    await cache.put("k", 1, 60)
    await cache.forget("k")
    assert await cache.get("k") is None


async def test_what_is_no_json_is_a_miss(cache: RedisCache, redis_url: str) -> None:
    async with Redis.from_url(redis_url) as redis:
        await redis.set(f"{NAME}k", b"\xff{")
    assert await cache.get("k") is None


async def test_what_cannot_be_written_is_not_kept(cache: RedisCache) -> None:
    await cache.put("object", object(), 60)
    await cache.put("large", "x" * LARGEST, 60)
    assert await cache.get("object") is None
    assert await cache.get("large") is None


async def test_without_redis_everything_is_a_miss() -> None:
    cache = RedisCache("redis://127.0.0.1:1/0")
    await cache.put("k", 1, 60)
    assert await cache.get("k") is None
    await cache.forget("k")
    await cache.close()
