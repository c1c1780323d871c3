"""What Google's own discovery documents say: which methods exist, what they take, and which fields are known."""

import base64
import binascii
import importlib.resources
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from urllib.parse import unquote

from sandbox.google.errors import GoogleError, Json, malformed_payload

_FILES = {"gmail": "gmail.v1.json", "calendar": "calendar.v3.json", "drive": "drive.v3.json"}
_ROOTS = {"gmail": "gmail/v1/", "calendar": "calendar/v3/", "drive": "drive/v3/"}


@dataclass(frozen=True)
class Method:
    """One method of an API. `name` is its id without the API and without `users.`, such as `drafts.send`."""

    api: str
    name: str
    http: str
    pattern: re.Pattern[str]
    parameters: Mapping[str, Json]
    request: str
    response: str
    scopes: frozenset[str]
    takes_upload: bool


@dataclass(frozen=True)
class Api:
    """One API: its methods, the most literal path first, its schemas, and its scopes in Google's own words."""

    name: str
    methods: tuple[Method, ...]
    schemas: Mapping[str, Json]
    parameters: Mapping[str, Json]
    scopes: Mapping[str, str]

    def find(self, http: str, raw_path: str) -> tuple[Method, dict[str, str]] | None:
        """The method for an HTTP verb and a path (still percent-encoded), and the path's parameters."""
        for method in self.methods:
            if method.http == http and (match := method.pattern.fullmatch(raw_path)):
                return method, {key: unquote(value) for key, value in match.groupdict().items()}
        return None


def api_of(raw_path: str) -> Api | None:
    """The API that a path (without a leading slash) belongs to."""
    return next((load(name) for name, root in _ROOTS.items() if raw_path.startswith(root)), None)


@cache
def load(name: str) -> Api:
    """The API as its bundled discovery document describes it."""
    file = importlib.resources.files("googleapiclient.discovery_cache.documents").joinpath(_FILES[name])
    document: Json = json.loads(file.read_text())
    methods = sorted(_methods(name, document, document), key=lambda m: m.pattern.pattern.count("?P<"))
    scopes = {scope: told["description"] for scope, told in document["auth"]["oauth2"]["scopes"].items()}
    return Api(name, tuple(methods), document["schemas"], document["parameters"], scopes)


def describe(scope: str) -> str:
    """What a scope allows, as Google tells people; the scope itself where it does not."""
    told = (load(name).scopes.get(scope) for name in _FILES)
    return next(filter(None, told), scope)


def _methods(api: str, document: Json, resource: Json) -> Iterable[Method]:
    for entry in resource.get("methods", {}).values():
        path = document["servicePath"] + entry["path"]
        yield Method(
            api=api,
            name=entry["id"].removeprefix(f"{api}.").removeprefix("users."),
            http=entry["httpMethod"],
            pattern=re.compile(re.sub(r"\{\+?(\w+)\}", r"(?P<\1>[^/]+)", path)),
            parameters={k: p for k, p in entry.get("parameters", {}).items() if p["location"] == "query"},
            request=entry.get("request", {}).get("$ref", ""),
            response=entry.get("response", {}).get("$ref", ""),
            scopes=frozenset(entry.get("scopes", ())),
            takes_upload="mediaUpload" in entry,
        )
    for inner in resource.get("resources", {}).values():
        yield from _methods(api, document, inner)


def check_query(api: Api, method: Method, query: Iterable[tuple[str, str]]) -> None:
    """Refuses query parameters that the method does not know, and values of the wrong kind."""
    for name, value in query:
        spec = method.parameters.get(name)
        if spec is None and name not in api.parameters:
            raise malformed_payload(
                f'Invalid JSON payload received. Unknown name "{name}": Cannot bind query parameter. '
                f"Field '{name}' could not be found in request message."
            )
        if spec is not None:
            _check_parameter(name, value, spec)


def _check_parameter(name: str, value: str, spec: Json) -> None:
    kind = spec["type"]
    bad = (
        (kind == "integer" and not re.fullmatch(r"-?\d{1,10}", value))
        or (kind == "boolean" and value.lower() not in ("true", "false", "1", "0"))
        or (value not in spec.get("enum", [value]))
        or (spec.get("format") == "uint64" and not (value.isdigit() and int(value) < 2**64))
        or (kind == "integer" and "minimum" in spec and int(value) < int(spec["minimum"]))
        or (kind == "integer" and spec.get("format") == "uint32" and int(value) < 0)
    )
    if bad:
        snake = re.sub(r"([A-Z])", r"_\1", name).lower()
        raise malformed_payload(f"Invalid value at '{snake}' ({_type_name(spec)}), \"{value}\"", snake)


def _type_name(spec: Json) -> str:
    kind = str(spec.get("format") or spec.get("type", "string"))
    return f"TYPE_{'BOOL' if kind == 'boolean' else kind.upper()}"


def parse_body(api: Api, method: Method, body: bytes) -> Json:
    """The JSON body of a call, held against the method's schema. An empty body is an empty object."""
    if not body.strip():
        return {}
    try:
        value = json.loads(body)
    except ValueError:
        raise malformed_payload("Invalid JSON payload received. Unexpected token.") from None
    if not method.request:
        if value == {}:
            return {}
        raise malformed_payload("Invalid JSON payload received. Request body must be empty.")
    _check(api.schemas, {"$ref": method.request}, value, "")
    if not isinstance(value, dict):
        raise malformed_payload("Invalid JSON payload received. Root element must be a message.")
    return value


def _check(schemas: Mapping[str, Json], schema: Json, value: object, path: str) -> None:
    schema = schemas[schema["$ref"]] if "$ref" in schema else schema
    kind = schema.get("type")
    if value is None or kind == "any":
        return
    if kind == "object":
        _check_object(schemas, schema, value, path)
    elif kind == "array":
        if not isinstance(value, list):
            raise malformed_payload(f"Invalid value at '{path}', expected a list", path)
        for index, item in enumerate(value):
            _check(schemas, schema["items"], item, f"{path}[{index}]")
    else:
        _check_scalar(schema, value, path)


def _check_object(schemas: Mapping[str, Json], schema: Json, value: object, path: str) -> None:
    if not isinstance(value, dict):
        raise malformed_payload(f"Invalid value at '{path}', expected an object", path)
    for key, item in value.items():
        inner = schema.get("properties", {}).get(key) or schema.get("additionalProperties")
        if inner is None:
            where = f" at '{path}'" if path else ""
            raise malformed_payload(
                f'Invalid JSON payload received. Unknown name "{key}"{where}: Cannot find field.', path
            )
        _check(schemas, inner, item, f"{path}.{key}" if path else key)


def _check_scalar(schema: Json, value: object, path: str) -> None:
    kind = schema.get("type")
    fits = {
        "string": isinstance(value, str) or (schema.get("format") in ("int64", "uint64") and type(value) is int),
        "integer": type(value) is int,
        "boolean": isinstance(value, bool),
        "number": isinstance(value, int | float) and not isinstance(value, bool),
    }
    if not fits.get(str(kind), True) or (isinstance(value, str) and value not in schema.get("enum", [value])):
        raise malformed_payload(f"Invalid value at '{path}' ({_type_name(schema)}), {json.dumps(value)}", path)
    if schema.get("format") == "byte" and isinstance(value, str):
        decode_bytes(value, path)


def decode_bytes(value: str, path: str) -> bytes:
    """Base64 as Google's JSON takes it: either alphabet, with or without padding."""
    text = value.replace("-", "+").replace("_", "/").rstrip("=")
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        shown = value if len(value) <= 60 else value[:60] + "..."
        raise malformed_payload(
            f"Invalid value at '{path}' (TYPE_BYTES), Base64 decoding failed for \"{shown}\"", path
        ) from None


def required(call_query: Mapping[str, str], name: str) -> str:
    """A query parameter that the method cannot do without."""
    if value := call_query.get(name):
        return value
    raise GoogleError(400, "required", f"Required parameter: {name}", location=("parameter", name))
