"""Expressions of time that count from now: "last week", "3 days ago", "Friday"."""

import re
from dataclasses import replace

from assistant.asking.times import words
from assistant.asking.times.span import (
    DAY,
    GRAINS,
    Clock,
    Maker,
    Span,
    months_of,
    number_of,
    rolling_span,
    unit_of,
    unit_span,
)


def unit_away(steps: int) -> Maker:
    """The unit before or after this one: "last week", "el mes pasado"."""

    def make(match: re.Match[str], clock: Clock) -> Span | None:
        unit = unit_of(match["unit"])
        if unit == "hour" or (unit == "day" and steps == 0):
            return None
        if unit in ("day", "fortnight") and steps:
            return rolling_span(match, clock, unit, 1, steps)
        first, until = unit_span(unit, steps, clock.today)
        return Span(*match.span(), first, until, GRAINS[unit])

    return make


def units_counted(sign: int) -> Maker:
    """So many units up to now, or from now: "the last 3 days"."""

    def make(match: re.Match[str], clock: Clock) -> Span | None:
        few = match["few"] if "few" in match.re.groupindex else None
        number = 3 if few else number_of(match["n"]) if match["n"] else 1
        if not 0 < number < 400:
            return None
        unit = unit_of(match["unit"])
        if unit == "year" and number > 60:
            return None
        return rolling_span(match, clock, unit, number, sign)

    return make


def older_than(match: re.Match[str], clock: Clock) -> Span | None:
    """All before so long ago: "older than 2 years"."""
    unit, number = unit_of(match["unit"]), number_of(match["n"])
    if unit == "hour" or number > 60:
        return None
    recent = rolling_span(match, clock, unit, number, -1)
    return replace(recent, until=recent.first, endless=True)


def so_long_ago(match: re.Match[str], clock: Clock) -> Span | None:
    """The day of "3 days ago", the week of "two weeks ago"; "a few days ago" is the week before yesterday."""
    unit = unit_of(match["unit"])
    if match["few"]:
        days = {"hour": 1, "day": 1, "week": 7, "fortnight": 14}.get(unit, 31 * months_of(unit))
        low, high = (7 * days, 2 * days) if unit == "day" else (5 * days, days)
        if unit == "hour":
            return Span(*match.span(), clock.today, clock.today + DAY, "day")
        return Span(*match.span(), clock.today - DAY * low, clock.today - DAY * (high - 1), "range")
    number = number_of(match["n"])
    if unit == "hour":
        return Span(*match.span(), clock.today, clock.today + DAY, "hours", back=-(number + 1))
    if unit == "day" or number > 120:
        number = min(number, 999)
        return Span(*match.span(), clock.today - DAY * number, clock.today - DAY * (number - 1), "day")
    first, until = unit_span(
        "week" if unit == "fortnight" else unit, -number * (2 if unit == "fortnight" else 1), clock.today
    )
    return Span(*match.span(), first, until, GRAINS.get(unit, "week"))


def relative_day(days: int) -> Maker:
    """Today, yesterday, tomorrow …"""
    return lambda match, clock: Span(*match.span(), clock.today + DAY * days, clock.today + DAY * (days + 1), "day")


def part_of_day(days: int, begin: int, end: int) -> Maker:
    """Hours of a day so many days from today: "this morning", "last night"."""

    def make(match: re.Match[str], clock: Clock) -> Span | None:
        day = clock.today + DAY * days
        return Span(*match.span(), day, day + DAY, "day", hours=(begin, end))

    return make


def named_weekday(match: re.Match[str], clock: Clock) -> Span | None:
    """The last Friday, or the next one where the question looks ahead, unless it says which."""
    name = match["name"]
    number = words.SHORT_WEEKDAYS.get(name, words.PORTUGUESE_WEEKDAYS.get(name, -1))
    if number < 0:
        number = next(n for n, pattern in words.WEEKDAYS.items() if re.fullmatch(pattern, name))
    gap = (number - clock.today.weekday()) % 7
    parts = match.groupdict()
    if parts.get("next") or parts.get("later"):
        move = gap or 7
        move += 7 if clock.language in ("en", "de", "nl") and move <= 6 - clock.today.weekday() else 0
    elif parts.get("last") or parts.get("earlier"):
        move = gap - 7
    elif parts.get("this"):
        move = number - clock.today.weekday()
        move += 7 if clock.ahead and move < 0 else 0
    else:
        move = gap or 7 if clock.ahead else gap - 7
    day = clock.today + DAY * move
    bare = name in words.SHORT_WEEKDAYS or name in words.PORTUGUESE_WEEKDAYS or not match.re.groupindex.get("name")
    moved = any(parts.get(key) for key in ("next", "last", "this", "later", "earlier"))
    return Span(*match.span(), day, day + DAY, "weekday", bare=bare and not moved)


def this_weekend(match: re.Match[str], clock: Clock) -> Span | None:
    """The weekend that is on or is next, or the last one."""
    steps = 0 if clock.ahead or clock.today.weekday() > 4 else -1
    return Span(*match.span(), *unit_span("weekend", steps, clock.today), "weekend", bare=True)
