"""An expression of time in a question, and the arithmetic of days, weeks, months and years."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from assistant.asking.question.folding import fold
from assistant.asking.times import words
from assistant.dates import MONTHS as NAMED_MONTHS

Grain = Literal["hours", "day", "weekday", "weekend", "week", "month", "quarter", "year", "range"]


DAY = timedelta(days=1)


@dataclass(frozen=True)
class Clock:
    """What a question is read against: its day, and whether it looks ahead ("am I free on Friday?")."""

    today: date
    ahead: bool
    language: str


@dataclass(frozen=True)
class Span:
    """An expression of time from character `start` to `end`: the days `first` up to `until` (excluded).

    `bare` ones count only behind a preposition ("in May"); `dated` ones are of the calendar rather than of now
    ("January 2002", not "last week"). `hours` narrow a single day; `back` are hours counted back from now.
    `closed` ones name both their ends, `endless` ones only their last.
    """

    start: int
    end: int
    first: date
    until: date
    grain: Grain
    bare: bool = False
    dated: bool = False
    has_year: bool = True
    hours: tuple[int, int] | None = None
    back: int = 0
    closed: bool = False
    endless: bool = False


Maker = Callable[[re.Match[str], Clock], Span | None]


MONTHS = {fold(name): number for name, number in NAMED_MONTHS.items()}


GRAINS: Mapping[str, Grain] = {
    "day": "day", "fortnight": "range", "week": "week", "weekend": "weekend", "month": "month", "quarter": "quarter",
    "year": "year",
}  # fmt: skip


def month_after(day: date, months: int = 1) -> date:
    """The first day of the month so many months on."""
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def number_of(text: str | None) -> int:
    """The number that digits or a word say; 0 where nothing was said, 1 for "a" and the like."""
    return 0 if not text else int(text) if text.isdigit() else words.NUMBERS.get(text, 1)


def unit_of(text: str) -> str:
    """The unit that a word names."""
    return next(unit for unit, pattern in words.UNITS.items() if re.fullmatch(pattern, text))


def unit_span(unit: str, steps: int, today: date) -> tuple[date, date]:
    """The calendar week, month … so many steps from the present one."""
    if unit == "day":
        return today + DAY * steps, today + DAY * (steps + 1)
    if unit == "fortnight":
        return today + DAY * (14 * steps), today + DAY * (14 * steps + 14)
    if unit in ("week", "weekend"):
        monday = today + DAY * (7 * steps - today.weekday())
        return (monday, monday + DAY * 7) if unit == "week" else (monday + DAY * 5, monday + DAY * 7)
    if unit == "year":
        return date(today.year + steps, 1, 1), date(today.year + steps + 1, 1, 1)
    months = 3 if unit == "quarter" else 1
    begin = today.replace(day=1, month=today.month - (today.month - 1) % months)
    return month_after(begin, months * steps), month_after(begin, months * (steps + 1))


def rolling_span(match: re.Match[str], clock: Clock, unit: str, number: int, sign: int) -> Span:
    """So many units up to today (`sign` -1) or from today on (1), today included; hours are counted from now."""
    if unit == "hour":
        return Span(*match.span(), clock.today, clock.today + DAY, "hours", back=sign * number)
    days = {"day": 1, "week": 7, "fortnight": 14, "weekend": 7}.get(unit, 0) * number
    if sign < 0:
        first = clock.today - DAY * days if days else _months_back(clock.today, months_of(unit) * number)
        return Span(*match.span(), first, clock.today + DAY, "range")
    until = clock.today + DAY * days if days else _months_back(clock.today, -months_of(unit) * number)
    return Span(*match.span(), clock.today, until + DAY, "range")


def months_of(unit: str) -> int:
    """How many months the unit has; 1 for what is shorter."""
    return {"month": 1, "quarter": 3, "year": 12}.get(unit, 1)


def _months_back(day: date, months: int) -> date:
    """The number that a word or digits name; 0 without either."""
    begin = month_after(day, -months)
    return min(begin + DAY * (day.day - 1), month_after(begin) - DAY)


def year_of(clock: Clock, month: int, day: int | None) -> int:
    """The year that is meant where none is named: the last such month or day, or the next one."""
    today = clock.today
    here = (month, day or today.day)
    now = (today.month, today.day)
    if clock.ahead:
        return today.year if here >= now else today.year + 1
    return today.year if here <= now else today.year - 1


def day_span(place: tuple[int, int], year: int, month: int, day: int, has_year: bool) -> Span | None:
    """One day; None if there is no such day."""
    try:
        first = date(year, month, day)
    except ValueError:
        return None
    return Span(*place, first, first + DAY, "day", dated=True, has_year=has_year)
