"""Expressions of time that name the calendar: "12 May", "January 2002", "Q3 2025"."""

import re
from dataclasses import replace
from datetime import date

from assistant.asking.times import words
from assistant.asking.times.span import (
    DAY,
    MONTHS,
    Clock,
    Maker,
    Span,
    day_span,
    month_after,
    year_of,
)

_ODD_MONTHS = frozenset(
    ["set", "out", "mar", "gen", "ago", "dic", "mag", "lug", "giu", "ott", "ene", "abr", "mai", "dec"]
) - {"mai", "dec", "mar"}


def year_in(text: str | None) -> int:
    """The year that is named, in two digits or four; 0 if none is."""
    if not text:
        return 0
    year = int(text)
    return year if year > 99 else year + (2000 if year < 70 else 1900)


def named_day(match: re.Match[str], clock: Clock) -> Span | None:
    """A day of a named or numbered month, or two days of it."""
    parts = match.groupdict()
    month = MONTHS.get(parts["month"]) or int(parts["month"]) if parts.get("month") else 0
    day = int(parts["day"])
    year = year_in(parts.get("year"))
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        return None
    found = day_span(match.span(), year or year_of(clock, month, day), month, day, bool(year))
    if found and parts.get("day2"):
        last = day_span(match.span(), found.first.year, month, int(parts["day2"]), bool(year))
        return (
            replace(found, until=last.until, grain="range", closed=True) if last and last.first > found.first else None
        )
    return found


def slashed(match: re.Match[str], clock: Clock) -> Span | None:
    """A day in numbers: 5/12/2024 has its month first in English only, unless the numbers say otherwise."""
    first, second, year = int(match["first"]), int(match["second"]), year_in(match["year"])
    month, day = (first, second) if (clock.language == "en" and first <= 12) or second > 12 else (second, first)
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        return None
    return day_span(match.span(), year or year_of(clock, month, day), month, day, bool(year))


def named_month(match: re.Match[str], clock: Clock) -> Span | None:
    """A month, or its first, middle or last third ("early May")."""
    parts = match.groupdict()
    name, named_year = parts["month"], parts.get("year")
    number = MONTHS.get(name) or int(name)
    if not 1 <= number <= 12 or (not named_year and name in _ODD_MONTHS):
        return None
    year = int(named_year) if named_year else year_of(clock, number, None)
    first = date(year, number, 1)
    span = Span(
        *match.span(), first, month_after(first), "month", bare=not named_year, dated=True, has_year=bool(named_year)
    )
    third = next(
        (
            n
            for n, pattern in words.THIRDS.items()
            if parts.get("third") and re.fullmatch(pattern, parts["third"].strip())
        ),
        -1,
    )
    if third < 0:
        return span
    cuts = (first, first + DAY * 10, first + DAY * 20, span.until)
    return replace(span, first=cuts[third], until=cuts[third + 1], bare=False, grain="range")


def moved_month(steps: int) -> Maker:
    """A month and which one: "last January", "next May"."""

    def make(match: re.Match[str], clock: Clock) -> Span | None:
        number = MONTHS[match["month"]]
        year = clock.today.year
        if steps < 0 and number >= clock.today.month:
            year -= 1
        if steps > 0 and number <= clock.today.month:
            year += 1
        first = date(year, number, 1)
        return Span(*match.span(), first, month_after(first), "month", dated=True)

    return make


def named_year(match: re.Match[str], clock: Clock) -> Span | None:
    """A year by its number."""
    year = int(match["year"])
    return Span(*match.span(), date(year, 1, 1), date(year + 1, 1, 1), "year", bare=True, dated=True)


def part_of_year(months: int) -> Maker:
    """Quarters (3 months) and half-years (6)."""

    def make(match: re.Match[str], clock: Clock) -> Span | None:
        said = match["n"]
        number = (
            int(said) if said.isdigit() else next((n for n, p in words.ORDINALS.items() if re.fullmatch(p, said)), 0)
        )
        if not 1 <= number <= 12 // months:
            return None
        begin = (number - 1) * months + 1
        year = int(match["year"]) if match["year"] else year_of(clock, begin, 1)
        first = date(year, begin, 1)
        return Span(
            *match.span(), first, month_after(first, months), "quarter", dated=True, has_year=bool(match["year"])
        )

    return make


def iso_week(match: re.Match[str], clock: Clock) -> Span | None:
    """A week by its number: "week 20", "KW 20"."""
    year = int(match["year"] or clock.today.isocalendar().year)
    try:
        monday = date.fromisocalendar(year, int(match["n"]), 1)
    except ValueError:
        return None
    return Span(*match.span(), monday, monday + DAY * 7, "week", dated=True)


def day_of_month(match: re.Match[str], clock: Clock) -> Span | None:
    """A day of this month, or of the last or next one that has it and is over, or to come: "the 15th"."""
    if clock.language == "it" and match.string[: match.start()].endswith("le "):
        return None  # "dopo le 17" is an hour
    day, month = int(match["day"]), clock.today.replace(day=1)
    for step in (0, 1, 2) if clock.ahead else (0, -1, -2):
        first = month_after(month, step)
        found = day_span(match.span(), first.year, first.month, day, has_year=True)
        if found and (found.first >= clock.today if clock.ahead else found.first <= clock.today):
            return replace(found, bare=clock.language == "en", dated=False)
    return None


def week_of_day(match: re.Match[str], clock: Clock) -> Span | None:
    """The week of a day, Monday to Sunday: "the week of 14 May"."""
    found = named_day(match, clock)
    if found is None:
        return None
    monday = found.first - DAY * found.first.weekday()
    return replace(found, first=monday, until=monday + DAY * 7, grain="week")


def week_of_month(match: re.Match[str], clock: Clock) -> Span | None:
    """Seven days of a month, counted from its first or, for the last week, from its last: "first week of March"."""
    month = named_month(match, clock)
    if month is None:
        return None
    nth = next(n for n, pattern in words.NTH_WEEKS.items() if re.fullmatch(pattern, match["nth"]))
    first = month.until - DAY * 7 if nth == 5 else month.first + DAY * (7 * (nth - 1))
    return replace(month, first=first, until=first + DAY * 7, grain="week", bare=False)
