"""Orders are read as what is to come, whichever everyday word gives them."""

import pytest

from assistant.asking.question.reading import read_question
from tests.assistant.asking.askers import BERLIN, CONTACTS, asker, days, read, turn


@pytest.mark.parametrize(
    "question",
    [
        "put a meeting with Bob on Thursday at 10",
        "put lunch with Bob in on Thursday",
        "make a reservation for Thursday",
        "can you block Thursday at 10 for Bob",
        "trag für Donnerstag um 10 den Zahnarzt ein",
        "setz das am Donnerstag um 10 an",
        "mets un déjeuner jeudi à 10h",
        "pon una comida el jueves a las 10",
        "metti un pranzo giovedì alle 10",
        "zet donderdag om 10 uur de tandarts",
        "木曜日の会議をすべてキャンセルして",
        "木曜日の歯医者を延期してください",
    ],
)
def test_the_day_of_an_order_is_never_told_as_the_last_one(question: str) -> None:
    read = read_question(question, asker(), CONTACTS, ())
    assert read.filters.since is None
    assert not any("26 November" in told for told in read.explained)


def test_the_day_of_a_question_is_still_the_last_one() -> None:
    since = read_question("what was put in the mail by Bob on Thursday?", asker(), CONTACTS, ()).filters.since
    assert since and f"{since.astimezone(BERLIN):%Y-%m-%d}" == "2026-11-26"


@pytest.mark.parametrize(
    "text",
    [
        "send Bob a mail that Monday suits me", "reply to Bob that 3 December suits me",
        "Reply to Bob's mail: Monday is fine", "Schreib Bob eine Mail, dass mir Montag passt",
        "Écris un mail à Bob que lundi me convient", "Escribe un correo a Bob que el lunes me va bien",
        "Scrivi una mail a Bob che lunedì va bene", "Escreva um e-mail a Bob que segunda-feira está bem",
        "Schrijf Bob een mail dat maandag goed is", "tell Bob Monday suits me", "Sag Bob Montag passt",
    ],
)  # fmt: skip
def test_a_day_of_what_is_to_be_written_limits_no_search(text: str) -> None:
    found = read(text)
    assert (days(found), found.times) == (("", ""), ())


@pytest.mark.parametrize(
    "order",
    ["reply that Monday suits me", "reply: Monday suits me", "Reply to her that Monday suits me",
     "tell her Monday suits me", "antworte, dass Montag passt", "réponds que lundi me va"],
)  # fmt: skip
def test_nothing_of_what_is_to_be_written_is_a_topic_of_the_next_question(order: str) -> None:
    turns = [turn("What did Sarah write about the roof?")]
    turns.append(turn(order, *turns))
    for question in ("does she need anything else?", "and what did Bob say?"):
        reading = read(question, *turns)
        assert not {"Monday", "Montag", "lundi", "suits"} & set(reading.words.split())
        assert (days(reading), reading.times) == (("", ""), ())


def test_a_day_of_what_is_cancelled_limits_it() -> None:
    for text in ("Sag den Termin mit Bob am Montag ab", "Sag alle Termine mit Bob am Montag ab"):
        assert days(read(text)) == ("2026-11-30", "2026-12-01")


def test_a_day_of_the_mail_that_is_answered_limits_it() -> None:
    assert days(read("reply to the mail that Bob sent on 23 November: fine")) == ("2026-11-23", "2026-11-24")
