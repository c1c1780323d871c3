"""Questions that lean on the turn before: what they name replaces its like, the rest stays."""

import pytest

from assistant.asking.reading import read_question
from assistant.asking.values import Reading, Turn
from storage.index.entry import Filters
from tests.assistant.asking.askers import BERLIN, CONTACTS, KNOWN, asker

FIRST = "What did Sarah write about the roof in January 2002?"


def _read(question: str, *turns: Turn) -> Reading:
    return read_question(question, asker(), CONTACTS, turns)


def _turn(question: str, *turns: Turn) -> Turn:
    reading = _read(question, *turns)
    return Turn(question, reading.filters, reading.words, ("one", "two", "three"))


def _days(reading: Reading) -> tuple[str, str]:
    found = reading.filters.since, reading.filters.until
    since, until = (f"{moment.astimezone(BERLIN):%Y-%m-%d}" if moment else "" for moment in found)
    return since, until


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
    reading = _read(question, _turn(FIRST))
    assert reading.follow_up
    assert (reading.filters.senders, reading.words) == (KNOWN["sarah"], "roof")
    assert _days(reading) == ("2026-11-16", "2026-11-23")


@pytest.mark.parametrize(
    "question", ["and from Bob?", "und von Bob?", "et de Bob ?", "¿y de Bob?", "e di Bob?", "en van Bob?"]
)
def test_another_person_keeps_the_period_and_the_words(question: str) -> None:
    reading = _read(question, _turn(FIRST))
    assert (reading.filters.senders, reading.words) == (KNOWN["bob"], "roof")
    assert _days(reading) == ("2002-01-01", "2002-02-01")


def test_other_words_keep_the_person_and_the_period() -> None:
    reading = _read("what about the garden?", _turn(FIRST))
    assert (reading.filters.senders, reading.words) == (KNOWN["sarah"], "garden")
    assert _days(reading) == ("2002-01-01", "2002-02-01")


@pytest.mark.parametrize(
    "question", ["What did he reply?", "Was hat er geantwortet?", "qu'a-t-il répondu ?", "¿qué respondió él?"]
)
def test_whom_one_wrote_to_is_who_replied(question: str) -> None:
    reading = _read(question, _turn("emails to Bob about the roof"))
    assert (reading.filters.senders, reading.filters.people, reading.filters.outgoing) == (KNOWN["bob"], (), None)
    assert reading.words == "roof"


def test_who_wrote_is_whom_one_replied_to() -> None:
    reading = _read("did I reply to her?", _turn(FIRST))
    assert (reading.filters.senders, reading.filters.people) == (frozenset(), (KNOWN["sarah"],))
    assert reading.filters.outgoing


@pytest.mark.parametrize(
    ("question", "meant"),
    [("the second one", "two"), ("what does the third email say?", "three"), ("the last one", "three"),
     ("die erste", "one"), ("2番目は?", "two")],
)  # fmt: skip
def test_a_place_in_the_list_means_a_document_of_the_turn_before(question: str, meant: str) -> None:
    assert _read(question, _turn(FIRST)).refers_to == (meant,)


def test_a_place_beyond_the_list_means_nothing() -> None:
    assert _read("the fourth one", _turn(FIRST)).refers_to == ()


def test_friday_after_a_question_to_the_calendar_is_the_next_one() -> None:
    reading = _read("and on Friday?", _turn("what's on my calendar tomorrow?"))
    assert reading.services == {"calendar"}
    assert _days(reading) == ("2026-12-04", "2026-12-05")


def test_in_the_thread_of_a_mail_a_question_is_about_that_mail() -> None:
    card = Turn("What does this mail say?", Filters(thread_id="t1"), "")
    assert _read("who has to sign?", card).filters.thread_id == "t1"
    assert _read("emails from Bob last week", card).filters.thread_id == ""


def test_turns_follow_one_another() -> None:
    first = _turn(FIRST)
    second = _turn("and from Bob?", first)
    reading = _read("and last week?", first, second)
    assert (reading.filters.senders, reading.words) == (KNOWN["bob"], "roof")


@pytest.mark.parametrize(
    "question", ["Who is Bob?", "Show me emails from Bob about fees", "How many people came to the party?"]
)
def test_a_question_that_stands_alone_takes_nothing_over(question: str) -> None:
    reading = _read(question, _turn(FIRST))
    assert not reading.follow_up
    assert reading.filters.since is None and not reading.filters.senders & KNOWN["sarah"]


def test_without_a_turn_before_nothing_leans() -> None:
    assert not _read("and what about last week?").follow_up
