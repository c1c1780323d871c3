"""Calendars into the index: pages before cursors, what is gone leaves, a lost cursor is made good (SPEC IN9, SR3)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from assistant.shelving import Shelf
from assistant.syncing_calendar import event_document, event_text, sync_events, when
from bot.errors import Temporary
from connectors.calendar.source import Event, EventPage, Guest
from storage.accounts import Account
from storage.db import Database
from storage.documents import Service
from tests.assistant.shelves import shelf_of, standing, sync_row
from tests.database_fixture import Clock
from tests.fakes_office import NINE, FakeCalendar, event

CAROL, ALICE = Guest("carol@customer.example", "Carol Reed", "accepted"), Guest("alice@fernhill.example")
ME = Account(id="a1", email="alice@fernhill.example", aliases=[])


async def run(shelf: Shelf, calendar: FakeCalendar) -> list[int]:
    cursor = (await sync_row(shelf)).cursor
    return [changed async for changed in sync_events(shelf, calendar, cursor)]  # type: ignore[arg-type]


async def test_events_are_stored_page_by_page_and_the_cursor_follows_the_last(db: Database) -> None:
    shelf, calendar = await shelf_of(db, Service.CALENDAR), FakeCalendar()
    calendar.after[""] = [EventPage((event("e1"),), None), EventPage((event("e2"),), "c1")]
    seen = []
    async for changed in sync_events(shelf, calendar, ""):  # type: ignore[arg-type]
        seen.append((changed, sorted(await standing(shelf)), (await sync_row(shelf)).cursor))
    assert seen == [(1, ["e1"], ""), (1, ["e1", "e2"], "c1")]
    assert (await sync_row(shelf)).count == 2
    ((since, until),) = calendar.bounds
    assert (db.now() - since, until - db.now()) == (timedelta(days=730), timedelta(days=365))


async def test_a_reading_killed_between_page_and_cursor_is_repeated_without_harm(db: Database) -> None:
    shelf, calendar = await shelf_of(db, Service.CALENDAR), FakeCalendar()
    calendar.after[""] = [EventPage((event("e1"),), None), Temporary("cut")]
    with pytest.raises(Temporary):
        await run(shelf, calendar)
    assert (sorted(await standing(shelf)), (await sync_row(shelf)).cursor) == (["e1"], "")
    calendar.after[""] = [EventPage((event("e1"),), None), EventPage((event("e2"),), "c1")]
    assert await run(shelf, calendar) == [0, 1]
    assert (sorted(await standing(shelf)), (await sync_row(shelf)).cursor) == (["e1", "e2"], "c1")


async def test_changed_events_are_stored_anew_and_cancelled_ones_leave(db: Database) -> None:
    shelf, calendar = await shelf_of(db, Service.CALENDAR), FakeCalendar()
    calendar.holds("", event("e1"), event("e2"), then="c1")
    await run(shelf, calendar)
    gone = replace(event("e2"), cancelled=True)
    never = replace(event("never"), cancelled=True)
    calendar.holds("c1", event("e1", "Moved"), gone, never, then="c2")
    assert await run(shelf, calendar) == [2, 0]
    assert {key: found.title for key, found in (await standing(shelf)).items()} == {"e1": "Moved"}
    calendar.holds("c2", then="c3")
    assert (await run(shelf, calendar), calendar.asked) == ([0, 0], ["", "c1", "c2"])


async def test_after_a_lost_cursor_all_is_read_again_and_what_was_not_met_leaves(db: Database) -> None:
    shelf, calendar = await shelf_of(db, Service.CALENDAR), FakeCalendar()
    calendar.holds("", event("e1"), event("e2"), then="lost")
    await run(shelf, calendar)
    calendar.after[""] = [EventPage((event("e1"),), None), EventPage((event("e3"),), "c2")]
    assert await run(shelf, calendar) == [0, 2]
    assert sorted(await standing(shelf)) == ["e1", "e3"]
    assert (calendar.asked, (await sync_row(shelf)).cursor) == (["", "lost", ""], "c2")


async def test_nothing_leaves_before_a_second_reading_is_whole(db: Database) -> None:
    shelf, calendar = await shelf_of(db, Service.CALENDAR), FakeCalendar()
    calendar.holds("", event("e1"), event("e2"), then="lost")
    await run(shelf, calendar)
    calendar.after[""] = [EventPage((event("e1"),), None), Temporary("cut")]
    with pytest.raises(Temporary):
        await run(shelf, calendar)
    assert (sorted(await standing(shelf)), (await sync_row(shelf)).cursor) == (["e1", "e2"], "lost")


async def test_mail_and_files_stay_when_a_calendar_is_read_again(sqlite_db: Database) -> None:
    files, calendar = await shelf_of(sqlite_db, Service.DRIVE), FakeCalendar()
    await files.put([replace(event_document(event("f1"), files.account, NINE), service=Service.DRIVE)])
    shelf = await shelf_of(sqlite_db, Service.CALENDAR)
    calendar.holds("", event("e1"), then="c1")
    await run(shelf, calendar)
    assert (sorted(await standing(files)), sorted(await standing(shelf))) == (["f1"], ["e1"])


async def test_a_series_moves_on_with_time_until_it_is_over(db: Database, clock: Clock) -> None:
    shelf, calendar = await shelf_of(db, Service.CALENDAR), FakeCalendar()
    series = event("s1", recurrence=("RRULE:FREQ=WEEKLY;COUNT=3",))
    calendar.events["s1"] = series
    calendar.holds("", series, event("e1"), then="c")
    calendar.holds("c", then="c")
    for days, begins in ((0, 0), (12, 7), (7, 14), (7, 14), (7, 14)):
        clock.advance(days * 86_400)
        await run(shelf, calendar)
        assert (await standing(shelf))["s1"].at == NINE + timedelta(days=begins)
    assert calendar.fetched == ["s1"] * 3  # once a week, and then no more


async def test_a_series_that_is_gone_when_it_is_looked_at_leaves(sqlite_db: Database, clock: Clock) -> None:
    shelf, calendar = await shelf_of(sqlite_db, Service.CALENDAR), FakeCalendar()
    calendar.holds("", event("s1", recurrence=("RRULE:FREQ=WEEKLY",)), then="c")
    calendar.holds("c", then="c")
    await run(shelf, calendar)
    clock.advance(30 * 86_400)
    await run(shelf, calendar)
    assert await standing(shelf) == {}


def test_an_event_is_a_document_with_its_people_and_its_time() -> None:
    told = event(
        place="Room Larch",
        description="About <b>probes</b>.",
        organizer=CAROL.email,
        guests=(CAROL, ALICE),
        link="https://x/",
    )
    new = event_document(told, ME, NINE)
    assert (new.service, new.remote_id, new.thread_id, new.title) == ("calendar", "e1", "e1", "Call with Carol")
    assert (new.sender, new.sender_name, new.people) == (CAROL.email, "Carol Reed", (ALICE.email,))
    assert (new.at, new.ends_at, new.outgoing, new.labels) == (NINE, NINE + timedelta(hours=1), False, ("confirmed",))
    assert new.text.splitlines() == [
        "When: Tuesday 1 December 2026, 09:00 to 10:00 (UTC)",
        "Where: Room Larch",
        "Guests: Carol Reed <carol@customer.example> (comes), alice@fernhill.example",
        "About probes.",
    ]


def test_a_series_stands_under_its_next_time_and_an_occurrence_belongs_to_it() -> None:
    begins = datetime(2026, 3, 2, 9, tzinfo=ZoneInfo("Europe/London"))
    series = Event("s1", "Round", begins, begins + timedelta(minutes=45), recurrence=("RRULE:FREQ=WEEKLY;BYDAY=MO",))
    new = event_document(series, ME, datetime(2026, 7, 1, tzinfo=UTC))
    assert (new.at, new.labels) == (datetime(2026, 7, 6, 8, tzinfo=UTC), ("coming", "confirmed", "recurring"))
    assert "Monday 6 July 2026, 09:00 to 09:45 (BST)\nRepeats every week on Monday." in new.text
    moved = event("s1_20260706", series_id="s1", mine=False)
    assert event_document(moved, ME, NINE).thread_id == "s1"
    assert event_document(moved, ME, NINE).labels == ("declined",)
    assert "You declined this event." in event_text(moved, NINE, NINE)


def test_a_time_is_told_in_the_zone_of_the_event() -> None:
    day = datetime(2026, 12, 24, tzinfo=UTC)
    assert when(day, day + timedelta(days=1), all_day=True) == "Thursday 24 December 2026, all day"
    assert when(day, day + timedelta(days=3), all_day=True) == (
        "Thursday 24 December 2026 to Saturday 26 December 2026, all day"
    )
    assert when(NINE, NINE + timedelta(days=1), all_day=False) == (
        "Tuesday 1 December 2026, 09:00 to Wednesday 2 December 2026, 09:00 (UTC)"
    )


def test_an_event_without_title_or_with_a_text_beyond_measure_is_a_document_too() -> None:
    new = event_document(event(title="", description="x" * 100_000), ME, NINE)
    assert (new.title, len(new.text)) == ("(no title)", 60_000)


async def test_an_event_that_cannot_be_stored_stops_none_of_the_others(sqlite_db: Database) -> None:
    shelf, calendar = await shelf_of(sqlite_db, Service.CALENDAR), FakeCalendar()
    never = replace(event("strange"), begins=datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))))
    calendar.holds("", event("e1"), never, event("e2"), then="c1")
    assert await run(shelf, calendar) == [2]
    assert (sorted(await standing(shelf)), (await sync_row(shelf)).cursor) == (["e1", "e2"], "c1")
