"""Who is said to be free or to be met, whether anybody knows them or not."""

import pytest

from tests.assistant.asking.askers import read


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("When is Zoe free?", ["Zoe"]),
        ("is zoe free tomorrow at 3?", ["zoe"]),
        ("When is Zoe Smith available this week?", ["Zoe Smith"]),
        ("Is Bob Smith free on Friday?", ["Bob Smith"]),  # who is not Bob Miller
        ("Are Bob, Zoe and Tom free on Friday?", ["Zoe", "Tom"]),
        ("When are Zoe and I free?", ["Zoe"]),
        ("Wann ist Zoe frei?", ["Zoe"]),
        ("Ist Herr Meier am Freitag frei?", ["Meier"]),
        ("Quand est-ce que Zoe est libre ?", ["Zoe"]),
        ("Quand Zoe et Bob sont-ils libres ?", ["Zoe"]),
        ("¿Cuándo está libre Zoe?", ["Zoe"]),
        ("Zoe e Bob sono liberi venerdì?", ["Zoe"]),
        ("Quando a Zoe está livre?", ["Zoe"]),
        ("Wanneer is Zoe vrij?", ["Zoe"]),
        ("When do I meet Zoe?", ["Zoe"]),
        ("Wann treffe ich Zoe?", ["Zoe"]),
    ],
)
def test_whom_nobody_knows_is_named_and_stays_among_the_words(question: str, named: list[str]) -> None:
    reading = read(question)
    assert [one.words for one in reading.mentions if not one.emails] == named
    assert reading.words.split() == [word for name in named for word in name.split()]
    assert reading.services == {"calendar"}


@pytest.mark.parametrize(
    ("question", "email"),
    [
        ("When is Will free?", "will.smith@corp.example"),
        ("Is Mark free on Friday?", "mark.davies@corp.example"),
        ("When do I meet Mark?", "mark.davies@corp.example"),
    ],
)
def test_a_name_that_is_a_word_as_well_is_somebody_where_somebody_is_said_to_be_free(question: str, email: str) -> None:
    reading = read(question)
    assert reading.filters.people == (frozenset({email}),) and reading.words == ""


@pytest.mark.parametrize(
    "question",
    [
        "Am I free on Friday?",
        "Are we free on Monday?",
        "Is anybody free on Friday?",
        "Is Thursday afternoon free?",
        "is lunchtime free on Friday?",
        "Is early Thursday free?",
        "Is late Friday free?",
        "Is May free?",
        "Is my Thursday free?",
        "When is will free?",
        "Bin ich am Freitag frei?",
        "When is Bob free?",
    ],
)
def test_hours_days_and_the_asker_are_nobody(question: str) -> None:
    assert not [one for one in read(question).mentions if not one.emails]


def test_what_hangs_on_a_mail_is_nobody() -> None:
    assert [one.words for one in read("Mails mit Anhang von Bob").mentions] == ["Bob"]


@pytest.mark.parametrize("question", ["Who sent more mails, Bob or Zoe?", "What do Bob and Zoe want?"])
def test_whoever_stands_beside_somebody_is_somebody_too(question: str) -> None:
    assert [(one.words, bool(one.emails)) for one in read(question).mentions] == [("Bob", True), ("Zoe", False)]
