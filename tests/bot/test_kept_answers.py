"""Kept answers in a real Valkey: one turn at a time, the same answer for five minutes, and nobody blocked for long."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from redis.asyncio import Redis

from bot.errors import Failure, Permanent, Temporary
from bot.kept_answers import KEPT_SECONDS, TURN_SECONDS, Kept, KeptAnswers, Order, Turn
from bot.redis_cache import RedisCache

ORDER = Order("u1", "POST", "/api/mailboxes/a1/sync", "key 1", b"{}")
ANSWER = Kept(202, '{"state": "started"}')


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator["Redis"]:
    async with Redis.from_url(redis_url) as client:
        yield client


@pytest.fixture
async def two(redis_url: str) -> AsyncIterator[list[KeptAnswers]]:
    """As two processes have them."""
    both = [KeptAnswers(redis_url) for _ in range(2)]
    yield both
    for one in both:
        await one.close()


async def turn(kept: KeptAnswers, order: Order = ORDER) -> Turn:
    got = await kept.begin(order)
    assert isinstance(got, Turn)
    return got


async def refused(kept: KeptAnswers, order: Order = ORDER) -> Failure:
    with pytest.raises((Permanent, Temporary)) as error:
        await kept.begin(order)
    return error.value.failure


async def test_of_fifty_at_once_over_two_processes_one_gets_the_turn(two: list[KeptAnswers]) -> None:
    told = await asyncio.gather(*(two[n % 2].begin(ORDER) for n in range(50)), return_exceptions=True)
    assert sum(isinstance(one, Turn) for one in told) == 1
    waits = [one for one in told if isinstance(one, Temporary)]
    assert len(waits) == 49 and {one.failure for one in waits} == {Failure.ONCE_RUNNING}
    assert all(one.retry_after is not None and 0 < one.retry_after <= TURN_SECONDS for one in waits)


async def test_what_was_answered_is_answered_again_for_five_minutes(two: list[KeptAnswers], redis: "Redis") -> None:
    await two[0].keep(await turn(two[0]), ANSWER)
    assert await two[1].begin(ORDER) == ANSWER == await two[0].begin(ORDER)
    assert KEPT_SECONDS - 5 <= await redis.ttl(ORDER.place) <= KEPT_SECONDS == 300
    await redis.expireat(ORDER.place, 1)  # five minutes later
    await turn(two[1])


async def test_another_body_is_refused_before_and_after_the_answer(two: list[KeptAnswers]) -> None:
    mine = await turn(two[0])
    assert await refused(two[1], replace(ORDER, body=b"[]")) is Failure.ONCE_REUSED
    await two[0].keep(mine, ANSWER)
    assert await refused(two[1], replace(ORDER, body=b"")) is Failure.ONCE_REUSED


@pytest.mark.parametrize(
    "other", [{"user_id": "u2"}, {"method": "PUT"}, {"path": "/api/mailboxes/a2/sync"}, {"key": "Key 1"}]
)
async def test_a_key_is_a_persons_own_for_one_address(two: list[KeptAnswers], other: dict[str, Any]) -> None:
    await two[0].keep(await turn(two[0]), ANSWER)
    await turn(two[0], replace(ORDER, **other))


async def test_a_turn_that_is_given_back_is_free_at_once(two: list[KeptAnswers]) -> None:
    await two[0].give_back(await turn(two[0]))
    await turn(two[1])


async def test_a_process_that_dies_blocks_the_key_for_half_a_minute_at_most(
    two: list[KeptAnswers], redis: "Redis"
) -> None:
    dead = await turn(two[0])
    assert 0 < await redis.ttl(ORDER.place) <= TURN_SECONDS == 30
    await redis.expireat(ORDER.place, 1)  # half a minute later
    alive = await turn(two[1])
    await two[0].keep(dead, Kept(202, "late"))  # it was only slow: it has no say any more
    await two[0].give_back(dead)
    assert await refused(two[0]) is Failure.ONCE_RUNNING
    await two[1].keep(alive, ANSWER)
    await two[0].give_back(dead)
    assert await two[0].begin(ORDER) == ANSWER


async def test_what_is_forgotten_of_a_person_goes_with_the_rest_of_the_cache(
    two: list[KeptAnswers], redis_url: str
) -> None:
    for order in (ORDER, replace(ORDER, user_id="u2")):
        await two[0].keep(await turn(two[0], order), ANSWER)
    cache = RedisCache(redis_url)
    assert await cache.forget_of("u1")
    await cache.close()
    await turn(two[0])
    assert await two[0].begin(replace(ORDER, user_id="u2")) == ANSWER


async def test_neither_the_key_nor_the_body_can_be_read_in_redis(two: list[KeptAnswers], redis: "Redis") -> None:
    secret = replace(ORDER, key="hunter2", body=b'{"secret": "swordfish"}')
    await two[0].keep(await turn(two[0], secret), ANSWER)
    names = await redis.keys("*")
    everything = str(names) + str([await redis.get(name) for name in names])
    assert "hunter2" not in everything and "swordfish" not in everything


async def test_without_redis_nobody_gets_a_turn_and_an_answer_is_still_given() -> None:
    away = KeptAnswers("redis://127.0.0.1:1/0")
    assert await refused(away) is Failure.SERVICE_DOWN
    await away.keep(Turn(ORDER, "x"), ANSWER)
    await away.give_back(Turn(ORDER, "x"))
    await away.close()
