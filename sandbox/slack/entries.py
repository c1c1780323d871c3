"""What a human enters into Block Kit's inputs and menus, and how Slack reports it to the app (`state.values`)."""

from collections.abc import Callable, Mapping
from typing import Any

from sandbox.slack.block_kit import walk
from sandbox.slack.elements import inside
from sandbox.slack.shapes import is_url
from sandbox.slack.values import Json

State = Mapping[str, Mapping[str, Json]]

# element type: (the field of the payload, the field of the element that it starts from)
_FIELDS: Mapping[str, tuple[str, str]] = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
}


class BadEntry(ValueError):
    """The entry is not possible in Slack's own user interface; the text is what the human would read."""


def holds_value(element: Json) -> bool:
    """Whether the element remembers what was entered (a button does not)."""
    return element.get("type") in _FIELDS


def initial(element: Json) -> Json:
    """The entry with which the element starts."""
    name, start = _FIELDS[element["type"]]
    empty: Any = [] if name.endswith("s") else None
    return {"type": element["type"], name: element.get(start, empty)}


def is_empty(entry: Json) -> bool:
    """Whether nothing was entered."""
    return all(value in (None, "", []) for name, value in entry.items() if name != "type")


def entered(element: Json, value: Any) -> Json:
    """The human's plain value (a text, an option's value, a list of them) as Slack's entry. Raises BadEntry."""
    kind = element["type"]
    name, _ = _FIELDS[kind]
    if name == "selected_options":
        if not isinstance(value, list):
            raise BadEntry("A list of choices is expected.")
        return {"type": kind, name: [_chosen(element, one) for one in value]}
    if name == "selected_option":
        return {"type": kind, name: None if value is None else _chosen(element, value)}
    _TEXT_RULES.get(kind, _anything)(element, value)
    return {"type": kind, name: value or None if name == "value" else value}


def chosen(element: Json, value: Any) -> Json:
    """The option of a menu that has this value. Raises BadEntry."""
    return _chosen(element, value)


def _chosen(element: Json, value: Any) -> Json:
    wanted = value.get("value") if isinstance(value, dict) else value
    groups = element.get("option_groups", [])
    offered = [*element.get("options", []), *(option for group in groups for option in group["options"])]
    found: Json | None = next((option for option in offered if option["value"] == wanted), None)
    if found is None:
        raise BadEntry("That choice is not offered.")
    return found


def _anything(element: Json, value: Any) -> None:
    """Whatever the page sends is what a picker would give."""


def _string(value: Any) -> str:
    if value is not None and not isinstance(value, str):
        raise BadEntry("A text is expected.")
    return value or ""


def _plain(element: Json, value: Any) -> None:
    written = _string(value)
    least, most = element.get("min_length", 0), element.get("max_length", 3000)
    if written and len(written) < least:
        raise BadEntry(f"Please enter at least {least} characters.")
    if len(written) > most:
        raise BadEntry(f"Please enter no more than {most} characters.")


def _email(element: Json, value: Any) -> None:
    written = _string(value)
    if written and (written.count("@") != 1 or "." not in written.split("@")[1]):
        raise BadEntry("Please enter a valid email address.")


def _url(element: Json, value: Any) -> None:
    if _string(value) and not is_url(value):
        raise BadEntry("Please enter a valid URL.")


def _number(element: Json, value: Any) -> None:
    written = _string(value)
    if not written:
        return
    try:
        amount = float(written)
    except ValueError as error:
        raise BadEntry("Please enter a number.") from error
    if "." in written and not element["is_decimal_allowed"]:
        raise BadEntry("Please enter a whole number.")
    if not float(element.get("min_value", "-inf")) <= amount <= float(element.get("max_value", "inf")):
        raise BadEntry("Please enter a number within the bounds.")


_TEXT_RULES: Mapping[str, Callable[[Json, Any], None]] = {
    "plain_text_input": _plain,
    "email_text_input": _email,
    "url_text_input": _url,
    "number_input": _number,
}


def values(blocks: list[Json], state: State) -> Json:
    """`state.values`: every element that holds a value, as entered or as it started."""
    found: Json = {}
    for _, block in walk(blocks):
        for _, element in inside(block):
            if holds_value(element):
                entry = state.get(block["block_id"], {}).get(element["action_id"]) or initial(element)
                found.setdefault(block["block_id"], {})[element["action_id"]] = entry
    return found


def missing(blocks: list[Json], entries: Json) -> dict[str, str]:
    """The required inputs that are empty, by block_id, in the words that Slack shows."""
    return {
        block["block_id"]: "Please complete this required field."
        for _, block in walk(blocks)
        if block["type"] == "input"
        and not block.get("optional")
        and all(is_empty(entry) for entry in entries.get(block["block_id"], {}).values())
    }
