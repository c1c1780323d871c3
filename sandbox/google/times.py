"""Times as Calendar and Drive write and read them, and refusals in Calendar's words."""

from datetime import UTC, date, datetime, time
from typing import NoReturn
from zoneinfo import ZoneInfo

from sandbox.google.errors import Json, PlainError


def refuse(reason: str, message: str, code: int = 400) -> NoReturn:
    """An error in Calendar's words."""
    raise PlainError(code, reason, message)


def stamp(moment: datetime) -> str:
    """A time as Calendar writes it."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def moment(value: Json) -> datetime:
    """The start or end of an event, in UTC; a whole day counts from midnight UTC. Raises 400."""
    try:
        if value.get("dateTime"):
            at = datetime.fromisoformat(value["dateTime"])
            return (at.replace(tzinfo=zone(value)) if at.tzinfo is None else at).astimezone(UTC)
        return datetime.combine(date.fromisoformat(value["date"]), time(), UTC)
    except (KeyError, ValueError, TypeError):
        refuse("invalid", "Invalid start or end time.")


def zone(value: Json) -> ZoneInfo:
    """The zone of a start or end. Raises 400 for one that the world does not know."""
    try:
        return ZoneInfo(value.get("timeZone") or "UTC")
    except (ValueError, OSError, KeyError):
        refuse("invalid", f"Invalid time zone definition for start time: {value.get('timeZone')}")
