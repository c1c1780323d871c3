"""The structure of rich_text: sections, lists, quotes and preformatted text, and what may stand inside them."""

from collections.abc import Mapping

from sandbox.slack.shapes import Check, Kinds, Shape, choice, flag, items, number, text, typed, web_url

_MANY = 1000  # Slack documents no count here; the message's total length is the real bound

_STYLE = Shape({}, dict.fromkeys(("bold", "italic", "strike", "code", "underline"), flag))
_MENTION_STYLE = Shape(
    {},
    dict.fromkeys(("bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink"), flag),
)


def _inline(kind: str, required: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    style = _MENTION_STYLE if kind in ("user", "usergroup", "channel", "team", "broadcast") else _STYLE
    return typed(kind, required, {"style": style, **(optional or {})})


# White space alone is honest text here: it separates the elements around it.
_TEXT = text(_MANY * 40, blank=True)
INLINE = Kinds(
    {
        "text": _inline("text", {"text": _TEXT}),
        "link": _inline("link", {"url": web_url()}, {"text": text(3000, blank=True), "unsafe": flag}),
        "emoji": _inline("emoji", {"name": text(255)}, {"unicode": text(255), "url": web_url(), "skin_tone": number}),
        "user": _inline("user", {"user_id": text(255)}),
        "usergroup": _inline("usergroup", {"usergroup_id": text(255)}),
        "channel": _inline("channel", {"channel_id": text(255)}),
        "team": _inline("team", {"team_id": text(255)}),
        "broadcast": _inline("broadcast", {"range": choice("here", "channel", "everyone")}),
        "color": _inline("color", {"value": text(9)}),
        "date": _inline("date", {"timestamp": number, "format": text(255)}, {"url": web_url(), "fallback": text(3000)}),
    }
)
_BORDER: dict[str, Check] = {"border": choice(0, 1)}
SECTION = typed("rich_text_section", {"elements": items(INLINE, _MANY, 0)})
PARTS = Kinds(
    {
        "rich_text_section": SECTION,
        "rich_text_list": typed(
            "rich_text_list",
            {"style": choice("bullet", "ordered"), "elements": items(SECTION, _MANY)},
            {**_BORDER, "indent": choice(*range(9)), "offset": number},
        ),
        "rich_text_quote": typed("rich_text_quote", {"elements": items(INLINE, _MANY, 0)}, _BORDER),
        "rich_text_preformatted": typed(
            "rich_text_preformatted",
            {"elements": items(INLINE.only(("text", "link")), _MANY, 0)},
            {**_BORDER, "language": text(50)},
        ),
    }
)
RICH_TEXT = typed("rich_text", {"elements": items(PARTS, _MANY)}, {"block_id": text(255)})
