"""Times are written in one form everywhere."""

from datetime import UTC, datetime, timedelta

import pytest

from assistant.asking.times.wording import moment_words, span_words

AT = datetime(2026, 11, 30, 9, tzinfo=UTC)
DAY = datetime(2026, 12, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ends", "told"),
    [
        (None, "Monday 30 November 2026, 10:00"),
        (AT, "Monday 30 November 2026, 10:00"),
        (AT + timedelta(minutes=90), "Monday 30 November 2026, 10:00 to 11:30"),
        (AT + timedelta(days=2), "Monday 30 November 2026, 10:00 to Wednesday 2 December 2026, 10:00"),
    ],
)
def test_a_time_is_told_in_the_readers_zone_with_both_days_where_it_takes_several(
    ends: datetime | None, told: str
) -> None:
    assert span_words(AT, ends, "Europe/Berlin") == told
    assert moment_words(AT, "America/New_York") == "Monday 30 November 2026, 04:00"


@pytest.mark.parametrize(
    ("days", "told"),
    [(1, "Tuesday 22 December 2026, all day"), (3, "Tuesday 22 December 2026 to Thursday 24 December 2026, all day")],
)
def test_whole_days_are_the_same_everywhere_and_end_on_their_last(days: int, told: str) -> None:
    assert span_words(DAY, DAY + timedelta(days=days), "America/New_York", all_day=True) == told
