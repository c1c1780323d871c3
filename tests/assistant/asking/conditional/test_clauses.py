"""Which clauses of a message a condition has: what stands before it, and what it says otherwise."""

import pytest

from assistant.asking.conditional.conditions import conditional, parted
from assistant.asking.several.tasks import Task


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Write Bob that I'm in, and if I'm free on Friday at 3 put a call with him", "Write Bob that I'm in"),
        ("Cancel the retro and if I am free on Friday at 3 put lunch there", "Cancel the retro"),
        ("Sag das Retro ab, und wenn ich am Freitag um 15 Uhr frei bin, trag Mittag ein", "Sag das Retro ab"),
        ("Annule la rétro, et si je suis libre vendredi à 15h, ajoute un appel", "Annule la rétro"),
        ("Cancela la retro, y si estoy libre el viernes a las 15:00, crea una cita", "Cancela la retro"),
        ("Annulla la retro, e se sono libera venerdì alle 15, crea una riunione", "Annulla la retro"),
        ("Cancele a retro, e se estou livre na sexta-feira às 15h, marque uma reunião", "Cancele a retro"),
        ("Zeg de retro af, en als ik vrijdag om 15 uur vrij ben, plan een afspraak", "Zeg de retro af"),
    ],
)
def test_a_condition_behind_another_order_is_a_task_of_its_own(text: str, first: str) -> None:
    before, behind = parted(Task(text))
    assert before.text == first and behind.leans
    assert conditional(behind.text) is not None


@pytest.mark.parametrize(
    "text",
    ["Write Bob that I'm in, and if he is free we can meet", "Write Bob: I'm in, and if I'm free I put a call there",
     "Write Bob that I'm in, and if I'm free on Friday put a call there", "Cancel the retro and the review",
     "What did Bob say, and if he agrees send him the list?"],
)  # fmt: skip
def test_what_may_be_the_text_of_a_letter_stays_with_it(text: str) -> None:
    assert parted(Task(text)) == (Task(text),)


@pytest.mark.parametrize(
    ("text", "otherwise"),
    [
        ("Am I free on Friday at 3? If so, put a call with Sarah there; otherwise on Monday at 10",
         "put a call with Sarah on Monday at 10"),
        ("If I am free on Friday at 3, book a call with Sarah; otherwise Monday at noon.",
         "book a call with Sarah Monday at noon"),
        ("Bin ich am Freitag um 15 Uhr frei? Wenn ja, trag da einen Anruf mit Sarah ein; sonst am Montag um 10 Uhr",
         "trag am Montag um 10 Uhr einen Anruf mit Sarah ein"),
        ("Suis-je libre vendredi à 15h ? Si oui, planifie un appel avec Sarah là ; sinon lundi à 10h",
         "planifie un appel avec Sarah lundi à 10h"),
        ("¿Estoy libre el viernes a las 15? Si es así, programa una cita con Sarah ahí; si no, el lunes a las 10",
         "programa una cita con Sarah el lunes a las 10"),
        ("Sono libero venerdì alle 15? In tal caso, fissa una riunione con Sarah lì; altrimenti lunedì alle 10",
         "fissa una riunione con Sarah lunedì alle 10"),
        ("Estou livre na sexta-feira às 15h? Se sim, marque uma reunião com Sarah lá; senão na segunda-feira às 10h",
         "marque uma reunião com Sarah na segunda-feira às 10h"),
        ("Ben ik vrijdag om 15 uur vrij? Zo ja, plan daar een gesprek met Sarah; anders maandag om 10 uur",
         "plan maandag om 10 uur een gesprek met Sarah"),
    ],
)  # fmt: skip
def test_a_branch_that_only_names_another_time_is_the_same_order_at_that_time(text: str, otherwise: str) -> None:
    said = conditional(text)
    assert said and said.otherwise == otherwise


@pytest.mark.parametrize(
    "branch", ["otherwise with Bob", "otherwise perhaps on Monday", "otherwise Bob decides on Monday at 10"]
)
def test_a_branch_that_says_more_than_a_time_is_left_to_the_asker(branch: str) -> None:
    assert conditional(f"Am I free on Friday at 3? If so, put a call with Sarah there; {branch}") is None


def test_an_order_with_a_time_of_its_own_has_no_other_time() -> None:
    text = "Am I free on Friday at 3? If so, put a call with Sarah at 4 there; otherwise on Monday at 10"
    assert conditional(text) is None
