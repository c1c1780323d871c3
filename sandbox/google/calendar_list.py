"""Events by time, by words, and by what changed since: Calendar's events.list with its page and sync tokens."""

import hashlib
import re
from collections.abc import Iterable
from datetime import UTC, datetime

from sandbox.google.calendars import Calendar
from sandbox.google.call import Call
from sandbox.google.errors import Json
from sandbox.google.times import moment, refuse, stamp

_ALONE = ("iCalUID", "orderBy", "privateExtendedProperty", "q", "sharedExtendedProperty", "timeMax", "timeMin",
          "updatedMin")  # fmt: skip
_UNLIKE = {*_ALONE, "syncToken", "pageToken", "fields", "alt", "prettyPrint", "key", "access_token", "quotaUser"}
_UNSYNCED = {"orderBy", "q", "updatedMin", "iCalUID", "privateExtendedProperty", "sharedExtendedProperty"}


def list_events(call: Call, calendar: Calendar) -> Json:
    """One page. The last one holds the token for what comes after the first page was asked for."""
    at, position = _page(call, calendar)
    found = _found(call, calendar)
    size = call.size("maxResults", 250, 2500)
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
    if at + size < len(found):
        return answer | {"nextPageToken": f"p{at + size}.{position}.{_key(call, all_of_it=True)}"}
    token = {"nextSyncToken": f"s{position}.{calendar.era}.{_key(call)}"}
    return answer | ({} if _UNSYNCED & set(call.query) else token)


def _key(call: Call, *, all_of_it: bool = False) -> str:
    """The parameters that a token was given for; a page token also holds the bounds."""
    kept = {"pageToken", "fields"} if all_of_it else _UNLIKE
    pairs = sorted((name, value) for name, value in call.query.items() if name not in kept)
    return hashlib.sha256(repr(pairs).encode()).hexdigest()[:10]


def _page(call: Call, calendar: Calendar) -> tuple[int, int]:
    """Where the page begins, and how many changes there were when the first page was asked for."""
    token = call.text("pageToken")
    if not token:
        return 0, len(calendar.log)
    parts = re.fullmatch(r"p(\d+)\.(\d+)\.(\w+)", token)
    if parts is None or parts[3] != _key(call, all_of_it=True):
        refuse("invalid", "Invalid page token value.")
    return int(parts[1]), int(parts[2])


def _found(call: Call, calendar: Calendar) -> list[Json]:
    types = call.many("eventTypes")
    found = _changed(call, calendar) if call.text("syncToken") else _asked(call, calendar)
    return [event for event in found if not types or event.get("eventType", "default") in types]


def _changed(call: Call, calendar: Calendar) -> list[Json]:
    """What has changed since a sync token, deleted events included."""
    if both := [name for name in _ALONE if name in call.query]:
        refuse("badRequest", f"Sync token cannot be used with {both[0]}.")
    if call.text("showDeleted") and not call.flag("showDeleted"):
        refuse("badRequest", "Sync token cannot be used with showDeleted set to false.")
    parts = re.fullmatch(r"s(\d+)\.(\d+)\.(\w+)", call.text("syncToken"))
    if parts is None or int(parts[1]) > len(calendar.log) or int(parts[2]) != calendar.era:
        refuse("fullSyncRequired", "Sync token is no longer valid, a full sync is required.", 410)
    if parts[3] != _key(call):
        refuse("badRequest", "The request's parameters are not those that the sync token was given for.")
    changed = [calendar.events[one] for one in dict.fromkeys(calendar.log[int(parts[1]) :])]
    if call.flag("singleEvents"):
        return [one for event in changed for one in _single(calendar, event)]
    return [_reduced(calendar, event) for event in changed]


def _single(calendar: Calendar, event: Json) -> list[Json]:
    if not event.get("recurrence"):
        return [_reduced(calendar, event)]
    return [one for one in calendar.single(None, None) if one.get("recurringEventId") == event["id"]]


def _reduced(calendar: Calendar, event: Json) -> Json:
    """A deleted event says little to those who did not make it, and of a cancelled occurrence which one it was."""
    if event["status"] != "cancelled":
        return event
    if event.get("recurringEventId"):
        kept = ("kind", "etag", "id", "status", "recurringEventId", "originalStartTime")
        return {key: event[key] for key in kept}
    return event if calendar.is_organizer(event) else {key: event[key] for key in ("kind", "etag", "id", "status")}


def _asked(call: Call, calendar: Calendar) -> list[Json]:
    low, high, since = _time(call, "timeMin"), _time(call, "timeMax"), _time(call, "updatedMin")
    single, words = call.flag("singleEvents"), call.text("q")
    if call.text("orderBy") == "startTime" and not single:
        refuse("badRequest", "The requested ordering is not available for the particular query.")
    if low and high and high <= low:
        refuse("timeRangeEmpty", "The specified time range is empty.")
    found = [
        _reduced(calendar, event)
        for event in (calendar.single(low, high) if single else calendar.whole(low, high))
        if _is_told(call, event, single=single)
        and (since is None or datetime.fromisoformat(event["updated"]) >= since)
        and _speaks_of(event, words)
    ]
    return _ordered(found, "updated" if call.text("orderBy") == "updated" else "start")


def _is_told(call: Call, event: Json, *, single: bool) -> bool:
    """Deleted events are told where asked for; a cancelled occurrence always, where its series is told as one."""
    return (
        event["status"] != "cancelled"
        or call.flag("showDeleted")
        or (bool(event.get("recurringEventId")) and not single)
    )


def _ordered(found: Iterable[Json], by: str) -> list[Json]:
    if by == "updated":
        return sorted(found, key=lambda event: event["updated"])
    return sorted(
        found, key=lambda event: (stamp(moment(event.get("start") or event["originalStartTime"])), event["id"])
    )


def _speaks_of(event: Json, words: str) -> bool:
    people = [*event.get("attendees", []), event.get("organizer", {})]
    named = [f"{person.get('email', '')} {person.get('displayName', '')}" for person in people]
    text = " ".join([event.get("summary", ""), event.get("description", ""), event.get("location", ""), *named])
    return all(word in text.casefold() for word in words.casefold().split())


def _time(call: Call, name: str) -> datetime | None:
    return instant(call.text(name), name) if call.text(name) else None


def instant(text: str, name: str) -> datetime:
    """A moment with its offset, as RFC 3339 wants it. Raises 400."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        refuse("badRequest", f"Invalid value for {name}: {text}")
    if at.tzinfo is None:
        refuse("badRequest", f"Invalid value for {name}: {text} has no time zone offset")
    return at.astimezone(UTC)
