"""Series: which occurrences the rules of an event have, and what one occurrence looks like."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice

from dateutil.rrule import rrulestr

from sandbox.google.errors import Json
from sandbox.google.times import moment, refuse, zone

_MOST = 2_000  # occurrences that one question is told


def check_rules(event: Json) -> None:
    """Raises 400 for rules that Calendar would not take."""
    rules = event.get("recurrence")
    if not rules:
        return
    if event["start"].get("dateTime") and not event["start"].get("timeZone"):
        refuse("required", "Missing time zone definition for start time.")
    if not all(str(line).startswith(("RRULE:", "EXDATE", "RDATE", "EXRULE:")) for line in rules):
        refuse("invalid", "Invalid recurrence rule.")
    try:
        next(_starts(event), None)
    except (ValueError, TypeError):
        refuse("invalid", "Invalid recurrence rule.")


def _starts(event: Json) -> Iterator[datetime]:
    """The beginnings of the occurrences in order, aware; of whole days midnights UTC."""
    start, lines = event["start"], "\n".join(event["recurrence"]).replace(";VALUE=DATE:", ":")
    if start.get("dateTime"):
        yield from rrulestr(lines, dtstart=moment(start).astimezone(zone(start)), forceset=True)
        return
    days = rrulestr(lines, dtstart=moment(start).replace(tzinfo=None), forceset=True)
    yield from (day.replace(tzinfo=UTC) for day in days)


def instances(event: Json, low: datetime, high: datetime) -> list[Json]:
    """The occurrences of a series between two moments, as events of their own."""
    length = moment(event["end"]) - moment(event["start"])
    found = []
    for begins in islice(_starts(event), _MOST):
        if begins >= high:
            break
        if begins + length > low:
            found.append(_instance(event, begins, length))
    return found


def occurs(event: Json, low: datetime, high: datetime) -> bool:
    """Whether a series takes place between two moments."""
    return bool(instances(event, low, high))


def instance_of(event: Json, instance_id: str) -> Json | None:
    """The occurrence with that id, None if the series has none such."""
    if not event.get("recurrence"):
        return None
    length = moment(event["end"]) - moment(event["start"])
    for begins in islice(_starts(event), _MOST):
        if _id(event, begins) == instance_id:
            return _instance(event, begins, length)
    return None


def _id(event: Json, begins: datetime) -> str:
    mark = f"{begins.astimezone(UTC):%Y%m%dT%H%M%SZ}" if event["start"].get("dateTime") else f"{begins:%Y%m%d}"
    return f"{event['id']}_{mark}"


def _instance(event: Json, begins: datetime, length: timedelta) -> Json:
    start = _bound(event["start"], begins)
    plain = {key: value for key, value in event.items() if key != "recurrence"}
    return plain | {
        "id": _id(event, begins),
        "recurringEventId": event["id"],
        "originalStartTime": start,
        "start": start,
        "end": _bound(event["end"], begins + length),
    }


def _bound(like: Json, at: datetime) -> Json:
    if not like.get("dateTime"):
        return {"date": at.date().isoformat()}
    return {"dateTime": at.astimezone(zone(like)).isoformat(), "timeZone": like.get("timeZone") or "UTC"}
