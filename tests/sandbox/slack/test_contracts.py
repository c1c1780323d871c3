"""What the stand-in takes has the shape of Slack's own published types."""

import json
import os
import pathlib

import jsonschema_rs
import pytest

from tests.sandbox.slack.rig import modal, section, text_input
from tests.sandbox.slack.test_blocks import GOOD, Json


def contracts() -> pathlib.Path:
    """Where Slack's published types lie, if this machine has them."""
    default = pathlib.Path(__file__).resolve().parents[3].parent / "shared" / "contracts"
    return pathlib.Path(os.environ.get("MAILROOM_CONTRACTS", default)) / "slack"


def schema_errors(name: str, payload: Json) -> list[str]:
    path = contracts() / f"{name}.schema.json"
    if not path.exists():
        pytest.skip(f"Slack's published types are not on this machine: {path.name} (set MAILROOM_CONTRACTS)")
    validator = jsonschema_rs.Draft7Validator(json.loads(path.read_text()))
    return [error.message for error in validator.iter_errors(payload)]


@pytest.mark.parametrize("block", GOOD.values(), ids=GOOD.keys())
def test_what_is_taken_has_the_shape_of_slacks_published_types(block: Json) -> None:
    assert schema_errors("Message", {"text": "x", "blocks": [block]}) == []


def test_modals_that_are_taken_have_the_shape_of_slacks_published_types() -> None:
    assert schema_errors("AnyView", modal(section("x"), text_input("b"), GOOD["actions"])) == []
