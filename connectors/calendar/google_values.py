"""What Google Calendar's answers hold, as our values, and our values as Google wants them."""

from collections.abc import Iterable, Mapping
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from connectors.calendar.source import Busy, Event, Guest, NewEvent

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # a cancelled event need not say when it was


def event_of(entry: Mapping[str, Any]) -> Event:
    """An event as Google answers it, whatever of the optional parts it lacks."""
    begins = moment_of(entry.get("start") or entry.get("originalStartTime") or {}) or _NEVER
    guests = tuple(map(_guest, _people(entry)))
    me: Mapping[str, Any] = next((person for person in entry.get("attendees", []) if person.get("self")), {})
    return Event(
        id=str(entry.get("id", "")),
        title=str(entry.get("summary", "")),
        begins=begins,
        ends=moment_of(entry.get("end") or {}) or begins,
        all_day="date" in entry.get("start", {}),
        place=str(entry.get("location", "")),
        description=str(entry.get("description", "")),
        organizer=str(entry.get("organizer", {}).get("email", "")).lower(),
        guests=guests,
        link=str(entry.get("htmlLink", "")),
        cancelled=entry.get("status") == "cancelled",
        busy=entry.get("transparency") != "transparent",
        mine=me.get("responseStatus") != "declined",
        recurrence=tuple(map(str, entry.get("recurrence", []))),
        series_id=str(entry.get("recurringEventId", "")),
        etag=str(entry.get("etag", "")),
        updated_at=_instant(entry.get("updated")),
    )


def _people(entry: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Those who are invited, rooms and other resources left out."""
    return [person for person in entry.get("attendees", []) if not person.get("resource") and person.get("email")]


def _guest(person: Mapping[str, Any]) -> Guest:
    answer = str(person.get("responseStatus", "needsAction"))
    return Guest(str(person["email"]).lower(), str(person.get("displayName", "")), answer)


def moment_of(value: Mapping[str, Any]) -> datetime | None:
    """An event's start or end, aware; a whole day begins at midnight UTC."""
    if value.get("dateTime"):
        at = _instant(value["dateTime"])
        return at.astimezone(_zone(value.get("timeZone"))) if at else None
    try:
        return _inside(datetime.combine(date.fromisoformat(str(value.get("date", ""))), time(), UTC))
    except ValueError:
        return None


def _zone(name: object) -> Any:
    """The event's own zone, so that a series keeps its hour over a change of clocks; UTC if it is not known."""
    try:
        return ZoneInfo(str(name)) if name else UTC
    except (ValueError, OSError, KeyError):
        return UTC


def _instant(text: object) -> datetime | None:
    try:
        at = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return _inside(at if at.tzinfo else at.replace(tzinfo=UTC))


def _inside(at: datetime) -> datetime:
    """A moment that is one in every zone: the first and the last year there is would be left in some."""
    return at.replace(year=min(max(at.year, MINYEAR + 1), MAXYEAR - 1))


def busy_of(entry: Mapping[str, Any]) -> list[Busy] | None:
    """One calendar's taken times; None where it may not be seen."""
    if entry.get("errors"):
        return None
    times = ((_instant(taken.get("start")), _instant(taken.get("end"))) for taken in entry.get("busy", []))
    return [Busy(begins, ends) for begins, ends in times if begins and ends]


def body_of(event: NewEvent) -> dict[str, Any]:
    """What is sent along to make an event."""
    people = [{"email": email.lower()} for email in event.guests]
    return {**_words(event), **_bounds(event, event.zone, event.zone), "attendees": people}


def changes_of(entry: Mapping[str, Any], wanted: NewEvent) -> dict[str, Any]:
    """What is sent along to change an event: only what becomes another.

    Times stay in the event's own zone, by which a series counts its days and hours: written in another one, it would
    move with every change.
    """
    there, words = event_of(entry), _words(wanted)
    changed: dict[str, Any] = {name: words[name] for name, now in _words(there).items() if words[name] != now}
    if not _same_times(there, wanted):
        zones = (str(entry.get(name, {}).get("timeZone") or wanted.zone) for name in ("start", "end"))
        changed |= _bounds(wanted, *zones)
    if not _same_guests(there, wanted):
        changed["attendees"] = merged(entry, wanted.guests)
    return changed


def _words(event: Event | NewEvent) -> dict[str, str]:
    return {"summary": event.title, "location": event.place, "description": event.description}


def _bounds(event: NewEvent, *zones: str) -> dict[str, Any]:
    times = zip(("start", "end"), (event.begins, _end(event)), zones, strict=True)
    return {name: _bound(at, zone, event.all_day) for name, at, zone in times}


def _end(event: NewEvent) -> datetime:
    """A whole-day event ends at the midnight after its last day, for one day at least."""
    return max(event.ends, event.begins + timedelta(days=1)) if event.all_day else event.ends


def _bound(at: datetime, zone: str, all_day: bool) -> dict[str, Any]:
    if all_day:
        return {"date": at.date().isoformat(), "dateTime": None, "timeZone": None}
    return {"date": None, "dateTime": at.astimezone(_zone(zone)).isoformat(), "timeZone": zone}


def merged(entry: Mapping[str, Any], guests: Iterable[str]) -> list[dict[str, Any]]:
    """The attendees that an event is to have: those who stay keep what they answered, and so do rooms and oneself."""
    wanted = {email.lower() for email in guests}
    stay = [
        dict(person)
        for person in entry.get("attendees", [])
        if person.get("resource") or person.get("self") or str(person.get("email", "")).lower() in wanted
    ]
    known = {str(person.get("email", "")).lower() for person in stay}
    return [*stay, *({"email": email} for email in sorted(wanted - known))]


def _span(begins: datetime, ends: datetime, event: Event | NewEvent) -> tuple[object, object]:
    return (begins.date(), ends.date()) if event.all_day else (begins, ends)


def _same_times(found: Event, wanted: NewEvent) -> bool:
    if found.all_day != wanted.all_day:
        return False
    return _span(found.begins, found.ends, found) == _span(wanted.begins, _end(wanted), wanted)


def _same_guests(found: Event, wanted: NewEvent) -> bool:
    others = {guest.email for guest in found.guests} - {found.organizer}
    return others == {email.lower() for email in wanted.guests} - {found.organizer}


def says(found: Event, wanted: NewEvent) -> bool:
    """Whether an event already is what it was to become: then the change was made, whatever became of its answer."""
    words = [(one.title, one.place, one.description.strip()) for one in (found, wanted)]
    return words[0] == words[1] and _same_times(found, wanted) and _same_guests(found, wanted)
