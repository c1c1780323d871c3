"""What a calendar may answer, however strange, becomes an event that the rest of the program can reckon with."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from connectors.calendar.google_values import event_of

APIA, HONOLULU = ZoneInfo("Pacific/Apia"), ZoneInfo("Pacific/Honolulu")


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:30:00-12:00", "2026-11-28T09:00:00Z"])
@pytest.mark.parametrize("zone", ["Pacific/Apia", "Pacific/Honolulu", "UTC", ""])
def test_a_time_at_the_end_of_the_years_is_one_in_every_zone(at: str, zone: str) -> None:
    bound = {"dateTime": at, "timeZone": zone}
    event = event_of({"id": "e", "start": bound, "end": bound})
    assert event.begins == event.ends.astimezone(APIA).astimezone(HONOLULU)
    assert event.begins.astimezone(UTC) <= datetime(9999, 1, 2, tzinfo=UTC)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_at_the_end_of_the_years_is_one_in_every_zone(day: str) -> None:
    event = event_of({"id": "e", "start": {"date": day}, "end": {"date": day}})
    assert event.begins == event.begins.astimezone(APIA).astimezone(HONOLULU)
