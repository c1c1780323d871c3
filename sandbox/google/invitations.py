"""What other people notice of an event: their own copy of it, and the mails that Calendar sends."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal

from sandbox.google.calendars import Calendar
from sandbox.google.errors import Json

Calendars = dict[str, Calendar]
Kind = Literal["invitation", "update", "cancellation"]


@dataclass(frozen=True)
class Invitation:
    """A mail that Calendar sent about an event."""

    at: datetime
    kind: Kind
    event_id: str
    title: str
    organizer: str
    to: tuple[str, ...]

    def shown(self) -> Json:
        """As people see it."""
        return asdict(self) | {"at": self.at.isoformat(), "to": list(self.to)}


def others(calendar: Calendar, event: Json) -> list[str]:
    """Everybody invited besides the calendar's owner; rooms read no mail."""
    people = event.get("attendees", [])
    return [p["email"] for p in people if p.get("email") and p["email"] != calendar.owner and not p.get("resource")]


def hand_out(calendars: Calendars, calendar: Calendar, event: Json, before: Json) -> None:
    """Brings the guests' own copies up to date; of those who are guests no longer, they go."""
    if not calendar.is_organizer(event):
        return
    guests = others(calendar, event)
    for email in {*guests, *others(calendar, before)}:
        theirs = calendars.get(email)
        if theirs is None:
            continue
        if email in guests and event["status"] != "cancelled":
            plain = {key: value for key, value in event.items() if key not in ("etag", "sequence", "updated")}
            theirs.put(
                event["id"], plain | {"organizer": _named(event["organizer"]), "creator": _named(event["creator"])}
            )
        elif theirs.events.get(event["id"], {}).get("status", "cancelled") != "cancelled":
            theirs.cancel(event["id"])


def decline(calendars: Calendars, guest: Calendar, event: Json) -> None:
    """A guest who deletes an event stays away: so its organizer sees it."""
    host = calendars.get(event["organizer"]["email"])
    theirs = host.events.get(event["id"]) if host else None
    if host is None or theirs is None or theirs["status"] == "cancelled":
        return
    away = {"responseStatus": "declined"}
    people = [p | away if p.get("email") == guest.owner else p for p in theirs.get("attendees", [])]
    host.put(event["id"], theirs | {"attendees": people})


def _named(person: Json) -> Json:
    return {key: value for key, value in person.items() if key != "self"}


def mails(calendars: Calendars, calendar: Calendar, event: Json, before: Json, updates: str) -> Iterable[Invitation]:
    """The mails about a change, as `sendUpdates` asks for them."""
    now, was = others(calendar, event), others(calendar, before)
    gone = event["status"] == "cancelled"
    groups: tuple[tuple[Kind, list[str]], ...] = (
        ("cancellation", was if gone else [email for email in was if email not in now]),
        ("invitation", [] if gone else [email for email in now if email not in was]),
        ("update", [] if gone else [email for email in now if email in was]),
    )
    for kind, people in groups:
        to = tuple(
            email for email in people if updates == "all" or (updates == "externalOnly" and email not in calendars)
        )
        if to:
            yield Invitation(calendar.now(), kind, event["id"], event.get("summary", ""), calendar.owner, to)
