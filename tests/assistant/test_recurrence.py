"""Series in words, and when they take place next."""

import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from assistant.recurrence import in_words, next_time
from connectors.calendar.source import Event

START = datetime(2026, 11, 2, 9, tzinfo=ZoneInfo("Europe/London"))  # a Monday
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ((), ""),
        (("RRULE:FREQ=DAILY",), "every day"),
        (("RRULE:FREQ=WEEKLY;BYDAY=MO,WE,FR",), "every week on Monday, Wednesday and Friday"),
        (("RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;COUNT=10",), "every 2 weeks on Tuesday 10 times"),
        (("RRULE:FREQ=MONTHLY;BYDAY=-1FR",), "every month on last Friday"),
        (("EXDATE:20261109T090000Z", "RRULE:FREQ=YEARLY;UNTIL=20300101T000000Z"), "every year until 1 January 2030"),
        (("RRULE:FREQ=WEEKLY;UNTIL=20301399",), "every week"),
        (("RRULE:FREQ=HOURLY",), "repeatedly"),
        (("nonsense",), "repeatedly"),
    ],
)
def test_rules_are_told_in_words(rules: tuple[str, ...], words: str) -> None:
    assert in_words(rules) == words


def begins(*rules: str, start: datetime = START, all_day: bool = False, now: datetime = NOW) -> datetime:
    length = timedelta(days=1) if all_day else timedelta(hours=1)
    return next_time(Event("e", "x", start, start + length, all_day=all_day, recurrence=rules), now)[0]


@pytest.mark.parametrize(
    ("rules", "day"),
    [
        (("RRULE:FREQ=WEEKLY",), 23),
        (("RRULE:FREQ=WEEKLY;COUNT=2",), 9),  # it is over: its last time
        (("RRULE:FREQ=WEEKLY;UNTIL=20261110T000000Z",), 9),
        (("RRULE:FREQ=WEEKLY", "EXDATE;TZID=Europe/London:20261123T090000"), 30),
        (("RRULE:FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR",), 23),
        (("RRULE:FREQ=DAILY;INTERVAL=7;BYDAY=TU",), 2),  # never: its own time, without trying
        (("RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",), 2),
        (("RRULE:FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=31",), 2),
        (("RRULE:FREQ=SECONDLY;BYHOUR=3",), 2),
        (("RRULE:FREQ=WEEKLY", "EXRULE:FREQ=SECONDLY"), 2),
        (("RRULE:FREQ=WEEKLY;INTERVAL=0",), 2),
        (("RRULE:FREQ=WEEKLY", "EXDATE:20261123T090000Z"), 30),
        (("RRULE:FREQ=WEEKLY", "RDATE:20261121T090000Z"), 21),
        (("RRULE:FREQ=WEEKLY", "EXDATE;TZID=/etc/passwd:20261123T090000"), 2),
        (("RRULE:FREQ=WEEKLY", "EXDATE;VALUE=DATE"), 2),
        (("RRULE:FREQ=MONTHLY;BYDAY=4TU",), 24),
        (("RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",), 30),
        (("RRULE:FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=28",), 28),
        (("RRULE:FREQ=MONTHLY;BYMONTHDAY=25",), 25),
        (("RRULE:FREQ=WEEKLY;UNTIL=20261110T000000",), 2),  # cannot be read
        (("nonsense",), 2),
        ((), 2),
    ],
)
def test_the_next_time_of_a_series_is_found(rules: tuple[str, ...], day: int) -> None:
    assert begins(*rules) == START.replace(day=day)


def test_a_rule_that_no_day_fits_costs_no_time() -> None:
    began = time.process_time()
    for filters in (
        "DAILY;BYMONTH=2;BYMONTHDAY=30",
        "YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "YEARLY;BYWEEKNO=54",
        "MONTHLY;BYDAY=5MO;BYSETPOS=4",
        "MONTHLY;BYDAY=9MO",
        "WEEKLY;BYSETPOS=9",
    ):
        begins(f"RRULE:FREQ={filters}")
    assert time.process_time() - began < 0.1


@pytest.mark.parametrize(
    "rules",
    [
        ("EXDATE:20260101T090000Z RRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30",),
        ("RRULE:FREQ=DAILY", "EXDATE:20260101T090000Z\nEXRULE:FREQ=SECONDLY"),
        ("RRULE:FREQ=DAILY;UNTIL=20300101 RRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30",),
        ("RRULE:FREQ=MONTHLY;BYMONTHDAY=32",),
        ("RRULE:FREQ=MONTHLY;BYMONTHDAY=0,-40",),
        ("RRULE:FREQ=DAILY",) * 300,
        ("RDATE:" + "20200101T090000Z," * 20_000,),
    ],
)
def test_a_rule_hidden_in_a_line_is_not_tried(rules: tuple[str, ...]) -> None:
    began = time.process_time()
    assert begins(*rules, now=START.replace(year=2030)) == START
    assert time.process_time() - began < 0.1


def test_whole_days_recur_too() -> None:
    start = datetime(2026, 11, 2, tzinfo=UTC)
    rules = ("RRULE:FREQ=WEEKLY;UNTIL=20261231", "EXDATE;VALUE=DATE:20261123")
    assert begins(*rules, start=start, all_day=True) == start.replace(day=30)


def test_the_one_under_way_counts_as_next_and_an_old_series_is_not_counted_through() -> None:
    assert begins("RRULE:FREQ=WEEKLY", now=START.replace(day=9, hour=9, minute=30).astimezone(UTC)).day == 9
    old = START.replace(year=1990)
    assert begins("RRULE:FREQ=DAILY", start=old) == old


def test_a_series_keeps_its_hour_over_a_change_of_clocks() -> None:
    summer = datetime(2026, 10, 5, 9, tzinfo=ZoneInfo("Europe/London"))
    assert begins("RRULE:FREQ=WEEKLY", start=summer).astimezone(UTC).hour == 9


def test_an_event_that_lasts_for_ever_takes_place_when_it_begins() -> None:
    for_ever = Event("e", "x", START, datetime(9998, 12, 31, tzinfo=UTC), recurrence=("RRULE:FREQ=DAILY",))
    assert next_time(for_ever, NOW) == (for_ever.begins, for_ever.ends)
