"""Text made harmless, once and for all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.mail.clean import clean_line, clean_text, is_blank
from connectors.mail.words import decode_words, encode_words


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean_text(clean_text(text)) == clean_text(text)


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126) | st.sampled_from("\n\t")))
def test_plain_text_is_not_touched(text: str) -> None:
    assert clean_text(text) == text


@pytest.mark.parametrize("end", ["\r\n", "\r", "\u2028", "\u2029", "\x85", "\x0c"])
def test_every_line_end_becomes_one(end: str) -> None:
    assert clean_text(f"a{end}b") == "a\nb"
    assert clean_line(f"a{end}  b") == "a b"


@pytest.mark.parametrize("text", ["", " ", "\u200b", "\xa0\ufeff", "\u2800", "\n\t", "\u200d"])
def test_what_shows_nothing_is_blank(text: str) -> None:
    assert is_blank(text)
    assert not is_blank(text + ".")


@given(st.text(st.characters(codec="utf-8"), min_size=1))
def test_encoded_words_are_decoded_to_what_was_encoded(text: str) -> None:
    words = encode_words(text)
    assert decode_words(" ".join(words)) == text
    assert all(len(word) <= 75 and word.isascii() for word in words)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("=?utf-8?q?a=C3?= =?utf-8?q?=A9?=", "aé"),
        ("x =?UTF-8?B?w6k?= y", "x é y"),
        ("=?utf-8?q?a b?=", "a b"),
        ("=?utf-8*en?q?a?=", "a"),
        ("=?made-up?q?=E9?=", "é"),
        ("=?utf-8?x?a?=", "=?utf-8?x?a?="),
        ("=?utf-8?b?!!!?=", ""),
        ("plain", "plain"),
    ],
)
def test_what_senders_make_of_encoded_words_is_read(text: str, expected: str) -> None:
    assert decode_words(text) == expected
