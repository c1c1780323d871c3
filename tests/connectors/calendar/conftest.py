"""The calendar's stage, empty for each test."""

from collections.abc import AsyncIterator

import pytest

from connectors.calendar.google import GoogleCalendar
from tests.connectors.calendar.calendar_stage import Stage
from tests.connectors.google_stage import google_stage


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with google_stage() as google:
        for calendar in google.world.calendars.values():
            calendar.events.clear()
            calendar.log.clear()
        stage = Stage(google, GoogleCalendar(google.client(), google.url))
        yield stage
