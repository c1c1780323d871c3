"""What a model's answer becomes: cleaned and bounded, refused only where it matters; legal for both vendors."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from anthropic import transform_schema
from openai import pydantic_function_tool
from pydantic import BaseModel, ValidationError

from assistant.judgement import TAGS
from assistant.shapes import MOST_ITEMS, MOST_TAGS, DraftAnswer, TriageAnswer

TRIAGE: dict[str, Any] = {
    "reasoning": "Sarah asks for a date.",
    "category": "needs_reply",
    "confidence": 0.9,
    "summary": "Sarah asks for a date.",
    "tags": ["meeting"],
    "priority": "high",
    "action_items": [{"text": "Name a date", "due": "2026-11-24"}],
    "language": "en",
}
DRAFT: dict[str, Any] = {
    "points": [{"asked": "a date", "answered": False}],
    "body": "Hi Sarah,\n\nI can come on [date].\n",
    "missing": ["the date"],
}


def triage(**changes: object) -> TriageAnswer:
    return TriageAnswer.model_validate_json(json.dumps(TRIAGE | changes))


def draft(last_try: bool = False, **changes: object) -> DraftAnswer:
    return DraftAnswer.model_validate_json(json.dumps(DRAFT | changes), context={"last_try": last_try})


def test_a_good_verdict_is_taken_as_it_is() -> None:
    found = triage()
    assert found.model_dump(mode="json") == TRIAGE
    assert found.action_items[0].due == date(2026, 11, 24)


@pytest.mark.parametrize(("given", "kept"), [(1.7, 1.0), (-3, 0.0), (0.25, 0.25)])
def test_confidence_is_clamped(given: float, kept: float) -> None:
    assert triage(confidence=given).confidence == kept


def test_unknown_and_surplus_tags_are_dropped() -> None:
    assert triage(tags=["Invoice", "bogus", 7, "invoice", "MEETING"]).tags == ["invoice", "meeting"]
    assert len(triage(tags=sorted(TAGS)).tags) == MOST_TAGS


@pytest.mark.parametrize("category", ["NEEDS_REPLY", "needs reply", " Needs-Reply "])
def test_the_same_word_in_other_dress_is_understood(category: str) -> None:
    assert triage(category=category).category == "needs_reply"


@pytest.mark.parametrize("changes", [{"category": "important"}, {"priority": "P1"}, {"category": None}, {"tags": "x"}])
def test_a_wrong_word_where_it_matters_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        triage(**changes)


@pytest.mark.parametrize("due", ["next week", "", None, "2026-13-45", 5])
def test_a_date_that_is_none_is_no_date(due: object) -> None:
    assert triage(action_items=[{"text": "Pay", "due": due}]).action_items[0].due is None


def test_a_moment_is_taken_for_its_day() -> None:
    assert triage(action_items=[{"text": "Pay", "due": "2026-11-24T09:00:00Z"}]).action_items[0].due == date(
        2026, 11, 24
    )


def test_empty_and_surplus_action_items_are_dropped() -> None:
    items = [{"text": " ", "due": None}] + [{"text": f"Do {n}", "due": None} for n in range(30)]
    found = triage(action_items=items).action_items
    assert len(found) == MOST_ITEMS
    assert found[0].text == "Do 0"


@pytest.mark.parametrize(("given", "kept"), [("EN", "en"), ("de-AT", "de"), ("pt_BR", "pt"), ("english", ""), ("", "")])
def test_language_is_a_code_of_two_letters_or_nothing(given: str, kept: str) -> None:
    assert triage(language=given).language == kept


def test_lines_are_one_clean_line_of_bounded_length() -> None:
    found = triage(summary="Pay\x00\n\u202enow " + "x" * 500).summary
    assert found.startswith("Pay now x")
    assert (len(found), found[-1]) == (200, "…")


def test_a_draft_keeps_its_lines_and_loses_what_hides() -> None:
    assert draft(body="Hi Sarah,\r\n\r\nfine\u200b.\x07\n\n").body == "Hi Sarah,\n\nfine."


def test_a_draft_without_words_is_refused_on_every_try() -> None:
    for last_try in (False, True):
        with pytest.raises(ValidationError):
            draft(last_try, body=" \n\u200b")


def test_a_long_draft_is_sent_back_once_and_then_taken() -> None:
    long = "word " * 250
    with pytest.raises(ValidationError, match="has 250 words"):
        draft(body=long)
    assert len(draft(last_try=True, body=long).body.split()) == 250
    assert draft(body="word " * 199)


def test_empty_points_and_gaps_are_dropped() -> None:
    found = draft(points=[{"asked": "", "answered": True}], missing=["", "the date"])
    assert (found.points, found.missing) == ([], ["the date"])


def nodes(schema: object) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        yield schema
        for value in schema.values():
            yield from nodes(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from nodes(value)


@pytest.mark.parametrize("shape", [TriageAnswer, DraftAnswer])
def test_schemas_hold_only_what_strict_mode_takes(shape: type[BaseModel]) -> None:
    strict: Any = pydantic_function_tool(shape)["function"]["parameters"]
    for node in nodes(strict):
        if node.get("type") == "object":
            assert node["additionalProperties"] is False
            assert set(node["required"]) == set(node["properties"])
        assert not {"default", "maxLength", "minLength", "maximum", "minimum", "maxItems", "pattern"} & node.keys()


@pytest.mark.parametrize("shape", [TriageAnswer, DraftAnswer])
def test_nothing_in_the_schemas_has_to_become_prose_for_anthropic(shape: type[BaseModel]) -> None:
    assert not any("{" in str(node.get("description", "")) for node in nodes(transform_schema(shape)))
