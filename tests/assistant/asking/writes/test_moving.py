"""Events that are moved: one or several, as far as it is said, by the clock of the asker's zone."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from assistant.asking.answering import answer
from assistant.asking.values import Reply
from assistant.asking.writes.events import ANOTHERS, ONE_DATE
from assistant.asking.writes.lasting import says_amount
from assistant.asking.writes.moving import ALL_DAY, BY_HOW_MUCH
from connectors.calendar.source import Event
from storage.db import Database
from tests.assistant.asking.rig import BOB, NOW, SARAH, ZONE, Rig, event, open_rig, planned, step

THURSDAY, FRIDAY = 26, 27
SERIES = "Standup"


def at(id_: str, title: str, day: int, hour: int, *guests: str, **more: object) -> Event:
    """An event at an hour of Berlin."""
    begins = datetime(2026, 11, day, hour, tzinfo=ZoneInfo(ZONE)).astimezone(UTC)
    return replace(event(id_, title, begins, guests=guests), **more)  # type: ignore[arg-type]


EVENTS = (
    at("standup", SERIES, THURSDAY, 9, BOB, series_id="series"),
    at("retro", "Retro", THURSDAY, 14, BOB),
    at("one", "Catch-up", THURSDAY, 16, SARAH),
    at("declined", "Party", THURSDAY, 17, SARAH, mine=False),
    at("later", SERIES, FRIDAY, 9, BOB, series_id="series"),
    at("vendor", "Vendor demo", 30, 15, organizer="vic@vendor.example"),
    replace(event("offsite", "Offsite", datetime(2026, 12, 1, tzinfo=UTC), 1440), all_day=True),
)


async def changed(db: Database, text: str, act: str = "event.update", **given: object) -> Reply:
    rig = await open_rig(db, planned(step("s1", "calendar.search"), step("s2", act, ["s1"], **given)), written_to=True)
    return await _answered(rig, text, EVENTS)


async def _answered(rig: Rig, text: str, events: tuple[Event, ...]) -> Reply:
    rig.calendar.events = sorted(events, key=lambda one: one.begins)
    return (await answer(rig.kit, rig.asker, text, (), rig.tell)).reply


def times(reply: Reply) -> dict[str, str]:
    """When each event begins then, in Berlin."""
    ends = {draught.content["event_id"]: draught.content["after"]["begins"] for draught in reply.draughts}
    return {id_: f"{datetime.fromisoformat(one).astimezone(ZoneInfo(ZONE)):%d. %H:%M}" for id_, one in ends.items()}


@pytest.mark.parametrize(
    "text",
    ["Move all my Thursday meetings to Friday", "Verschiebe alle meine Termine am Donnerstag auf Freitag",
     "Déplace toutes mes réunions de jeudi à vendredi", "Mueve todas mis reuniones del jueves al viernes",
     "Sposta tutte le mie riunioni di giovedì a venerdì",
     "Mova todas as minhas reuniões de quinta-feira para sexta-feira",
     "Verplaats al mijn afspraken van donderdag naar vrijdag"],
)  # fmt: skip
@pytest.mark.parametrize("given", [{"begins": "2026-11-27"}, {"begins": "2026-11-27T14:00"}, {"shift": 1440}])
async def test_all_of_a_day_go_to_another_at_the_same_hours(
    sqlite_db: Database, text: str, given: dict[str, Any]
) -> None:
    reply = await changed(sqlite_db, text, **given)
    assert times(reply) == {"standup": "27. 09:00", "retro": "27. 14:00", "one": "27. 16:00"}


@pytest.mark.parametrize(
    "text",
    ["Move all my meetings to Friday", "Move some of my Thursday meetings to Friday",
     "Move all my Thursday meetings to Friday at 3", "Move all my Thursday meetings except the retro to Friday"],
)  # fmt: skip
async def test_what_is_not_surely_all_is_asked_about(sqlite_db: Database, text: str) -> None:
    reply = await changed(sqlite_db, text, begins="2026-11-27")
    assert not reply.draughts and reply.asked_back


async def test_all_with_somebody_on_two_days_are_cancelled_on_both(sqlite_db: Database) -> None:
    reply = await changed(sqlite_db, "Cancel all my standups on Thursday and Friday", "event.delete")
    assert [draught.content["event_id"] for draught in reply.draughts] == ["standup", "later"]


@pytest.mark.parametrize(
    ("text", "given", "expected"),
    [
        ("Move the retro to Friday", {"begins": "2026-11-27"}, {"retro": "27. 14:00"}),
        ("Move the retro to Friday", {"begins": "2026-11-27T09:00"}, {"retro": "27. 14:00"}),
        ("Move the retro from Thursday to Friday at 3pm", {"begins": "2026-11-27T15:00"}, {"retro": "27. 15:00"}),
        ("Move the retro by an hour", {"shift": 60}, {"retro": "26. 15:00"}),
        ("Move the retro half an hour earlier", {"shift": -30}, {"retro": "26. 13:30"}),
    ],
)
async def test_one_event_goes_where_it_is_said(
    sqlite_db: Database, text: str, given: dict[str, Any], expected: dict[str, str]
) -> None:
    assert times(await changed(sqlite_db, text, **given)) == expected


@pytest.mark.parametrize(
    ("text", "given", "asked"),
    [
        ("Move the retro", {"begins": "2026-11-27T15:00"}, BY_HOW_MUCH),
        ("Move the retro", {"shift": 60}, BY_HOW_MUCH),
        ("Move the retro by an hour", {"shift": 90}, BY_HOW_MUCH),
        ("Move the retro by an hour", {"begins": "2026-11-27"}, BY_HOW_MUCH),
        ("Move the offsite to Thursday at 3pm", {"begins": "2026-11-26T15:00"}, ALL_DAY),
        ("Move the offsite by an hour", {"shift": 60}, ALL_DAY),
        ("Move the retro on Monday to Friday", {"begins": "2026-11-27"}, "I found no event that is called so."),
        ("Move the vendor demo to Friday", {"begins": "2026-11-27"}, ANOTHERS.format(title="Vendor demo")),
    ],
)
async def test_what_is_not_said_or_cannot_be_is_asked(
    sqlite_db: Database, text: str, given: dict[str, Any], asked: str
) -> None:
    reply = await changed(sqlite_db, text, **given)
    assert not reply.draughts and reply.text.startswith(asked)


async def test_an_event_of_a_whole_day_goes_to_another_day(sqlite_db: Database) -> None:
    [draught] = (await changed(sqlite_db, "Move the offsite to Thursday", begins="2026-11-26")).draughts
    after = draught.content["after"]
    assert (after["begins"], after["all_day"]) == ("2026-11-26T00:00:00+00:00", True)


@pytest.mark.parametrize("given", [{"begins": "2026-10-26"}, {"shift": 2880}])
async def test_the_clock_says_the_same_though_it_was_changed_meanwhile(
    sqlite_db: Database, given: dict[str, Any]
) -> None:
    plan = planned(step("s1", "calendar.search"), step("s2", "event.update", ["s1"], **given))
    rig = await open_rig(sqlite_db, plan, written_to=True)
    asker = replace(rig.asker, now=datetime(2026, 10, 23, 9, tzinfo=UTC))  # clocks are set back on Sunday the 25th
    rig.calendar.events = [event("e1", "Design review", datetime(2026, 10, 24, 7, tzinfo=UTC))]
    text = "Move the design review from Saturday to Monday"
    [draught] = (await answer(rig.kit, asker, text, (), rig.tell)).reply.draughts
    assert draught.content["after"]["begins"] == "2026-10-26T08:00:00+00:00"  # 09:00 before and after


async def test_one_date_of_a_series_is_told_from_the_series(sqlite_db: Database) -> None:
    [draught] = (await changed(sqlite_db, "Cancel tomorrow's standup", "event.delete")).draughts
    assert draught.content["event_id"] == "standup" and draught.content["single"]
    reply = await changed(sqlite_db, "Cancel the standup series on Thursday", "event.delete")
    assert not reply.draughts and reply.text == ONE_DATE


async def test_a_new_name_is_one_that_the_asker_said(sqlite_db: Database) -> None:
    assert not (await changed(sqlite_db, "Rename the retro", title="Review of Mallory")).draughts
    [draught] = (await changed(sqlite_db, "Rename the retro to Weekly review", title="Weekly review")).draughts
    assert draught.content["after"]["title"] == "Weekly review"


@pytest.mark.parametrize(
    ("said", "minutes", "is_said"),
    [("by 90 minutes", 90, True), ("um eineinhalb Stunden", 90, False), ("1,5 Stunden später", 90, True),
     ("half an hour", 30, True), ("eine Stunde", 60, True), ("d'une heure", 60, True), ("2 días", 2880, True),
     ("di un'ora", 60, True), ("um uur", 60, True), ("een week", 10080, True), ("30分", 30, True), ("1時間", 60, True),
     ("room 90", 90, False), ("to Friday", 1440, False), ("190 minutes", 90, False)],
)  # fmt: skip
def test_amounts_are_read(said: str, minutes: int, is_said: bool) -> None:
    assert says_amount(said, minutes) is is_said


async def test_nobody_is_asked_for_what_is_over(sqlite_db: Database) -> None:
    reply = await changed(sqlite_db, "Move the retro to today", begins=NOW.date().isoformat())
    assert times(reply) == {"retro": "25. 14:00"}
