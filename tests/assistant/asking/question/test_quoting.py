"""What stands in quotation marks is a text: over lines, with apostrophes, one within another, in any script."""

import pytest

from assistant.asking.question.quoting import hidden, quoted
from tests.assistant.asking.askers import read

LETTER = "Hi Bob,\n\nI've read 'Plan B', we're fine with Sarah's offer on Friday.\n\nAlice"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"mail Bob saying '{LETTER}' and title it 'Plan B again'", (LETTER, "Plan B again")),
        (f'mail Bob: "{LETTER}"', (LETTER,)),
        ("mail Bob saying 'When are you free?' with the subject 'Lunch'", ("When are you free?", "Lunch")),
        ("schreib Bob „Hast du morgen Zeit?“ mit dem Betreff »Frage«", ("Hast du morgen Zeit?", "Frage")),
        ("écris à Bob « J'arrive demain »", ("J'arrive demain",)),
        ("escribe a Bob “¿Nos vemos el lunes?”", ("¿Nos vemos el lunes?",)),
        ("Bobに「明日は休みです」と『件名』で送って", ("明日は休みです", "件名")),
        ("tell Bob ‘it’s off’ please", ("it’s off",)),
        ("say 'the teams' plan is fine' to Bob", ("the teams' plan is fine",)),
        ("cancel 'Sprint' with James' team", ("Sprint",)),
        ("the '90s folder from Bob's desk, that's all", ()),
        ('a 5" pipe and a 6" pipe', ()),
        ("send it to 'bob@acme.example'", ()),
        ("rock 'n' roll, po' di tutto, 's ochtends", ()),
    ],
)
def test_quotations_are_found_whole(text: str, found: tuple[str, ...]) -> None:
    assert quoted(text) == found


def test_what_is_hidden_keeps_everything_else_in_its_place() -> None:
    text = "say 'no\nway' now"
    assert hidden(text) == "say          now" and len(hidden(text)) == len(text)


def test_many_marks_that_nothing_ends_take_no_time() -> None:
    assert quoted("'a " * 5000) == ()


@pytest.mark.parametrize("marks", ["''", '""', "“”", "„“", "«»"])
def test_nobody_and_no_day_is_read_out_of_a_text(marks: str) -> None:
    reading = read(f"send an email to Bob saying {marks[0]}Sarah told Sean on Friday,\n if Mark can't{marks[1]} and go")
    assert [mention.words for mention in reading.mentions] == ["Bob"]
    assert reading.filters.since is None and reading.filters.until is None
