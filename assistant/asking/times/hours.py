"""Hours of a day in a question: "at 3", "between 2 and 4 pm", "before lunch", "from 22:00 to 2:00"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from functools import cache

from assistant.asking.times import words
from assistant.asking.times.periods import Period, utc
from assistant.asking.times.span import DAY
from assistant.asking.times.wording import bounds_words

NOON, MIDNIGHT = 12 * 60, 24 * 60
LUNCH = (NOON, 13 * 60)
MOMENT = 60  # minutes that a single time stands for: "am I free at 3"
CLOSE = 14  # characters between a day and a figure that says nothing of hours by itself
_BESIDE = 5  # characters between a day and hours right behind it: "Friday at 11-12"
FAR = 90  # characters between a day and hours that are plain
_LEADING_NIGHT = 7  # "at 3" is in the afternoon, "at 8" in the morning
_JOINS = re.compile(r"[\s,;]*(?:on|at|am|um|le|el|il|op|de|do|em|no|na|a|am tag|der|das|the|の)?[\s,]*")
_ENDS = re.compile(r"\s*(?:$|[?.,!;)])")


@dataclass(frozen=True)
class Hours:
    """Minutes from a day's midnight, named from character `start` to `end`; `ends` may be on the next day. `plain`
    ones are hours by themselves, others only beside a day."""

    start: int
    end: int
    begins: int
    ends: int
    plain: bool


@dataclass(frozen=True)
class Now:
    """The asker's time, whether the question looks ahead, and whether hours alone mean the present day."""

    local: datetime
    ahead: bool
    alone: bool


def _time(n: int) -> str:
    return (
        rf"(?:(?P<h{n}>[0-2]?\d)(?:[:.h](?P<m{n}>[0-5]\d))?(?:\s*(?P<u{n}>{words.HOUR_UNITS}))?(?![\w:%]|[.,]\d)"
        rf"|(?P<noon{n}>{words.NOON})(?!\w)|(?P<night{n}>{words.MIDNIGHT})(?!\w))"
    )


_JA = (
    r"(?P<p{n}>午前|午後|朝|夜|夕方)?の?"
    r"(?P<h{n}>[0-2]?\d)(?:時(?:(?P<m{n}>[0-5]?\d)分|(?P<half{n}>半))?|:(?P<c{n}>[0-5]\d))"
)


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    first, last, art = _time(1), _time(2), rf"(?:(?:{words.HOUR_ARTICLES})\s*)?"
    lunch = rf"(?:{words.LUNCH})"
    ja1, ja2 = _JA.replace("{n}", "1"), _JA.replace("{n}", "2")
    patterns = {
        "range": rf"\b(?:{words.HOURS_FROM})\s+{art}{first}\s*(?:{words.HOURS_TO})\s*{art}{last}",
        "dash": rf"(?<![\w:/.-]){first}\s?-\s?{last}",
        "before": rf"\b(?:{words.BEFORE}|{words.UNTIL})\s+{art}{first}",
        "after": rf"\b(?:{words.AFTER}|{words.SINCE}|from|later than|na|dalle|das|vanaf)\s+{art}{first}"
        r"(?:\s+on(?:wards?|(?=\s*(?:$|[?.,]))))?",
        "at": rf"\b(?:{words.HOURS_AT})\s*{art}{first}",
        "lunch_before": rf"\b(?:{words.BEFORE})\s+{art}{lunch}(?!\w)|{words.JAPANESE_LUNCH}(?:の)?前",
        "lunch_after": rf"\b(?:{words.AFTER})\s+{art}{lunch}(?!\w)|{words.JAPANESE_LUNCH}(?:の)?後",
        "lunch_at": rf"\b(?:{words.LUNCH_AT})(?!\w)(?!\s+(?:with|mit|avec|con|com|met)\b)",
        "ja_range": rf"{ja1}(?:から|[-~])\s*{ja2}(?:まで|の間)?",
        "ja_before": rf"{ja1}(?:より前|以前|前|まで)",
        "ja_after": rf"{ja1}(?:以降|より後|過ぎ|から)",
        "ja_at": rf"{ja1}(?!間)(?:に|頃)?",
    }
    return tuple((kind, re.compile(pattern)) for kind, pattern in patterns.items())


def find_hours(folded: str, taken: Sequence[tuple[int, int]]) -> list[Hours]:
    """The hours that a folded question names outside of the places that are taken."""
    found = list[Hours]()
    for kind, pattern in _patterns():
        for match in pattern.finditer(folded):
            places = [*taken, *((one.start, one.end) for one in found)]
            if any(start < match.end() and match.start() < end for start, end in places):
                continue
            if (hours := _hours(kind, match)) is not None:
                found.append(hours)
    return sorted(found, key=lambda one: one.start)


@cache
def _ranges() -> tuple[re.Pattern[str], ...]:
    patterns, art = dict(_patterns()), rf"(?:(?:{words.HOUR_ARTICLES})\s*)?"
    bare = re.compile(rf"(?<![\w:/.-]){_time(1)}\s*(?:{words.HOURS_UNTIL})\s*{art}{_time(2)}")
    return patterns["range"], patterns["ja_range"], bare


def find_ranges(folded: str, days: Sequence[tuple[int, int]]) -> list[Hours]:
    """The hours of which both ends are said. "11-12" and "2 to 4" may be anything: they are hours right behind a day,
    at the end of a sentence, or if they are plain."""
    found, taken = list[Hours](), list(days)
    for pattern in _ranges():
        for match in pattern.finditer(folded):
            if any(start < match.end() and match.start() < end for start, end in taken):
                continue
            said = match.groupdict()
            hours = _between(match, said, _is_plain(said, "1") or _is_plain(said, "2"))
            beside = any(0 <= match.start() - end <= _BESIDE for _, end in days) or _ENDS.match(folded, match.end())
            if hours and (hours.plain or beside or pattern is _ranges()[0]):
                found.append(hours)
                taken.append(match.span())
    return sorted(found, key=lambda one: one.start)


def _hours(kind: str, match: re.Match[str]) -> Hours | None:
    if kind.startswith("lunch"):
        begins, ends = {"before": (0, LUNCH[0]), "after": (LUNCH[1], MIDNIGHT), "at": LUNCH}[kind.partition("_")[2]]
        return Hours(*match.span(), begins, ends, plain=True)
    said = match.groupdict()
    first = _minutes(said, "1")
    if first is None:
        return None
    plain = _is_plain(said, "1") or _is_plain(said, "2")
    if kind.endswith(("range", "dash")):
        return _between(match, said, plain) if kind != "dash" or plain else None
    begins, ends = {"before": (0, first), "after": (first, MIDNIGHT)}.get(
        kind.removeprefix("ja_"), (first, first + MOMENT)
    )
    return Hours(*match.span(), begins, ends, plain) if begins < ends else None


def _between(match: re.Match[str], said: dict[str, str | None], plain: bool) -> Hours | None:
    first, last = _minutes(said, "1", said.get("u2")), _minutes(said, "2", said.get("u1"))
    if first is None or last is None:
        return None
    if first >= last and said.get("u2") and not said.get("u1"):
        first = _minutes(said, "1", early=True) or first  # "from 11 to 1 pm"
    if first >= last:  # over midnight: as late as that it begins, or it would be the afternoon
        early = _minutes(said, "2", early=True) or 0
        last = early + MIDNIGHT if first > early else early
    return Hours(*match.span(), first, last, plain)


def _is_plain(said: dict[str, str | None], n: str) -> bool:
    return any(said.get(f"{key}{n}") for key in ("m", "u", "noon", "night", "c", "p", "half"))


def _minutes(said: dict[str, str | None], n: str, other: str | None = None, *, early: bool = False) -> int | None:
    """The time as minutes from midnight; without a unit by that of the other time of a range, or as it is written."""
    if said.get(f"noon{n}"):
        return NOON
    if said.get(f"night{n}"):
        return MIDNIGHT
    figure = said.get(f"h{n}")
    if not figure:
        return None
    hour = int(figure)
    minutes = 30 if said.get(f"half{n}") else int(said.get(f"m{n}") or said.get(f"c{n}") or 0)
    unit = (said.get(f"u{n}") or said.get(f"p{n}") or other or "").replace(".", "").replace(" ", "")
    if unit in ("pm", "午後", "夜", "夕方"):
        hour += 12 if hour < 12 else 0
    elif unit in ("am", "午前", "朝"):
        hour = 0 if hour == 12 else hour
    elif not early and 1 <= hour < _LEADING_NIGHT and not figure.startswith("0"):
        hour += 12
    return hour * 60 + minutes if hour * 60 + minutes <= MIDNIGHT else None


def with_hours(folded: str, periods: Sequence[Period], now: Now) -> list[Period]:
    """The periods with the hours that the question names for a day; hours alone are of the present one."""
    found, kept = list(periods), list[Period]()
    for hours in find_hours(folded, [(one.start, one.end) for one in periods]):
        at = _nearest(folded, hours, found)
        if at is not None:
            day = found[at]
            limited = _limited(day, hours, now.local)
            found[at] = limited
            if (limited.start, limited.end) == (day.start, day.end) or not _touches(folded, day, hours):
                kept.append(replace(limited, start=hours.start, end=hours.end))
            else:
                found[at] = replace(limited, start=min(day.start, hours.start), end=max(day.end, hours.end))
        elif now.alone and not periods and (hours.plain or _ENDS.match(folded, hours.end)):
            kept.append(_of_today(hours, now))
    return sorted([*found, *kept], key=lambda one: one.start)


def _nearest(folded: str, hours: Hours, periods: Sequence[Period]) -> int | None:
    """The place of the day that these hours are of."""
    days = [(_gap(hours, one), at) for at, one in enumerate(periods) if _is_day(one)]
    gap, at = min(days, default=(FAR + 1, -1))
    closed = gap <= CLOSE or bool(_ENDS.match(folded, hours.end))
    return at if gap <= FAR and (hours.plain or closed) else None


def _gap(hours: Hours, period: Period) -> int:
    return max(period.start - hours.end, hours.start - period.end, 0)


def _is_day(period: Period) -> bool:
    return period.grain in ("day", "weekday")


def _touches(folded: str, day: Period, hours: Hours) -> bool:
    left, right = sorted(((day.start, day.end), (hours.start, hours.end)))
    return _JOINS.fullmatch(folded[left[1] : right[0]]) is not None


def _limited(period: Period, hours: Hours, local: datetime) -> Period:
    """The day's period with these hours of it, meant as its preposition says."""
    zone = local.tzinfo
    edges = [moment.astimezone(zone) for moment in (period.since, period.until) if moment]
    whole = len(edges) == 1 and period.how in ("after", "until")  # that day is over there
    day = (edges[0] - DAY if whole else edges[0]).date()
    part = edges[0].hour if len(edges) == 2 else 0
    shift = NOON if part >= 12 and hours.ends <= NOON and period.how != "since" else 0  # "tomorrow evening at 8"
    midnight = datetime.combine(day, time(), zone)
    since: datetime | None = midnight + timedelta(minutes=hours.begins + shift)
    until: datetime | None = midnight + timedelta(minutes=hours.ends + shift)
    if period.how in ("since", "after"):
        until = None
    elif period.how in ("before", "until"):
        since, until = None, since
    return replace(period, since=utc(since), until=utc(until), told=bounds_words(since, until))


def _of_today(hours: Hours, now: Now) -> Period:
    """The hours of the day that is on, or of the nearest one where they are still to come or not over."""
    midnight = datetime.combine(now.local.date(), time(), now.local.tzinfo)
    since, until = (midnight + timedelta(minutes=one) for one in (hours.begins, hours.ends))
    if now.ahead and until <= now.local:
        since, until = since + DAY, until + DAY
    elif not now.ahead and since > now.local:
        since, until = since - DAY, until - DAY
    told = bounds_words(since, until)
    return Period(hours.start, hours.end, utc(since), utc(until), "in", False, since > now.local, "hours", told)
