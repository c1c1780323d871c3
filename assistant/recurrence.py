"""Recurrence: what a series of events means in words, and when it next takes place."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from dateutil.rrule import rruleset, rrulestr

from connectors.calendar.source import Event

_UNITS = {"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year"}
_DAYS = {
    "MO": "Monday", "TU": "Tuesday", "WE": "Wednesday", "TH": "Thursday", "FR": "Friday", "SA": "Saturday",
    "SU": "Sunday",
}  # fmt: skip
_PLACES = {"1": "first ", "2": "second ", "3": "third ", "4": "fourth ", "-1": "last ", "": ""}
_FILTERS = frozenset(
    {"BYSECOND", "BYMINUTE", "BYHOUR", "BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYMONTH", "BYSETPOS"}
)
_KNOWN = _FILTERS | {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST"}
_NONE, _WEEKDAYS, _MONTHDAYS = frozenset[str](), frozenset({"BYDAY"}), frozenset({"BYMONTHDAY"})
_PLACED, _DATE = frozenset({"BYDAY", "BYSETPOS"}), frozenset({"BYMONTH", "BYMONTHDAY"})
_FITTING = {  # by how often: which days a rule may pick, so that it always finds some
    "DAILY": (_NONE, _WEEKDAYS),
    "WEEKLY": (_NONE, _WEEKDAYS),
    "MONTHLY": (_NONE, _WEEKDAYS, _MONTHDAYS, _PLACED),
    "YEARLY": (_NONE, _DATE),
}
_MOST_APART = {("DAILY", _WEEKDAYS): 1, ("MONTHLY", _MONTHDAYS): 3}  # every how many days, months …
_RULE = re.compile(r"RRULE:[0-9A-Z,;=+-]*", re.I | re.ASCII)  # space would begin another rule
_DATES = re.compile(r"(?:EXDATE|RDATE)(?:;VALUE=DATE(?:-TIME)?|;TZID=[A-Z][0-9A-Z/_+-]*)*:[0-9TZ,]*", re.I | re.ASCII)
_RULES_AT_MOST, _LONGEST = 4, 20_000  # of a series, in characters
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
    try:
        for begins in _coming(event, now - length):
            return begins, begins + length
    except OverflowError:  # it lasts longer than there are years
        pass
    return event.begins, event.ends


def _coming(event: Event, after: datetime) -> list[datetime]:
    """The first occurrence after then, or else the last one of all; none if the rules cannot be read."""
    first = event.begins.replace(tzinfo=None) if event.all_day else event.begins  # days have no zone, nor have UNTILs
    if not event.recurrence or event.begins < after - OLDEST or not _are_plain(event.recurrence):
        return []
    after = after.replace(tzinfo=None) if event.all_day else after
    lines = "\n".join(line.replace(";VALUE=DATE:", ":") for line in event.recurrence)
    try:
        found = _pick(rrulestr(lines, dtstart=first, forceset=True), max(after, first - timedelta(seconds=1)))
    except (ValueError, TypeError, KeyError, OverflowError):
        return []
    return [at.replace(tzinfo=event.begins.tzinfo) for at in found] if event.all_day else found


def _are_plain(lines: Sequence[str]) -> bool:
    rules = sum(line[:5].upper() == "RRULE" for line in lines)
    return rules <= _RULES_AT_MOST and sum(map(len, lines)) <= _LONGEST and all(map(_is_plain, lines))


def _is_plain(line: str) -> bool:
    """Whether a line of a series is of the kinds that calendars offer.

    A stranger's invitation may hold a rule that no day fits, or hardly any: trying it out would take seconds.
    """
    if not _RULE.fullmatch(line):
        return bool(_DATES.fullmatch(line))
    parts = _parts(line)
    filters = frozenset(parts) & _FILTERS
    if not frozenset(parts) <= _KNOWN or filters not in _FITTING.get(parts.get("FREQ", ""), ()):
        return False
    if filters == _MONTHDAYS and not all(map(_is_monthday, parts["BYMONTHDAY"].split(","))):
        return False
    if "BYDAY" in filters and not re.fullmatch(r"(?:-?[1-5]?[A-Z]{2},?)+", parts["BYDAY"]):
        return False
    if filters == _PLACED and not re.fullmatch(r"[A-Z,]+ -?[1-4]", f"{parts['BYDAY']} {parts['BYSETPOS']}"):
        return False
    if filters == _DATE and not _is_day(parts["BYMONTH"], parts["BYMONTHDAY"]):
        return False
    often = parts.get("INTERVAL", "1")
    most = _MOST_APART.get((parts["FREQ"], filters), 1_000)
    return often.isdecimal() and 1 <= int(often) <= most


def _is_monthday(day: str) -> bool:
    return bool(re.fullmatch(r"[+-]?[0-9]{1,2}", day)) and 1 <= abs(int(day)) <= 31


def _is_day(month: str, day: str) -> bool:
    try:
        return date(2024, int(month), int(day)).month > 0  # a leap year
    except ValueError:
        return False


def _pick(rules: rruleset, after: datetime) -> list[datetime]:
    last: list[datetime] = []
    for number, at in enumerate(rules):
        last = [at]
        if at > after or number > _OFTEN_AT_MOST:
            break
    return last
