"""Reading the edit form: what the user typed, as a letter, or what is wrong with it, field by field."""

import re
from typing import Any

from assistant.letters import Letter
from connectors.mail.compose import is_writable
from connectors.mail.email import Address

RECIPIENTS_AT_MOST = 50


def read_addresses(text: str) -> tuple[tuple[Address, ...], str]:
    """The addresses in a comma-separated line, and the first part that is none."""
    parts = [part.strip() for part in re.split(r"[,;\n]", text) if part.strip()]
    wrong = next((part for part in parts if not is_writable(part)), "")
    return tuple(Address("", part.lower()) for part in parts), wrong


def value_of(view: dict[str, Any], name: str) -> str:
    """What was typed into the field whose block and action are called `name`; "" if nothing."""
    values = (view.get("state") or {}).get("values") or {}
    return str(values.get(name, {}).get(name, {}).get("value") or "")


def read_letter(view: dict[str, Any]) -> tuple[Letter | None, dict[str, str]]:
    """The letter as typed (its sender is set by whoever stores it), or the errors keyed by block id."""
    errors: dict[str, str] = {}
    people: dict[str, tuple[Address, ...]] = {}
    for name in ("to", "cc"):
        people[name], wrong = read_addresses(value_of(view, name))
        if wrong:
            errors[name] = f"“{wrong[:60]}” is not an address. Write them as name@example.com, separated by commas."
    if not people["to"] and "to" not in errors:
        errors["to"] = "At least one recipient is needed."
    if len(people["to"]) + len(people["cc"]) > RECIPIENTS_AT_MOST:
        errors["to"] = f"At most {RECIPIENTS_AT_MOST} recipients."
    body = value_of(view, "body").strip()
    if not body:
        errors["body"] = "The reply is empty. Write something, or discard the draft."
    if errors:
        return None, errors
    subject = " ".join(value_of(view, "subject").split())
    return Letter(Address("", ""), people["to"], people["cc"], subject, body), {}


def chosen_of(view: dict[str, Any], name: str) -> list[str]:
    """What was chosen in the menu, radio buttons or check boxes whose block and action are called `name`."""
    field = ((view.get("state") or {}).get("values") or {}).get(name, {}).get(name, {})
    chosen = [
        *(field.get("selected_options") or []),
        *([field["selected_option"]] if field.get("selected_option") else []),
    ]
    return [str(option.get("value") or "") for option in chosen]
