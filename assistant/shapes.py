"""What the models answer with: bounded, cleaned values. Strict where a wrong value matters, forgiving elsewhere.

The shapes keep to what both vendors take in a strict schema: every field required, no bounds, no defaults. Bounds are
applied as the answer is read: text is cut, numbers are clamped, unknown tags are dropped.
"""

import re
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
)

from assistant.judgement import TAGS, Category, Priority, Tag
from connectors.mail.clean import clean_line, clean_text, without_gaps

WORD_LIMIT = 200  # DR1: a reply stays under this many words
MOST_TAGS, MOST_ITEMS, MOST_POINTS, MOST_MISSING = 4, 10, 12, 8


def _line(limit: int) -> Callable[[str], str]:
    def cleaned(text: str) -> str:
        text = clean_line(text)
        return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"

    return cleaned


def _word(value: object) -> object:
    """'Needs reply' and 'NEEDS-REPLY' are the word 'needs_reply'."""
    return re.sub(r"[\s-]+", "_", value.strip().lower()) if isinstance(value, str) else value


def _one_of(words: type[StrEnum]) -> WithJsonSchema:
    """The words alone: what a model is shown of a type does not hold our notes on it."""
    return WithJsonSchema({"type": "string", "enum": list(words), "title": words.__name__})


def _known_tags(value: object) -> object:
    if not isinstance(value, list):
        return value
    words = (_word(tag) for tag in value)
    return list(dict.fromkeys(word for word in words if isinstance(word, str) and word in TAGS))[:MOST_TAGS]


def _date_or_none(value: object) -> object:
    """A date that is none ('next week') is no date: better no reminder than a failed mail."""
    try:
        return date.fromisoformat(value.strip()[:10]) if isinstance(value, str) else None
    except ValueError:
        return None


def _language(text: str) -> str:
    found = re.match(r"[a-z]{2}(?![a-z])", text.strip().lower())
    return found[0] if found else ""


Line = Annotated[str, AfterValidator(_line(200))]
Sentences = Annotated[str, AfterValidator(_line(400))]


class ActionItem(BaseModel):
    """Something the user is asked to do, and by when if the mail says so."""

    model_config = ConfigDict(frozen=True)

    text: Line
    due: Annotated[date | None, BeforeValidator(_date_or_none)]


class TriageAnswer(BaseModel):
    """A model's verdict on one mail. `language` is ISO 639-1, '' if the model gave none."""

    model_config = ConfigDict(frozen=True)

    reasoning: Sentences
    category: Annotated[Category, BeforeValidator(_word), _one_of(Category)]
    confidence: Annotated[float, AfterValidator(lambda share: min(1.0, max(0.0, share)))]
    summary: Line
    tags: Annotated[list[Tag], BeforeValidator(_known_tags)]
    priority: Annotated[Priority, BeforeValidator(_word), _one_of(Priority)]
    action_items: list[ActionItem]
    language: Annotated[str, AfterValidator(_language)]

    @field_validator("action_items")
    @classmethod
    def _a_few_items(cls, items: list[ActionItem]) -> list[ActionItem]:
        return [item for item in items if item.text][:MOST_ITEMS]


class Point(BaseModel):
    """One thing that the mail asks for, and whether the reply answers it."""

    model_config = ConfigDict(frozen=True)

    asked: Line
    answered: bool


class DraftAnswer(BaseModel):
    """A reply written by a model: plain text without subject and signature, and what the user must still supply."""

    model_config = ConfigDict(frozen=True)

    points: list[Point]
    body: str
    missing: list[Line]

    @field_validator("body")
    @classmethod
    def _a_short_plain_letter(cls, body: str, info: ValidationInfo) -> str:
        body = without_gaps(clean_text(body)).strip()[:4000]
        if not body:
            raise ValueError("must not be empty")
        words = len(body.split())
        # Worth asking once more, not worth losing the reply: a long draft is better than a template.
        if words >= WORD_LIMIT and not (info.context or {}).get("last_try"):
            raise ValueError(f"has {words} words and must stay well under {WORD_LIMIT}")
        return body

    @field_validator("points")
    @classmethod
    def _a_few_points(cls, points: list[Point]) -> list[Point]:
        return [point for point in points if point.asked][:MOST_POINTS]

    @field_validator("missing")
    @classmethod
    def _a_few_gaps(cls, gaps: list[str]) -> list[str]:
        return [gap for gap in gaps if gap][:MOST_MISSING]
