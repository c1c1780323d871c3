"""What is worked out from the events of a day, and that a question about them sees all of it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from assistant.asking.agents import calendar
from assistant.asking.agents.desk import Desk
from assistant.asking.agents.facts import Diary, facts_of, lasting, verdict
from assistant.asking.plan.plans import arguments_of, plan_by_code
from assistant.asking.question.relating import Kind, kinds_in
from assistant.asking.values import Operation, Step
from connectors.calendar.source import Busy, Event
from storage.db import Database
from storage.index.entry import Filters
from tests.assistant.asking.askers import days, read
from tests.assistant.asking.rig import BOB, NOW, SARAH, ZONE, Rig, event, open_rig, reading


def at(hour: int, minute: int = 0, day: int = 26) -> datetime:
    """A time in the asker's zone in November 2026; the 26th is a Thursday, tomorrow."""
    return datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo(ZONE)).astimezone(UTC)


def lasts(title: str, begins: datetime, minutes: int, *guests: str) -> Event:
    return replace(event(title, title, begins, guests=list(guests)), ends=begins + timedelta(minutes=minutes))


PLANNING, LUNCH, REVIEW = (
    lasts("Planning", at(10), 60),
    lasts("Lunch", at(12, 30), 60, SARAH),
    lasts("Review", at(15), 90),
)
THURSDAY = [PLANNING, LUNCH, REVIEW]


def diary(*events: Event, meant: tuple[Event, ...] = (), day: int = 26, many: int = 1, **more: bool) -> Diary:
    return Diary(events, meant or events, at(0, day=day), at(0, day=day + many), NOW, ZONE, **more)


@pytest.mark.parametrize(
    ("kind", "held", "fact"),
    [
        ("gap", diary(*THURSDAY, meant=(LUNCH,), before=True), "“Planning” (until 11:00, Thursday 26 November 2026)"),
        ("gap", diary(*THURSDAY, meant=(LUNCH,), before=True), "there is 1 hour 30 minutes (1:30)."),
        ("gap", diary(*THURSDAY, meant=(LUNCH,), after=True), "“Review” (from 15:00) there is 1 hour 30 minutes"),
        ("gap", diary(*THURSDAY, meant=(PLANNING, REVIEW)), "there is 4 hours (4:00)."),
        ("gap", diary(*THURSDAY, meant=(PLANNING,), before=True), "Nothing comes before “Planning”"),
        ("gap", diary(PLANNING), "1 event, so there is nothing between them"),
        ("count", diary(*THURSDAY), "3 events in your calendar, 26 November 2026: “Planning”, “Lunch”, “Review”."),
        ("count", diary(*THURSDAY, meant=(LUNCH,)), "1 event of those asked about, 26 November 2026: “Lunch”."),
        ("first", diary(), "Nothing is in your calendar, 26 November 2026."),
        ("count", diary(), "0 events in your calendar, 26 November 2026."),
        ("count", diary(*THURSDAY, more=True), "at least 3 events"),
        ("count", diary(PLANNING, replace(LUNCH, mine=False)), "Not counted, because you declined: “Lunch”."),
        ("total", diary(*THURSDAY), "3 events together, 26 November 2026: 3 hours 30 minutes (3:30)."),
        ("length", diary(*THURSDAY, meant=(REVIEW,)), "“Review” takes 1 hour 30 minutes (1:30)"),
        ("first", diary(*THURSDAY), "First on Thursday 26 November 2026: “Planning”, 10:00 to 11:00."),
        ("last", diary(*THURSDAY), "Last on Thursday 26 November 2026: “Review”, 15:00 to 16:30."),
        ("overlap", diary(*THURSDAY), "None of the 3 events overlap"),
        ("overlap", diary(PLANNING, lasts("Call", at(10, 45), 30)), "overlap by 15 minutes (0:15)"),
        ("busiest", diary(lasts("A", at(9, day=26), 30), lasts("B", at(9, day=27), 60), many=2), "Friday 27 November"),
    ],
)
def test_what_follows_from_events_is_said_in_words(kind: Kind, held: Diary, fact: str) -> None:
    assert fact in facts_of(frozenset([kind]), held)


def test_what_is_not_asked_is_not_worked_out() -> None:
    assert facts_of(frozenset(), diary(*THURSDAY)) == ""
    assert "between" not in facts_of(frozenset(["count"]), diary(*THURSDAY))


def test_what_overlaps_is_counted_once_as_well() -> None:
    told = facts_of(frozenset(["total"]), diary(PLANNING, lasts("Call", at(10, 30), 60)))
    assert "2 hours (2:00); 1 hour 30 minutes (1:30) if what overlaps is counted once" in told


def test_a_whole_day_is_counted_apart_and_takes_no_hours() -> None:
    fair = replace(lasts("Fair", datetime(2026, 11, 26, tzinfo=UTC), 1440), all_day=True)
    assert "Besides, 1 event of whole days: “Fair”." in facts_of(frozenset(["count"]), diary(fair, *THURSDAY))
    assert "3 hours 30 minutes" in facts_of(frozenset(["total"]), diary(fair, *THURSDAY))


def test_until_something_later_today_time_runs_from_now() -> None:
    today = lasts("Review", at(12, day=25), 60)
    told = facts_of(
        frozenset(["gap"]), diary(today, lasts("Past", at(8, day=25), 30), meant=(today,), day=25, before=True)
    )
    assert told == "From now (10:00) until “Review” (12:00): 2 hours (2:00)."


def test_how_long_something_lasts() -> None:
    assert [lasting(timedelta(minutes=one)) for one in (0, 1, 60, 61, 1500)] == [
        "0 minutes (0:00)", "1 minute (0:01)", "1 hour (1:00)", "1 hour 1 minute (1:01)", "25 hours (25:00)",
    ]  # fmt: skip


def test_a_time_is_free_or_what_is_in_the_way_is_named() -> None:
    hour = Diary((), (), at(14), at(15), NOW, ZONE)
    assert verdict(hour, {}).startswith("You are free, Thursday 26 November 2026, 14:00 to 15:00")
    told = verdict(replace(hour, events=(REVIEW,)), {BOB: [(at(14), at(15))], SARAH: []})
    assert "You are not free" in told and "- “Review”, Thursday" in told
    assert f"{BOB} is not free then: Thursday" in told and f"{SARAH} is free then." in told
    assert verdict(replace(hour, events=(replace(REVIEW, mine=False),)), {}).startswith("You are free")


def desk_of(rig: Rig, text: str) -> Desk:
    return Desk(rig.kit, rig.asker, reading(text))


def step(operation: Operation, words: str = "", **filters: object) -> Step:
    return Step("s1", operation, arguments_of(words, Filters(**filters)))  # type: ignore[arg-type]


async def test_a_question_about_the_time_before_an_event_sees_the_whole_day(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db)
    rig.calendar.events = list(THURSDAY)
    desk = desk_of(rig, "How much time do I have before my lunch with Sarah on Thursday?")
    only = step("calendar.search", "lunch", since=at(0), until=at(0, day=27), people=(frozenset({SARAH}),))
    found = await calendar.search(desk, only, {})
    assert [one.title for one in found.sources] == ["Worked out from the calendar", "Lunch", "Planning", "Review"]
    assert "1:30" in found.sources[0].text and "Review" not in found.sources[0].text


@pytest.mark.parametrize(
    "question", ["How much time is between the planning and the review?", "企画と会議の間は何分？"]
)
async def test_the_time_between_two_events_is_between_those_two(sqlite_db: Database, question: str) -> None:
    rig = await open_rig(sqlite_db)
    rig.calendar.events = [*THURSDAY[:2], lasts("Board review", at(15), 90)]
    only = step("calendar.search", "planning board review", since=at(0), until=at(0, day=27))
    found = await calendar.search(desk_of(rig, question), only, {})
    assert "“Planning” (until 11:00" in found.note and "4 hours (4:00)" in found.note


async def test_an_order_is_told_no_facts(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db)
    rig.calendar.events = list(THURSDAY)
    desk = desk_of(rig, "Cancel my last meeting on Thursday")
    found = await calendar.search(desk, step("calendar.search", since=at(0), until=at(0, day=27)), {})
    assert [one.title for one in found.sources] == ["Planning", "Lunch", "Review"]


async def test_an_hour_outside_of_working_hours_is_answered_too(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db)
    rig.calendar.events = [lasts("Dinner", at(20), 60)]
    rig.calendar.taken = {BOB: [Busy(at(20), at(21))]}
    desk = desk_of(rig, "am I free tomorrow at 20:00?")
    with_bob = (frozenset({BOB}),)
    found = await calendar.free(desk, step("calendar.free", since=at(20), until=at(21), people=with_bob), {})
    assert "You are not free" in found.note and "“Dinner”" in found.note and f"{BOB} is not free" in found.note
    found = await calendar.free(desk, step("calendar.free", since=at(18), until=at(19)), {})
    assert found.note.startswith("You are free, Thursday 26 November 2026, 18:00 to 19:00")


async def test_the_weekend_has_no_working_hours_but_may_be_free(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db)
    found = await calendar.free(
        desk_of(rig, "free on Saturday?"), step("calendar.free", since=at(0, day=28), until=at(0, day=29)), {}
    )
    assert found.note.startswith("You are free")


async def test_the_last_meeting_with_somebody_is_looked_for_back_from_now(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db)
    rig.calendar.events = [
        lasts("Old", NOW - timedelta(days=100), 30, BOB),
        lasts("Older", NOW - timedelta(days=110), 30, BOB),
        lasts("Other", NOW - timedelta(days=3), 30, SARAH),
        lasts("Coming", NOW + timedelta(days=3), 30, BOB),
    ]
    desk = desk_of(rig, "When was my last meeting with Bob?")
    found = await calendar.search(desk, step("calendar.search", people=(frozenset({BOB}),)), {})
    assert [one.title for one in found.sources] == ["Old", "Older"]


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("How long is the lease?", set()),
        ("How many people came to the party?", set()),
        ("Who has a conflict of interest?", set()),
        ("How much time is there between the standup and the demo?", {"gap"}),
        ("Wie lange dauert meine Besprechung?", {"length"}),
        ("Combien d'heures ai-je passées en réunion ?", {"total"}),
        ("¿Qué día tengo más reuniones?", {"busiest"}),
        ("Le mie riunioni si sovrappongono?", {"overlap"}),
        ("Qual é a minha última reunião de hoje?", {"last"}),
        ("Wanneer zie ik Bob?", {"meet"}),
        ("明日の最初の会議", {"first"}),
        ("How many hours of meetings do I have?", {"total"}),
        ("Do I have more meetings on Monday or on Tuesday?", {"count"}),
    ],
)
def test_what_is_asked_of_events_is_read_in_eight_languages(question: str, kinds: set[str]) -> None:
    assert kinds_in(question) == kinds


@pytest.mark.parametrize(
    "question",
    ["Ist Bob am Freitag frei?", "Bob est-il libre vendredi ?", "Ben ik vrijdag vrij?", "明日は空いていますか"],
)
def test_whether_somebody_is_free_is_worked_out_in_other_languages(question: str) -> None:
    plan = plan_by_code(replace(read(question), services=frozenset({"calendar"})))
    assert "calendar.free" in [one.operation for one in plan.steps]


def test_a_day_alone_is_one_of_this_month_or_of_the_next_one_that_has_it() -> None:
    assert days(read("what do I have on the 31st?")) == ("2026-12-31", f"{date(2027, 1, 1)}")
