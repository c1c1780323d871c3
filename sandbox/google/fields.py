"""Partial answers: the `fields` parameter, such as `messages(id,payload/headers),nextPageToken`."""

import re
from collections.abc import Mapping
from typing import Any

from sandbox.google.discovery import Api, Method
from sandbox.google.errors import GoogleError, Json

Mask = dict[str, "Mask"]
_TOKEN = re.compile(r"[(),/]|[^(),/\s]+")


def parse_mask(text: str) -> Mask:
    """The mask as a tree; an empty inner tree means everything below."""
    tokens = _TOKEN.findall(text)
    mask = _list(tokens, text)
    if tokens or not mask:
        raise _bad(text)
    return mask


def _bad(selection: str) -> GoogleError:
    return GoogleError(
        400, "invalidParameter", f"Invalid field selection {selection}", location=("parameter", "fields")
    )


def _list(tokens: list[str], text: str) -> Mask:
    mask: Mask = {}
    while True:
        _item(tokens, mask, text)
        if not tokens or tokens[0] != ",":
            return mask
        tokens.pop(0)


def _item(tokens: list[str], mask: Mask, text: str) -> None:
    if not tokens or tokens[0] in "(),/":
        raise _bad(text)
    inner = mask.setdefault(tokens.pop(0), {})
    if tokens and tokens[0] == "/":
        tokens.pop(0)
        _item(tokens, inner, text)
    elif tokens and tokens[0] == "(":
        tokens.pop(0)
        inner.update(_list(tokens, text))
        if not tokens or tokens.pop(0) != ")":
            raise _bad(text)


def check_mask(api: Api, method: Method, mask: Mask) -> None:
    """Refuses fields that the answer of this method does not have."""
    if method.response:
        _check(api.schemas, {"$ref": method.response}, mask)


def _check(schemas: Mapping[str, Json], schema: Json, mask: Mask) -> None:
    schema = schemas[schema["$ref"]] if "$ref" in schema else schema
    if schema.get("type") == "array":
        return _check(schemas, schema["items"], mask)
    for name, inner in mask.items():
        found = schema.get("properties", {}).get(name) or schema.get("additionalProperties")
        if name != "*" and found is None:
            raise _bad(name)
        if found:
            _check(schemas, found, inner)


def select(mask: Mask, value: Any) -> Any:
    """The part of an answer that the mask names."""
    if not mask:
        return value
    if isinstance(value, list):
        return [select(mask, item) for item in value]
    if not isinstance(value, dict):
        return value
    chosen = {k: (mask.get(k, mask.get("*", {})), v) for k, v in value.items() if k in mask or "*" in mask}
    return {k: select(inner, v) for k, (inner, v) in chosen.items() if not inner or isinstance(v, dict | list)}
