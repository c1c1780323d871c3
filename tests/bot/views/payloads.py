"""Everything that Slack would say against a payload: slack_sdk's models, the stand-in, Slack's own published types."""

import json
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
from slack_sdk.models.blocks import Block as SdkBlock
from slack_sdk.models.views import View as SdkView

from bot.views.mail_card import Drawn
from sandbox.slack.block_kit import message_flaws, too_long, view_flaws

Json = dict[str, Any]
ROOT = Path(__file__).resolve().parents[3]
KNOWN = {"section", "actions", "context", "divider", "header", "input", "rich_text"}


def contracts() -> Path:
    """Where Slack's published types lie, if this machine has them."""
    return Path(os.environ.get("MAILROOM_CONTRACTS", ROOT.parent / "shared" / "contracts")) / "slack"


@cache
def validator(name: str) -> jsonschema_rs.Draft7Validator | None:
    path = contracts() / f"{name}.schema.json"
    return jsonschema_rs.Draft7Validator(json.loads(path.read_text())) if path.exists() else None


def schema_flaws(name: str, payload: Any) -> list[str]:
    """How the payload differs from Slack's published type; nothing where the types are not on this machine."""
    found = validator(name)
    return [error.message[:300] for error in found.iter_errors(payload)] if found else []


def message_complaints(drawn: Drawn, schema: bool = True) -> list[str]:
    """What is wrong with a message of ours."""
    flaws = [str(flaw) for flaw in message_flaws(drawn.blocks)]
    flaws += ["the whole message is too long"] if too_long(drawn.blocks) else []
    flaws += list(_sdk_flaws(drawn.blocks))
    flaws += [] if drawn.text.strip() else ["no fallback text"]
    flaws += ["the fallback text is too long"] if len(drawn.text) > 4000 else []
    return flaws + (schema_flaws("Message", {"text": drawn.text, "blocks": drawn.blocks}) if schema else [])


def view_complaints(view: Json, schema: bool = True) -> list[str]:
    """What is wrong with a modal of ours."""
    flaws = [str(flaw) for flaw in view_flaws(view, "modal")]
    try:
        SdkView(**view).validate_json()
    except Exception as error:  # noqa: BLE001 - whatever slack_sdk says against it
        flaws.append(f"slack_sdk: {error}")
    return [*flaws, *_sdk_flaws(view["blocks"]), *(schema_flaws("AnyView", view) if schema else [])]


def _sdk_flaws(blocks: list[Json]) -> Iterator[str]:
    for block in blocks:
        if block["type"] not in KNOWN:
            yield f"a block of a kind we do not use: {block['type']}"
        parsed = SdkBlock.parse(block)
        if parsed is None:
            yield f"slack_sdk does not know {block['type']}"
            continue
        try:
            parsed.validate_json()
        except Exception as error:  # noqa: BLE001 - whatever slack_sdk says against it
            yield f"slack_sdk: {error}"


def objects(payload: Any, kind: str) -> Iterator[Json]:
    """Every object of that type in a payload, however deep."""
    if isinstance(payload, dict):
        if payload.get("type") == kind:
            yield payload
        payload = list(payload.values())
    if isinstance(payload, list):
        for inner in payload:
            yield from objects(inner, kind)


def markup(payload: Any) -> str:
    """All text that Slack reads as markup."""
    return "\n".join(str(found["text"]) for found in objects(payload, "mrkdwn"))


def elements(payload: Any, action_id: str) -> list[Json]:
    """The interactive elements with that action_id."""
    kinds = ("button", "overflow", "plain_text_input")
    return [found for kind in kinds for found in objects(payload, kind) if found.get("action_id") == action_id]
