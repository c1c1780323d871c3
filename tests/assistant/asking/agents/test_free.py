"""When the asker and others are free: gaps of working hours, whose they are, and what cannot be seen."""

from dataclasses import replace
from datetime import datetime

import pytest

from assistant.asking.agents import calendar
from assistant.asking.agents.calendar import stretches
from assistant.asking.agents.desk import Desk
from assistant.asking.values import Mention, Reading
from connectors.calendar.source import Busy
from storage.db import Database
from storage.index.entry import Filters
from tests.assistant.asking.agents.test_agents import at, desk_of, read
from tests.assistant.asking.rig import BOB, SARAH, ZONE, Rig, event, open_rig, reading


def test_free_times_are_the_gaps_of_working_hours_in_the_askers_zone() -> None:
    busy = [Busy(at(26, 9), at(26, 10, 30)), Busy(at(26, 10), at(26, 12)), Busy(at(26, 12, 20), at(26, 15))]
    found = stretches(at(26, 0), at(28, 0), busy, ZONE)  # Thursday and Friday
    assert [(one.begins, one.ends) for one in found] == [(at(26, 15), at(26, 17)), (at(27, 9), at(27, 17))]


def test_nobody_works_at_the_weekend_or_through_a_whole_busy_day() -> None:
    assert stretches(at(28, 0), at(30, 0), [], ZONE) == []
    assert stretches(at(26, 0), at(27, 0), [Busy(at(26, 1), at(27, 1))], ZONE) == []


async def test_free_times_are_a_source_that_can_be_cited(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db)
    rig.calendar.taken = {"primary": [Busy(at(26, 9), at(26, 16))], BOB: [Busy(at(26, 16), at(26, 16, 20))]}
    thursday = Filters(since=at(26, 0), until=at(27, 0), people=(frozenset({BOB}),))
    found = await calendar.free(desk_of(rig), read("calendar.free", "", thursday), {})
    assert "Thursday 26 November 2026, 16:20 to 17:00" in found.sources[0].text and found.note == found.sources[0].text


async def test_a_calendar_that_may_not_be_seen_is_said(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db)
    rig.calendar.taken = {BOB: None}
    found = await calendar.free(desk_of(rig), read("calendar.free", "", Filters(people=(frozenset({BOB}),))), {})
    assert f"The calendar of {BOB} cannot be seen." in found.note


def _asking(question: str, filters: Filters) -> Reading:
    return reading(question, "", filters, services=["calendar"])


async def _told_free(rig: Rig, question: str, filters: Filters) -> str:
    desk = Desk(rig.kit, rig.asker, _asking(question, filters))
    return (await calendar.free(desk, read("calendar.free", "", filters), {})).note


@pytest.mark.parametrize(
    "question",
    [
        "When is Bob free on Thursday?",
        "Wann ist Bob am Donnerstag frei?",
        "Quand Bob est-il libre jeudi ?",
        "¿Cuándo está libre Bob el jueves?",
        "Quando è libero Bob giovedì?",
        "Quando está livre o Bob na quinta-feira?",
        "Wanneer is Bob donderdag vrij?",
        "Bobは木曜日いつ空いていますか？",
    ],
)
async def test_the_askers_own_gaps_are_not_told_as_those_of_somebody_who_cannot_be_seen(
    sqlite_db: Database, question: str
) -> None:
    rig = await open_rig(sqlite_db)
    rig.calendar.taken = {BOB: None, "primary": [Busy(at(26, 9), at(26, 12))]}
    for hour in (0, 9):  # the day, and an hour of it
        until = at(27, 0) if not hour else at(26, 10)
        thursday = Filters(since=at(26, hour), until=until, people=(frozenset({BOB}),))
        assert await _told_free(rig, question, thursday) == f"The calendar of {BOB} cannot be seen."


async def test_whose_free_times_are_told_is_said(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db)
    rig.calendar.taken = {"primary": [Busy(at(26, 9), at(26, 12))], BOB: [Busy(at(26, 15), at(26, 17))], SARAH: None}
    both = Filters(since=at(26, 0), until=at(27, 0), people=(frozenset({BOB}), frozenset({SARAH})))
    told = await _told_free(rig, "When are Bob and Sarah free on Thursday?", both)
    assert f"{BOB} is free:" in told and "26 November 2026, 09:00 to 15:00" in told and "you" not in told
    assert f"The calendar of {SARAH} cannot be seen." in told
    told = await _told_free(rig, "When am I free with Bob and Sarah on Thursday?", both)
    assert f"you and {BOB} are free:" in told and "26 November 2026, 12:00 to 15:00" in told
    told = await _told_free(rig, "When am I free on Thursday?", replace(both, people=()))
    assert told.startswith("On Thursday 26 November 2026, in working hours (") and "you are free:" in told


@pytest.mark.parametrize(
    ("since", "until", "told"),
    [
        (at(26, 0), at(27, 0), "On Thursday 26 November 2026, in"),
        (at(24, 0), at(26, 0), "On Wednesday 25 November 2026 from 10:00, in"),  # what has passed is no free time
        (at(26, 0), at(28, 0), "From Thursday 26 November 2026 to Friday 27 November 2026, in"),
        (at(23, 0), at(28, 0), "From Wednesday 25 November 2026, 10:00 to Friday 27 November 2026, in"),
        (at(26, 12), at(28, 16), "From Thursday 26 November 2026, 12:00 to Saturday 28 November 2026, 16:00, in"),
    ],
)
async def test_the_days_that_were_looked_at_are_named(
    sqlite_db: Database, since: datetime, until: datetime, told: str
) -> None:
    rig = await open_rig(sqlite_db)
    rig.calendar.taken = {"primary": []}
    note = await _told_free(rig, "When am I free?", Filters(since=since, until=until))
    assert note.startswith(f"{told} working hours (09:00 to 17:00, Europe/Berlin), you are free:")


async def test_events_of_the_asker_are_no_free_times_of_somebody_else(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db)
    rig.calendar.events = [event("e1", "Review", at(26, 9)), event("e2", "Call", at(26, 11), guests=[BOB])]
    thursday = Filters(since=at(26, 0), until=at(27, 0), people=(frozenset({BOB}),))
    desk = Desk(rig.kit, rig.asker, _asking("When is Bob free on Thursday?", thursday))
    found = await calendar.search(desk, read("calendar.search", "", thursday), {})
    assert [one.remote_id for one in found.sources] == ["e2"]


async def test_somebody_with_several_addresses_is_asked_about_at_each(sqlite_db: Database) -> None:
    rig, false = await open_rig(sqlite_db), "bob@alias.example"
    rig.calendar.taken = {false: None, BOB: [Busy(at(26, 9), at(26, 12))]}
    group = frozenset({false, BOB})
    hour = Filters(since=at(26, 10), until=at(26, 11), people=(group,))
    asked = reading("Is Bob free at 10?", "", hour, Mention("Bob", (BOB, false)), services=["calendar"])
    found = await calendar.free(Desk(rig.kit, rig.asker, asked), read("calendar.free", "", hour), {})
    assert f"{BOB} is not free then" in found.note and "cannot be seen" not in found.note
    rig.calendar.taken[BOB] = None
    found = await calendar.free(Desk(rig.kit, rig.asker, asked), read("calendar.free", "", hour), {})
    assert f"The calendar of {false}, {BOB} cannot be seen." in found.note
