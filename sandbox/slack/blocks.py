"""Block Kit's blocks: the fields and limits of each, and the surfaces (message, modal, Home) that take it."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from sandbox.slack.composition import IMAGE_ELEMENT, image_block, plain, words
from sandbox.slack.elements import (
    BUTTON,
    IN_ACTIONS,
    IN_CONTEXT,
    IN_CONTEXT_ACTIONS,
    IN_INPUT,
    IN_MODAL_INPUT,
    IN_SECTION,
    inside,
)
from sandbox.slack.rich_text import RICH_TEXT
from sandbox.slack.shapes import Check, Flaw, Kinds, Shape, choice, flag, items, nothing_or, number, text, typed, whole

Surface = Literal["message", "modal", "home"]

_ID: dict[str, Check] = {"block_id": text(255)}


def _text_or_fields(value: dict[str, Any], at: str) -> Iterator[Flaw]:
    if "text" not in value and "fields" not in value:
        yield Flaw(f"{at}/type", "must define either `text` or `fields`", "missing_required_field")


def _own_actions(value: dict[str, Any], at: str) -> Iterator[Flaw]:
    """An action_id may stand once in a block."""
    seen: set[str] = set()
    for pointer, element in inside(value):
        action = element.get("action_id")
        if action in seen:
            yield Flaw(f"{at}{pointer}/action_id", f'`action_id` "{action}" already exists', "duplicate")
        if isinstance(action, str):
            seen.add(action)


def _some_content(value: dict[str, Any], at: str) -> Iterator[Flaw]:
    if not {"hero_image", "title", "actions", "body"} & set(value):
        yield Flaw(at, "must define one of `hero_image`, `title`, `actions` or `body`", "missing_required_field")


def _container_header(value: dict[str, Any], at: str) -> Iterator[Flaw]:
    if "title" not in value and "rich_text_title" not in value:
        yield Flaw(at, "missing required field: title", "missing_required_field")
    if value.get("is_collapsible") and value.get("has_header_divider"):
        yield Flaw(f"{at}/has_header_divider", "cannot be set when `is_collapsible` is true")
    if value.get("default_collapsed") and not value.get("is_collapsible"):
        yield Flaw(f"{at}/default_collapsed", "requires `is_collapsible`")


def _table_size(most: int) -> Check:
    def check(value: dict[str, Any], at: str) -> Iterator[Flaw]:
        if sum(map(length, (cell for row in value["rows"] for cell in row))) > most:
            yield Flaw(f"{at}/rows", f"must be less than {most + 1} characters in all cells")
        if len({len(row) for row in value["rows"]}) > 1:
            yield Flaw(f"{at}/rows", "every row must have the same number of cells")

    return check


def length(value: Any) -> int:
    """The characters of every text in a piece of Block Kit."""
    if isinstance(value, dict):
        own = value.get("text")
        return (len(own) if isinstance(own, str) else 0) + sum(map(length, value.values()))
    return sum(map(length, value)) if isinstance(value, list) else 0


_CELL = Kinds(
    {
        "raw_text": typed("raw_text", {"text": text(10_000, 0, blank=True)}),
        "raw_number": typed("raw_number", {"value": number, "text": text(10_000)}),
        "rich_text": RICH_TEXT,
    }
)
_ROW = items(_CELL, 20)
_COLUMN = nothing_or(Shape({}, {"align": choice("left", "center", "right"), "is_wrapped": flag}))
_SOURCE = typed("url", {"url": text(3000), "text": text(256)})
TASK_CARD = typed(
    "task_card",
    {"task_id": text(255), "title": text(256), "status": choice("pending", "in_progress", "complete", "error")},
    {**_ID, "details": RICH_TEXT, "output": RICH_TEXT, "sources": items(_SOURCE, 50)},
)
_CARD = typed(
    "card",
    {},
    {
        **_ID,
        "hero_image": IMAGE_ELEMENT,
        "icon": IMAGE_ELEMENT,
        "title": words(150),
        "subtitle": words(150),
        "body": words(200),
        "actions": items(BUTTON, 3),
    },
    _some_content,
    _own_actions,
)
_SECTION = typed(
    "section",
    {},
    {**_ID, "text": words(3000), "fields": items(words(2000), 10), "accessory": IN_SECTION, "expand": flag},
    _text_or_fields,
)


def _input(element: Check) -> Check:
    return typed(
        "input",
        {"label": plain(2000), "element": element},
        {**_ID, "hint": plain(2000), "optional": flag, "dispatch_action": flag},
    )


_PLAIN_BLOCKS: Mapping[str, Check] = {
    "section": _SECTION,
    "header": typed("header", {"text": plain(150)}, _ID),
    "divider": typed("divider", {}, _ID),
    "image": image_block(_ID),
    "actions": typed("actions", {"elements": items(IN_ACTIONS, 25)}, _ID, _own_actions),
    "context": typed("context", {"elements": items(IN_CONTEXT, 10)}, _ID),
    "rich_text": RICH_TEXT,
    "input": _input(IN_INPUT),
}
_TABLE = typed(
    "table",
    {"rows": items(_ROW, 100)},
    {**_ID, "column_settings": items(_COLUMN, 20, 0)},
    _table_size(10_000),
)
_DATA_TABLE = typed(
    "data_table",
    {"caption": text(2000), "rows": items(_ROW, 201)},
    {**_ID, "page_size": whole(1, 100), "row_header_column_index": whole(0, 19)},
    _table_size(20_000),
)
_CONTAINER = typed(
    "container",
    {"child_blocks": items(Kinds({**_PLAIN_BLOCKS, "table": _TABLE}), 10)},
    {
        **_ID,
        "title": plain(150),
        "rich_text_title": RICH_TEXT,
        "subtitle": words(150),
        "icon": IMAGE_ELEMENT,
        "width": choice("narrow", "standard", "wide", "full"),
        "is_collapsible": flag,
        "default_collapsed": flag,
        "has_header_divider": flag,
    },
    _container_header,
)
_WIDE_BLOCKS: Mapping[str, Check] = {
    **_PLAIN_BLOCKS,
    "card": _CARD,
    "carousel": typed("carousel", {"elements": items(Kinds({"card": _CARD}), 10)}, _ID),
    "container": _CONTAINER,
    "table": _TABLE,
}
_LEVELS = choice("default", "info", "warning", "error", "success")

# Which surface takes which block: https://docs.slack.dev/reference/block-kit/blocks
SURFACES: Mapping[Surface, Kinds] = {
    "message": Kinds(
        {
            **_WIDE_BLOCKS,
            "context_actions": typed("context_actions", {"elements": items(IN_CONTEXT_ACTIONS, 5)}, _ID, _own_actions),
            "markdown": typed("markdown", {"text": text(12_000)}, _ID),
            "data_table": _DATA_TABLE,
            "task_card": TASK_CARD,
            "plan": typed("plan", {"title": text(256)}, {**_ID, "tasks": items(TASK_CARD, 50, 0)}),
        }
    ),
    "modal": Kinds(
        {
            **_PLAIN_BLOCKS,
            "input": _input(IN_MODAL_INPUT),
            "card": _CARD,
            "alert": typed("alert", {"text": words(3000)}, {**_ID, "level": _LEVELS}),
        }
    ),
    "home": Kinds(_WIDE_BLOCKS),
}
