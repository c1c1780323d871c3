"""Syncing a calendar: what changed becomes documents, what was cancelled leaves the index (SPEC IN9, SR3)."""

from collections.abc import AsyncGenerator, Iterable
from datetime import UTC, datetime, timedelta

import structlog

from assistant.recurrence import in_words, next_time
from assistant.shelving import Shelf, Window
from connectors.calendar.source import CalendarSource, Event, EventPage, Guest
from connectors.cursor import CursorExpired
from connectors.mail.html_text import html_to_text
from storage.accounts import Account
from storage.documents import TEXT_AT_MOST, NewDocument, Service

log = structlog.get_logger("syncing_calendar")
COMING = "coming"  # label of a series that has not come to its end
DECLINED = "You declined this event."
ANSWERS = {"accepted": "comes", "declined": "does not come", "tentative": "may come"}  # of guests, in words
SERIES_AT_ONCE = 20
BACK, AHEAD = timedelta(days=730), timedelta(days=365)  # of a first reading


def window_of(now: datetime) -> Window:
    """What a first reading takes in."""
    return Window(now - BACK, now + AHEAD)


async def sync_events(shelf: Shelf, calendar: CalendarSource, cursor: str) -> AsyncGenerator[int, None]:
    """Everything that is new in the calendar, page by page, each page stored before it is given: how many changed."""
    window = window_of(shelf.db.now())
    if cursor:
        try:
            async for page in calendar.changes(cursor, since=window.since, until=window.until):
                yield await _store(shelf, page)
                await shelf.keep(page.cursor, len(page.events))
            yield await _renew_series(shelf, calendar)
            return
        except CursorExpired:
            pass
    seen: set[str] = set()
    async for page in calendar.changes("", since=window.since, until=window.until):
        changed = await _store(shelf, page)
        seen.update(event.id for event in page.events)
        if page.cursor is not None:
            changed += await shelf.take_out_all_but(seen)
        await shelf.keep(page.cursor, len(page.events))
        yield changed


async def _store(shelf: Shelf, page: EventPage) -> int:
    latest = {event.id: event for event in page.events}
    there = [event for event in latest.values() if not event.cancelled]
    changed = await shelf.put(_documents(shelf, there))
    return changed + await shelf.take_out([event.id for event in latest.values() if event.cancelled])


async def _renew_series(shelf: Shelf, calendar: CalendarSource) -> int:
    """Series whose next time has come and gone stand under the one after it: nobody tells that time has passed."""
    lapsed = await shelf.lapsed(COMING, SERIES_AT_ONCE)
    events = [(event_id, await calendar.event(event_id)) for event_id in lapsed]
    gone = await shelf.take_out([event_id for event_id, event in events if event is None])
    return gone + await shelf.put(_documents(shelf, [event for _, event in events if event is not None]))


def _documents(shelf: Shelf, events: Iterable[Event]) -> list[NewDocument]:
    """The events as documents. One that cannot be made stops none of the others: anybody may invite to anything."""
    made = []
    for event in events:
        try:
            made.append(event_document(event, shelf.account, shelf.db.now()))
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
            log.exception("event_left_out", remote_id=event.id)
    return made


def event_document(event: Event, account: Account, now: datetime) -> NewDocument:
    """The event as a document. A series stands under its next time; a moved occurrence belongs to its series."""
    begins, ends = next_time(event, now)
    me = {account.email, *(str(alias["email"]).lower() for alias in account.aliases)}
    names = {guest.email: guest.name for guest in event.guests}
    return NewDocument(
        service=Service.CALENDAR,
        remote_id=event.id,
        thread_id=event.series_id or event.id,
        title=event.title or "(no title)",
        text=event_text(event, begins, ends)[:TEXT_AT_MOST],
        at=begins.astimezone(UTC),
        ends_at=ends.astimezone(UTC),
        sender=event.organizer,
        sender_name=names.get(event.organizer, ""),
        people=tuple(guest.email for guest in event.guests if guest.email != event.organizer),
        labels=_labels(event, comes=ends > now),
        outgoing=event.organizer in me,
        link=event.link,
    )


def _labels(event: Event, *, comes: bool) -> tuple[str, ...]:
    """Its status, and what else one may ask for; of a series whether it takes place again."""
    told = (
        (COMING, bool(event.recurrence) and comes),
        ("confirmed", event.mine),
        ("declined", not event.mine),
        ("recurring", bool(event.recurrence)),
        ("all-day", event.all_day),
    )
    return tuple(label for label, holds in told if holds)


def event_text(event: Event, begins: datetime, ends: datetime) -> str:
    """What the event says, as sentences that can be found and read."""
    repeats, about = in_words(event.recurrence), event.description
    about = html_to_text(about).text if "<" in about else about
    lines = (
        f"When: {when(begins, ends, all_day=event.all_day)}",
        f"Repeats {repeats}." if repeats else "",
        f"Where: {event.place}" if event.place else "",
        f"Guests: {', '.join(map(_guest, event.guests))}" if event.guests else "",
        DECLINED if not event.mine else "",
        about.strip(),
    )
    return "\n".join(line for line in lines if line)


def _guest(guest: Guest) -> str:
    named = f"{guest.name} <{guest.email}>" if guest.name else guest.email
    return f"{named} ({ANSWERS[guest.answer]})" if guest.answer in ANSWERS else named


def when(begins: datetime, ends: datetime, *, all_day: bool) -> str:
    """A time in words, in the event's own zone."""
    if all_day:
        last = max(begins, ends - timedelta(days=1))
        until = f" to {last:%A %-d %B %Y}" if last.date() != begins.date() else ""
        return f"{begins:%A %-d %B %Y}{until}, all day"
    end = f"{ends:%H:%M}" if ends.date() == begins.date() else f"{ends:%A %-d %B %Y, %H:%M}"
    return f"{begins:%A %-d %B %Y, %H:%M} to {end} ({begins.tzname() or 'UTC'})"
