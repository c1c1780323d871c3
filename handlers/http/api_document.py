"""The API's OpenAPI document (3.1), made from the routes and their shapes, so that it says what is done."""

import re
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from bot.errors import CATALOGUE, Failure
from handlers.http.api_calls import Route
from handlers.http.api_shapes import Refusal
from handlers.http.doors import LATER, STATUS

Json = dict[str, Any]
VERSION = "1"
ALWAYS = (Failure.NO_KEY, Failure.KEY_ENDED, Failure.TOO_OFTEN, Failure.SERVICE_DOWN)
WRITING = (
    Failure.MALFORMED, Failure.TOO_LARGE, Failure.WRONG_TYPE, Failure.ONCE_MALFORMED, Failure.ONCE_REUSED,
    Failure.ONCE_RUNNING,
)  # fmt: skip
ONCE: Json = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "A new random text for each new request, the same one to repeat it: for five minutes the same key "
    "gives the same answer, with the header Idempotent-Replayed: true, and nothing is done twice.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
}
TEMPLATE = "#/components/schemas/{model}"


def document(routes: Sequence[Route], url: str) -> Json:
    """The document of these routes, served under that address."""
    taken = [route.takes for route in routes if route.takes is not None]
    shapes: list[type[BaseModel]] = list(dict.fromkeys([Refusal, *(route.gives for route in routes), *taken]))
    _, schemas = models_json_schema([(shape, "serialization") for shape in shapes], ref_template=TEMPLATE)
    paths: dict[str, Json] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route)
    key = {"type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": "Made by /mailroom api in Slack."}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Mailroom",
            "version": VERSION,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": url}],
        "security": [{"key": []}],
        "paths": paths,
        "components": {"schemas": schemas["$defs"], "securitySchemes": {"key": key}},
    }


def _operation(route: Route) -> Json:
    names = re.findall(r"{(\w+)}", route.path)
    places: list[Json] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names
    ]
    told: Json = {
        "operationId": route.work.__name__,
        "summary": route.summary,
        "parameters": [*places, *([ONCE] if route.writes else [])],
        "responses": {str(route.status): _told(route.gives, route.summary), **_refusals(route)},
    }
    if route.takes is not None:
        told["requestBody"] = {"required": False, "content": _content(route.takes)}
    return told


def _refusals(route: Route) -> dict[str, Json]:
    """What else may be answered, by status, with the codes that it comes with."""
    found: dict[int, list[Failure]] = {}
    for failure in (*ALWAYS, *(WRITING if route.writes else ()), *route.failures):
        status = LATER.get(failure) or (503 if failure is Failure.SERVICE_DOWN else STATUS.get(failure, 400))
        found.setdefault(status, []).append(failure)
    return {
        str(status): _told(Refusal, "; ".join(f"{one.value}: {CATALOGUE[one].title}" for one in failures))
        for status, failures in sorted(found.items())
    }


def _told(shape: type[BaseModel], description: str) -> Json:
    return {"description": description, "content": _content(shape)}


def _content(shape: type[BaseModel]) -> Json:
    return {"application/json": {"schema": {"$ref": TEMPLATE.format(model=shape.__name__)}}}
