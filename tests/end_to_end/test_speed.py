"""How long it takes from writing a mail on the page to its card (SPEC DR4)."""

import time

import pytest
from playwright.async_api import expect

from tests.end_to_end.desk import Desk
from tests.end_to_end.play import QUESTION, fresh

pytestmark = pytest.mark.asyncio(loop_scope="session")


TRIES = 4  # other tests run beside these: one that got the processor tells what the application needs


async def _seconds_to_card(desk: Desk, goal: float) -> float:
    """The least of some tries, of which there are no more once one has reached the goal."""
    least = float("inf")
    for _ in range(TRIES):
        subject = fresh("How long")
        await desk.write_to_oneself(subject, QUESTION)
        began = time.monotonic()
        await desk.is_ready(subject)
        least = min(least, time.monotonic() - began)
        if least < goal:
            break
    return least


async def test_without_a_model_the_card_comes_within_two_seconds(plain_desk: Desk) -> None:
    assert await _seconds_to_card(plain_desk, 2) < 2
    await expect(plain_desk.newest).to_contain_text("a template, without a model")


async def test_with_a_model_the_card_comes_within_ten_seconds(desk: Desk) -> None:
    assert await _seconds_to_card(desk, 10) < 10
    await expect(desk.newest).to_contain_text("written by a model")
