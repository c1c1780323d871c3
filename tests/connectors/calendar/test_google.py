"""Google Calendar over the wire, against the stand-in."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.errors import Failure, Permanent, Reconnect, Temporary
from connectors.calendar.google import GoogleCalendar
from connectors.calendar.source import Busy, Guest
from connectors.cursor import CursorExpired
from tests.connectors.calendar.calendar_stage import CAROL, LONDON, NIGHT, Stage, at, made, new
from tests.connectors.google_stage import ALICE, BOB


async def test_an_event_is_made_once_under_its_id_and_its_guests_are_invited(stage: Stage) -> None:
    event = await made(stage, description="About the pH probes.")
    assert (event.id, event.title, event.begins, event.ends) == ("abc123v", "Call with Carol", at(9), at(10))
    assert (event.place, event.description, event.organizer) == ("Room Larch", "About the pH probes.", ALICE)
    assert (event.guests, event.busy, event.mine, event.all_day) == ((Guest(CAROL),), True, True, False)
    assert event.etag and event.link.startswith("https://") and event.updated_at is not None
    again = await made(stage, title="Another title")
    assert again == event
    assert [(one.kind, one.to) for one in stage.google.world.invitations] == [("invitation", (CAROL,))]


async def test_a_cut_answer_of_a_creation_makes_no_second_event(stage: Stage) -> None:
    stage.google.fail("calendar", "events.insert", "cut_after")
    event = await made(stage)
    assert stage.google.count("POST") == 2
    assert [one.id for one in await stage.calendar.search()] == [event.id]
    assert len(stage.google.world.invitations) == 1


async def test_the_id_of_a_deleted_event_is_not_used_again(stage: Stage) -> None:
    event = await made(stage)
    assert await stage.calendar.delete(event.id, event.etag)
    with pytest.raises(Permanent) as refused:
        await made(stage)
    assert refused.value.failure == Failure.NOT_FOUND


async def test_a_whole_day_has_no_hours(stage: Stage) -> None:
    days: dict[str, Any] = {"begins": datetime(2026, 12, 24, tzinfo=UTC), "ends": datetime(2026, 12, 26, tzinfo=UTC)}
    event = await made(stage, all_day=True, **days)
    assert (event.all_day, event.begins, event.ends) == (True, days["begins"], days["ends"])
    raw = stage.google.world.calendars[ALICE].events[event.id]
    assert (raw["start"], raw["end"]) == ({"date": "2026-12-24"}, {"date": "2026-12-26"})
    one = await stage.calendar.create("1dag0", new(all_day=True, begins=days["begins"], ends=days["begins"]))
    assert one.ends == days["begins"] + timedelta(days=1)


async def test_a_change_is_made_while_nobody_else_has_changed_it(stage: Stage) -> None:
    event = await made(stage)
    moved = await stage.calendar.update(event.id, new(hour=11), event.etag)
    assert moved is not None and moved.begins == at(11) and moved.etag != event.etag
    assert await stage.calendar.update(event.id, new("Stale"), event.etag) is None
    now = await stage.calendar.event(event.id)
    assert now is not None and now.title == "Call with Carol"
    assert [one.kind for one in stage.google.world.invitations] == ["invitation", "update"]


async def test_a_change_whose_answer_was_lost_counts_as_made(stage: Stage) -> None:
    event = await made(stage)
    stage.google.fail("calendar", "events.patch", "cut_after")
    moved = await stage.calendar.update(event.id, new(hour=11), event.etag)
    assert moved is not None and moved.begins == at(11)
    again = await stage.calendar.update(event.id, new(hour=11), event.etag)
    assert again == moved
    assert [one.kind for one in stage.google.world.invitations] == ["invitation", "update"]


async def test_a_whole_day_is_the_same_day_in_every_zone(stage: Stage) -> None:
    day: dict[str, Any] = {"begins": at(0, 24), "ends": at(0, 25), "all_day": True}
    event = await made(stage)
    stage.google.fail("calendar", "events.patch", "cut_after")
    moved = await stage.calendar.update(event.id, new(**day), event.etag)
    assert moved is not None and moved.begins == datetime(2026, 12, 24, tzinfo=UTC)


async def test_a_change_from_elsewhere_between_look_and_write_is_not_overwritten(stage: Stage) -> None:
    event = await made(stage)
    stage.google.fail("calendar", "events.patch", "status", status=412, reason="conditionNotMet")
    assert await stage.calendar.update(event.id, new(hour=11), event.etag) is None


async def test_guests_who_stay_keep_their_answer_and_a_whole_day_becomes_hours(stage: Stage) -> None:
    day: dict[str, Any] = {"begins": NIGHT, "ends": NIGHT + timedelta(days=1), "all_day": True}
    event = await made(stage, guests=(CAROL, BOB), **day)
    held = stage.google.world.calendars[ALICE].events[event.id]
    held["attendees"][0]["responseStatus"] = "accepted"
    held["attendees"].append({"email": "larch@resource.calendar.google.com", "resource": True})
    moved = await stage.calendar.update(event.id, new(guests=(CAROL, "dan@else.example")), event.etag)
    assert moved is not None and not moved.all_day
    assert moved.guests == (Guest(CAROL, answer="accepted"), Guest("dan@else.example"))
    assert [p["email"] for p in stage.google.world.calendars[ALICE].events[event.id]["attendees"]][1].startswith(
        "larch"
    )
    assert [(one.kind, one.to) for one in stage.google.world.invitations[1:]] == [
        ("cancellation", (BOB,)),
        ("invitation", ("dan@else.example",)),
        ("update", (CAROL,)),
    ]


async def test_an_event_is_cancelled_while_it_is_the_one_that_was_shown(stage: Stage) -> None:
    event = await made(stage)
    assert not await stage.calendar.delete(event.id, '"old"')
    stage.google.fail("calendar", "events.delete", "cut_after")
    assert await stage.calendar.delete(event.id, event.etag)
    assert await stage.calendar.delete(event.id, event.etag)
    assert await stage.calendar.delete("neverthere", event.etag)
    assert await stage.calendar.event(event.id) is None
    assert await stage.calendar.update(event.id, new(hour=11), event.etag) is None
    assert [one.kind for one in stage.google.world.invitations] == ["invitation", "cancellation"]


async def test_a_search_finds_occurrences_in_order_and_none_that_was_cancelled(stage: Stage) -> None:
    calendar = stage.google.world.calendars[ALICE]
    bounds = {
        name: {"dateTime": at(hour).isoformat(), "timeZone": "Europe/London"}
        for name, hour in (("start", 9), ("end", 10))
    }
    calendar.put("rounds", {"summary": "Round", "recurrence": ["RRULE:FREQ=WEEKLY"], **bounds})
    calendar.cancel("rounds_20261208T090000Z")
    await made(stage, hour=8)
    found = await stage.calendar.search(since=NIGHT, until=NIGHT + timedelta(days=21))
    assert [(one.title, one.begins.day) for one in found] == [("Call with Carol", 1), ("Round", 1), ("Round", 15)]
    assert found[1].series_id == "rounds" and found[1].recurrence == ()
    assert [one.begins.day for one in await stage.calendar.search(words="round", since=NIGHT, limit=3)] == [1, 15, 22]
    assert [one.title for one in await stage.calendar.search(words="carol CUSTOMER", since=NIGHT)] == [
        "Call with Carol"
    ]
    assert await stage.calendar.search(words="nobody", since=NIGHT) == []


async def test_birthdays_and_working_places_are_no_appointments(stage: Stage) -> None:
    day = {"start": {"date": "2026-12-01"}, "end": {"date": "2026-12-02"}}
    for kind in ("birthday", "workingLocation", "outOfOffice"):
        stage.google.world.calendars[ALICE].put(f"{kind.lower()[:5]}1", {"summary": kind, "eventType": kind, **day})
    assert [one.title for one in await stage.calendar.search(since=NIGHT)] == ["outOfOffice"]
    assert [one.title for page in await stage.changes() for one in page.events] == ["outOfOffice"]


async def test_a_declined_or_free_event_says_so(stage: Stage) -> None:
    await stage.of(BOB).create("fromb0b", new(guests=(ALICE,)))
    copy = stage.google.world.calendars[ALICE].events["fromb0b"]
    copy["attendees"][0]["responseStatus"] = "declined"
    copy["transparency"] = "transparent"
    event = await stage.calendar.event("fromb0b")
    assert event is not None and (event.mine, event.busy, event.organizer) == (False, False, BOB)
    with pytest.raises(Permanent):
        await stage.calendar.update("fromb0b", new("Mine now", guests=(ALICE,)), event.etag)


async def test_changes_are_told_page_by_page_series_as_one_and_cancelled_ones_too(stage: Stage) -> None:
    calendar = stage.google.world.calendars[ALICE]
    for number in range(260):
        day = {"start": {"date": "2026-12-01"}, "end": {"date": "2026-12-02"}}
        calendar.put(f"day{number:05d}", {"summary": f"Day {number}", **day})
    pages = await stage.changes()
    assert [(len(page.events), page.cursor is None) for page in pages] == [(250, True), (10, False)]
    bounds = {
        name: {"dateTime": at(hour).isoformat(), "timeZone": "Europe/London"}
        for name, hour in (("start", 9), ("end", 10))
    }
    calendar.put("rounds", {"summary": "Round", "recurrence": ["RRULE:FREQ=WEEKLY;COUNT=3"], **bounds})
    calendar.cancel("rounds_20261208T090000Z")
    calendar.cancel("day00007")
    (page,) = await stage.changes(str(pages[-1].cursor))
    told = {one.id: one for one in page.events}
    assert told["rounds"].recurrence == ("RRULE:FREQ=WEEKLY;COUNT=3",)
    assert told["day00007"].cancelled
    gone = told["rounds_20261208T090000Z"]
    assert (gone.cancelled, gone.series_id, gone.begins.astimezone(LONDON)) == (True, "rounds", at(9, 8))
    assert [page.events for page in await stage.changes(str(page.cursor))] == [()]


async def test_a_first_reading_is_bounded_and_a_later_one_says_nothing_of_bounds(stage: Stage) -> None:
    day = {"start": {"date": "2020-12-01"}, "end": {"date": "2020-12-02"}}
    stage.google.world.calendars[ALICE].put("longago", {"summary": "Long ago", **day})
    (page,) = await stage.changes()
    assert page.events == ()
    await stage.changes(str(page.cursor))
    assert [("timeMin" in one, "syncToken" in one) for one in stage.google.asked] == [(True, False), (False, True)]


async def test_a_forgotten_cursor_is_told_apart(stage: Stage) -> None:
    cursor = await stage.cursor()
    stage.google.world.calendars[ALICE].era += 1
    with pytest.raises(CursorExpired):
        await stage.changes(cursor)


async def test_taken_times_are_told_by_address(stage: Stage) -> None:
    await stage.of(BOB).create("fromb0b", new())
    busy = await stage.calendar.busy([BOB, "primary", "stranger@else.example"], NIGHT, NIGHT + timedelta(days=1))
    assert busy == {BOB: [Busy(at(9), at(10))], "primary": [], "stranger@else.example": None}
    many = [f"p{number}@else.example" for number in range(60)]
    assert len(await stage.calendar.busy(many, NIGHT, NIGHT + timedelta(days=1))) == 60
    assert stage.google.count("freeBusy") == 3


@pytest.mark.parametrize("kind", [{"status": 503}, {"status": 403, "reason": "rateLimitExceeded"}, {"status": 429}])
async def test_a_passing_failure_is_tried_again(stage: Stage, kind: dict[str, Any]) -> None:
    stage.google.fail("calendar", "events.list", **kind)
    assert await stage.calendar.search(since=NIGHT) == []
    assert stage.google.count("events") == 2


async def test_a_failure_that_stays_is_temporary_and_a_lost_token_means_reconnect(stage: Stage) -> None:
    stage.google.fail("calendar", "events.list", status=500, times=20)
    with pytest.raises(Temporary):
        await stage.calendar.search(since=NIGHT)
    stage.google.world.oauth.revoke_all(ALICE)
    with pytest.raises(Reconnect):
        await stage.calendar.event("abc123v")


async def test_a_token_that_has_run_out_is_renewed_once(stage: Stage) -> None:
    stage.google.fail("calendar", "events.get", status=401)
    assert await stage.calendar.event("abc123v") is None
    assert stage.google.count("abc123v") == 2


async def test_a_grant_without_the_calendar_is_a_missing_permission(stage: Stage) -> None:
    scopes = ("https://www.googleapis.com/auth/gmail.modify",)
    calendar = GoogleCalendar(stage.google.client(scopes=scopes), stage.google.url)
    with pytest.raises(Permanent) as refused:
        await calendar.event("abc123v")
    assert refused.value.failure == Failure.PARTIAL
