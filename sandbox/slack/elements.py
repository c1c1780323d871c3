"""Block Kit's elements (buttons, menus, pickers, inputs): their fields, their limits, and where each may stand."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.slack.composition import (
    CONFIRM,
    DISPATCH,
    IMAGE_ELEMENT,
    LINK_OPTION,
    OPTION_GROUP,
    PLAIN_OPTION,
    RICH_OPTION,
    STYLE,
    mrkdwn,
    plain,
)
from sandbox.slack.rich_text import RICH_TEXT
from sandbox.slack.shapes import Check, Flaw, Kinds, Shape, choice, flag, items, text, typed, web_url, whole

_ACTION: dict[str, Check] = {"action_id": text(255)}
_ASKED: dict[str, Check] = {**_ACTION, "confirm": CONFIRM, "focus_on_load": flag}
_HINTED: dict[str, Check] = {**_ASKED, "placeholder": plain(150)}
_TYPED: dict[str, Check] = {
    **_ACTION,
    "placeholder": plain(150),
    "focus_on_load": flag,
    "dispatch_action_config": DISPATCH,
}
_LABEL: dict[str, Check] = {"accessibility_label": text(75)}
_ID = text(255)


def _pattern(expression: str, meaning: str) -> Check:
    compiled = re.compile(expression)

    def check(value: Any, at: str) -> Iterator[Flaw]:
        if not isinstance(value, str) or not compiled.fullmatch(value):
            yield Flaw(at, f"must be {meaning}")

    return check


_DATE = _pattern(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", "a date in the format YYYY-MM-DD")
_TIME = _pattern(r"([01]\d|2[0-3]):[0-5]\d", "a time in the format HH:mm")
_DECIMAL = _pattern(r"-?\d+(\.\d+)?", "a number as a string")


def _offered(value: dict[str, Any]) -> list[Any]:
    groups = value.get("option_groups", [])
    return [*value.get("options", []), *(option for group in groups for option in group["options"])]


def _initial_is_offered(value: dict[str, Any], at: str) -> Iterator[Flaw]:
    if "initial_option" in value and value["initial_option"] not in _offered(value):
        yield Flaw(f"{at}/initial_option", "must match one of the provided options")
    for place, one in enumerate(value.get("initial_options", [])):
        if one not in _offered(value):
            yield Flaw(f"{at}/initial_options/{place}", "must match one of the provided options")


def _one_list(value: dict[str, Any], at: str) -> Iterator[Flaw]:
    if ("options" in value) == ("option_groups" in value):
        yield Flaw(at, "must define either `options` or `option_groups`")


def _distinct_values(value: dict[str, Any], at: str) -> Iterator[Flaw]:
    seen: set[str] = set()
    for place, one in enumerate(value.get("options", [])):
        if one["value"] in seen:
            yield Flaw(f"{at}/options/{place}/value", f'value "{one["value"]}" already exists')
        seen.add(one["value"])


def _within_most(value: dict[str, Any], at: str) -> Iterator[Flaw]:
    most = value.get("max_selected_items")
    for name in (name for name in value if name.startswith("initial_") and isinstance(value[name], list)):
        if most is not None and len(value[name]) > most:
            yield Flaw(f"{at}/{name}", f"no more than {most} items allowed")


def _length_bounds(value: dict[str, Any], at: str) -> Iterator[Flaw]:
    least, most = value.get("min_length", 0), value.get("max_length", 3000)
    if least > most:
        yield Flaw(f"{at}/min_length", "must not be greater than `max_length`")
    initial = value.get("initial_value", "")
    if initial and not least <= len(initial) <= most:
        yield Flaw(f"{at}/initial_value", f"must be between {least} and {most} characters")


def _number_bounds(value: dict[str, Any], at: str) -> Iterator[Flaw]:
    for name in ("initial_value", "min_value", "max_value"):
        if "." in value.get(name, "") and not value["is_decimal_allowed"]:
            yield Flaw(f"{at}/{name}", "must be an integer")
    least, most = float(value.get("min_value", "-inf")), float(value.get("max_value", "inf"))
    if least > most:
        yield Flaw(f"{at}/min_value", "must not be greater than `max_value`")
    if "initial_value" in value and not least <= float(value["initial_value"]) <= most:
        yield Flaw(f"{at}/initial_value", "must be between `min_value` and `max_value`")


_FILTER = Shape(
    {},
    {
        "include": items(choice("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": flag,
        "exclude_bot_users": flag,
    },
)
_LISTS: dict[str, Check] = {"options": items(PLAIN_OPTION, 100), "option_groups": items(OPTION_GROUP, 100)}
_FEEDBACK = Shape({"text": plain(75), "value": text(2000)}, _LABEL)

_SELECTS: dict[str, tuple[dict[str, Check], dict[str, Check], tuple[Check, ...]]] = {
    "static": ({"initial_option": PLAIN_OPTION}, _LISTS, (_one_list, _initial_is_offered)),
    "external": ({"initial_option": PLAIN_OPTION}, {"min_query_length": whole(0, 3000)}, ()),
    "users": ({"initial_user": _ID}, {}, ()),
    "conversations": (
        {"initial_conversation": _ID},
        {"default_to_current_conversation": flag, "filter": _FILTER},
        (),
    ),
    "channels": ({"initial_channel": _ID}, {}, ()),
}


def _selects() -> Iterator[tuple[str, Check]]:
    for family, (initial, more, rules) in _SELECTS.items():
        answering: dict[str, Check] = {"response_url_enabled": flag} if family in ("conversations", "channels") else {}
        yield f"{family}_select", typed(f"{family}_select", {}, {**_HINTED, **initial, **more, **answering}, *rules)
        several: dict[str, Check] = {f"{name}s": items(check, 100) for name, check in initial.items()}
        several["max_selected_items"] = whole(1, 1000)
        name = f"multi_{family}_select"
        yield name, typed(name, {}, {**_HINTED, **several, **more}, *rules, _within_most)


def _choices(kind: str, initial: Mapping[str, Check]) -> Check:
    rules = (_initial_is_offered, _distinct_values)
    return typed(kind, {"options": items(RICH_OPTION, 10)}, {**_ASKED, **initial}, *rules)


_PRESSED: dict[str, Check] = {**_ACTION, **_LABEL, "confirm": CONFIRM, "value": text(2000, 0, blank=True)}
_BUTTON = typed(
    "button",
    {"text": plain(75)},
    {**_PRESSED, "url": web_url(), "style": STYLE, "agent_prompt": text(4000)},
)
_WORKFLOW = Shape(
    {
        "trigger": Shape(
            {"url": web_url()},
            {"customizable_input_parameters": items(Shape({"name": text(255), "value": text(2000)}), 100)},
        )
    }
)
_OTHERS: dict[str, Check] = {
    "button": _BUTTON,
    "workflow_button": typed(
        "workflow_button", {"text": plain(75), "workflow": _WORKFLOW}, {**_ACTION, **_LABEL, "style": STYLE}
    ),
    "overflow": typed(
        "overflow", {"options": items(LINK_OPTION, 5)}, {**_ACTION, "confirm": CONFIRM}, _distinct_values
    ),
    "checkboxes": _choices("checkboxes", {"initial_options": items(RICH_OPTION, 10)}),
    "radio_buttons": _choices("radio_buttons", {"initial_option": RICH_OPTION}),
    "datepicker": typed("datepicker", {}, {**_HINTED, "initial_date": _DATE}),
    "timepicker": typed("timepicker", {}, {**_HINTED, "initial_time": _TIME, "timezone": text(255)}),
    "datetimepicker": typed("datetimepicker", {}, {**_ASKED, "initial_date_time": whole(10**9, 10**10 - 1)}),
    "plain_text_input": typed(
        "plain_text_input",
        {},
        {
            **_TYPED,
            "initial_value": text(3000, 0, blank=True),
            "multiline": flag,
            "min_length": whole(0, 3000),
            "max_length": whole(1, 3000),
        },
        _length_bounds,
    ),
    "email_text_input": typed("email_text_input", {}, {**_TYPED, "initial_value": text(3000)}),
    "url_text_input": typed("url_text_input", {}, {**_TYPED, "initial_value": web_url()}),
    "number_input": typed(
        "number_input",
        {"is_decimal_allowed": flag},
        {**_TYPED, "initial_value": _DECIMAL, "min_value": _DECIMAL, "max_value": _DECIMAL},
        _number_bounds,
    ),
    "rich_text_input": typed(
        "rich_text_input",
        {},
        {**_TYPED, "initial_value": RICH_TEXT, "min_lines": whole(1, 100), "max_lines": whole(1, 100)},
    ),
    "file_input": typed("file_input", {}, {**_ACTION, "filetypes": items(text(20), 100), "max_files": whole(1, 10)}),
    "image": IMAGE_ELEMENT,
    "plain_text": plain(3000),
    "mrkdwn": mrkdwn(3000),
    "feedback_buttons": typed(
        "feedback_buttons", {"positive_button": _FEEDBACK, "negative_button": _FEEDBACK}, _ACTION
    ),
    "icon_button": typed(
        "icon_button",
        {"icon": choice("trash"), "text": plain(75)},
        {**_PRESSED, "visible_to_user_ids": items(_ID, 100)},
    ),
}
ELEMENTS = Kinds({**_OTHERS, **dict(_selects())})

_MENUS = tuple(name for name, _ in _selects())
_PICKERS = ("checkboxes", "radio_buttons", "datepicker", "timepicker", *_MENUS)
_PRESSABLE = ("button", "workflow_button", "overflow")
_WRITABLE = ("plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input")

IN_SECTION = ELEMENTS.only((*_PICKERS, *_PRESSABLE, "image"))
IN_ACTIONS = ELEMENTS.only((*_PICKERS, *_PRESSABLE, "datetimepicker", "rich_text_input"))
IN_CONTEXT = ELEMENTS.only(("image", "plain_text", "mrkdwn"))
IN_CONTEXT_ACTIONS = ELEMENTS.only(("feedback_buttons", "icon_button"))
IN_INPUT = ELEMENTS.only((*_PICKERS, *_WRITABLE, "datetimepicker"))
IN_MODAL_INPUT = ELEMENTS.only((*_PICKERS, *_WRITABLE, "datetimepicker", "file_input"))
BUTTON = ELEMENTS.only(("button",))


def inside(block: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every interactive element of a block with its pointer inside the block, child blocks not included."""
    for name in ("accessory", "element"):
        if isinstance(block.get(name), dict) and block[name].get("type") != "image":
            yield f"/{name}", block[name]
    for name in ("elements", "actions"):
        if block.get("type") in ("actions", "context_actions", "card") and isinstance(block.get(name), list):
            yield from ((f"/{name}/{place}", one) for place, one in enumerate(block[name]) if isinstance(one, dict))


def children(block: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The blocks inside a container, a carousel or a plan, each with its pointer inside the block."""
    name = {"container": "child_blocks", "carousel": "elements", "plan": "tasks"}.get(str(block.get("type")), "")
    if isinstance(block.get(name), list):
        yield from ((f"/{name}/{place}", one) for place, one in enumerate(block[name]) if isinstance(one, dict))
