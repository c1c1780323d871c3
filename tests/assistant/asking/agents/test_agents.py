"""Reads of one service: periods, people, free times, and several mailboxes at once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from assistant.asking.agents import calendar, drive, gmail
from assistant.asking.agents.desk import Desk, group_key, together
from assistant.asking.agents.pointing import pointed_at
from assistant.asking.plan.plans import arguments_of
from assistant.asking.values import OFF, Mailbox, Operation, Outcome, Step
from bot.errors import Failure, Permanent, Reconnect, Temporary
from connectors.calendar.source import CalendarSource, Guest
from storage.db import Database
from storage.documents import NewDocument, Service
from storage.index.entry import Filters
from tests.assistant.asking.rig import BOB, NOW, SARAH, ZONE, FakeCalendar, Rig, event, open_rig, reading

WEEK = Filters(since=NOW, until=NOW + timedelta(days=7))


def desk_of(rig: Rig, text: str = "review") -> Desk:
    return Desk(rig.kit, rig.asker, reading(text))


def read(operation: Operation, words: str = "", filters: Filters | None = None) -> Step:
    return Step("s1", operation, arguments_of(words, filters or Filters()))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A time in the asker's zone in November 2026."""
    return datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo(ZONE)).astimezone(UTC)


async def test_a_period_holds_occurrences_in_order_those_with_the_words_first(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db)
    rig.calendar.events = [
        event("e3", "Design review", NOW + timedelta(days=3)),
        event("e1", "Lunch", NOW + timedelta(days=1)),
        event("e2", "Dinner", NOW + timedelta(days=2)),
        event("e9", "Design review", NOW + timedelta(days=9)),
    ]
    found = await calendar.search(desk_of(rig), read("calendar.search", "review", WEEK), {})
    assert [one.remote_id for one in found.sources] == ["e3", "e1", "e2"]
    assert rig.library.searches == 0  # the calendar itself knows all of a period


async def test_without_a_period_it_looks_ahead_and_into_the_index(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db)
    rig.calendar.events = [event("e1", "Review", NOW + timedelta(days=9)), event("e2", "Lunch", NOW)]
    await rig.put(NewDocument(Service.CALENDAR, "e0", "Review of last year", "review", NOW - timedelta(days=300)))
    found = await calendar.search(desk_of(rig), read("calendar.search", "review"), {})
    assert [one.remote_id for one in found.sources] == ["e1", "e0"]


async def test_of_what_comes_next_the_soonest_is_first_and_nothing_that_is_over(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db)
    rig.calendar.events = [
        event("e9", "Review of the review", NOW + timedelta(days=9)),
        event("e2", "Review", NOW + timedelta(days=2)),
        event("e0", "Review", NOW - timedelta(hours=3)),
    ]
    await rig.put(NewDocument(Service.CALENDAR, "past", "Review of last year", "review", NOW - timedelta(days=300)))
    rig.calendar.events[0] = replace(rig.calendar.events[0], description="A design review, held by those who design.")
    desk = Desk(rig.kit, rig.asker, reading("my next design review", soonest_first=True))
    found = await calendar.search(desk, read("calendar.search", "design review"), {})
    assert [one.remote_id for one in found.sources] == ["e2", "e9"]


async def test_what_comes_next_beyond_what_the_calendar_looks_ahead_is_in_the_index(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db)
    await rig.put(NewDocument(Service.CALENDAR, "far", "Review", "review", NOW + timedelta(days=100)))
    desk = Desk(rig.kit, rig.asker, reading("my next review", soonest_first=True))
    found = await calendar.search(desk, read("calendar.search", "review"), {})
    assert [one.remote_id for one in found.sources] == ["far"]


async def test_people_limit_events_to_those_with_them(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db)
    rig.calendar.events = [event("e1", "Review", NOW, guests=[BOB]), event("e2", "Review", NOW, guests=[SARAH])]
    with_bob = replace(WEEK, people=(frozenset({BOB}),))
    found = await calendar.search(desk_of(rig), read("calendar.search", "", with_bob), {})
    assert [one.remote_id for one in found.sources] == ["e1"]


async def test_an_event_tells_who_comes_and_that_it_was_declined(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db)
    guests = (
        Guest(BOB, "Bob Stone", "accepted"),
        Guest(SARAH, "", "needsAction"),
        Guest("a@x.example", "A", "declined"),
    )
    rig.calendar.events = [replace(event("e1", "Webinar", NOW), guests=guests, mine=False, place="Online")]
    [found] = (await calendar.search(desk_of(rig), read("calendar.search", "", WEEK), {})).sources
    assert found.text == (
        f"You declined this event.\nPlace: Online\n"
        f"Guests: Bob Stone ({BOB}) (comes), {SARAH}, A (a@x.example) (does not come)"
    )


async def test_each_of_several_mailboxes_is_asked_and_the_one_that_fails_is_named(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db)
    other = FakeCalendar([event("e2", "Dinner", NOW)])
    rig.calendar.events = [event("e1", "Lunch", NOW)]

    def of(account_id: str) -> CalendarSource:
        return rig.calendar if account_id == rig.account.id else other

    second = Mailbox("a2", "alice@home.example", frozenset(), frozenset())
    asker = replace(rig.asker, mailboxes=(*rig.asker.mailboxes, second))
    desk = Desk(replace(rig.kit, calendar_of=of), asker, reading("today"))
    found = await calendar.search(desk, read("calendar.search", "", WEEK), {})
    assert {(one.account_id, one.remote_id) for one in found.sources} == {(rig.account.id, "e1"), ("a2", "e2")}
    other.troubles.add("search", Reconnect("ended"), acts=False, times=1)
    desk = Desk(replace(rig.kit, calendar_of=of), asker, reading("today"))
    found = await calendar.search(desk, read("calendar.search", "", WEEK), {})
    assert {one.remote_id for one in found.sources} == {"e1"}
    assert desk.missing == {"calendar of alice@home.example": Failure.REVOKED}


async def test_a_thread_is_read_newest_first(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db)
    first = await rig.mail_of("Quote", "one", SARAH, days_ago=3, thread="t")
    await rig.mail_of("Re: Quote", "two", BOB, days_ago=1, thread="t")
    await rig.mail_of("Other", "three", BOB)
    desk = desk_of(rig)
    begun = await gmail.search(desk, read("gmail.search", "one"), {})
    assert begun.sources[0].remote_id == first.remote_id
    found = await gmail.thread(desk, Step("s2", "gmail.thread", {}, ("s1",)), {"s1": begun})
    assert [one.title for one in found.sources] == ["Re: Quote", "Quote"]


async def test_what_works_on_nothing_found_finds_nothing(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db)
    empty = {"s1": Outcome(read("gmail.search"))}
    assert not (await gmail.thread(desk_of(rig), Step("s2", "gmail.thread", {}, ("s1",)), empty)).sources
    assert not (await drive.read(desk_of(rig), Step("s2", "drive.read", {}, ("s1",)), empty)).sources


async def test_a_file_that_is_gone_is_no_trouble_and_one_that_fails_is(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db)
    await rig.put(NewDocument(Service.DRIVE, "f1", "Plan", "the plan", NOW))
    desk = desk_of(rig)
    begun = {"s1": await drive.search(desk, read("drive.search", "plan"), {})}
    found = await drive.read(desk, Step("s2", "drive.read", {}, ("s1",)), begun)
    assert not found.sources and not found.trouble
    rig.drive.troubles.add("file", Permanent("no", Failure.PARTIAL), acts=False, times=1)
    found = await drive.read(desk, Step("s2", "drive.read", {}, ("s1",)), begun)
    assert found.trouble == Failure.PARTIAL and desk.missing == {"drive": Failure.PARTIAL}


@pytest.mark.parametrize("operation", ["gmail.search", "drive.search"])
def test_searches_that_differ_in_their_service_only_are_one(operation: Operation) -> None:
    one, other = read("calendar.search", "x", WEEK), read(operation, "x", WEEK)
    assert group_key(one) == group_key(other) != group_key(read(operation, "y", WEEK))
    assert together([one, other])[group_key(one)] == {"calendar", operation.partition(".")[0]}


async def test_what_a_service_gives_that_cannot_be_understood_is_told_and_ends_nothing(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db)

    async def strange() -> int:
        raise OverflowError("date value out of range")

    got = await desk_of(rig).ask("calendar", strange)
    assert (got.value, got.trouble) == (None, Failure.UNKNOWN)


async def test_what_the_owner_has_turned_off_is_neither_asked_nor_looked_up_and_is_said(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db)
    rig.calendar.events = [event("e1", "Review", NOW)]
    rig.drive.put("f1", "Review", "review")
    await rig.put(NewDocument(Service.CALENDAR, "e0", "Review", "review", NOW))
    pointed = await rig.put(NewDocument(Service.DRIVE, "f0", "Review", "review", NOW))
    off = replace(rig.asker.mailboxes[0], skipped=frozenset({"calendar", "drive"}))
    desk = Desk(rig.kit, replace(rig.asker, mailboxes=(off,)), reading("review"))
    days = await calendar.search(desk, read("calendar.search", "review"), {})
    files = await drive.search(desk, read("drive.search"), {})
    assert [(found.sources, found.trouble) for found in (days, files)] == [((), OFF)] * 2
    assert not (await calendar.free(desk, read("calendar.free"), {})).sources
    places = [pointed.id, f"drive/{rig.account.id}/f0", f"calendar/{rig.account.id}/e1"]
    assert not (await pointed_at(desk, places)).sources
    assert desk.missing == {"calendar": OFF, "drive": OFF}


async def test_what_the_asker_points_at_is_read_from_their_own_mailboxes_alone(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db)
    rig.calendar.events = [event("e1", "Review", NOW)]
    await rig.put(NewDocument(Service.DRIVE, "f0", "Prices", "prices", NOW))
    mine = [f"drive/{rig.account.id}/f0", f"calendar/{rig.account.id}/e1"]
    found = await pointed_at(
        desk_of(rig), [*mine, "calendar/another/e1", "drive/another/f0", f"drive/{rig.account.id}/x"]
    )
    assert [one.title for one in found.sources] == ["Prices", "Review"]
    rig.calendar.troubles.add("event", Temporary("down"), acts=False, times=1)
    down = desk_of(rig)
    assert (await pointed_at(down, mine[1:])).trouble == down.missing["calendar"] == Failure.SERVICE_DOWN
