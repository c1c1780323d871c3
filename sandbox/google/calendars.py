"""The calendars of the stand-in's users: events at rest, and the log that sync tokens point into."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sandbox.google.errors import Json
from sandbox.google.recurrence import check_rules, instance_of, instances, occurs
from sandbox.google.times import moment, refuse, stamp

HORIZON = timedelta(days=730)  # how far a series without an end is told when nobody asks for a bound


@dataclass
class Calendar:
    """One calendar. `changed` is the number of the last change, in the order of which `log` holds event ids.

    A series is one event; an occurrence that was moved or cancelled alone is an event besides, its exception.
    """

    id: str
    summary: str
    owner: str
    now: Callable[[], datetime]
    events: dict[str, Json] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)
    era: int = 0  # sync tokens of another era are answered with 410

    def get(self, event_id: str) -> Json:
        """One event, or one occurrence of a series. Raises 404."""
        if event_id in self.events:
            return self.events[event_id]
        master = self.events.get(event_id.rpartition("_")[0])
        found = instance_of(master, event_id) if master and master["status"] != "cancelled" else None
        if found is None:
            refuse("notFound", "Not Found", 404)
        return found

    def put(self, event_id: str, wanted: Json) -> Json:
        """Stores an event as Calendar completes it. Raises 400 for times that cannot be."""
        if "start" not in wanted or "end" not in wanted:
            refuse("required", f"Missing {'end' if 'start' in wanted else 'start'} time.")
        if moment(wanted["end"]) <= moment(wanted["start"]):
            refuse("timeRangeEmpty", "The specified time range is empty.")
        check_rules(wanted)
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
            "reminders": {"useDefault": True},
            "eventType": "default",
            **wanted,
            "sequence": int(old.get("sequence", -1)) + 1,
            "id": event_id,
            "updated": at,
            "etag": f'"{self.owner.partition("@")[0]}{len(self.log)}"',
        }
        if people := wanted.get("attendees"):
            self.events[event_id]["attendees"] = [self._person(person, wanted) for person in people]
        return self.events[event_id]

    def _person(self, person: Json, event: Json) -> Json:
        """An attendee as this calendar's owner sees them."""
        organizer = event.get("organizer", {}).get("email", self.owner)
        plain = {key: value for key, value in person.items() if key not in ("self", "organizer")}
        plain.setdefault("responseStatus", "accepted" if person.get("email") == organizer else "needsAction")
        marks = {"self": person.get("email") == self.owner, "organizer": person.get("email") == organizer}
        return plain | {key: True for key, holds in marks.items() if holds}

    def cancel(self, event_id: str) -> None:
        """Deletes an event; sync tokens still tell of it. Raises 410 for one that is deleted already."""
        event = self.get(event_id)
        if event["status"] == "cancelled":
            refuse("deleted", "Resource has been deleted", 410)
        for one in (event_id, *(e["id"] for e in self.exceptions(event_id))):
            self.log.append(one)
            told = {"status": "cancelled", "updated": stamp(self.now()), "etag": f'"x{len(self.log)}"'}
            self.events[one] = {**self.events.get(one, event), **told}

    def is_organizer(self, event: Json) -> bool:
        """Whether the event is the calendar owner's own, and not one that they were invited to."""
        return bool(event.get("organizer", {}).get("email", self.owner) == self.owner)

    def exceptions(self, master_id: str) -> list[Json]:
        """The occurrences of a series that were changed or cancelled alone."""
        return [event for event in self.events.values() if event.get("recurringEventId") == master_id]

    def single(self, low: datetime | None, high: datetime | None) -> Iterable[Json]:
        """Every event and every occurrence between two moments, cancelled ones included, in no order."""
        for event in list(self.events.values()):
            if not event.get("recurrence"):
                if _between(event, low, high):
                    yield event
            elif event["status"] != "cancelled":
                replaced = {e["id"] for e in self.exceptions(event["id"])}
                found = instances(event, low or moment(event["start"]), high or self.now() + HORIZON)
                yield from (one for one in found if one["id"] not in replaced)

    def whole(self, low: datetime | None, high: datetime | None) -> Iterable[Json]:
        """Events between two moments with series as one and exceptions apart."""
        for event in list(self.events.values()):
            if not event.get("recurrence"):
                if _between(event, low, high):
                    yield event
            elif occurs(event, low or moment(event["start"]), high or self.now() + HORIZON):
                yield event

    def busy(self, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
        """The taken times between two moments, merged, in order."""
        taken = sorted(
            (max(moment(e["start"]), start), min(moment(e["end"]), end))
            for e in self.single(start, end)
            if e["status"] != "cancelled" and e.get("transparency") != "transparent" and not _declined(e)
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


def _between(event: Json, low: datetime | None, high: datetime | None) -> bool:
    return (low is None or moment(event["end"]) > low) and (high is None or moment(event["start"]) < high)


def _declined(event: Json) -> bool:
    return any(p.get("self") and p.get("responseStatus") == "declined" for p in event.get("attendees", []))
