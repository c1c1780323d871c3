"""JSON schemas as the model services use them: following references, and whether a value fits."""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

Schema = dict[str, Any]

_TYPES: dict[str, Callable[[object], bool]] = {
    "object": lambda v: isinstance(v, dict),
    "array": lambda v: isinstance(v, list),
    "string": lambda v: isinstance(v, str),
    "boolean": lambda v: isinstance(v, bool),
    "null": lambda v: v is None,
    "integer": lambda v: isinstance(v, int) and not isinstance(v, bool),
    "number": lambda v: isinstance(v, int | float) and not isinstance(v, bool),
}


def resolve(schema: Schema, root: Schema) -> Schema:
    """The schema that a local reference points at, with the keywords beside the reference laid over it."""
    seen = 0
    while "$ref" in schema and seen < 50:
        target: Any = root
        for part in str(schema["$ref"]).removeprefix("#").strip("/").split("/"):
            target = target[part] if part else target
        schema = {**target, **{k: v for k, v in schema.items() if k != "$ref"}}
        seen += 1
    return schema


def types_of(schema: Schema) -> list[str]:
    """The types that a schema allows by name; guessed from other keywords where it names none."""
    named = schema.get("type")
    if isinstance(named, str):
        return [named]
    if isinstance(named, list):
        return [str(name) for name in named]
    if "properties" in schema:
        return ["object"]
    return ["array"] if "items" in schema else []


def fits(value: object, schema: Schema, root: Schema) -> bool:
    """Whether the value is an instance of the schema."""
    schema = resolve(schema, root)
    if "const" in schema and value != schema["const"]:
        return False
    if "enum" in schema and value not in schema["enum"]:
        return False
    if any(not fits(value, part, root) for part in schema.get("allOf", [])):
        return False
    variants = schema.get("anyOf") or schema.get("oneOf")
    if variants and not any(fits(value, variant, root) for variant in variants):
        return False
    named = types_of(schema)
    if named and not any(_TYPES[name](value) for name in named):
        return False
    return _fits_inside(value, schema, root)


def _fits_inside(value: object, schema: Schema, root: Schema) -> bool:
    if isinstance(value, str):
        return _string_fits(value, schema)
    if isinstance(value, bool) or value is None:
        return True
    if isinstance(value, int | float):
        return _number_fits(value, schema)
    if isinstance(value, list):
        return _list_fits(value, schema, root)
    return not isinstance(value, dict) or _object_fits(value, schema, root)


def _string_fits(value: str, schema: Schema) -> bool:
    if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value)):
        return False
    if "pattern" in schema and not re.search(schema["pattern"], value):
        return False
    return format_fits(value, schema.get("format", ""))


def format_fits(value: str, name: str) -> bool:
    """Whether a string has the format, as far as formats matter here (dates, times, addresses)."""
    if name == "email":
        return bool(re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value))
    if name not in ("date", "date-time"):
        return True
    try:
        if name == "date":
            date.fromisoformat(value)
            return True
        return datetime.fromisoformat(value).tzinfo is not None and "T" in value.upper()
    except ValueError:
        return False


def _number_fits(value: float, schema: Schema) -> bool:
    low, high = schema.get("minimum", value), schema.get("maximum", value)
    above, below = schema.get("exclusiveMinimum"), schema.get("exclusiveMaximum")
    inside = low <= value <= high and (above is None or value > above) and (below is None or value < below)
    step = schema.get("multipleOf")
    return inside and (not step or abs(value / step - round(value / step)) < 1e-9)


def _list_fits(value: list[object], schema: Schema, root: Schema) -> bool:
    if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
        return False
    if schema.get("uniqueItems") and len({repr(item) for item in value}) != len(value):
        return False
    first = schema.get("prefixItems", [])
    rest = schema.get("items", {})
    parts = [*first, *[rest] * max(0, len(value) - len(first))]
    return all(fits(item, part, root) for item, part in zip(value, parts, strict=False) if isinstance(part, dict))


def _object_fits(value: dict[str, object], schema: Schema, root: Schema) -> bool:
    known = schema.get("properties", {})
    if any(name not in value for name in schema.get("required", [])):
        return False
    extra = schema.get("additionalProperties", True)
    for name, item in value.items():
        part = known.get(name, extra)
        if part is False or (isinstance(part, dict) and not fits(item, part, root)):
            return False
    return True


def walk_enums(schema: Schema, root: Schema) -> set[object]:
    """Every value that the enums and constants of a schema's own properties list."""
    values: set[object] = set()
    for part in schema.get("properties", {}).values():
        for shape in (resolve(part, root), *[resolve(v, root) for v in part.get("anyOf", [])]):
            values.update(shape.get("enum", []), [shape["const"]] if "const" in shape else [])
    return values
