"""Which JSON schemas the services accept for structured output: each takes a part of the standard only."""

import re
from collections.abc import Iterator

from sandbox.models.schema import Schema, types_of

_OPENAI_KEYWORDS = frozenset(
    [
        "type",
        "properties",
        "required",
        "additionalProperties",
        "items",
        "prefixItems",
        "enum",
        "const",
        "anyOf",
        "$ref",
        "$defs",
        "definitions",
        "title",
        "description",
        "pattern",
        "format",
        "minLength",
        "maxLength",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
        "minItems",
        "maxItems",
        "$schema",
        "$id",
    ]
)
_OPENAI_FORMATS = frozenset(["date-time", "time", "date", "duration", "email", "hostname", "ipv4", "ipv6", "uuid"])
_ANTHROPIC_FORMATS = frozenset(
    ["date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid"]
)
_ANTHROPIC_REFUSED = {
    "string": ("minLength", "maxLength"),
    "integer": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    "number": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    "array": ("maxItems", "uniqueItems"),
}
_DEEPEST = 10
_MOST_PROPERTIES = 5000


def walk(schema: Schema, context: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Schema]]:
    """The schema and every schema inside it, each with the path to it."""
    yield context, schema
    for group in ("properties", "$defs", "definitions"):
        for name, part in schema.get(group, {}).items():
            yield from walk(part, (*context, group, name))
    for group in ("anyOf", "oneOf", "allOf", "prefixItems"):
        for index, part in enumerate(schema.get(group, [])):
            yield from walk(part, (*context, group, str(index)))
    if isinstance(schema.get("items"), dict):
        yield from walk(schema["items"], (*context, "items"))


def openai_problem(name: object, schema: object, *, strict: bool) -> str:
    """Why OpenAI refuses a response format, '' if it accepts it.

    https://developers.openai.com/api/docs/guides/structured-outputs#supported-schemas
    """
    if not isinstance(name, str) or not re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", name):
        return f"Invalid 'text.format.name': {name!r}. Expected a string of a-z, A-Z, 0-9, _ and -, of at most 64."
    if not isinstance(schema, dict):
        return f"Invalid schema for response_format '{name}': the schema must be an object."
    if not strict:
        return ""
    problem = _openai_root(schema) or next(filter(None, (_openai_part(*part) for part in walk(schema))), "")
    return f"Invalid schema for response_format '{name}': {problem}" if problem else ""


def _openai_root(schema: Schema) -> str:
    if schema.get("type") != "object" or "anyOf" in schema:
        return f"schema must be a JSON Schema of 'type: \"object\"', got 'type: \"{schema.get('type')}\"'."
    count = sum(len(part.get("properties", {})) for _, part in walk(schema))
    return f"too many properties: {count}, at most {_MOST_PROPERTIES}." if count > _MOST_PROPERTIES else ""


def _openai_part(context: tuple[str, ...], schema: Schema) -> str:
    where = f"In context={context!r}"
    # Unions first: what stands beside oneOf (pydantic's discriminator) is not what the service complains of.
    for keyword in sorted(schema, key=lambda name: name != "oneOf"):
        if keyword not in _OPENAI_KEYWORDS:
            return f"{where}, '{keyword}' is not permitted."
    if "$ref" in schema and len(schema) > 1:
        return f"{where}, $ref cannot have keywords {sorted(set(schema) - {'$ref'})}."
    if context.count("properties") > _DEEPEST:
        return f"{where}, more than {_DEEPEST} levels of nesting are not permitted."
    if "format" in schema and schema["format"] not in _OPENAI_FORMATS:
        return f"{where}, '{schema['format']}' is not a valid format."
    if not {"type", "anyOf", "$ref", "enum", "const"} & set(schema):
        return f"{where}, schema must have a 'type' key."
    if "array" in types_of(schema) and "items" not in schema and "prefixItems" not in schema:
        return f"{where}, array schema missing items."
    return _openai_object(where, schema) if "object" in types_of(schema) else ""


def _openai_object(where: str, schema: Schema) -> str:
    if schema.get("additionalProperties") is not False:
        return f"{where}, 'additionalProperties' is required to be supplied and to be false."
    missing = [name for name in schema.get("properties", {}) if name not in schema.get("required", [])]
    if missing:
        return (
            f"{where}, 'required' is required to be supplied and to be an array including every key in properties. "
            f"Missing '{missing[0]}'."
        )
    extra = [name for name in schema.get("required", []) if name not in schema.get("properties", {})]
    return f"{where}, extra required key '{extra[0]}' supplied." if extra else ""


def anthropic_problem(schema: object) -> str:
    """Why Anthropic refuses an output format's schema, '' if it accepts it.

    https://platform.claude.com/docs/en/build-with-claude/structured-outputs#json-schema-limitations
    """
    if not isinstance(schema, dict):
        return "output_config.format.schema: Input should be a valid dictionary"
    problem = next(filter(None, (_anthropic_part(part) for _, part in walk(schema))), "") or _recursion(schema)
    return f"output_config.format.schema: {problem}" if problem else ""


def _anthropic_part(schema: Schema) -> str:
    named = types_of(schema)
    if not named and not {"anyOf", "allOf", "$ref", "enum", "const"} & set(schema):
        return "Schema type must be specified"
    if "oneOf" in schema or "not" in schema:
        return "Schema type 'oneOf' is not supported"
    for name in named:
        bad = [keyword for keyword in _ANTHROPIC_REFUSED.get(name, ()) if keyword in schema]
        if bad:
            return f"For '{name}' type, property '{bad[0]}' is not supported"
    if "object" in named and schema.get("additionalProperties") is not False:
        return "For 'object' type, 'additionalProperties' must be explicitly set to false"
    if schema.get("minItems", 0) not in (0, 1):
        return "For 'array' type, 'minItems' values other than 0 or 1 are not supported"
    wrong_format = "format" in schema and schema["format"] not in _ANTHROPIC_FORMATS
    return f"For 'string' type, format '{schema['format']}' is not supported" if wrong_format else ""


def _recursion(schema: Schema) -> str:
    """Recursive definitions cannot be compiled into a grammar there."""
    definitions = schema.get("$defs", {})
    reach = {
        name: {str(part["$ref"]).rsplit("/", 1)[-1] for _, part in walk(body) if "$ref" in part}
        for name, body in definitions.items()
    }
    for _ in definitions:
        reach = {name: set().union(seen, *(reach.get(other, set()) for other in seen)) for name, seen in reach.items()}
    return "Circular reference detected in schema definitions" if any(n in seen for n, seen in reach.items()) else ""
