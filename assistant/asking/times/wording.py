"""Times as people read them, in one form everywhere: "Monday 30 November 2026, 10:00"."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo


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
