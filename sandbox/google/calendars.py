"""The calendars of the stand-in's users: events at rest, and the log that sync tokens point into."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import NoReturn

from sandbox.google.errors import Json, PlainError


def refuse(reason: str, message: str, code: int = 400) -> NoReturn:
    """An error in Calendar's words."""
    raise PlainError(code, reason, message)


def stamp(moment: datetime) -> str:
    """A time as Calendar writes it."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def moment(value: Json) -> datetime:
    """The start or end of an event, in UTC; a whole day counts from midnight UTC."""
    try:
        if "dateTime" in value:
            at = datetime.fromisoformat(value["dateTime"])
            return at.replace(tzinfo=UTC) if at.tzinfo is None and value.get("timeZone") else at.astimezone(UTC)
        return datetime.combine(date.fromisoformat(value["date"]), time(), UTC)
    except (KeyError, ValueError):
        refuse("invalid", "Invalid start or end time.")


@dataclass
class Calendar:
    """One calendar. `changed` is the number of the last change, in the order of which `log` holds event ids."""

    id: str
    summary: str
    owner: str
    now: Callable[[], datetime]
    events: dict[str, Json] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)

    def get(self, event_id: str) -> Json:
        """One event. Raises 404."""
        if event_id not in self.events:
            refuse("notFound", "Not Found", 404)
        return self.events[event_id]

    def put(self, event_id: str, wanted: Json) -> Json:
        """Stores an event as Calendar completes it. Raises 400 for times that cannot be."""
        if "start" not in wanted or "end" not in wanted:
            refuse("required", f"Missing {'end' if 'start' in wanted else 'start'} time.")
        if moment(wanted["end"]) <= moment(wanted["start"]):
            refuse("timeRangeEmpty", "The specified time range is empty.")
        old, at = self.events.get(event_id, {}), stamp(self.now())
        self.log.append(event_id)
        person = {"email": self.owner, "self": True}
        self.events[event_id] = {
            "kind": "calendar#event",
            "status": "confirmed",
            "htmlLink": f"https://www.google.com/calendar/event?eid={event_id}",
            "created": old.get("created", at),
            "creator": person,
            "organizer": person,
            "iCalUID": f"{event_id}@google.com",
            "sequence": int(old.get("sequence", -1)) + 1,
            "reminders": {"useDefault": True},
            "eventType": "default",
            **wanted,
            "id": event_id,
            "updated": at,
            "etag": f'"{len(self.log)}"',
        }
        return self.events[event_id]

    def cancel(self, event_id: str) -> None:
        """Deletes an event; sync tokens still tell of it. Raises 410 for one that is deleted already."""
        if self.get(event_id)["status"] == "cancelled":
            refuse("deleted", "Resource has been deleted", 410)
        self.log.append(event_id)
        self.events[event_id] |= {"status": "cancelled", "updated": stamp(self.now()), "etag": f'"{len(self.log)}"'}

    def busy(self, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
        """The taken times between two moments, merged, in order."""
        taken = sorted(
            (max(moment(e["start"]), start), min(moment(e["end"]), end))
            for e in self.events.values()
            if e["status"] != "cancelled" and e.get("transparency") != "transparent"
        )
        merged: list[tuple[datetime, datetime]] = []
        for begin, finish in taken:
            if begin >= finish:
                continue
            if merged and begin <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(merged[-1][1], finish))
            else:
                merged.append((begin, finish))
        return merged
