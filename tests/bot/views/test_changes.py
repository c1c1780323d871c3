"""The difference between two drafts: which lines went and came, in bounded room and time."""

import random
import time

import pytest
from hypothesis import given

from bot.views.changes import differences
from tests.bot.views.cases import HOSTILE, TEXT
from tests.bot.views.payloads import objects


def lines(before: str, after: str, most: int = 24) -> list[tuple[str, str]]:
    """(text, how it is shown) of every line."""
    return [
        (found["text"].rstrip("\n"), next(iter(found["style"])))
        for found in objects(differences(before, after, most), "text")
    ]


def test_lines_that_went_are_struck_through_and_new_ones_bold() -> None:
    assert lines("Hi\nMonday\nBye", "Hi\nTuesday\nBye\nAlice") == [
        ("Monday", "strike"), ("Tuesday", "bold"), ("Alice", "bold"),
    ]  # fmt: skip


def test_lines_that_look_like_a_diff_are_shown_as_they_are() -> None:
    assert lines("--- a\n@@ -1 +1 @@", "+++ b\n? x") == [
        ("--- a", "strike"), ("@@ -1 +1 @@", "strike"), ("+++ b", "bold"), ("? x", "bold"),
    ]  # fmt: skip


@pytest.mark.parametrize(("before", "after"), [("same", "same"), ("a\n\n\nb", "a\nb"), ("", "")])
def test_where_no_line_differs_it_says_so(before: str, after: str) -> None:
    assert lines(before, after) == [("(only recipients, subject or formatting changed)", "bold")]


def test_many_lines_are_cut_and_counted() -> None:
    found = lines("", "\n".join(map(str, range(30))), most=5)
    assert found[:5] == [(str(n), "bold") for n in range(5)]
    assert found[5:] == [("… and 25 more lines", "italic")]


@given(TEXT, TEXT)
def test_any_two_texts_make_one_block_of_bounded_size(before: str, after: str) -> None:
    (block,) = differences(before, after, 24)
    texts = [found["text"] for found in objects(block, "text")]
    assert 1 <= len(texts) <= 25 and all(1 <= len(text) <= 301 for text in texts)


def _shuffled(count: int) -> tuple[str, str]:
    words = [f"line {number} of the draft, much like the others" for number in range(count)]
    other = [word.replace("much", "very much") for word in words]
    random.Random(7).shuffle(other)  # noqa: S311 - dice of a test
    return "\n".join(words), "\n".join(other)


@pytest.mark.parametrize("texts", [_shuffled(3000), ("a\n" * 50_000, "b\n" * 50_000), ("x" * 100_000, "y" * 100_000)])
def test_a_comparison_takes_no_time_that_an_attacker_could_stretch(texts: tuple[str, str]) -> None:
    """Python's ndiff, which also looks inside lines, takes minutes for the first of these."""
    began = time.process_time()
    differences(*texts, 24)
    assert time.process_time() - began < 2


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_lines_are_no_markup(text: str) -> None:
    assert not list(objects(differences(text, text[::-1] + "!", 24), "mrkdwn"))
