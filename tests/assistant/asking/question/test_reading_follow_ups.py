"""Questions that lean on the turn before: what they name replaces its like, the rest stays."""

from datetime import datetime

import pytest

from assistant.asking.question.relating import kinds_in
from assistant.asking.values import Turn
from storage.index.entry import Filters
from tests.assistant.asking.askers import BERLIN, KNOWN, days, read, turn

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
    "question",
    ["and from Bob?", "und von Bob?", "et de Bob ?", "¿y de Bob?", "e di Bob?", "en van Bob?", "Bobからは？"],
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


@pytest.mark.parametrize(
    ("first", "question"),
    [
        ("How many mails did Bob send last week?", "and this week?"),
        ("Wie viele Mails hat Bob letzte Woche geschickt?", "und diese Woche?"),
        ("Combien de mails Bob a-t-il envoyés la semaine dernière ?", "et cette semaine ?"),
        ("¿Cuántos correos envió Bob la semana pasada?", "¿y esta semana?"),
        ("Quante mail ha mandato Bob la settimana scorsa?", "e questa settimana?"),
        ("Quantos e-mails o Bob mandou na semana passada?", "e esta semana?"),
        ("Hoeveel mails heeft Bob vorige week gestuurd?", "en deze week?"),
        ("先週Bobから何通メールが来ましたか", "今週は？"),
    ],
)
def test_what_was_counted_in_one_week_is_counted_in_another(first: str, question: str) -> None:
    reading = read(question, turn(first))
    assert (reading.order, reading.filters.senders) == ("count", KNOWN["bob"])
    assert days(reading) == ("2026-11-23", "2026-11-30") and reading.asks == first


def test_the_newest_of_one_person_is_asked_of_another_and_of_a_third() -> None:
    first = turn("the last mail from Sarah Lindqvist")
    second = turn("and from Bob?", first)
    reading = read("and what about Sean?", first, second)
    assert (reading.order, reading.most, reading.filters.senders) == ("newest", 1, KNOWN["sean"])


@pytest.mark.parametrize(
    "question", ["and what did they say?", "and who wrote them?", "and about the roof?", "und worum geht es?"]
)
def test_another_question_about_the_same_is_no_count(question: str) -> None:
    assert not read(question, turn("How many mails did Bob send last week?")).order


@pytest.mark.parametrize("question", ["and Bob?", "und Bob?", "what about Bob?", "and Bob and Sean?"])
def test_a_name_alone_is_somebody_else_to_look_for(question: str) -> None:
    reading = read(question, turn(FIRST))
    both = KNOWN["bob"] | KNOWN["sean"] if "Sean" in question else KNOWN["bob"]
    assert (reading.filters.senders, reading.words) == (both, "roof")


def test_an_hour_alone_is_of_the_day_that_was_asked_about() -> None:
    first = turn("am I free on Thursday at 2pm?")
    reading = read("and at 4pm?", first)
    assert reading.filters.since == datetime(2026, 12, 3, 16, tzinfo=BERLIN)
    assert "free" in kinds_in(reading.said)


def test_what_was_asked_about_two_times_keeps_both() -> None:
    reading = read("and Bob?", turn("What did Sarah Lindqvist send in May and in July?"))
    assert reading.times == ("May 2026", "July 2026") and set(reading.times) < set(reading.explained)


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


@pytest.mark.parametrize(
    "question",
    ["why?", "When?", "who else?", "how much?", "warum?", "wer sonst?", "pourquoi ?", "¿cuándo?", "perché?", "por que?",
     "waarom?", "なぜですか?", "いつ?"],
)  # fmt: skip
def test_a_bare_question_word_is_about_what_was_asked_before(question: str) -> None:
    reading = read(question, turn(FIRST))
    assert reading.follow_up
    assert (reading.filters.senders, reading.words) == (KNOWN["sarah"], "roof")


@pytest.mark.parametrize("question", ["what is new?", "who wrote today?", "when do I meet Bob?"])
def test_a_question_word_with_more_stands_alone(question: str) -> None:
    assert not read(question, turn(FIRST)).follow_up


def test_a_pronoun_is_who_was_named_last_though_not_in_the_question_before() -> None:
    first = turn("What did Sarah write about the roof?")
    second = turn("what about invoices in my mail?", Turn("x", Filters(), "y"))
    assert not second.filters.senders
    assert read("show me her mail", first, second).filters.senders == KNOWN["sarah"]


def test_whose_mails_wait_is_asked_on_about_and_what_one_sent_is_something_else() -> None:
    waiting = turn("Which mails wait for my answer?")
    bobs = read("and from Bob?", waiting)
    assert (bobs.filters.unanswered, bobs.filters.senders, bobs.order) == (True, KNOWN["bob"], "newest")
    assert read("und letzte Woche?", waiting).filters.unanswered
    assert not read("and what did I send to Bob?", waiting).filters.unanswered


@pytest.mark.parametrize("asked", ["and from Zoe?", "and what did Zoe say?"])
def test_whom_nobody_knows_takes_the_place_of_whoever_was_asked_about(asked: str) -> None:
    reading = read(asked, turn("mails from Bob"))
    assert not reading.filters.senders and reading.words == "Zoe"
    assert [(one.words, one.emails) for one in reading.mentions] == [("Zoe", ())]


def test_another_day_is_asked_of_somebody_whom_nobody_knows_still() -> None:
    reading = read("and on Friday?", turn("when is Zoe free?"))
    assert [(one.words, one.emails) for one in reading.mentions] == [("Zoe", ())] and days(reading)[0] == "2026-12-04"
    assert not read("and on Friday?", turn("when am I free?")).mentions
