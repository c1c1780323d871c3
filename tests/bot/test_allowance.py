"""Questions an hour: never more than the tier allows, whoever counts at the same time."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.allowance import NAME, Allowance, build_allowance
from bot.settings import Settings

TIERS = {"free": 20, "pro": 40, "enterprise": 60}


@pytest.fixture
async def allowances(redis_url: str) -> AsyncIterator[list[Allowance]]:
    both = [Allowance(redis_url, TIERS, "free") for _ in range(2)]
    yield both
    for one in both:
        await one.close()


async def test_fifty_at_once_over_two_connections_never_get_more_than_the_limit(allowances: list[Allowance]) -> None:
    waits = await asyncio.gather(*(allowances[n % 2].wait("u1", "free") for n in range(50)))
    assert sum(wait == 0 for wait in waits) == 20


async def test_who_is_out_is_told_how_long_to_wait(allowances: list[Allowance]) -> None:
    waits = [await allowances[0].wait("u1", "free") for _ in range(21)]
    assert 3600 / 20 - 5 < waits[-1] <= 3600 / 20


async def test_each_user_has_a_bucket_of_their_own(allowances: list[Allowance]) -> None:
    for _ in range(20):
        await allowances[0].wait("u1", "free")
    assert await allowances[0].wait("u1", "free") > 0
    assert await allowances[0].wait("u2", "free") == 0


async def test_a_higher_tier_may_ask_more_and_an_unknown_one_is_the_default(allowances: list[Allowance]) -> None:
    waits = [await allowances[0].wait("pro user", "pro") for _ in range(45)]
    assert sum(wait == 0 for wait in waits) == 40
    assert allowances[0].limit("") == allowances[0].limit("gold") == 20


async def test_a_bucket_fills_again(redis_url: str) -> None:
    quick = Allowance(redis_url, {"free": 1000}, "free", seconds=0.5)
    waits = [await quick.wait("u1", "free") for _ in range(1500)]
    assert sum(wait == 0 for wait in waits) > 1000  # what came in meanwhile
    await quick.close()


async def test_without_redis_questions_are_allowed() -> None:
    unreachable = Allowance("redis://127.0.0.1:1/0", TIERS, "free")
    assert await unreachable.wait("u1", "free") == 0
    await unreachable.close()


async def test_the_settings_say_how_many(redis_url: str) -> None:
    settings = Settings(redis_url=redis_url, ask_per_hour_free=1, ask_tier="free")
    built = build_allowance(settings)
    assert [await built.wait("u1", "") == 0 for _ in range(2)] == [True, False]
    assert built.limit("enterprise") == 10_000
    await built.close()
    assert NAME.endswith(":")
