"""Google Calendar, the part that Mailroom asks for: calendars, events, free and busy times."""

import re
import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sandbox.google.calendar_list import instant, list_events
from sandbox.google.calendars import Calendar
from sandbox.google.call import Call, Handler
from sandbox.google.errors import Json, PlainError
from sandbox.google.invitations import decline, hand_out, mails
from sandbox.google.times import refuse, stamp

_MOST_CALENDARS = 50
_MOST_GUESTS = 200
_OWN = {"reminders", "colorId", "transparency", "visibility"}  # what a guest may change of somebody else's event


def _calendar(call: Call) -> Calendar:
    wanted = call.path["calendarId"]
    found = call.world.calendars.get(call.email if wanted == "primary" else wanted)
    if found is None or found.owner != call.email:
        refuse("notFound", "Not Found", 404)
    return found


def _calendar_list(call: Call) -> Json:
    own = [calendar for calendar in call.world.calendars.values() if calendar.owner == call.email]
    return {"kind": "calendar#calendarList", "etag": '"1"', "items": [_entry(c) for c in own], "nextSyncToken": "1"}


def _entry(calendar: Calendar) -> Json:
    entry: Json = {
        "kind": "calendar#calendarListEntry",
        "etag": f'"{len(calendar.log)}"',
        "id": calendar.id,
        "summary": calendar.summary,
        "timeZone": "UTC",
        "selected": True,
        "accessRole": "owner",
        "defaultReminders": [{"method": "popup", "minutes": 10}],
    }
    return entry | ({"primary": True} if calendar.id == calendar.owner else {})


# events


def _list(call: Call) -> Json:
    return list_events(call, _calendar(call))


def _get(call: Call) -> Json:
    return _calendar(call).get(call.path["eventId"])


def _insert(call: Call) -> Json:
    calendar, event_id = _calendar(call), str(call.body.get("id") or secrets.token_hex(13))
    if not re.fullmatch(r"[a-v0-9]{5,1024}", event_id):
        refuse("invalid", "Invalid resource id value.")
    if event_id in calendar.events:
        refuse("duplicate", "The requested identifier already exists.", 409)
    return _written(call, calendar, event_id, merged({}, call.body), {})


def _patch(call: Call) -> Json:
    calendar, event_id = _calendar(call), call.path["eventId"]
    before = _standing(call, calendar, event_id)
    if not calendar.is_organizer(before) and not before.get("guestsCanModify"):
        _check_guest(calendar, before, call.body)
    return _written(call, calendar, event_id, merged(before, call.body), before)


def _update(call: Call) -> Json:
    calendar, event_id = _calendar(call), call.path["eventId"]
    before = _standing(call, calendar, event_id)
    if not calendar.is_organizer(before) and not before.get("guestsCanModify"):
        _check_guest(calendar, before, call.body)
    kept = ("organizer", "creator", "iCalUID", "recurringEventId", "originalStartTime")
    return _written(call, calendar, event_id, {k: before[k] for k in kept if k in before} | call.body, before)


def _standing(call: Call, calendar: Calendar, event_id: str) -> Json:
    """The event, if it is still as the caller knows it. Raises 404 and 412."""
    event, wanted = calendar.get(event_id), call.headers.get("If-Match", "")
    if wanted and wanted not in ("*", event["etag"]):
        raise PlainError(412, "conditionNotMet", "Precondition Failed", location=("header", "If-Match"))
    return event


def _check_guest(calendar: Calendar, event: Json, change: Json) -> None:
    """A guest may only answer, and change what nobody else sees."""
    mine = [p for p in change.get("attendees", []) if p.get("email") == calendar.owner]
    others = [p["email"] for p in change.get("attendees", []) if p.get("email") != calendar.owner]
    known = [p["email"] for p in event.get("attendees", []) if p["email"] != calendar.owner]
    answers = "attendees" not in change or (bool(mine) and sorted(others) == sorted(known))
    shared = {key for key, value in change.items() if key != "attendees" and not _is_in(value, event.get(key))} - _OWN
    if shared or not answers:
        message = "Shared properties can only be changed by the organizer of the event."
        refuse("forbiddenForNonOrganizer", message, 403)


def _is_in(change: Any, held: Any) -> bool:
    return merged(held, change) == held if isinstance(held, dict) and isinstance(change, dict) else change == held


def merged(old: Json, change: Json) -> Json:
    """The event with a change: objects are merged, null takes away, lists are replaced."""
    new = dict(old)
    for key, value in change.items():
        if value is None:
            new.pop(key, None)
        elif isinstance(value, dict):
            inner = new.get(key)
            new[key] = merged(inner if isinstance(inner, dict) else {}, value)
        else:
            new[key] = value
    return new


def _written(call: Call, calendar: Calendar, event_id: str, wanted: Json, before: Json) -> Json:
    """Stores the event, and lets the guests know."""
    if len(wanted.get("attendees", [])) > _MOST_GUESTS:
        refuse("calendarUsageLimitsExceeded", "Calendar usage limits exceeded.", 403)
    if any("@" not in str(person.get("email", "")) for person in wanted.get("attendees", [])):
        refuse("invalid", "Invalid attendee email.")
    event = calendar.put(event_id, wanted)
    _tell(call, calendar, event, before)
    return event


def _tell(call: Call, calendar: Calendar, event: Json, before: Json) -> None:
    calendars = call.world.calendars
    hand_out(calendars, calendar, event, before)
    updates = call.text("sendUpdates") or ("all" if call.flag("sendNotifications") else "none")
    if calendar.is_organizer(event):
        call.world.invitations += mails(calendars, calendar, event, before, updates)
    call.world.announce()


def _delete(call: Call) -> None:
    calendar, event_id = _calendar(call), call.path["eventId"]
    before = dict(_standing(call, calendar, event_id))
    calendar.cancel(event_id)
    if not calendar.is_organizer(before):
        decline(call.world.calendars, calendar, before)
    _tell(call, calendar, calendar.events[event_id], before)


# free and busy


def _free_busy(call: Call) -> Json:
    if not call.body.get("timeMin") or not call.body.get("timeMax"):
        refuse("required", "Missing timeMin or timeMax parameter.")
    low, high = (instant(call.body[name], name) for name in ("timeMin", "timeMax"))
    ids = [str(item.get("id", "")) for item in call.body.get("items", [])]
    if high <= low:
        refuse("timeRangeEmpty", "The specified time range is empty.")
    if len(ids) > _MOST_CALENDARS:
        refuse("tooManyCalendarsRequested", "The number of calendars requested is too large.")
    return {
        "kind": "calendar#freeBusy",
        "timeMin": stamp(low),
        "timeMax": stamp(high),
        "calendars": dict(_busy(call, ids, low, high)),
    }


def _busy(call: Call, ids: list[str], low: datetime, high: datetime) -> Iterable[tuple[str, Json]]:
    """Colleagues see one another's busy times; what is no calendar here gets an error of its own."""
    for wanted in ids:
        calendar = call.world.calendars.get(call.email if wanted == "primary" else wanted)
        if calendar is None:
            yield wanted, {"errors": [{"domain": "global", "reason": "notFound"}], "busy": []}
        else:
            yield wanted, {"busy": [{"start": stamp(a), "end": stamp(b)} for a, b in calendar.busy(low, high)]}


CALENDAR: dict[str, Handler] = {
    "calendar.calendarList.list": _calendar_list,
    "calendar.events.list": _list,
    "calendar.events.get": _get,
    "calendar.events.insert": _insert,
    "calendar.events.patch": _patch,
    "calendar.events.update": _update,
    "calendar.events.delete": _delete,
    "calendar.freebusy.query": _free_busy,
}
