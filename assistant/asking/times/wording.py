"""Times as people read them, in one form everywhere: "Monday 30 November 2026, 10:00"."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from assistant.asking.times.span import DAY, month_after


def day_words(day: date) -> str:
    """Monday 30 November 2026."""
    return f"{day:%A} {day.day} {day:%B} {day.year}"


def moment_words(moment: datetime, zone: str) -> str:
    """Monday 30 November 2026, 10:00, in that zone."""
    local = moment.astimezone(ZoneInfo(zone))
    return f"{day_words(local)}, {local:%H:%M}"


def span_words(begins: datetime, ends: datetime | None, zone: str, *, all_day: bool = False) -> str:
    """From when to when; both days where it takes several. A whole day is the same day everywhere, and its end is the
    day after."""
    if all_day:
        last = (ends - timedelta(days=1)).date() if ends else begins.date()
        several = f" to {day_words(last)}" if last > begins.date() else ""
        return f"{day_words(begins)}{several}, all day"
    if ends is None or ends == begins:
        return moment_words(begins, zone)
    same = ends.astimezone(ZoneInfo(zone)).date() == begins.astimezone(ZoneInfo(zone)).date()
    until = f"{ends.astimezone(ZoneInfo(zone)):%H:%M}" if same else moment_words(ends, zone)
    return f"{moment_words(begins, zone)} to {until}"


def told_period(since: datetime | None, until: datetime | None, zone: ZoneInfo) -> str:
    """A period in English as its reader's days; '' if it is open at both ends."""
    return bounds_words(since.astimezone(zone) if since else None, until.astimezone(zone) if until else None)


def bounds_words(since: datetime | None, until: datetime | None) -> str:
    """A period in English, in the zone of its times: "January 2002", "March to May 2026", "since 1 January 2002"."""
    if until is None:
        return f"since {_moment(since)}" if since else ""
    if since is None:
        return f"before {_moment(until)}"
    if since.time() != time() or until.time() != time():
        return _hours(since, until)
    first, last = since.date(), until.date() - DAY
    if first == last:
        return _day(first)
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
        return str(first.year)
    if first.day == 1 and last + DAY == month_after(first):
        return f"{first:%B} {first.year}"
    if first.day == 1 and (last + DAY).day == 1:
        year = f" {first.year}" if first.year != last.year else ""
        return f"{first:%B}{year} to {last:%B} {last.year}"
    return f"{_day(first)} to {_day(last)}"


def _hours(since: datetime, until: datetime) -> str:
    if since.date() != (until - timedelta(seconds=1)).date():
        return f"{_moment(since)} to {_moment(until)}"
    if since.time() == time():
        return f"{_day(since.date())} before {until:%H:%M}"
    return f"{_moment(since)} to {f'{until:%H:%M}' if until.time() != time() else '24:00'}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"


def _moment(moment: datetime) -> str:
    return _day(moment.date()) + (f" {moment:%H:%M}" if moment.time() != time() else "")
