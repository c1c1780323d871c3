"""The rate limit of one process: a minute's worth at once, then evenly, for each key by itself."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import limits
from bot.limits import PerMinute


@dataclass
class Hands:
    """A clock moved by hand."""

    at: float = 1000.0

    def __call__(self) -> float:
        return self.at


def test_a_minutes_worth_may_come_at_once_and_the_next_one_waits() -> None:
    limit = PerMinute(3, Hands())
    assert [limit.wait("a") for _ in range(4)] == [0, 0, 0, pytest.approx(20)]


def test_what_is_refused_costs_nothing() -> None:
    hands = Hands()
    limit = PerMinute(1, hands)
    assert limit.wait("a") == 0
    for _ in range(10):
        assert limit.wait("a") > 0
    hands.at += 60
    assert limit.wait("a") == 0


def test_the_bucket_fills_evenly_and_never_over() -> None:
    hands = Hands()
    limit = PerMinute(60, hands)
    for _ in range(60):
        limit.wait("a")
    hands.at += 2.5
    assert [limit.wait("a") > 0 for _ in range(3)] == [False, False, True]
    hands.at += 3600
    assert [limit.wait("a") > 0 for _ in range(61)] == [False] * 60 + [True]


def test_keys_do_not_disturb_each_other() -> None:
    limit = PerMinute(1, Hands())
    assert (limit.wait("a"), limit.wait("b"), limit.wait("a") > 0) == (0, 0, True)


def test_a_flood_of_keys_takes_bounded_memory_and_forgets_the_longest_silent() -> None:
    limit = PerMinute(1, Hands())
    for number in range(limits.KEYS_AT_MOST + 10):
        limit.wait(str(number))
    assert limit.wait("0") == 0  # forgotten, and so allowed again
    assert limit.wait(str(limits.KEYS_AT_MOST)) > 0


@given(st.lists(st.floats(0, 30), min_size=1, max_size=60), st.integers(1, 20))
def test_whoever_waits_as_told_is_allowed_and_the_rate_holds(pauses: list[float], rate: int) -> None:
    hands = Hands()
    limit = PerMinute(rate, hands)
    allowed = 0
    for pause in pauses:
        hands.at += pause
        wait = limit.wait("a")
        allowed += wait == 0
        if wait:
            hands.at += wait + 1e-6
            assert limit.wait("a") == 0
            allowed += 1
    assert allowed <= rate + (hands.at - 1000) * rate / 60 + 1e-3
