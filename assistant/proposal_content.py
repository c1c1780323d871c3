"""What a proposal may hold, by its kind: checked once more before it is stored, since models had a hand in it (SE6)."""

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated, Any, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from connectors.calendar.source import Event, NewEvent
from connectors.drive.source import RemoteFile, Role
from connectors.mail.clean import clean_line, clean_text, is_blank, without_gaps
from connectors.mail.compose import is_writable

Json = dict[str, Any]
LONGEST = timedelta(days=366)
_ID = re.compile(r"<[!-;=?-~]{1,900}>")


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError) as error:
        raise ValueError("no such time zone") from error
    return name


def _email(text: str) -> str:
    text = text.strip().lower()
    if not is_writable(text) or len(text) > 160:
        raise ValueError("no address that a mail can be written to")
    return text


def _unique(emails: list[str]) -> list[str]:
    return list(dict.fromkeys(emails))


def _said(text: str) -> str:
    if is_blank(text):
        raise ValueError("empty")
    return text


def _message_id(text: str) -> str:
    if text and not _ID.fullmatch(text):
        raise ValueError("no message id")
    return text


def _words(text: str) -> str:
    return without_gaps(clean_text(text)).strip()


Zone = Annotated[str, StringConstraints(max_length=60), AfterValidator(_zone)]
Email = Annotated[str, AfterValidator(_email)]
Emails = Annotated[list[Email], Field(max_length=50), AfterValidator(_unique)]
Line = Annotated[str, AfterValidator(clean_line), Field(max_length=300)]
Text = Annotated[str, AfterValidator(_words), Field(max_length=3000)]
Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.@-]{1,1024}$")]
At = Annotated[AwareDatetime, Field(ge=datetime.fromisoformat("1990-01-01T00:00Z"))]


class _Content(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class _Times(_Content):
    begins: At
    ends: At
    zone: Zone = "UTC"
    all_day: bool = False

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not timedelta(0) < self.ends - self.begins <= LONGEST:
            raise ValueError("an event ends after it begins, within a year")
        return self


class NewEventContent(_Times):
    """event.create: an event in one's own calendar. `guests` are invited by mail."""

    title: Annotated[Line, AfterValidator(_said)]
    guests: Emails = []
    place: Line = ""
    description: Text = ""


class EventFacts(_Times):
    """An event as it is, or is to become: others may have written it, so that only what changes is made clean."""

    title: Annotated[str, Field(max_length=1100)] = ""
    guests: Annotated[list[Email], Field(max_length=200), AfterValidator(_unique)] = []
    organizer: str = ""
    repeats: bool = False  # it is a series, and all of it would be changed
    single: bool = False  # it is one date of a series, and no other would be changed
    place: Annotated[str, Field(max_length=1100)] = ""
    description: Annotated[str, Field(max_length=8200)] = ""


class EventChange(_Content):
    """event.update: what the event is, and what it is to become."""

    event_id: Id
    title: str = ""
    before: EventFacts
    after: EventFacts

    @model_validator(mode="after")
    def _differs(self) -> Self:
        before, after = self.before.model_dump(), self.after.model_dump()
        fresh: Json = {}
        for name, tidy in (("title", clean_line), ("place", clean_line), ("description", _words)):
            if after[name] != before[name]:
                fresh[name] = tidy(after[name])
        if before == after | fresh:
            raise ValueError("nothing would change")
        after_now = self.after.model_copy(update=fresh)
        return self.model_copy(update={"after": after_now, "title": clean_line(self.before.title)[:300]})


class EventEnd(_Times):
    """event.delete: the event that is to be cancelled."""

    event_id: Id
    title: Annotated[str, AfterValidator(clean_line)] = ""
    guests: Annotated[list[Email], Field(max_length=200), AfterValidator(_unique)] = []
    organizer: str = ""
    repeats: bool = False  # it is a series, and all of it would be cancelled
    single: bool = False  # it is one date of a series, and no other would be cancelled


class FileShare(_Content):
    """file.share: one person is to have one role on one file; never anyone with the link, never a domain."""

    file_id: Id
    name: Annotated[str, AfterValidator(lambda text: file_name(text))]
    link: Annotated[str, Field(max_length=2000)] = ""
    email: Email
    role: Role
    message: Annotated[Text, Field(max_length=1000)] = ""


class Mail(_Content):
    """mail.draft and mail.send: the whole mail. `sender` is one of the account's addresses, '' for the usual one."""

    sender: Annotated[str, AfterValidator(lambda text: _email(text) if text else "")] = ""
    sender_name: Line = ""
    to: Annotated[Emails, Field(min_length=1)]
    cc: Emails = []
    subject: Line = ""
    body: Annotated[str, AfterValidator(_words), Field(max_length=7000), AfterValidator(_said)]
    thread_id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{0,200}$")] = ""
    in_reply_to: Annotated[str, AfterValidator(_message_id)] = ""

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        return self.model_copy(update={"cc": [email for email in self.cc if email not in self.to]})


class _Etag(_Content):
    etag: Annotated[str, Field(min_length=1, max_length=300)]


class _Access(_Content):
    access: list[tuple[str, str]] = []


class _Tip(_Content):
    tip: str = ""


class _Nothing(_Content):
    pass


_SHAPES: dict[str, tuple[type[_Content], type[_Content]]] = {
    "event.create": (NewEventContent, _Nothing),
    "event.update": (EventChange, _Etag),
    "event.delete": (EventEnd, _Etag),
    "file.share": (FileShare, _Access),
    "mail.draft": (Mail, _Tip),
    "mail.send": (Mail, _Tip),
}


def checked(kind: str, content: Mapping[str, Any], basis: Mapping[str, Any]) -> tuple[Json, Json]:
    """Content and basis as they are stored, tidied. Raises ValueError if they are not such as may be proposed."""
    if kind not in _SHAPES:
        raise ValueError("no kind of write that we know")
    said, ground = _SHAPES[kind]
    told = said.model_validate(dict(content)).model_dump(mode="json")
    held = ground.model_validate(dict(basis)).model_dump(mode="json")
    if "access" in held:
        held["access"] = sorted([email.lower(), role] for email, role in held["access"])
    return told, held


def digest_of(kind: str, account_id: str, content: Json, basis: Json) -> str:
    """What a button is bound to: all that would be done, by whom, and what it rests on."""
    told = json.dumps([kind, account_id, content, basis], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


def new_event(told: Mapping[str, Any]) -> NewEvent:
    """The event that a content of an event describes."""
    return NewEvent(
        title=told["title"],
        begins=datetime.fromisoformat(told["begins"]),
        ends=datetime.fromisoformat(told["ends"]),
        zone=told["zone"],
        guests=tuple(told["guests"]),
        place=told["place"],
        description=told["description"],
        all_day=told["all_day"],
    )


def facts_of(event: Event, zone: str) -> Json:
    """An event of the calendar as content; `zone` is the one in which it is shown."""
    return {
        "title": event.title,
        "begins": event.begins.isoformat(),
        "ends": event.ends.isoformat(),
        "zone": zone,
        "guests": [guest.email for guest in event.guests],
        "place": event.place,
        "description": event.description,
        "all_day": event.all_day,
        "organizer": event.organizer,
        "repeats": bool(event.recurrence),
        "single": bool(event.series_id),
    }


def file_name(name: str) -> str:
    """A file's name as it is shown: others may have written it, at any length."""
    return clean_line(name)[:300]


def access_list(file: RemoteFile) -> list[list[str]]:
    """Who may open a file, as a basis: address ('' for a link or a domain) and role of each."""
    return sorted([one.email, one.role] for one in file.access)
