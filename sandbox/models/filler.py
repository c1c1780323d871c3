"""A valid instance of whatever JSON schema is asked, taking suggestions for the fields that one has ideas about."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sandbox.models.patterns import matching
from sandbox.models.schema import Schema, fits, resolve, types_of

MISSING = object()
Suggest = Callable[[str, Schema], object]

_TOO_DEEP = 8


@dataclass(frozen=True)
class Rows:
    """A suggestion for a list of objects: each row's values by the names its fields may have."""

    rows: tuple[Mapping[str, object], ...]


@dataclass(frozen=True)
class Filler:
    """Fills one schema. `suggest(field, schema)` gives a value, `Rows`, or MISSING."""

    root: Schema
    suggest: Suggest
    now: datetime
    depth: int = 0

    def value(self, name: str, schema: Schema) -> object:
        """An instance of the schema: the suggestion if it fits, else the plainest value there is."""
        schema = resolve(schema, self.root)
        offered = self.suggest(name, schema)
        if isinstance(offered, Rows):
            offered = self._table(offered, schema)
        offered = _trimmed(offered, schema)
        if offered is not MISSING and fits(offered, schema, self.root):
            return offered
        return self._plain(name, schema)

    def _plain(self, name: str, schema: Schema) -> object:
        if "const" in schema:
            return schema["const"]
        if schema.get("enum"):
            return schema["enum"][0]
        if schema.get("allOf"):
            return self.value(name, _merged(schema, self.root))
        if variants := schema.get("anyOf") or schema.get("oneOf"):
            return self._variant(name, variants)
        named = types_of(schema) or ["string"]
        return self._typed(name, schema, named[0] if self.depth < _TOO_DEEP or "null" not in named else "null")

    def _variant(self, name: str, variants: list[Schema]) -> object:
        """Null where null is allowed, for nobody has an idea; else the first variant."""
        nullable = any("null" in types_of(resolve(variant, self.root)) for variant in variants)
        return None if nullable else self.value(name, variants[0])

    def _typed(self, name: str, schema: Schema, kind: str) -> object:
        if kind == "object":
            return self._object(schema)
        if kind == "array":
            count = schema.get("minItems", 0)
            parts = [*schema.get("prefixItems", [])] or [schema.get("items", {})] * count
            return [replace(self, depth=self.depth + 1).value("", part) for part in parts]
        if kind == "string":
            return _string(schema, self.now)
        if kind in ("integer", "number"):
            return _number(schema, whole=kind == "integer")
        return {"boolean": False}.get(kind)

    def _object(self, schema: Schema) -> dict[str, object]:
        deeper = replace(self, depth=self.depth + 1)
        required = schema.get("required", [])
        return {
            name: deeper.value(name, part)
            for name, part in schema.get("properties", {}).items()
            if name in required or self.depth < _TOO_DEEP
        }

    def _table(self, offered: Rows, schema: Schema) -> object:
        """The rows as instances of the list's item schema, or MISSING if the field is no list."""
        lists = [s for s in [schema, *schema.get("anyOf", [])] if "array" in types_of(resolve(s, self.root))]
        if not lists:
            return MISSING
        shape = resolve(lists[0], self.root)
        most = shape.get("maxItems", len(offered.rows))
        return [self._row(row, shape.get("items", {})) for row in offered.rows[:most]]

    def _row(self, row: Mapping[str, object], schema: Schema) -> object:
        if "string" in types_of(resolve(schema, self.root)):
            return str(next(iter(row.values()), ""))
        inner = replace(self, suggest=lambda name, _: row.get(name, MISSING), depth=self.depth + 1)
        return inner.value("", schema)


def _trimmed(offered: object, schema: Schema) -> object:
    """A text cut to the length that is allowed, a list to its number of items."""
    shapes = [schema, *[part for part in schema.get("anyOf", []) if isinstance(part, dict)]]
    most = min((s["maxLength"] for s in shapes if "maxLength" in s), default=None)
    if isinstance(offered, str) and most is not None and len(offered) > most:
        return offered[: max(0, most - 1)] + "…"
    items = min((s["maxItems"] for s in shapes if "maxItems" in s), default=None)
    return offered[:items] if isinstance(offered, list) and items is not None else offered


def _merged(schema: Schema, root: Schema) -> Schema:
    """The parts of an allOf as one schema."""
    whole: Schema = {k: v for k, v in schema.items() if k != "allOf"}
    for part in (resolve(part, root) for part in schema["allOf"]):
        properties = {**whole.get("properties", {}), **part.get("properties", {})}
        required = [*whole.get("required", []), *part.get("required", [])]
        whole = {**whole, **part, "required": required}
        if properties:
            whole["properties"] = properties
    return whole


def _string(schema: Schema, now: datetime) -> str:
    formats = {
        "date": now.date().isoformat(),
        "date-time": now.isoformat(),
        "time": "09:00:00Z",
        "duration": "P1D",
        "email": "someone@fernhill.example",
        "hostname": "fernhill.example",
        "uri": "https://fernhill.example/",
        "ipv4": "192.0.2.1",
        "ipv6": "2001:db8::1",
        "uuid": "00000000-0000-4000-8000-000000000000",
    }
    text = formats.get(schema.get("format", ""), "none")
    if "pattern" in schema:
        text = matching(schema["pattern"]) or text
    low, high = schema.get("minLength", 0), schema.get("maxLength", max(len(text), schema.get("minLength", 0)))
    return text.ljust(low, ".")[:high]


def _number(schema: Schema, *, whole: bool) -> float:
    step = schema.get("multipleOf", 1 if whole else 0)
    low = schema.get("minimum", schema.get("exclusiveMinimum"))
    high = schema.get("maximum", schema.get("exclusiveMaximum"))
    value = low if low is not None else min(0, high) if high is not None else 0
    if value == schema.get("exclusiveMinimum"):
        value = value + (step or ((high - value) / 2 if high is not None else 1))
    if value == schema.get("exclusiveMaximum"):
        value = value - (step or 1)
    if step:
        value = -(-value // step) * step
    return int(value) if whole else float(value)
