"""The human side of calendars and files: what people do in Google's own pages, and what reached others by mail."""

import secrets
from datetime import datetime, timedelta
from typing import Literal

from aiohttp import web
from pydantic import AwareDatetime, BaseModel, ConfigDict

from sandbox.google.calendars import Calendar
from sandbox.google.drive import DOCUMENT, SHEET, SLIDES, File, Person
from sandbox.google.errors import GoogleError, Json
from sandbox.google.invitations import hand_out, mails
from sandbox.google.play import plainly, read_form
from sandbox.google.times import moment
from sandbox.google.world import GoogleWorld

_KINDS = {"document": DOCUMENT, "sheet": SHEET, "slides": SLIDES, "text": "text/plain"}
_SHOWN = timedelta(days=60)


class EventForm(BaseModel):
    """An event as somebody types it; of a change only what changes. `recurrence` holds RRULE lines."""

    model_config = ConfigDict(extra="forbid")

    title: str | None = None
    begins: AwareDatetime | None = None
    minutes: int = 60
    zone: str = "Europe/London"
    all_day: bool = False
    place: str | None = None
    description: str | None = None
    guests: list[str] | None = None
    recurrence: list[str] | None = None


class AnswerForm(BaseModel):
    """What somebody who is invited answers."""

    model_config = ConfigDict(extra="forbid")

    answer: Literal["accepted", "declined", "tentative"]


class FileForm(BaseModel):
    """A file as somebody writes it; of a change only what changes. `people`: address -> role."""

    model_config = ConfigDict(extra="forbid")

    name: str | None = None
    text: str | None = None
    kind: Literal["document", "sheet", "slides", "text"] = "document"
    people: dict[str, Literal["reader", "commenter", "writer"]] | None = None
    trashed: bool | None = None


def play_office_routes(world: GoogleWorld) -> web.Application:
    """The human side as an application: `app.add_subapp("/play/office/", play_office_routes(world))`."""
    play, app = _Play(world), web.Application(middlewares=[plainly])
    user = "/{email:[^/]+@[^/]+}"
    app.add_routes(
        [
            web.get("/invitations", play.invitations),
            web.get("/shares", play.shares),
            web.get(f"{user}/events", play.events),
            web.post(f"{user}/events", play.add_event),
            web.post(f"{user}/events/expire", play.expire),
            web.get(f"{user}/events/{{id}}", play.event),
            web.post(f"{user}/events/{{id}}", play.change_event),
            web.post(f"{user}/events/{{id}}/answer", play.answer),
            web.delete(f"{user}/events/{{id}}", play.delete_event),
            web.get(f"{user}/files", play.files),
            web.post(f"{user}/files", play.add_file),
            web.get(f"{user}/files/{{id}}", play.file),
            web.post(f"{user}/files/{{id}}", play.change_file),
            web.delete(f"{user}/files/{{id}}", play.delete_file),
        ]
    )
    return app


class _Play:
    def __init__(self, world: GoogleWorld) -> None:
        self._world = world

    def _calendar(self, request: web.Request) -> Calendar:
        calendar = self._world.calendars.get(request.match_info["email"].lower())
        if calendar is None:
            raise GoogleError(404, "notFound", "Nobody here has this address.")
        return calendar

    def _file(self, request: web.Request) -> File:
        file = self._world.drive.files.get(request.match_info["id"])
        if file is None or not file.person(request.match_info["email"].lower()):
            raise GoogleError(404, "notFound", "There is no such file here.")
        return file

    # calendars

    async def invitations(self, _: web.Request) -> web.Response:
        """The mails that Calendar sent to guests, oldest first."""
        return web.json_response([one.shown() for one in self._world.invitations])

    async def events(self, request: web.Request) -> web.Response:
        """What is in somebody's calendar for the next two months, series as their occurrences."""
        calendar, now = self._calendar(request), self._world.now()
        found = [one for one in calendar.single(now, now + _SHOWN) if one["status"] != "cancelled"]
        return web.json_response([_event(one) for one in sorted(found, key=lambda one: moment(one["start"]))])

    async def event(self, request: web.Request) -> web.Response:
        """One event, a series, or one occurrence of it, however long ago."""
        event = self._calendar(request).get(request.match_info["id"])
        if event["status"] == "cancelled":
            raise GoogleError(404, "notFound", "There is no such event here.")
        return web.json_response(_event(event))

    async def add_event(self, request: web.Request) -> web.Response:
        """Somebody makes an event, and its guests are told."""
        calendar, asked = self._calendar(request), await read_form(request, EventForm)
        event = self._store(calendar, secrets.token_hex(13), _wanted(asked), {})
        return web.json_response(_event(event), status=201)

    async def change_event(self, request: web.Request) -> web.Response:
        """Somebody changes an event, or one occurrence of it."""
        calendar, asked = self._calendar(request), await read_form(request, EventForm)
        before = calendar.get(request.match_info["id"])
        return web.json_response(_event(self._store(calendar, before["id"], before | _wanted(asked), before)))

    async def answer(self, request: web.Request) -> web.Response:
        """A guest answers; the organizer sees it."""
        calendar, asked = self._calendar(request), await read_form(request, AnswerForm)
        event_id = request.match_info["id"]
        for one in self._world.calendars.values():
            event = one.events.get(event_id)
            if event and event["status"] != "cancelled":
                people = [_answered(person, calendar.owner, asked.answer) for person in event.get("attendees", [])]
                one.put(event_id, event | {"attendees": people})
        return web.json_response(_event(calendar.get(event_id)))

    async def delete_event(self, request: web.Request) -> web.Response:
        """Somebody deletes an event, and its guests are told."""
        calendar, event_id = self._calendar(request), request.match_info["id"]
        before = dict(calendar.get(event_id))
        calendar.cancel(event_id)
        self._told(calendar, calendar.events[event_id], before)
        return web.json_response({})

    async def expire(self, request: web.Request) -> web.Response:
        """Every sync token handed out so far is answered with 410 from now on."""
        calendar = self._calendar(request)
        calendar.era += 1
        return web.json_response({})

    def _store(self, calendar: Calendar, event_id: str, wanted: Json, before: Json) -> Json:
        event = calendar.put(event_id, wanted)
        self._told(calendar, event, before)
        return event

    def _told(self, calendar: Calendar, event: Json, before: Json) -> None:
        hand_out(self._world.calendars, calendar, event, before)
        if calendar.is_organizer(event):
            self._world.invitations += mails(self._world.calendars, calendar, event, before, "all")
        self._world.announce()

    # files

    async def shares(self, _: web.Request) -> web.Response:
        """The mails that Drive sent to people who were let in, oldest first."""
        return web.json_response([one.shown() for one in self._world.drive.mails])

    async def files(self, request: web.Request) -> web.Response:
        """The files that somebody may open, the last changed first."""
        email = self._calendar(request).owner
        return web.json_response([_paper(file) for file in self._world.drive.seen_by(email)])

    async def file(self, request: web.Request) -> web.Response:
        """One file with its text."""
        file = self._file(request)
        return web.json_response(_paper(file) | {"text": file.content.decode("utf-8", "replace")})

    async def add_file(self, request: web.Request) -> web.Response:
        """Somebody writes a file."""
        owner, asked, now = self._calendar(request).owner, await read_form(request, FileForm), self._world.now()
        file_id, text = f"1Play{secrets.token_urlsafe(18)}", (asked.text or "").encode()
        people = [Person(owner, self._name(owner), "owner"), *self._people(asked.people or {})]
        file = File(file_id, asked.name or "Untitled", _KINDS[asked.kind], text, people, now, now)
        return self._put(file, status=201)

    async def change_file(self, request: web.Request) -> web.Response:
        """Somebody changes a file, or who may open it."""
        file, asked = self._file(request), await read_form(request, FileForm)
        was = {person.email for person in file.people}
        if asked.text is not None:
            file.content, file.modified = asked.text.encode(), self._world.now()
            file.editor = request.match_info["email"].lower()
        file.name = asked.name or file.name
        file.trashed = file.trashed if asked.trashed is None else asked.trashed
        if asked.people is not None:
            file.people = [file.people[0], *self._people(asked.people)]
        return self._put(file, frozenset(was - {person.email for person in file.people}))

    async def delete_file(self, request: web.Request) -> web.Response:
        """Somebody deletes a file for good."""
        self._world.drive.remove(self._file(request).id)
        self._world.announce()
        return web.json_response({})

    def _put(self, file: File, lost: frozenset[str] = frozenset(), status: int = 200) -> web.Response:
        self._world.drive.put(file, lost)
        self._world.announce()
        return web.json_response(_paper(file), status=status)

    def _people(self, people: dict[str, Literal["reader", "commenter", "writer"]]) -> list[Person]:
        return [Person(email.lower(), self._name(email.lower()), role) for email, role in people.items()]

    def _name(self, email: str) -> str:
        return next((user.name for user in self._world.users if user.email == email), email)


def _answered(person: Json, email: str, answer: str) -> Json:
    return person | {"responseStatus": answer} if person.get("email") == email else person


def _wanted(asked: EventForm) -> Json:
    told: Json = {"summary": asked.title, "location": asked.place, "description": asked.description}
    told |= {"recurrence": asked.recurrence}
    told |= {"attendees": None if asked.guests is None else [{"email": email.lower()} for email in asked.guests]}
    times = _times(asked, asked.begins) if asked.begins else {}
    return {key: value for key, value in told.items() if value is not None} | times


def _times(asked: EventForm, begins: datetime) -> Json:
    if asked.all_day:
        last = begins + timedelta(days=max(1, asked.minutes // 1440))
        return {"start": {"date": f"{begins:%Y-%m-%d}"}, "end": {"date": f"{last:%Y-%m-%d}"}}
    ends = begins + timedelta(minutes=asked.minutes)
    bounds = {"start": begins, "end": ends}
    return {name: {"dateTime": at.isoformat(), "timeZone": asked.zone} for name, at in bounds.items()}


def _event(event: Json) -> Json:
    return {
        "id": event["id"],
        "title": event.get("summary", ""),
        "begins": event["start"].get("dateTime") or event["start"]["date"],
        "ends": event["end"].get("dateTime") or event["end"]["date"],
        "allDay": "date" in event["start"],
        "place": event.get("location", ""),
        "description": event.get("description", ""),
        "organizer": event["organizer"]["email"],
        "guests": [{"email": p.get("email", ""), "answer": p["responseStatus"]} for p in event.get("attendees", [])],
        "repeats": bool(event.get("recurringEventId") or event.get("recurrence")),
    }


def _paper(file: File) -> Json:
    return {
        "id": file.id,
        "name": file.name,
        "kind": file.kind,
        "modified": file.modified.isoformat(),
        "trashed": file.trashed,
        "people": [{"email": person.email, "role": person.role} for person in file.people],
    }
