"""Questions that lean on the turn before: what they name replaces its like, the rest stays."""

import pytest

from assistant.asking.values import Turn
from storage.index.entry import Filters
from tests.assistant.asking.askers import KNOWN, days, read, turn

FIRST = "What did Sarah write about the roof in January 2002?"


@pytest.mark.parametrize(
    "question",
    [
        "and what about last week?",
        "what about last week?",
        "last week?",
        "und letzte Woche?",
        "et la semaine dernière ?",
    ],
)
def test_another_period_keeps_the_person_and_the_words(question: str) -> None:
    reading = read(question, turn(FIRST))
    assert reading.follow_up
    assert (reading.filters.senders, reading.words) == (KNOWN["sarah"], "roof")
    assert days(reading) == ("2026-11-16", "2026-11-23")


@pytest.mark.parametrize(
    "question", ["and from Bob?", "und von Bob?", "et de Bob ?", "¿y de Bob?", "e di Bob?", "en van Bob?"]
)
def test_another_person_keeps_the_period_and_the_words(question: str) -> None:
    reading = read(question, turn(FIRST))
    assert (reading.filters.senders, reading.words) == (KNOWN["bob"], "roof")
    assert days(reading) == ("2002-01-01", "2002-02-01")


def test_other_words_keep_the_person_and_the_period() -> None:
    reading = read("what about the garden?", turn(FIRST))
    assert (reading.filters.senders, reading.words) == (KNOWN["sarah"], "garden")
    assert days(reading) == ("2002-01-01", "2002-02-01")


@pytest.mark.parametrize(
    "question", ["What did he reply?", "Was hat er geantwortet?", "qu'a-t-il répondu ?", "¿qué respondió él?"]
)
def test_whom_one_wrote_to_is_who_replied(question: str) -> None:
    reading = read(question, turn("emails to Bob about the roof"))
    assert (reading.filters.senders, reading.filters.people, reading.filters.outgoing) == (KNOWN["bob"], (), None)
    assert reading.words == "roof"


def test_who_wrote_is_whom_one_replied_to() -> None:
    reading = read("did I reply to her?", turn(FIRST))
    assert (reading.filters.senders, reading.filters.people) == (frozenset(), (KNOWN["sarah"],))
    assert reading.filters.outgoing


@pytest.mark.parametrize(
    ("question", "meant"),
    [("the second one", "two"), ("what does the third email say?", "three"), ("the last one", "three"),
     ("die erste", "one"), ("2番目は?", "two")],
)  # fmt: skip
def test_a_place_in_the_list_means_a_document_of_the_turn_before(question: str, meant: str) -> None:
    assert read(question, turn(FIRST)).refers_to == (meant,)


def test_a_place_beyond_the_list_means_nothing() -> None:
    assert read("the fourth one", turn(FIRST)).refers_to == ()


def test_friday_after_a_question_to_the_calendar_is_the_next_one() -> None:
    reading = read("and on Friday?", turn("what's on my calendar tomorrow?"))
    assert reading.services == {"calendar"}
    assert days(reading) == ("2026-12-04", "2026-12-05")


def test_in_the_thread_of_a_mail_a_question_is_about_that_mail() -> None:
    card = Turn("What does this mail say?", Filters(thread_id="t1"), "")
    assert read("who has to sign?", card).filters.thread_id == "t1"
    assert read("emails from Bob last week", card).filters.thread_id == ""


def test_turns_follow_one_another() -> None:
    first = turn(FIRST)
    second = turn("and from Bob?", first)
    reading = read("and last week?", first, second)
    assert (reading.filters.senders, reading.words) == (KNOWN["bob"], "roof")


@pytest.mark.parametrize(
    "question", ["Who is Bob?", "Show me emails from Bob about fees", "How many people came to the party?"]
)
def test_a_question_that_stands_alone_takes_nothing_over(question: str) -> None:
    reading = read(question, turn(FIRST))
    assert not reading.follow_up
    assert reading.filters.since is None and not reading.filters.senders & KNOWN["sarah"]


def test_without_a_turn_before_nothing_leans() -> None:
    assert not read("and what about last week?").follow_up
