"""Strings for regular expressions."""

import re

import pytest

from sandbox.models.patterns import matching


@pytest.mark.parametrize(
    "pattern",
    [
        r"^\d{4}-\d{2}-\d{2}$",
        r"^[A-Z]{2,}$",
        r"^@[a-zA-Z0-9_]+$",
        r"^(red|green|blue)$",
        r"^[^aeiou]{3}$",
        r"^\w+@\w+\.example$",
        r"^(?:ab)*c?\s\S\W\D$",
        r"a.c",
        r"[^a]",
        r"^msg_[0-9a-f]{24}$",
    ],
)
def test_the_string_is_one_that_the_pattern_finds(pattern: str) -> None:
    text = matching(pattern)
    assert text is not None
    assert re.search(pattern, text)


def test_a_pattern_that_nothing_matches_gives_none() -> None:
    assert matching(r"a^b") is None
