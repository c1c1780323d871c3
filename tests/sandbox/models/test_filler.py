"""Instances of whatever schema is asked, held against a full JSON Schema validator."""

from datetime import UTC, date, datetime
from enum import Enum
from typing import Any, Literal

import jsonschema_rs
import pytest
from pydantic import BaseModel, Field

from sandbox.models.filler import MISSING, Filler, Rows
from sandbox.models.schema import Schema, fits

NOW = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)


def filled(schema: Schema, **ideas: object) -> Any:
    value = Filler(schema, lambda name, _: ideas.get(name, MISSING), NOW).value("", schema)
    jsonschema_rs.Draft202012Validator(schema, validate_formats=True).validate(value)
    return value


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


class Leaf(BaseModel):
    kind: Literal["leaf"]
    size: int = Field(ge=3, le=5)


class Node(BaseModel):
    kind: Literal["node"]
    children: list["Node | Leaf"]
    next: "Node | None"


class Everything(BaseModel):
    colour: Colour
    number: float = Field(gt=0, lt=1)
    count: int = Field(gt=10, multiple_of=4)
    below: int = Field(lt=-5)
    short: str = Field(max_length=3)
    long: str = Field(min_length=30)
    code: str = Field(pattern=r"^[A-Z]{2}-\d{3}$")
    day: date
    moment: datetime
    maybe: str | None
    flag: bool
    some: list[Leaf] = Field(min_length=2)
    pair: tuple[int, str]
    table: dict[str, int]
    node: Node


def test_every_kind_of_field_gets_a_valid_value() -> None:
    value = filled(Everything.model_json_schema())
    Everything.model_validate(value)


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "format": name}
        for name in ("date", "date-time", "time", "email", "hostname", "ipv4", "ipv6", "uuid", "duration", "uri")
    ]
    + [
        {"enum": [3, 4]},
        {"const": "x"},
        {"type": ["null", "integer"]},
        {"type": "integer", "minimum": 7, "multipleOf": 5},
        {"type": "number", "exclusiveMaximum": 0},
        {"type": "number", "exclusiveMinimum": 0.25, "maximum": 0.5},
        {"type": "integer", "maximum": -1},
        {"allOf": [{"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]}]},
        {"oneOf": [{"type": "boolean"}, {"type": "string"}]},
        {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/n"}, "$defs": {"n": {"type": "null"}}},
        {},
    ],
)
def test_small_schemas_are_filled(schema: Schema) -> None:
    filled(schema)


def test_a_suggestion_is_taken_where_it_fits_and_left_where_not() -> None:
    schema = Leaf.model_json_schema()
    assert filled(schema, size=4) == {"kind": "leaf", "size": 4}
    assert filled(schema, size=9) == {"kind": "leaf", "size": 3}
    assert filled(schema, size="four") == {"kind": "leaf", "size": 3}


def test_a_suggestion_that_is_too_long_is_cut() -> None:
    schema = {"type": "object", "properties": {"s": {"type": "string", "maxLength": 5}}, "required": ["s"]}
    assert filled(schema, s="abcdefgh") == {"s": "abcd…"}


def test_rows_become_objects_of_the_lists_shape() -> None:
    item = {
        "type": "object",
        "properties": {"text": {"type": "string"}, "n": {"type": "integer"}},
        "required": ["text"],
    }
    schema = {"type": "object", "properties": {"todo": {"type": "array", "items": item, "maxItems": 1}}}
    assert filled(schema, todo=Rows(({"text": "Call", "x": 1}, {"text": "Write"}))) == {
        "todo": [{"text": "Call", "n": 0}]
    }
    words = {"type": "object", "properties": {"todo": {"type": "array", "items": {"type": "string"}}}}
    assert filled(words, todo=Rows(({"text": "Call"},))) == {"todo": ["Call"]}


def test_a_schema_without_end_comes_to_an_end() -> None:
    value = filled(Node.model_json_schema())
    Node.model_validate(value)


@pytest.mark.parametrize(
    ("value", "schema", "expected"),
    [
        (True, {"type": "integer"}, False),
        (1.5, {"type": "number", "multipleOf": 0.5}, True),
        (1.6, {"type": "number", "multipleOf": 0.5}, False),
        ("2026-02-30", {"type": "string", "format": "date"}, False),
        ("2026-02-03T10:00:00", {"type": "string", "format": "date-time"}, False),
        ("2026-02-03T10:00:00Z", {"type": "string", "format": "date-time"}, True),
        ("no", {"type": "string", "format": "email"}, False),
        ([1, 1], {"type": "array", "uniqueItems": True}, False),
        ([1, "a"], {"type": "array", "items": {"type": "integer"}}, False),
        ({"a": 1}, {"type": "object", "additionalProperties": False}, False),
        ({"a": 1}, {"type": "object", "additionalProperties": {"type": "string"}}, False),
        ({}, {"type": "object", "required": ["a"]}, False),
        (None, {"anyOf": [{"type": "string"}, {"type": "null"}]}, True),
        (3, {"anyOf": [{"type": "string"}, {"type": "null"}]}, False),
        (3, {"allOf": [{"type": "integer"}, {"minimum": 4}]}, False),
    ],
)
def test_fitting_is_judged_as_the_standard_says(value: object, schema: Schema, expected: bool) -> None:
    assert fits(value, schema, schema) is expected


def test_addresses_are_addresses() -> None:
    class Contact(BaseModel):
        email: str = Field(json_schema_extra={"format": "email"})

    assert "@" in filled(Contact.model_json_schema())["email"]
