"""Recurrence: what a series of events means in words, and when it next takes place."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from dateutil.rrule import rruleset, rrulestr

from connectors.calendar.source import Event

_UNITS = {"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year"}
_DAYS = {
    "MO": "Monday", "TU": "Tuesday", "WE": "Wednesday", "TH": "Thursday", "FR": "Friday", "SA": "Saturday",
    "SU": "Sunday",
}  # fmt: skip
_PLACES = {"1": "first ", "2": "second ", "3": "third ", "4": "fourth ", "-1": "last ", "": ""}
_DAY = re.compile(r"([+-]?\d*)([A-Z]{2})")
OLDEST = timedelta(days=15 * 365)  # a series older than this is not counted through
_OFTEN_AT_MOST = 6_000  # occurrences that are looked through for the next one


def in_words(recurrence: Sequence[str]) -> str:
    """The first rule of a series in words, such as 'every week on Monday until 3 March 2027'; '' for none."""
    line = next((line for line in recurrence if line.upper().startswith("RRULE")), "")
    parts = _parts(line)
    unit = _UNITS.get(parts.get("FREQ", ""))
    if unit is None:
        return "repeatedly" if recurrence else ""
    count = parts.get("INTERVAL", "1")
    every = f"every {unit}" if count == "1" else f"every {count} {unit}s"
    return " ".join(filter(None, (every, _days(parts.get("BYDAY", "")), _end(parts))))


def _parts(line: str) -> Mapping[str, str]:
    pairs = (pair.partition("=") for pair in line.partition(":")[2].upper().split(";"))
    return {name: value for name, _, value in pairs}


def _days(text: str) -> str:
    found = [_DAY.fullmatch(day) for day in text.split(",") if day]
    names = [f"{_PLACES.get(one[1].lstrip('+'), '')}{_DAYS[one[2]]}" for one in found if one and one[2] in _DAYS]
    if not names:
        return ""
    return f"on {names[0]}" if len(names) == 1 else f"on {', '.join(names[:-1])} and {names[-1]}"


def _end(parts: Mapping[str, str]) -> str:
    if parts.get("COUNT"):
        return f"{parts['COUNT']} times"
    day = re.match(r"(\d{4})(\d{2})(\d{2})", parts.get("UNTIL", ""))
    try:
        return f"until {datetime(*map(int, day.groups())):%-d %B %Y}" if day else ""  # type: ignore[arg-type]  # noqa: DTZ001 - a day only
    except ValueError:
        return ""


def next_time(event: Event, now: datetime) -> tuple[datetime, datetime]:
    """When a series takes place next, or did last; of a single event its own time."""
    length = event.ends - event.begins
    for begins in _coming(event, now - length):
        return begins, begins + length
    return event.begins, event.ends


def _coming(event: Event, after: datetime) -> list[datetime]:
    """The first occurrence after then, or else the last one of all; none if the rules cannot be read."""
    first = event.begins.replace(tzinfo=None) if event.all_day else event.begins  # days have no zone, nor have UNTILs
    if not event.recurrence or event.begins < after - OLDEST:
        return []
    after = after.replace(tzinfo=None) if event.all_day else after
    lines = "\n".join(line.replace(";VALUE=DATE:", ":") for line in event.recurrence)
    try:
        found = _pick(rrulestr(lines, dtstart=first, forceset=True), max(after, first - timedelta(seconds=1)))
    except (ValueError, TypeError, KeyError, OverflowError):
        return []
    return [at.replace(tzinfo=event.begins.tzinfo) for at in found] if event.all_day else found


def _pick(rules: rruleset, after: datetime) -> list[datetime]:
    last: list[datetime] = []
    for number, at in enumerate(rules):
        last = [at]
        if at > after or number > _OFTEN_AT_MOST:
            break
    return last
