"""Whole messages and views: totals, uniqueness, surfaces, and what is filled in."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block

from sandbox.slack.block_kit import completed, element_of, message_flaws, too_long, view_flaws
from tests.sandbox.slack.rig import button, modal, section, text_input
from tests.sandbox.slack.test_blocks import GOOD, Json, actions, plain


def test_every_flaw_of_a_message_is_reported_at_once() -> None:
    found = [str(flaw) for flaw in message_flaws([section("x" * 3001), {"type": "divider"}, section("")])]
    assert found == [
        "failed to match all allowed schemas [json-pointer:/blocks/0/text]",
        "must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
        "failed to match all allowed schemas [json-pointer:/blocks/2/text]",
        "must be more than 0 characters [json-pointer:/blocks/2/text/text]",
    ]


def test_a_message_has_fifty_blocks_and_no_more() -> None:
    assert message_flaws([{"type": "divider"}] * 50) == []
    assert [str(f) for f in message_flaws([{"type": "divider"}] * 51)] == [
        "no more than 50 items allowed [json-pointer:/blocks]"
    ]


def test_headings_and_rules_in_markdown_count_as_blocks() -> None:
    assert message_flaws([{"type": "markdown", "text": "# a\ntext\n---\n" * 16}]) == []
    assert message_flaws([{"type": "markdown", "text": "# a\ntext\n---\n" * 17}]) != []
    assert message_flaws([{"type": "markdown", "text": "```\n" + "# a\n---\n" * 40 + "```"}]) == []


def test_markdown_is_limited_over_the_whole_message() -> None:
    half = {"type": "markdown", "text": "x" * 6001}
    assert message_flaws([half]) == []
    assert "12001" in str(message_flaws([half, half])[0])


def test_a_block_id_stands_once_in_a_message_also_inside_containers() -> None:
    named = {**section("x"), "block_id": "b"}
    assert '"b" already exists [json-pointer:/blocks/1/block_id]' in str(message_flaws([named, named])[0])
    box = {"type": "container", "title": plain("T"), "child_blocks": [named]}
    assert "/blocks/1/child_blocks/0/block_id" in str(message_flaws([named, box])[0])


def test_a_message_has_one_table() -> None:
    assert message_flaws([GOOD["table"]] * 2) != []


def test_four_full_sections_fit_a_message_and_five_do_not() -> None:
    assert not too_long([section("x" * 3000)] * 3 + [section("x" * 2900)])
    assert too_long([section("x" * 3000)] * 5)


def test_headers_weigh_more_than_their_text() -> None:
    header = {"type": "header", "text": plain("x")}
    assert not too_long([section("x" * 3000)] * 3)
    assert too_long([section("x" * 3000)] * 3 + [header] * 40)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"title": plain("x" * 25)}, "must be less than 25 characters [json-pointer:/view/title/text]"),
        ({"submit": plain("x" * 25)}, "[json-pointer:/view/submit/text]"),
        ({"close": plain("x" * 25)}, "[json-pointer:/view/close/text]"),
        ({"callback_id": "x" * 256}, "[json-pointer:/view/callback_id]"),
        ({"private_metadata": "x" * 3001}, "must be less than 3001 characters [json-pointer:/view/private_metadata]"),
        ({"external_id": "x" * 256}, "[json-pointer:/view/external_id]"),
        ({"blocks": [{"type": "divider"}] * 101}, "no more than 100 items allowed [json-pointer:/view/blocks]"),
        ({"blocks": []}, "no less than 1 items required"),
        ({"blocks": [{"type": "markdown", "text": "x"}]}, "unsupported type: markdown"),
        ({"blocks": [GOOD["table"]]}, "unsupported type: table"),
        ({"colour": "red"}, "invalid additional property: colour [json-pointer:/view]"),
        (
            {"blocks": [text_input("a", focus_on_load=True), text_input("b", focus_on_load=True)]},
            "only one element may set `focus_on_load`",
        ),
    ],
)
def test_modals_keep_their_limits(change: Json, complaint: str) -> None:
    assert view_flaws(modal(section("x")), "modal") == []
    assert complaint in " | ".join(map(str, view_flaws(modal(section("x"), **change), "modal")))


def test_a_modal_with_inputs_needs_a_submit_button() -> None:
    view = modal(section("x"), text_input("b"))
    assert view_flaws(view, "modal") == []
    del view["submit"]
    assert [str(flaw) for flaw in view_flaws(view, "modal")] == [
        "failed to match all allowed schemas [json-pointer:/view]",
        "must define `submit` to use an `input` block in modals [json-pointer:/view/blocks/1/input]",
    ]


def test_alerts_are_for_modals_and_tables_for_home() -> None:
    alert = {"type": "alert", "text": plain("x"), "level": "warning"}
    assert view_flaws(modal(alert), "modal") == []
    assert view_flaws({"type": "home", "blocks": [alert]}, "home") != []
    assert view_flaws({"type": "home", "blocks": [GOOD["table"]]}, "home") == []
    assert view_flaws({"type": "home", "blocks": []}, "home") == []
    assert view_flaws({"type": "home", "title": plain("x"), "blocks": []}, "home") != []


def test_missing_ids_and_defaults_are_filled_in_without_touching_the_original() -> None:
    given_blocks = [section("x"), actions(button("a")), {"type": "markdown", "text": "x", "block_id": "mine"}]
    kept = completed(given_blocks)
    assert all(block["block_id"] for block in kept)
    assert kept[0]["text"]["verbatim"] is False
    assert kept[2]["block_id"] != "mine"
    assert "block_id" not in given_blocks[0]
    assert element_of(kept, "a", None) == (kept[1], kept[1]["elements"][0])
    assert element_of(kept, "a", "elsewhere") is None


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=20)
    | st.sampled_from(["section", "actions", "button"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["type", "text", "elements", "accessory", "x"]), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(st.lists(anything, max_size=4))
def test_no_payload_whatever_breaks_the_check(blocks: list[Any]) -> None:
    for flaw in message_flaws(blocks):
        assert flaw.pointer.startswith("/blocks")
    view_flaws({"type": "modal", "title": plain("x"), "blocks": blocks}, "modal")


@given(st.integers(0, 160), st.integers(0, 80), st.integers(0, 12), st.integers(0, 3100))
def test_nothing_is_taken_that_the_sdk_would_refuse(header: int, label: int, fields: int, text: int) -> None:
    blocks: list[Json] = [
        {"type": "header", "text": plain("x" * header)},
        actions(button("a", "x" * label)),
        {**section("x" * text), "fields": [plain("y")] * fields},
    ]
    for block in blocks:
        if not message_flaws([block]):
            parsed = Block.parse(block)
            assert parsed is not None
            parsed.validate_json()
