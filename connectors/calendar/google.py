"""Google Calendar as a calendar source, over Google's own client library."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from typing import Any

from bot.errors import Failure, Permanent
from connectors.calendar.google_values import body_of, busy_of, changes_of, event_of, says
from connectors.calendar.source import Busy, Event, EventPage, NewEvent
from connectors.cursor import CursorExpired
from connectors.google.client import GoogleClient
from connectors.google.discovery import google_service
from connectors.google.failures import Changed, Gone, Taken

PRIMARY = "primary"
_PAGE = 250
_CALENDARS = 50  # that one question for taken times may name
# birthdays and working places are no appointments
_TYPES = ["default", "focusTime", "fromGmail", "outOfOffice"]
_EVENT = (
    "id,status,summary,start,end,originalStartTime,location,description,organizer(email),htmlLink,transparency,"
    "attendees(email,displayName,responseStatus,self,resource),recurrence,recurringEventId,etag,updated"
)
_LIST = f"items({_EVENT}),nextPageToken,nextSyncToken"


class GoogleCalendar:
    """One person's primary calendar; a CalendarSource."""

    def __init__(self, client: GoogleClient, api_url: str) -> None:
        service = google_service("calendar", api_url)
        self._client = client
        self._events = service.events()
        self._freebusy = service.freebusy()

    async def changes(self, cursor: str, *, since: datetime, until: datetime) -> AsyncIterator[EventPage]:
        """Everything changed since the cursor, page by page. Raises CursorExpired.

        Bounds go with the first question only: with a sync token Google refuses them. All else must stay the same.
        https://developers.google.com/workspace/calendar/api/guides/sync
        """
        asked: dict[str, Any] = {"calendarId": PRIMARY, "singleEvents": False, "eventTypes": _TYPES}
        bounds = {"syncToken": cursor} if cursor else {"timeMin": _stamp(since), "timeMax": _stamp(until)}
        token: str | None = None
        while True:
            request = self._events.list(**asked, **bounds, maxResults=_PAGE, pageToken=token, fields=_LIST)
            try:
                answer = await self._client.call(request)
            except Gone as error:
                raise CursorExpired from error
            token = answer.get("nextPageToken")
            events = tuple(map(event_of, answer.get("items", [])))
            yield EventPage(events, None if token else str(answer.get("nextSyncToken") or cursor))
            if not token:
                return

    async def search(
        self, *, words: str = "", since: datetime | None = None, until: datetime | None = None, limit: int = 50
    ) -> list[Event]:
        """Occurrences between two moments that speak of all the words, in order of time."""
        asked: dict[str, Any] = {"calendarId": PRIMARY, "singleEvents": True, "orderBy": "startTime"}
        asked |= {"q": words} if words.strip() else {}
        asked |= {"timeMin": _stamp(since)} if since else {}
        asked |= {"timeMax": _stamp(until)} if until else {}
        found: list[Event] = []
        token: str | None = None
        while len(found) < limit:
            size = min(limit - len(found), _PAGE)
            request = self._events.list(**asked, eventTypes=_TYPES, maxResults=size, pageToken=token, fields=_LIST)
            answer = await self._client.call(request)
            found += [event for event in map(event_of, answer.get("items", [])) if not event.cancelled]
            token = answer.get("nextPageToken")
            if not token:
                break
        return found[:limit]

    async def event(self, event_id: str) -> Event | None:
        """The event as it stands, None if it is gone."""
        entry = await self._entry(event_id)
        return event_of(entry) if entry else None

    async def _entry(self, event_id: str) -> dict[str, Any]:
        """The event in Google's words, {} if it is gone: a cancelled one is still told of."""
        try:
            entry = await self._client.call(self._events.get(calendarId=PRIMARY, eventId=event_id, fields=_EVENT))
        except Gone:
            return {}
        return {} if entry.get("status") == "cancelled" else entry

    async def busy(self, emails: Sequence[str], since: datetime, until: datetime) -> dict[str, list[Busy] | None]:
        """Taken times by address; None where that calendar may not be seen."""
        found: dict[str, list[Busy] | None] = {}
        wanted = list(dict.fromkeys(emails))
        for some in (wanted[at : at + _CALENDARS] for at in range(0, len(wanted), _CALENDARS)):
            body = {"timeMin": _stamp(since), "timeMax": _stamp(until), "items": [{"id": email} for email in some]}
            calendars = (await self._client.call(self._freebusy.query(body=body))).get("calendars", {})
            # one that the answer does not name could not be seen either
            found |= {email: busy_of(calendars.get(email, {"errors": True})) for email in some}
        return found

    async def create(self, event_id: str, event: NewEvent) -> Event:
        """Makes the event under that id and invites its guests by mail; one that exists is given back unchanged.

        Google takes an id once for all time, so that a repeated call makes no second event:
        https://developers.google.com/workspace/calendar/api/v3/reference/events/insert
        """
        body = {"id": event_id, **body_of(event)}
        request = self._events.insert(calendarId=PRIMARY, sendUpdates="all", body=body, fields=_EVENT)
        try:
            return event_of(await self._client.call(request))
        except Taken as error:
            found = await self.event(event_id)
            if found is None:
                raise Permanent("an event with this id was made and deleted", Failure.NOT_FOUND) from error
            return found

    async def update(self, event_id: str, event: NewEvent, etag: str) -> Event | None:
        """Changes an event only while its etag is this one; None if it is gone or has changed."""
        entry = await self._entry(event_id)
        if not entry or entry.get("etag") != etag:
            return _same(entry, event)
        body = changes_of(entry, event)
        if not body:
            return event_of(entry)
        request = self._events.patch(
            calendarId=PRIMARY, eventId=event_id, sendUpdates="all", body=body, fields=_EVENT
        )  # fmt: skip
        request.headers["If-Match"] = etag
        try:
            return event_of(await self._client.call(request))
        except (Gone, Changed):  # perhaps by this very call, whose first answer was lost
            return _same(await self._entry(event_id), event)

    async def delete(self, event_id: str, etag: str) -> bool:
        """Cancels an event only while its etag is this one; True also if it is gone already."""
        request = self._events.delete(calendarId=PRIMARY, eventId=event_id, sendUpdates="all")
        request.headers["If-Match"] = etag
        try:
            await self._client.call(request)
        except Gone:
            return True
        except Changed:
            return not await self._entry(event_id)
        return True


def _same(entry: dict[str, Any], wanted: NewEvent) -> Event | None:
    """The event if it stands as it was to become, else None."""
    found = event_of(entry) if entry else None
    return found if found and says(found, wanted) else None


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
