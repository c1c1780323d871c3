"""What a new event is called: what the asker says that it is about, and never words that they did not say."""

import pytest

from assistant.asking.answering import answer
from storage.db import Database
from tests.assistant.asking.rig import SARAH, open_rig, planned, step

AT = "2026-11-26T10:00"


@pytest.mark.parametrize(
    ("text", "planned_title", "title"),
    [
        ("put a meeting about the Galway visit with Sarah on Thursday at 10", "Meeting with Sarah", "Galway visit"),
        ("put a call with Sarah about the visit to Galway on Thursday at 10", "Call", "Visit to Galway"),
        ("put a call with Sarah on Thursday at 10 regarding prices", "", "Prices"),
        ("Trage am Donnerstag um 10 Uhr ein Treffen mit Sarah über den Besuch in Galway ein", "Treffen mit Sarah",
         "Besuch in Galway"),
        ("Planifie une réunion avec Sarah sur la visite de Galway jeudi à 10h", "Réunion avec Sarah",
         "Visite de Galway"),
        ("Programa una reunión con Sarah sobre la visita a Galway el jueves a las 10", "Reunión", "Visita a Galway"),
        ("Fissa una riunione con Sarah sulla visita a Galway giovedì alle 10", "", "Visita a Galway"),
        ("Marque uma reunião com Sarah sobre a visita a Galway na quinta-feira às 10h", "Reunião", "Visita a Galway"),
        ("Plan een afspraak met Sarah over het bezoek aan Galway donderdag om 10 uur", "", "Bezoek aan Galway"),
        ("木曜日の10時にSarahさんとGalwayの訪問についての会議を入れてください", "会議", "Galwayの訪問"),
        ("schedule lunch with Sarah on Thursday at 10", "Lunch with Sarah", "Lunch with Sarah"),
        ("schedule a call 'Plan B' about prices with Sarah on Thursday at 10", "Plan B", "Plan B"),
        ("schedule a call with Sarah on Thursday at 10", "Salary dispute", "Meeting"),
        ("schedule a call with Sarah about it on Thursday at 10", "Secret project", "Meeting"),
    ],
)  # fmt: skip
async def test_an_event_is_called_what_the_asker_says_it_is_about(
    sqlite_db: Database, text: str, planned_title: str, title: str
) -> None:
    rig = await open_rig(sqlite_db, written_to=True)
    create = step("s1", "event.create", people=["Sarah", "Galway"], begins=AT, title=planned_title)
    rig.model.answers.append(planned(create))
    [draught] = (await answer(rig.kit, rig.asker, text, (), rig.tell)).reply.draughts
    assert (draught.content["title"], draught.content["guests"]) == (title, [SARAH])
