"""Whether a weekday and a day go together, and whether two days are one."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from assistant.dates import Found

Mark = tuple[int, int]  # month and day
_TO = r"\s?(?:-|–|to|and|or|&|until|through|bis|und|oder|au|et|ou|al|a|y|o|e|ed|tot|en|of|até|から|〜|～|、)\s?"
_FIRST = re.compile(
    rf"(?<![\d.,:/])(?P<day>[0-3]?\d)(?:st|nd|rd|th|er|\.|º|日)?{_TO}(?:(?:the|zum|le|il|el|o|de)\s)?$", re.I
)
_LAST = re.compile(rf"(?:st|nd|rd|th)?{_TO}(?:the\s)?(?P<day>[0-3]?\d)(?:st|nd|rd|th|日)?(?!\d|[:.,]\d|%)", re.I)
_FAR = timedelta(days=183)
_NEAR = 8  # characters between a weekday and the day that may say which one
_OF_DAY = re.compile(r"[.,]{0,2}[ \u00a0]{0,2}[(（]?(?:(?:the|den|dem|der|le|el|il|o|dia|de)[ \u00a0])?")
_OF_WEEKDAY = re.compile(
    r"[ \u00a0]?[(（]|[ \u00a0](?:(?:is|was) a|ist ein|war ein|est un|es(?: un)?|è(?: un)?|é(?: uma?)?|is een)[ \u00a0]"
)


def ends_of(found: Found, text: str) -> Iterator[Found]:
    """The day of "3 to 5 December" or "December 3-5" that stands without its month."""
    sides = (_FIRST.search(text[max(0, found.start - 16) : found.start]), _LAST.match(text[found.end : found.end + 16]))
    for number in (int(side["day"]) for side in sides if side and found.kind == "date"):
        days = frozenset(day.replace(day=number) for day in found.days if 1 <= number <= monthrange(*_month(day))[1])
        if days:
            yield replace(found, best=min(days), days=days)


def _month(day: date) -> tuple[int, int]:
    return day.year, day.month


def is_near(found: Found, other: Found, text: str) -> bool:
    """Whether a day stands so near to a weekday, or to the end of one, that it may say which one."""
    gap = text[found.end : other.start] if other.start >= found.end else text[other.end : found.start]
    return other is not found and len(gap) <= _NEAR and "." not in gap.strip(" .")


def is_of(weekday: Found, other: Found, text: str) -> bool:
    """Whether they are said to be one day: "Monday, 12 May", "12 May (Monday)", "tomorrow, Monday"."""
    if other.start >= weekday.end:
        return _OF_DAY.fullmatch(text, weekday.end, other.start) is not None
    pattern = _OF_WEEKDAY if other.kind == "date" else _OF_DAY
    return pattern.fullmatch(text, other.end, weekday.start) is not None


def possible_days(found: Found, anchor: date) -> Iterator[date]:
    """The days it may mean: what is told without its year, and lies far ahead of the day on which it is told, may be
    past as well."""
    yield from found.days
    if found.kind == "date" and not found.has_year:
        ahead = (day for day in found.days if day - anchor > _FAR and (day.month, day.day) != (2, 29))
        yield from (day.replace(year=day.year - 1) for day in ahead)


def in_year(found: Found) -> set[Mark]:
    """Its months and days."""
    return {(day.month, day.day) for day in found.days}


def same_day(found: Found, other: Found) -> bool:
    """Whether they may be one day: a year counts where both name it."""
    if "weekday" in (found.kind, other.kind):
        if found.kind == other.kind:
            return found.best.weekday() == other.best.weekday()
        return bool(found.days & other.days)
    if found.has_year and other.has_year:
        return bool(found.days & other.days)
    return bool(in_year(found) & in_year(other))
