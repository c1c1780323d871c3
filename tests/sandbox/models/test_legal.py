"""Which schemas the services take, with what the SDKs themselves send as the measure."""

from typing import Any, Literal

import pytest
from anthropic import transform_schema
from openai import pydantic_function_tool
from pydantic import BaseModel, Field

from sandbox.models.legal import anthropic_problem, openai_problem
from sandbox.models.schema import Schema
from tests.sandbox.models.shapes import Verdict


class Cat(BaseModel):
    kind: Literal["cat"]


class Dog(BaseModel):
    kind: Literal["dog"]


class Tree(BaseModel):
    branches: list["Tree"]


class WithDefault(BaseModel):
    tags: list[str] = []


class Tagged(BaseModel):
    pet: Cat | Dog = Field(discriminator="kind")


def strict(shape: type[BaseModel]) -> Any:
    return pydantic_function_tool(shape)["function"]["parameters"]


def closed(**properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": [*properties], "additionalProperties": False}


def test_what_the_sdks_make_of_our_shapes_is_legal() -> None:
    assert openai_problem("Verdict", strict(Verdict), strict=True) == ""
    assert openai_problem("Tree", strict(Tree), strict=True) == ""
    assert anthropic_problem(transform_schema(Verdict)) == ""


@pytest.mark.parametrize(("shape", "word"), [(WithDefault, "'default'"), (Tagged, "'oneOf'")])
def test_openai_refuses_what_its_sdk_lets_through(shape: type[BaseModel], word: str) -> None:
    assert f"{word} is not permitted" in openai_problem("Shape", strict(shape), strict=True)


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "array", "items": {"type": "string"}}, "must be a JSON Schema of"),
        ({"type": "object", "properties": {}, "required": []}, "'additionalProperties' is required"),
        ({**closed(a={"type": "string"}), "required": []}, "Missing 'a'"),
        ({**closed(), "required": ["b"]}, "extra required key 'b'"),
        (closed(a={}), "must have a 'type' key"),
        (closed(a={"type": "array"}), "array schema missing items"),
        (closed(a={"type": "string", "format": "uri"}), "not a valid format"),
        (closed(a={"$ref": "#/$defs/x", "description": "y"}), "$ref cannot have keywords"),
        (closed(a={"allOf": [{"type": "string"}]}), "'allOf' is not permitted"),
        ("no schema", "must be an object"),
    ],
)
def test_openai_strict_mode_refuses(schema: object, words: str) -> None:
    assert words in openai_problem("Shape", schema, strict=True)


def test_openai_checks_names_always_and_schemas_in_strict_mode_only() -> None:
    assert openai_problem("two words", closed(), strict=False)
    assert openai_problem("x" * 65, closed(), strict=False)
    assert openai_problem("Shape", {"type": "array"}, strict=False) == ""


def test_openai_refuses_too_much_depth() -> None:
    schema = closed(end={"type": "string"})
    for _ in range(10):
        schema = closed(inner=schema)
    assert "levels of nesting" in openai_problem("Deep", schema, strict=True)


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "object", "properties": {}}, "'additionalProperties' must be explicitly set to false"),
        (closed(a={"type": "integer", "minimum": 1}), "For 'integer' type, property 'minimum' is not supported"),
        (closed(a={"type": "string", "maxLength": 1}), "For 'string' type, property 'maxLength' is not supported"),
        (closed(a={"type": "array", "items": {"type": "string"}, "maxItems": 1}), "property 'maxItems'"),
        (closed(a={"type": "array", "items": {"type": "string"}, "minItems": 2}), "other than 0 or 1"),
        (closed(a={"oneOf": [{"type": "string"}]}), "type"),
        (closed(a={"type": "string", "format": "text"}), "format 'text' is not supported"),
        (closed(a={}), "must be specified"),
        (transform_schema(Tree), "Circular reference"),
        (None, "valid dictionary"),
    ],
)
def test_anthropic_refuses(schema: object, words: str) -> None:
    assert words in anthropic_problem(schema)
