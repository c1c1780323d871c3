"""A calendar and a drive in memory, which give the pages that a test laid out, or fail as told."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from connectors.calendar.source import Event, EventPage
from connectors.cursor import CursorExpired
from connectors.drive.source import FileChange, FilePage, RemoteFile

NINE = datetime(2026, 12, 1, 9, tzinfo=UTC)


def event(event_id: str = "e1", title: str = "Call with Carol", **values: object) -> Event:
    """An event on 1 December at nine, for an hour."""
    return Event(event_id, title, NINE, NINE + timedelta(hours=1), **values)  # type: ignore[arg-type]


def file(file_id: str = "f1", name: str = "Budget", *, hour: int = 9, **values: object) -> RemoteFile:
    """A document that was changed on 1 December at that hour."""
    at, kind = NINE.replace(hour=hour), "application/vnd.google-apps.document"
    return RemoteFile(file_id, name, kind, at, **values)  # type: ignore[arg-type]


@dataclass
class Pages:
    """What comes after a cursor, page by page; an error among them is raised in its turn. An unknown cursor has
    expired. `between` is done before each page but the first."""

    after: dict[str, list[object]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    between: Callable[[], Awaitable[object]] | None = None


@dataclass
class FakeCalendar(Pages):
    """A CalendarSource as far as syncing goes."""

    bounds: list[tuple[datetime, datetime]] = field(default_factory=list)
    events: dict[str, Event] = field(default_factory=dict)
    fetched: list[str] = field(default_factory=list)

    async def event(self, event_id: str) -> Event | None:
        """One event as it stands."""
        self.fetched.append(event_id)
        return self.events.get(event_id)

    async def changes(self, cursor: str, *, since: datetime, until: datetime) -> AsyncIterator[EventPage]:
        """The pages after that cursor."""
        self.asked.append(cursor)
        self.bounds.append((since, until))
        if cursor not in self.after:
            raise CursorExpired
        for number, page in enumerate(self.after[cursor]):
            if number and self.between:
                await self.between()
            if isinstance(page, BaseException):
                raise page
            assert isinstance(page, EventPage)
            yield page

    def holds(self, cursor: str, *events: Event, then: str) -> None:
        """One page after that cursor."""
        self.after[cursor] = [EventPage(events, then)]


@dataclass
class FakeDrive(Pages):
    """A DriveSource as far as syncing goes. `texts` by file id; an error among them is raised."""

    texts: dict[str, str | BaseException] = field(default_factory=dict)
    read: list[str] = field(default_factory=list)

    async def changes(self, cursor: str, *, limit: int) -> AsyncIterator[FilePage]:
        """The pages after that cursor."""
        self.asked.append(cursor)
        if cursor not in self.after:
            raise CursorExpired
        for number, page in enumerate(self.after[cursor]):
            if number and self.between:
                await self.between()
            if isinstance(page, BaseException):
                raise page
            assert isinstance(page, FilePage)
            yield page

    async def text(self, file: RemoteFile) -> str:
        """What the file says."""
        self.read.append(file.id)
        text = self.texts.get(file.id, f"Text of {file.id}")
        if isinstance(text, BaseException):
            raise text
        return text

    def holds(self, cursor: str, *files: RemoteFile, then: str, gone: tuple[str, ...] = ()) -> None:
        """One page after that cursor."""
        changes = [*(FileChange(one.id, one) for one in files), *(FileChange(one, None) for one in gone)]
        self.after[cursor] = [FilePage(tuple(changes), then)]
