"""Of a long text the stretch that has to do with the question is read and shown."""

import time

import pytest

from assistant.asking.evidence.extracts import SHOWN, extract
from assistant.asking.evidence.passages import READ, Aim, passage, stems
from assistant.asking.values import Mention
from storage.index.entry import Filters
from tests.assistant.asking.rig import reading

SYLLABLES = [f"{first}{second}x" for first in "aeiou" for second in "bdgkm"]
LINE = "Nothing of interest is said in this line."
FILL = f"{LINE}\n" * 200
LONG = f"{FILL}The deposit of 23,000 EUR is due on Friday.\n{FILL}"


def test_a_short_text_is_taken_whole() -> None:
    assert passage("  The deposit is due.\n", Aim.at("deposit")) == "The deposit is due."


def test_of_a_long_text_the_stretch_with_most_of_the_words_is_taken() -> None:
    found = passage(LONG, Aim.at("When is the deposit due?"))
    assert "23,000 EUR is due on Friday" in found and len(found) <= READ + 4
    assert found.startswith("… ") and found.endswith(" …")


def test_an_extract_is_one_short_line() -> None:
    shown = extract(LONG, Aim.at("deposits"))
    assert "23,000 EUR" in shown and "\n" not in shown and len(shown) <= SHOWN + 4


def test_without_any_of_the_words_it_begins_at_the_beginning() -> None:
    assert passage(f"First words.\n{FILL}", Aim({})).startswith("First words.")


def test_words_are_compared_by_their_beginnings_without_small_ones() -> None:
    assert stems("The Deposits and the deposit, what about them") == {"depos", "them"}


def test_a_text_without_end_is_read_in_bounded_time() -> None:
    assert len(passage("x" * 5_000_000 + ". deposit " * 100_000, Aim.at("deposit"))) <= READ + 4


def test_a_question_of_very_many_words_costs_little_more() -> None:
    aim = Aim.at(" ".join(f"{first}{second}{third}" for first in "etaoi" for second in "nshr" for third in SYLLABLES))
    text = " ".join(f"{first}{second}u" for first in "etaoi" for second in SYLLABLES) * 40
    began = time.process_time()
    for _ in range(10):
        passage(text, aim)
    assert len(aim.worth) == 500
    assert time.process_time() - began < 0.1


def test_sentences_that_are_apart_are_shown_together_with_what_follows_them() -> None:
    text = f"The deposit is for the barn.\n\n{FILL}\n\nDue: Friday, to the notary.\n\n{FILL}"
    shown = extract(text, Aim.at("When is the deposit due to the notary?"))
    assert shown == f"The deposit is for the barn. {LINE} … Due: Friday, to the notary. {LINE} …"


def test_a_rare_word_counts_more_than_common_ones() -> None:
    text = f"We meet for lunch on a day in May.\n\n{FILL}\n\nThe regatta: we start early.\n\n{FILL}"
    aim = Aim.at("Which day in May do we meet for the regatta?", "day May meet regatta", {"regatta": 7.0, "day": 0.5})
    assert extract(text, aim, 50) == "… The regatta: we start early. …"


def test_a_value_of_the_kind_asked_for_is_shown() -> None:
    text = f"The oars were dear.\n\n{FILL}\n\nOars of ash: 450.00 a pair.\n\n{FILL}"
    assert extract(text, Aim.at("How much did the oars cost?"), 60) == "… Oars of ash: 450.00 a pair. …"


def test_a_sentence_that_is_too_long_is_cut_between_words() -> None:
    shown = extract(f"The deposit {'and so on ' * 80}", Aim.at("deposit"), 100)
    assert shown.startswith("The deposit and so on") and shown.endswith(" …") and len(shown) <= 104


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Place: Room Larch\nGuests: Bob\nWho is where.", "Place: Room Larch · Guests: Bob · Who is where."),
        ("Your parcel arrives tomorrow\n\nSender: Delmar", "Your parcel arrives tomorrow · Sender: Delmar"),
        ("item,planned\ntravel,18000\n", "item,planned · travel,18000"),
        (f"{'A line that is wrapped ' * 3}\nGoes on here.", f"{'A line that is wrapped ' * 3}Goes on here."),
        (
            "The line is wrapped early, where the word\nis too long.",
            "The line is wrapped early, where the word is too long.",
        ),
        ("Hello Alice,\n\nthe crate is here.\nSarah", "Hello Alice, the crate is here. Sarah"),
        (f"Guests: {'Bob Okafor, ' * 8}Ann\nWho is where.", f"Guests: {'Bob Okafor, ' * 8}Ann · Who is where."),
        ("Two things:\n- a bench\n- a lamp", "Two things: - a bench - a lamp"),
    ],
)
def test_lines_that_end_by_themselves_are_parted_on_the_one_line(text: str, shown: str) -> None:
    assert extract(text, Aim.at("parcel")) == shown


def test_the_sentence_that_says_by_when_is_shown_though_it_has_no_word_of_the_question() -> None:
    letter = f"Dear Alice,\n\n{LINE * 8}\n\nMy deadline is Monday, 30 November.\n\n{LINE * 8}\n\nDaniel Osei"
    shown = extract(letter, Aim.at("By when does Daniel need an answer?"), 120)
    assert "My deadline is Monday, 30 November." in shown
    assert "deadline" not in extract(letter, Aim.at("Who is Daniel?"), 120)


def test_the_names_of_those_to_whom_a_question_is_limited_tell_no_sentence_from_another() -> None:
    asked = reading("What does Daniel need?", "need", Filters(), Mention("Daniel", ("d@x.example",), "sender"))
    assert set(Aim.of_reading(asked, {}).worth) == {"need"}
    named = reading("What does Daniel need?", "Daniel need", Filters(), Mention("Daniel", ("d@x.example",)))
    assert set(Aim.of_reading(named, {}).worth) == {"danie", "need"}
