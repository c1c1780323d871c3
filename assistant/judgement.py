"""The verdict on one email, and what the user has taught about such mail: values that every judge shares."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal, get_args

REASONING_LIMIT = 300
SUMMARY_LIMIT = 140


class Category(StrEnum):
    """What the user has to do with a mail (SPEC TR1)."""

    NEEDS_REPLY = "needs_reply"
    INFORMATIONAL = "informational"
    SPAM = "spam"


class Priority(StrEnum):
    """How soon."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


Tag = Literal[
    "receipt",
    "invoice",
    "order",
    "shipping",
    "quote",
    "meeting",
    "travel",
    "newsletter",
    "notification",
    "personal",
    "support",
    "sales",
    "legal",
    "hiring",
    "security",
    "introduction",
    "follow_up",
]
TAGS: tuple[Tag, ...] = get_args(Tag)


@dataclass(frozen=True)
class ActionItem:
    """Something the mail asks to be done, in its own words, and by which day."""

    text: str
    due: date | None


@dataclass(frozen=True)
class Judgement:
    """A verdict. `reasoning` is plain words for the user; `language` is ISO 639-1 or ''; `source` says who judged."""

    category: Category
    confidence: float
    reasoning: str
    summary: str
    tags: tuple[str, ...]
    priority: Priority
    action_items: tuple[ActionItem, ...]
    language: str
    source: str


@dataclass(frozen=True)
class Lesson:
    """The user's corrections of one kind: `count` times, mail of this sender, list or shape was really `category`.

    `value` is the lower-cased address, the List-Id, or the hash of `shape_of`.
    """

    scope: Literal["sender", "list", "shape"]
    value: str
    category: Category
    count: int = 1


def shorten(text: str, limit: int) -> str:
    """One line of at most `limit` characters, cut between words."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    cut = line[: limit - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut[limit // 2 :] else cut).rstrip(" ,;:.-") + "…"
