"""Changing an event in Google Calendar touches what becomes another, and nothing else."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from connectors.calendar.source import NewEvent
from tests.connectors.calendar.calendar_stage import NIGHT, Stage, made, new
from tests.connectors.google_stage import ALICE


async def test_another_title_leaves_the_days_of_a_series_alone(stage: Stage) -> None:
    """Every Monday evening in New York is Tuesday in London: written in that zone, each occurrence would move."""
    york = ZoneInfo("America/New_York")
    begins = datetime(2026, 11, 30, 20, tzinfo=york)
    times = {"start": begins, "end": begins + timedelta(hours=1)}
    bounds = {name: {"dateTime": one.isoformat(), "timeZone": "America/New_York"} for name, one in times.items()}
    held = stage.google.world.calendars[ALICE]
    held.put("b0ard", {"summary": "Board", "recurrence": ["RRULE:FREQ=WEEKLY;BYDAY=MO"], **bounds})
    event = await stage.calendar.event("b0ard")
    assert event is not None
    wanted = NewEvent("Board call", event.begins, event.ends, "Europe/London")
    renamed = await stage.calendar.update("b0ard", wanted, event.etag)
    assert renamed is not None and renamed.title == "Board call"
    assert {name: held.events["b0ard"][name] for name in bounds} == bounds
    later = replace(wanted, begins=event.begins + timedelta(hours=1), ends=event.ends + timedelta(hours=1))
    await stage.calendar.update("b0ard", later, renamed.etag)
    assert held.events["b0ard"]["start"] == {
        "dateTime": begins.replace(hour=21).isoformat(), "timeZone": "America/New_York",
    }  # fmt: skip
    found = await stage.calendar.search(since=NIGHT, until=NIGHT + timedelta(days=21))
    assert {one.begins.astimezone(york).strftime("%a %H") for one in found} == {"Mon 21"}


async def test_what_is_so_already_is_not_written_and_nobody_is_told(stage: Stage) -> None:
    event = await made(stage)
    assert await stage.calendar.update(event.id, new(), event.etag) == event
    assert [one.kind for one in stage.google.world.invitations] == ["invitation"]
