"""Questions about several times: each is searched for itself."""

import pytest

from assistant.asking.plan.comparing import compared, times_in
from assistant.asking.plan.plans import plan_by_code
from assistant.asking.values import Plan
from tests.assistant.asking.askers import BERLIN, CONTACTS, asker, read, turn


def times(question: str) -> list[str]:
    found = times_in(question, asker(), CONTACTS)
    return [f"{one.since.astimezone(BERLIN):%Y-%m-%d}" for one in found if one.since]


def plan(question: str) -> Plan:
    return compared(plan_by_code(read(question)), read(question), asker(), CONTACTS)


@pytest.mark.parametrize(
    "question",
    [
        "Did Bob send more in May or in July?",
        "What did Bob send in May compared to July?",
        "Hat Bob im Mai mehr geschickt als im Juli?",
        "Bob a-t-il envoyé plus de mails en mai qu'en juillet ?",
        "¿Bob envió más correos en mayo que en julio?",
        "Bob ha mandato più mail in maggio o in luglio?",
        "O Bob enviou mais e-mails em maio do que em julho?",
        "Heeft Bob in mei meer mails gestuurd dan in juli?",
    ],
)
def test_two_months_are_searched_each_for_itself(question: str) -> None:
    assert times(question) == ["2026-05-01", "2026-07-01"]
    found = [one.arguments["filters"] for one in plan(question).steps if one.operation == "gmail.search"]
    assert [one["since"][:7] for one in found] == ["2026-04", "2026-06"]  # in UTC


def test_what_is_told_of_two_days_is_searched_without_the_other_day_and_soon_after() -> None:
    question = "How many more orders did we take on March 4, 2025 than on April 7, 2025?"
    march, april = times_in(question, asker(), CONTACTS)
    assert "04" in march.words and "March" in march.words and "April" not in march.words
    assert march.beside and march.until is not None and march.until < april.since  # type: ignore[operator]
    steps = [(one.operation, one.id) for one in plan(question).steps]
    assert steps == [
        ("gmail.search", "s1a"), ("gmail.search", "s1b"), ("gmail.search", "s1"), ("calendar.search", "s2"),
        ("drive.search", "s3a"), ("drive.search", "s3b"), ("drive.search", "s3"),
    ]  # fmt: skip


@pytest.mark.parametrize(("question", "words"), [("and from Sean?", ""), ("and about the roof?", "roof")])
def test_a_question_that_follows_is_about_the_same_times(question: str, words: str) -> None:
    first = turn("What did Bob send in May and in July?")
    reading = read(question, first)
    found = compared(plan_by_code(reading), reading, asker(), CONTACTS, (first,)).steps
    mails = [one.arguments for one in found if one.operation == "gmail.search"]
    assert [one["filters"]["since"][:7] for one in mails] == ["2026-04", "2026-06"]  # in UTC
    assert {one["words"] for one in mails} == {words}


def test_a_question_that_follows_with_a_time_of_its_own_is_about_that_alone() -> None:
    first = turn("What did Bob send in May and in July?")
    reading = read("and in August?", first)
    assert len(compared(plan_by_code(reading), reading, asker(), CONTACTS, (first,)).steps) == 3


def test_two_days_of_the_calendar_are_two_searches_and_two_looks_for_free_times() -> None:
    steps = plan("Am I free on Tuesday or on Thursday?").steps
    assert [one.id for one in steps] == ["s1a", "s1b", "s9a", "s9b"]


@pytest.mark.parametrize(
    "question",
    [
        "What did Bob send between March 3 and March 9?",
        "mails from May to July",
        "What did Bob send in May?",
        "Am I free on Friday at 3?",
        "Is the agreement of May 3, 2001 amended by that of June 4, 2002?",
        "Move the review from Monday to Tuesday",
    ],
)
def test_one_time_and_a_range_are_one_search(question: str) -> None:
    assert times(question) == []
