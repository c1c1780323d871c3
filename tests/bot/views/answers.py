"""Answers made of nothing but values."""

from datetime import UTC, datetime
from typing import Any

from assistant.asking.values import Reply, Source
from bot.views.answer import Heading

ID = "1" * 32
HEADING = Heading(ID, "What did Sarah say?")
GMAIL = "https://mail.google.com/mail/?authuser=alice%40fernhill.example#all/m1"
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def source(number: int = 1, text: str = "A quote", link: str = GMAIL, **values: Any) -> Source:
    """A mail that an answer rests on."""
    usual: dict[str, Any] = {"service": "gmail", "who": text, "at": NOW, "text": text, "extract": text}
    return Source(**usual | {"number": number, "title": text, "link": link} | values)


def reply(text: str = "She wants two [1].", **values: Any) -> Reply:
    """A checked answer."""
    usual: dict[str, Any] = {"sources": (source(),), "known": True, "searched": ("Gmail",)}
    return Reply(text=text, **usual | values)


def whole(text: str) -> Reply:
    """An answer with that text wherever text can stand."""
    sources = tuple(source(number, text, text) for number in range(1, 15))
    return Reply(
        text=text, sources=sources, known=False, searched=(text,) * 3, explained=(text,) * 4, suggestions=(text,) * 6,
        missing={text[:50]: text[:50], "drive": "revoked"}, more=sources,
    )  # fmt: skip
