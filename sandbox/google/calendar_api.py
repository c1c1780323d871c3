"""Google Calendar, the part that Mailroom asks for: calendars, events, free and busy times."""

import re
import secrets
from collections.abc import Iterable
from datetime import UTC, datetime

from sandbox.google.calendars import Calendar, moment, refuse, stamp
from sandbox.google.call import Call, Handler
from sandbox.google.errors import Json

_ALONE = {"iCalUID", "orderBy", "privateExtendedProperty", "q", "sharedExtendedProperty", "timeMin", "timeMax",
          "updatedMin"}  # fmt: skip
_MOST_CALENDARS = 50


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
    calendar, token = _calendar(call), call.text("syncToken")
    found = _changed(call, calendar, token) if token else _asked(call, calendar)
    at, size = (
        int(call.text("pageToken") or 0) if call.text("pageToken").isdigit() else 0,
        call.size("maxResults", 250, 2500),
    )
    answer: Json = {
        "kind": "calendar#events",
        "etag": f'"{len(calendar.log)}"',
        "summary": calendar.summary,
        "updated": stamp(call.world.now()),
        "timeZone": "UTC",
        "accessRole": "owner",
        "defaultReminders": [{"method": "popup", "minutes": 10}],
        "items": found[at : at + size],
    }
    more = at + size < len(found)
    return answer | ({"nextPageToken": str(at + size)} if more else {"nextSyncToken": f"s{len(calendar.log)}"})


def _changed(call: Call, calendar: Calendar, token: str) -> list[Json]:
    """What has changed since a sync token, deleted events included."""
    if both := sorted(_ALONE & set(call.query)):
        refuse("badRequest", f"Sync token cannot be used with {both[0]}.")
    number = re.fullmatch(r"s(\d+)", token)
    if number is None or int(number[1]) > len(calendar.log):
        refuse("fullSyncRequired", "Sync token is no longer valid, a full sync is required.", 410)
    return [calendar.events[i] for i in dict.fromkeys(calendar.log[int(number[1]) :])]


def _asked(call: Call, calendar: Calendar) -> list[Json]:
    low, high, since = _time(call, "timeMin"), _time(call, "timeMax"), _time(call, "updatedMin")
    if call.text("orderBy") == "startTime" and not call.flag("singleEvents"):
        refuse("badRequest", "The requested ordering is not available for the particular query.")
    if low and high and high <= low:
        refuse("timeRangeEmpty", "The specified time range is empty.")
    found = [
        event
        for event in calendar.events.values()
        if (call.flag("showDeleted") or event["status"] != "cancelled")
        and (low is None or moment(event["end"]) > low)
        and (high is None or moment(event["start"]) < high)
        and (since is None or datetime.fromisoformat(event["updated"]) >= since)
        and _speaks_of(event, call.text("q"))
    ]
    key = "updated" if call.text("orderBy") == "updated" else "start"
    return sorted(found, key=lambda e: e["updated"] if key == "updated" else stamp(moment(e["start"])))


def _speaks_of(event: Json, words: str) -> bool:
    people = [f"{person.get('email', '')} {person.get('displayName', '')}" for person in event.get("attendees", [])]
    text = " ".join([event.get("summary", ""), event.get("description", ""), event.get("location", ""), *people])
    return all(word in text.casefold() for word in words.casefold().split())


def _time(call: Call, name: str) -> datetime | None:
    return _instant(call.text(name), name) if call.text(name) else None


def _instant(text: str, name: str) -> datetime:
    """A moment with its offset, as RFC 3339 wants it."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        refuse("badRequest", f"Invalid value for {name}: {text}")
    if at.tzinfo is None:
        refuse("badRequest", f"Invalid value for {name}: {text} has no time zone offset")
    return at.astimezone(UTC)


def _get(call: Call) -> Json:
    return _calendar(call).get(call.path["eventId"])


def _insert(call: Call) -> Json:
    calendar, event_id = _calendar(call), str(call.body.get("id") or secrets.token_hex(13))
    if not re.fullmatch(r"[a-v0-9]{5,1024}", event_id):
        refuse("invalid", "Invalid resource id value.")
    if event_id in calendar.events:
        refuse("duplicate", "The requested identifier already exists.", 409)
    _check_single(call.body)
    return calendar.put(event_id, call.body)


def _patch(call: Call) -> Json:
    calendar, event_id = _calendar(call), call.path["eventId"]
    _check_single(call.body)
    return calendar.put(event_id, {**calendar.get(event_id), **call.body})


def _check_single(event: Json) -> None:
    if event.get("recurrence"):
        refuse("notImplemented", "The sandbox keeps no recurring events.", 501)


def _delete(call: Call) -> None:
    _calendar(call).cancel(call.path["eventId"])


# free and busy


def _free_busy(call: Call) -> Json:
    if not call.body.get("timeMin") or not call.body.get("timeMax"):
        refuse("required", "Missing timeMin or timeMax parameter.")
    low, high = (_instant(call.body[name], name) for name in ("timeMin", "timeMax"))
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
    "calendar.events.delete": _delete,
    "calendar.freebusy.query": _free_busy,
}
