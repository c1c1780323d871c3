"""Alice's calendar at the stand-in, and an event to make there."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from connectors.calendar.google import GoogleCalendar
from connectors.calendar.source import CalendarSource, Event, EventPage, NewEvent
from tests.connectors.google_stage import GoogleStage

LONDON, NIGHT = ZoneInfo("Europe/London"), datetime(2026, 12, 1, tzinfo=UTC)
CAROL = "carol@customer.example"


@dataclass
class Stage:
    """The stand-in, and Alice's calendar there."""

    google: GoogleStage
    calendar: CalendarSource

    def of(self, email: str) -> GoogleCalendar:
        """Another one's calendar."""
        return GoogleCalendar(self.google.client(email), self.google.url)

    async def changes(self, cursor: str = "") -> list[EventPage]:
        """All that changed since the cursor, page by page."""
        since, until = NIGHT - timedelta(days=730), NIGHT + timedelta(days=365)
        return [page async for page in self.calendar.changes(cursor, since=since, until=until)]

    async def cursor(self) -> str:
        """Where a next reading begins."""
        return str((await self.changes())[-1].cursor)


def at(hour: int, day: int = 1) -> datetime:
    """That hour of a day in December, in London."""
    return datetime(2026, 12, day, hour, tzinfo=LONDON)


def new(title: str = "Call with Carol", hour: int = 9, **values: Any) -> NewEvent:
    """An event to be made."""
    base = NewEvent(title, at(hour), at(hour + 1), "Europe/London", guests=(CAROL,), place="Room Larch")
    return replace(base, **values)


async def made(stage: Stage, event_id: str = "abc123v", **values: Any) -> Event:
    """It stands in the calendar."""
    return await stage.calendar.create(event_id, new(**values))
