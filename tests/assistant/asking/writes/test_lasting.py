"""How long a new event takes: until the end that the asker names, whatever a plan says."""

from datetime import datetime

import pytest

from storage.db import Database
from tests.assistant.asking.rig import open_rig, step
from tests.assistant.asking.writes.test_writes import built


async def lasts(db: Database, text: str, begins: str, minutes: int = 0) -> int:
    """How many minutes the card shows for it."""
    rig = await open_rig(db)
    plan = step("s1", "event.create", title="Call", begins=f"2026-11-{begins}", minutes=minutes)
    [draught] = (await built(rig, text, plan)).draughts
    first, last = (datetime.fromisoformat(draught.content[name]) for name in ("begins", "ends"))
    return round((last - first).total_seconds() / 60)


@pytest.mark.parametrize(
    ("text", "begins", "minutes"),
    [
        ("set up a call on Friday from 11 to 12", "27T11:00", 60),
        ("plan a call Friday 14:00-15:30", "27T14:00", 90),
        ("plan a call Friday 14:00–15:30 in the blue room", "27T14:00", 90),
        ("plan a call on Friday between 2 and 4 pm", "27T14:00", 120),
        ("plan a call Friday 11-12 about the roof", "27T11:00", 60),
        ("plan a call for Friday, 11am to noon", "27T11:00", 60),
        ("plan a call Friday at 11 till 1", "27T11:00", 120),
        ("dinner on Friday in the evening, from 7 to 9", "27T19:00", 120),
        ("plane einen Anruf am Freitag von 11 bis 12 Uhr", "27T11:00", 60),
        ("plane einen Anruf am Freitag 14 bis 15 Uhr", "27T14:00", 60),
        ("prévois un appel vendredi de 11h à 12h30", "27T11:00", 90),
        ("planifica una llamada el viernes de 11 a 13", "27T11:00", 120),
        ("pianifica una chiamata venerdì dalle 11 alle 12", "27T11:00", 60),
        ("marca uma chamada na sexta-feira das 11 às 12", "27T11:00", 60),
        ("plan een gesprek op vrijdag van 11 tot 12 uur", "27T11:00", 60),
        ("金曜日の11時から12時に通話を入れて", "27T11:00", 60),
    ],
)
@pytest.mark.parametrize("planned", [0, 30])
async def test_it_ends_when_the_asker_says(
    sqlite_db: Database, text: str, begins: str, minutes: int, planned: int
) -> None:
    assert await lasts(sqlite_db, text, begins, planned) == minutes


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("a call on Friday at 11 for 2 to 4 people", 30),
        ("a call on Friday at 11, 45 minutes, some time between 11 and 2", 45),
        ("a call on Friday at 11 and another at 12", 30),
        ("a call on Friday at 11 about 11 to 12 new lamps", 30),
        ('a call "from 11 to 12" on Friday at 11', 30),
    ],
)
async def test_figures_that_are_no_end_of_it_change_nothing(sqlite_db: Database, text: str, minutes: int) -> None:
    assert await lasts(sqlite_db, text, "27T11:00", minutes if minutes != 30 else 0) == minutes
