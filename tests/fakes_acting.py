"""A calendar and files in memory that can be acted on: they refuse what Google refuses, and fail as they are told."""

import re
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count

from bot.errors import Failure, Permanent
from connectors.calendar.source import Busy, Event, EventPage, Guest, NewEvent
from connectors.cursor import CursorExpired
from connectors.drive.source import Access, FileOrder, FilePage, RemoteFile, Role
from tests.troubles import Trouble, Troubles, raise_after

_ID = re.compile(r"[a-v0-9]{5,1024}\Z")
_RANKS = ("reader", "commenter", "writer", "fileOrganizer", "organizer", "owner")


@dataclass
class _Faulty:
    """What goes wrong at whose calls, and how often each was made."""

    now: Callable[[], datetime]
    calls: Counter[str] = field(default_factory=Counter)
    _troubles: Troubles = field(default_factory=Troubles)

    def fail(self, method: str, error: BaseException, *, acts: bool = False, times: int = 1) -> None:
        """The next calls of that method raise the error; with `acts`, after doing all that was asked."""
        self._troubles.add(method, error, acts, times)

    def meanwhile(self, method: str, act: Callable[[], Awaitable[object]]) -> None:
        """Does something else while the next call of that method is under way, before it takes effect."""
        self._troubles.races[method] = act

    async def _before(self, method: str) -> Trouble | None:
        self.calls[method] += 1
        return await self._troubles.meet(method)


@dataclass
class ActingCalendar(_Faulty):
    """One primary calendar; a CalendarSource. `invited` is every (address, event id) that was told by mail."""

    owner: str = "alice@fernhill.example"
    held: dict[str, Event] = field(default_factory=dict)
    ended: set[str] = field(default_factory=set)  # ids that were made and deleted: they are never free again
    invited: list[tuple[str, str]] = field(default_factory=list)
    taken: dict[str, list[Busy]] = field(default_factory=dict)
    _etags: "count[int]" = field(default_factory=lambda: count(1))

    # what the test says

    def add(self, event: Event) -> Event:
        """An event that stands there."""
        return self._hold(event)

    def edit_by_hand(self, event_id: str, **values: object) -> Event:
        """Somebody changes it in the calendar's own page."""
        return self._hold(replace(self.held[event_id], **values))  # type: ignore[arg-type]

    def delete_by_hand(self, event_id: str) -> None:
        """Somebody deletes it there."""
        del self.held[event_id]
        self.ended.add(event_id)

    # the socket

    async def changes(self, cursor: str, *, since: datetime, until: datetime) -> AsyncIterator[EventPage]:
        await self._before("changes")
        yield EventPage(tuple(one for one in self.held.values() if one.ends > since and one.begins < until), "1")

    async def search(
        self, *, words: str = "", since: datetime | None = None, until: datetime | None = None, limit: int = 50
    ) -> list[Event]:
        await self._before("search")
        kept = [one for one in self.held.values() if since is None or one.ends > since]
        kept = [one for one in kept if until is None or one.begins < until]
        said = [(one, f"{one.title} {one.place} {one.description}".lower()) for one in kept]
        found = [one for one, text in said if all(word in text for word in words.lower().split())]
        return sorted(found, key=lambda one: one.begins)[:limit]

    async def event(self, event_id: str) -> Event | None:
        await self._before("event")
        return self.held.get(event_id)

    async def busy(self, emails: Sequence[str], since: datetime, until: datetime) -> dict[str, list[Busy] | None]:
        await self._before("busy")
        return {email: self.taken.get(email) for email in emails}

    async def create(self, event_id: str, event: NewEvent) -> Event:
        after = await self._before("create")
        if not _ID.fullmatch(event_id):
            raise Permanent("google answered 400: no id that an event may have")
        if event_id in self.ended:
            raise Permanent("an event with this id was made and deleted", Failure.NOT_FOUND)
        if event_id not in self.held:
            self._check(event)
            self._hold(self._made(event_id, event, self.owner if event.guests else ""))
            self.invited += [(guest, event_id) for guest in event.guests]
        raise_after(after)
        return self.held[event_id]

    async def update(self, event_id: str, event: NewEvent, etag: str) -> Event | None:
        after = await self._before("update")
        there = self.held.get(event_id)
        if there is None or there.etag != etag:
            return None
        self._check(event)
        made = self._made(event_id, event, there.organizer)
        known = {guest.email: guest for guest in there.guests}
        self._hold(replace(made, guests=tuple(known.get(one.email, one) for one in made.guests)))
        self.invited += [(guest, event_id) for guest in event.guests]
        raise_after(after)
        return self.held[event_id]

    async def delete(self, event_id: str, etag: str) -> bool:
        after = await self._before("delete")
        there = self.held.get(event_id)
        if there is not None and there.etag != etag:
            return False
        if there is not None:
            self.delete_by_hand(event_id)
            self.invited += [(guest.email, event_id) for guest in there.guests]
        raise_after(after)
        return True

    # how it is done

    def _hold(self, event: Event) -> Event:
        held = replace(event, etag=f'"{next(self._etags)}"', updated_at=self.now())
        self.held[event.id] = held
        return held

    def _check(self, event: NewEvent) -> None:
        if event.ends <= event.begins or any("@" not in guest for guest in event.guests):
            raise Permanent("google answered 400: the request makes no sense")

    def _made(self, event_id: str, event: NewEvent, organizer: str) -> Event:
        link = f"https://www.google.com/calendar/event?eid={event_id}"
        guests = tuple(map(Guest, event.guests))
        return Event(
            event_id, event.title, event.begins, event.ends, event.all_day, event.place, event.description, organizer,
            guests, link,
        )  # fmt: skip


@dataclass
class ActingDrive(_Faulty):
    """One person's files; a DriveSource. `told` is every (address, file id) that was told by mail of a share."""

    held: dict[str, RemoteFile] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    told: list[tuple[str, str]] = field(default_factory=list)
    _ids: "count[int]" = field(default_factory=lambda: count(1))

    def add(self, file: RemoteFile, text: str = "") -> RemoteFile:
        """A file that lies there."""
        self.held[file.id], self.texts[file.id] = file, text
        return file

    def share_by_hand(self, file_id: str, email: str, role: str, kind: str = "user") -> None:
        """Somebody shares it in Drive's own page."""
        file = self.held[file_id]
        others = tuple(one for one in file.access if one.email != email)
        self.held[file_id] = replace(file, access=(*others, Access(f"p{next(self._ids)}", email, role, kind)))

    # the socket

    async def changes(self, cursor: str, *, limit: int) -> AsyncIterator[FilePage]:
        await self._before("changes")
        raise CursorExpired
        yield

    async def text(self, file: RemoteFile) -> str:
        await self._before("text")
        return self.texts.get(file.id, "")

    async def search(self, words: str, *, since: datetime | None = None, limit: int = 20) -> list[RemoteFile]:
        await self._before("search")
        said = [(one, f"{one.name} {self.texts.get(one.id, '')}".lower()) for one in self.held.values()]
        found = [one for one, text in said if all(word in text for word in words.lower().split())]
        return sorted(found, key=lambda one: one.modified_at, reverse=True)[:limit]

    async def first(
        self, order: FileOrder, *, since: datetime | None = None, until: datetime | None = None, limit: int = 20
    ) -> list[RemoteFile]:
        raise AssertionError("what acts asks for no order")

    async def file(self, file_id: str) -> RemoteFile | None:
        await self._before("file")
        return self.held.get(file_id)

    async def share(self, file_id: str, email: str, role: Role, message: str) -> Access:
        after = await self._before("share")
        if file_id not in self.held:
            raise Permanent("google answered 404", Failure.NOT_FOUND)
        if role not in ("reader", "commenter", "writer") or "@" not in email:
            raise Permanent("google answered 400")
        held = next((one for one in self.held[file_id].access if one.email == email), None)
        if held is None or _RANKS.index(held.role) < _RANKS.index(role):
            self.share_by_hand(file_id, email, role)
            self.told += [(email, file_id)] if held is None else []
        raise_after(after)
        return next(one for one in self.held[file_id].access if one.email == email)
