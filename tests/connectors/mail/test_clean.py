"""Text made harmless, once and for all."""

import re
import unicodedata
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.mail.clean import clean_line, clean_text, is_blank, without_gaps
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


@pytest.mark.parametrize("letter", ["z", "é", "ж", "א", "中"])
@pytest.mark.parametrize("mark", ["\u0301", "\u0336", "\u0489", "\u1ab0", "\u1dc4", "\u20dd"])
def test_marks_piled_on_a_letter_are_taken_down_to_four(letter: str, mark: str) -> None:
    assert clean_text(f"a{letter}{mark * 50}b") == f"a{letter}{mark * 4}b"


@pytest.mark.parametrize("count", range(1, 5))
def test_up_to_four_marks_on_a_letter_stay(count: int) -> None:
    assert clean_text(f"e{chr(0x301) * count}") == f"e{chr(0x301) * count}"


def test_marks_of_several_kinds_pile_up_as_well() -> None:
    assert clean_text("z" + "\u0301\u0336\u0489\u1ab0\u1dc4\u20dd" * 9) == "z\u0301\u0336\u0489\u1ab0"


@pytest.mark.parametrize(
    "text",
    [
        "Tiếng Việt có nhiều dấu: ngữ nghĩa, quyển sổ, ẩn ý",
        "בְּרֵאשִׁית בָּרָא אֱלֹהִים אֵת הַשָּׁמַיִם",
        "בְּרֵאשִׁ֖ית בָּרָ֣א אֱלֹהִ֑ים",
        "بِسْمِ ٱللَّهِ ٱلرَّحْمَـٰنِ ٱلرَّحِيمِ",
        "क्षत्रियों की स्त्रियाँ, ज्ञानेन्द्रियाँ",
        "ที่นี่เป็นที่ตั้งของผู้ใหญ่บ้าน",
        "བསྒྲུབས་པའི་རྒྱལ་མཚན",
        "မြန်မာဘာသာစကား",
        "ἄνθρωπος ᾧ ᾗ ἀνδρὶ",
        "яблоко҃, йод",
        "か゚き゚く゚ がぎぐ",
    ],
)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_scripts_that_use_several_marks_stay_whole(text: str, form: Literal["NFC", "NFD"]) -> None:
    written = unicodedata.normalize(form, text)
    assert clean_text(written) == written


BLANKS = st.text(st.sampled_from(" \t\n\xa0\u2003\u3000\u2800ab"), max_size=200)


@given(BLANKS)
def test_no_gap_is_left_wide_and_nothing_but_gaps_is_lost(text: str) -> None:
    bare = without_gaps(text)
    assert not re.search("[ \t\xa0\u2003\u3000\u2800]{9}|\n(?:[ \t\xa0\u2003\u3000\u2800]*\n){3}", bare)
    assert re.findall("[ab]", bare) == re.findall("[ab]", text)
    assert without_gaps(bare) == bare


@pytest.mark.parametrize("text", ["a\n\n\nb", "a        b", "  indented\n\n    more", "", "\n"])
def test_gaps_that_a_letter_has_stay(text: str) -> None:
    assert without_gaps(text) == text


def test_what_was_pushed_far_down_or_aside_comes_back_into_sight() -> None:
    assert without_gaps(f"Yes.{chr(10) * 900}No.") == "Yes.\n\n\nNo."
    assert without_gaps(f"Yes.{(' ' * 60 + chr(10)) * 90}No.") == "Yes.        \n\n\nNo."
    assert without_gaps(f"Yes.{chr(0x3000) * 700}{chr(0xA0) * 700}No.") == "Yes.        No."


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
