"""Questions for one event: its noun is no time, and a hostile text is read at once."""

from time import process_time

import pytest

from assistant.asking.names.words import EVENTS
from assistant.asking.question.event_words import ASKS_OF_EVENT, without_event


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
    "folded", ["wo ist die datei fur die sitzung?", "ou est le fichier de la reunion ?", "who are you?"]
)
def test_what_only_has_an_event_in_it_is_no_question_for_one(folded: str) -> None:
    assert ASKS_OF_EVENT.search(folded) is None


@pytest.mark.parametrize("unit", ["wann ist ", "das ", "quand est-ce que ", "who comes ", "いつ", "ランチ", "a-"])
def test_a_hostile_text_is_read_at_once(unit: str) -> None:
    begun = process_time()
    without_event((unit * 3000)[:3000])
    assert process_time() - begun < 0.1
