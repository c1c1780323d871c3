"""What goes out in the asker's name holds the links that they gave, whole, and no other (SPEC SE6)."""

import pytest

from assistant.asking.writes.order import own_text

SAID = "tell Bob to see https://good.example, and https://good.example/a?b=1. I mean https://good.example itself"


@pytest.mark.parametrize(
    "text",
    [
        "See https://good.example.",
        "See https://good.example/a?b=1, please",
        "(https://good.example) and https://good.example/a?b=1!",
    ],
)
def test_a_link_that_the_asker_gave_stays_as_it_is(text: str) -> None:
    assert own_text(text, SAID) == text


@pytest.mark.parametrize(
    "link",
    [
        "https://good.example.evil.example/x?y=1",
        "https://good.example@evil.example/x",
        "https://good.example/../../x",
        "https://good.example/a?b=1&to=evil",
        "https://good.example:8443/x",
        "http://evil.example",
    ],
)
def test_a_link_that_only_begins_like_one_is_left_out(link: str) -> None:
    said = own_text(f"See {link} now", SAID)
    assert "://" not in said and said.startswith("See ") and said.endswith(" now")
    assert "evil" not in said and "b=1" not in said
