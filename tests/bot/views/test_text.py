"""The one way by which text of strangers reaches Slack: cleaned, cut, and unable to be markup."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.views.text import button, clean, context, cut, escape, literal, moment, plain, plain_section
from tests.bot.views.cases import HOSTILE, TEXT
from tests.bot.views.payloads import objects

HIDDEN = (
    "\0\x01\x08\x0b\x0c\x0e\x1b\x1f\x7f\x80\x9f\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202a\u202e"
    "\u2060\u2066\u2069\u206f\ufeff\ufff9\U000e0001\U000e0041\U000e007f"
)


@pytest.mark.parametrize("character", HIDDEN)
def test_what_hides_or_turns_text_around_is_taken_out(character: str) -> None:
    assert clean(f"a{character}b") == "ab"


def test_line_ends_are_made_one_kind_and_tabs_stay() -> None:
    assert clean("a\r\nb\rc\n\td") == "a\nb\nc\n\td"


@given(TEXT, st.integers(2, 500))
def test_a_cut_is_never_longer_and_says_so(text: str, limit: int) -> None:
    found = cut(text, limit)
    assert len(found) <= limit
    assert found == clean(text) or found.endswith("…")


@given(TEXT)
def test_an_escaped_line_holds_no_markup(text: str) -> None:
    line = escape(text)
    assert "<" not in line and ">" not in line and "\n" not in line
    bare = line.replace("&amp;", "").replace("&lt;", "").replace("&gt;", "")
    assert "&" not in bare


def test_escaping_keeps_what_is_readable() -> None:
    assert escape("R&D <!channel>\n next") == "R&amp;D &lt;!channel&gt; next"


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("limit", [24, 75, 150, 3000])
def test_a_plain_text_is_never_empty_never_too_long_and_has_no_emoji(text: str, limit: int) -> None:
    found = plain(text, limit)
    assert 1 <= len(found["text"]) <= limit and found["emoji"] is False and found["text"].strip()


@pytest.mark.parametrize("quote", [True, False])
@given(text=TEXT)
def test_literal_text_stands_in_pieces_that_slack_takes_and_loses_nothing(text: str, quote: bool) -> None:
    blocks = literal(text, quote=quote)
    pieces = [found["text"] for found in objects(blocks, "text")]
    assert all(1 <= len(piece) <= 3000 for piece in pieces)
    assert "".join(pieces) == (cut(text, 12_000).strip("\n") or "(empty)")
    assert len(list(objects(blocks, "rich_text_quote"))) == (len(blocks) if quote else 0)


def test_a_moment_is_shown_in_the_readers_zone_with_a_fallback() -> None:
    at = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    assert moment(at) == f"<!date^{int(at.timestamp())}^{{date_short_pretty}} {{time}}|2026-11-20 09:00 UTC>"


def test_small_print_has_at_most_ten_parts_and_none_that_is_empty() -> None:
    found = context("a", "", plain("b", 9), *["c"] * 12)
    assert len(found["elements"]) == 10
    assert [element["type"] for element in found["elements"][:2]] == ["mrkdwn", "plain_text"]


@pytest.mark.parametrize("label", ["", "x" * 200, ":smile:"])
def test_a_button_has_a_label_that_slack_takes(label: str) -> None:
    found: Any = button(label, "act", "v1", style="primary")
    assert 1 <= len(found["text"]["text"]) <= 75 and (found["value"], found["style"]) == ("v1", "primary")


def test_a_section_of_anybodys_words_is_plain() -> None:
    assert plain_section("*x* <!here>")["text"] == {"type": "plain_text", "text": "*x* <!here>", "emoji": False}
