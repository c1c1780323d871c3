"""Questions for one event: its noun is no time, and a hostile text is read at once."""

from datetime import timedelta
from time import process_time

import pytest

from assistant.asking.answering import answer
from assistant.asking.names.words import EVENTS
from assistant.asking.question.event_kinds import kin_of
from assistant.asking.question.event_words import ASKS_OF_EVENT, without_event
from connectors.llm.failover import NoModel
from storage.db import Database
from tests.assistant.asking.rig import NOW, event, open_rig, planned, step


@pytest.mark.parametrize(
    "said",
    [
        "lunch dinner breakfast coffee call party",
        "mittagessen abendessen fruhstuck kaffee anruf feier",
        "dejeuner diner petit-dejeuner cafe appel fete",
        "almuerzo cena desayuno llamada fiesta",
        "pranzo cena colazione caffe telefonata festa",
        "almoco jantar pequeno-almoco chamada festa",
        "lunch avondeten ontbijt koffie telefoontje feest",
    ],
)
def test_what_people_meet_for_is_an_event_in_each_language(said: str) -> None:
    assert set(said.split()) <= EVENTS


def test_the_lunch_that_somebody_comes_to_is_no_hour() -> None:
    told = without_event("wer kommt am donnerstag zum mittagessen?")
    assert "mittagessen" not in told and len(told) == len("wer kommt am donnerstag zum mittagessen?")
    assert without_event("habe ich zum mittagessen zeit?") == "habe ich zum mittagessen zeit?"


@pytest.mark.parametrize(
    "folded",
    ["wo ist die datei fur die sitzung?", "ou est le fichier de la reunion ?", "who are you?",
     "tell me about the lunch", "tell me what was said when the lunch was planned", "tell me who paid the lunch"],
)  # fmt: skip
def test_what_only_has_an_event_in_it_is_no_question_for_one(folded: str) -> None:
    assert ASKS_OF_EVENT.search(folded) is None


@pytest.mark.parametrize(
    "unit",
    ["wann ist ", "das ", "quand est-ce que ", "who comes ", "いつ", "ランチ", "a-", "tell me ", "tell me when the "],
)
def test_a_hostile_text_is_read_at_once(unit: str) -> None:
    begun = process_time()
    without_event((unit * 3000)[:3000])
    assert process_time() - begun < 0.1


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("Wann ist das Mittagessen?", "Lunch with Tom"),
        ("C'est quand le déjeuner ?", "Lunch with Tom"),
        ("¿Cuándo es la comida?", "Lunch with Tom"),
        ("ランチはいつですか", "Lunch with Tom"),
        ("When is the lunch?", "Déjeuner avec Tom"),
        ("Wo ist das Abendessen?", "Team dinner"),
        ("Quando è la festa?", "Weihnachten: Feier"),
        ("When is the dentist?", "Zahnarzt"),
        ("Wann ist der Anruf?", "Call about the probes"),
    ],
)
@pytest.mark.parametrize("model", [True, False])
async def test_an_event_of_the_same_kind_is_found_in_whatever_language_it_is_called(
    sqlite_db: Database, question: str, title: str, model: bool
) -> None:
    everywhere = planned(step("s1", "gmail.search"), step("s2", "calendar.search"))
    rig = await open_rig(sqlite_db, *([everywhere, NoModel()] if model else [NoModel(), NoModel()]))
    rig.calendar.events = [
        event("e0", "Review", NOW + timedelta(hours=2)),
        event("e1", title, NOW + timedelta(days=2)),
    ]
    reply = (await answer(rig.kit, rig.asker, question, (), rig.tell)).reply
    assert reply.known and [one.title for one in reply.sources] == [title]


async def test_another_kind_of_event_is_not_meant(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db, NoModel(), NoModel())
    rig.calendar.events = [event("e1", "Dinner with Tom", NOW + timedelta(days=2))]
    assert not (await answer(rig.kit, rig.asker, "Wann ist das Mittagessen?", (), rig.tell)).reply.known


def test_what_an_event_is_called_elsewhere_is_told_without_what_was_said() -> None:
    told = kin_of("Das Mittagessen und der Anruf").split()
    assert {"lunch", "dejeuner", "call"} <= set(told) and "mittagessen" not in told
    assert kin_of("Budget 2027") == ""
