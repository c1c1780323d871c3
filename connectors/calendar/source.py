"""The calendar socket: what Mailroom asks of somebody's calendar, in its own values. One file a vendor beside it."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class Guest:
    """Somebody invited. `answer` is 'accepted', 'declined', 'tentative' or 'needsAction'."""

    email: str
    name: str = ""
    answer: str = "needsAction"


@dataclass(frozen=True)
class Event:
    """One event, or one occurrence of a recurring one.

    `begins` and `ends` are aware; of a whole-day event they are midnights UTC and `all_day` is set. `recurrence` holds
    RRULE lines of a series, `series_id` the series of an occurrence. `etag` changes with every change.
    """

    id: str
    title: str
    begins: datetime
    ends: datetime
    all_day: bool = False
    place: str = ""
    description: str = ""
    organizer: str = ""
    guests: tuple[Guest, ...] = ()
    link: str = ""
    cancelled: bool = False
    busy: bool = True
    mine: bool = True  # not declined by the owner of the calendar
    recurrence: tuple[str, ...] = ()
    series_id: str = ""
    etag: str = ""
    updated_at: datetime | None = None


@dataclass(frozen=True)
class EventPage:
    """Some events (cancelled ones included) and the cursor to store once they are stored; None while more follow."""

    events: tuple[Event, ...]
    cursor: str | None


@dataclass(frozen=True)
class NewEvent:
    """An event to be made, or what an event is to become. Times as in Event; `zone` is an IANA name."""

    title: str
    begins: datetime
    ends: datetime
    zone: str
    guests: tuple[str, ...] = ()
    place: str = ""
    description: str = ""
    all_day: bool = False


@dataclass(frozen=True)
class Busy:
    """A taken time, aware."""

    begins: datetime
    ends: datetime


class CalendarSource(Protocol):
    """One person's primary calendar. Methods raise Temporary, Permanent or Reconnect (bot.errors)."""

    def changes(self, cursor: str, *, since: datetime, until: datetime) -> AsyncIterator[EventPage]:
        """Everything changed since the cursor, page by page, series as such and exceptions apart. With cursor '' all
        between `since` and `until`. Raises CursorExpired."""
        ...

    async def search(
        self, *, words: str = "", since: datetime | None = None, until: datetime | None = None, limit: int = 50
    ) -> list[Event]:
        """Occurrences between two aware moments that speak of all the words, in order of time; none cancelled."""
        ...

    async def event(self, event_id: str) -> Event | None:
        """The event as it stands, None if it is gone (a cancelled one counts as gone)."""
        ...

    async def busy(self, emails: Sequence[str], since: datetime, until: datetime) -> dict[str, list[Busy] | None]:
        """Taken times by address ('primary' is one's own); None where that calendar may not be seen."""
        ...

    async def create(self, event_id: str, event: NewEvent) -> Event:
        """Makes the event under an id of ours (base32hex); if it exists already it is given back unchanged. Guests are
        invited by mail. Safe to repeat: the id makes it so. Raises Permanent if that id was used and deleted."""
        ...

    async def update(self, event_id: str, event: NewEvent, etag: str) -> Event | None:
        """Changes an event only while its etag is this one; None if it is gone or has changed. What it is already stays
        untouched, and so does its own zone."""
        ...

    async def delete(self, event_id: str, etag: str) -> bool:
        """Cancels an event only while its etag is this one; True also if it is gone already, False if it changed."""
        ...
