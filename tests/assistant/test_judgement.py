"""Tests of the shared values."""

from assistant.judgement import shorten


def test_shortening_cuts_between_words_and_says_so() -> None:
    assert shorten("one two three four", 13) == "one two…"
    assert shorten("  one\n two ", 13) == "one two"


def test_shortening_never_passes_the_limit_even_without_spaces() -> None:
    assert shorten("x" * 500, 140) == "x" * 139 + "…"
