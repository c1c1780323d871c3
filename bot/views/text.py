"""The only way by which text from mail reaches Slack: cleaned, cut, and escaped (SPEC SL1, SE6)."""

import re
from datetime import datetime
from typing import Any

Block = dict[str, Any]
Element = dict[str, Any]

# bidi controls, zero-width characters, tags and other control characters hide or turn text around
_HIDDEN = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)


def clean(text: str) -> str:
    """The text without characters that hide, join or turn other text around."""
    return _HIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def cut(text: str, limit: int) -> str:
    """The cleaned text in at most `limit` characters, with an ellipsis where it was cut."""
    text = clean(text)
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def escape(text: str, limit: int = 2000) -> str:
    """Text for a message's fallback line: it can make no mention and no link (limit counts before escaping).

    Inside blocks mail text stands in plain_text and rich_text only, where there is no markup to escape.
    """
    line = " ".join(cut(text, limit).split())
    return line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def plain(text: str, limit: int) -> Element:
    """A plain_text object; Slack refuses empty ones."""
    return {"type": "plain_text", "text": cut(text, limit).strip() or "–", "emoji": False}


def mrkdwn(text: str) -> Element:
    """An mrkdwn object of our own words and escaped parts; `verbatim` keeps Slack from linking bare addresses."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def moment(at: datetime, form: str = "{date_short_pretty} {time}") -> str:
    """A time in the reader's own zone, with a UTC fallback."""
    return f"<!date^{int(at.timestamp())}^{form}|{at:%Y-%m-%d %H:%M} UTC>"


def section(text: str) -> Block:
    """A section of our own words, as mrkdwn."""
    return {"type": "section", "text": mrkdwn(text)}


def plain_section(text: str, limit: int = 3000) -> Block:
    """A section of anybody's words, without markup."""
    return {"type": "section", "text": plain(text, limit)}


def context(*parts: str | Element) -> Block:
    """Small print, at most ten parts: strings are our own words in mrkdwn, elements stand as they are."""
    elements = [mrkdwn(part) if isinstance(part, str) else part for part in parts if part]
    return {"type": "context", "elements": elements[:10]}


def actions(*elements: Element, **named: str) -> Block:
    """A row of buttons and their kin; `block_id` where the row must be found again."""
    return {"type": "actions", **named, "elements": list(elements)}


def literal(text: str, *, quote: bool = False, limit: int = 12_000) -> list[Block]:
    """Text shown to the letter, links and all as plain characters: rich_text has no markup to abuse."""
    text = cut(text, limit).strip("\n") or "(empty)"
    kind = "rich_text_quote" if quote else "rich_text_section"
    chunks = [text[start : start + 2900] for start in range(0, len(text), 2900)]
    return [
        {"type": "rich_text", "elements": [{"type": kind, "elements": [{"type": "text", "text": chunk}]}]}
        for chunk in chunks
    ]


def button(label: str, action_id: str, value: str, **extra: Any) -> Element:
    """A button; its value is an opaque id."""
    return {"type": "button", "text": plain(label, 75), "action_id": action_id, "value": value, **extra}
