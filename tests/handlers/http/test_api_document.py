"""The OpenAPI document: every route and no other, every shape there, and what is answered is of the shape it names."""

import json
import re
from typing import Any

import jsonschema_rs
import pytest
from aiohttp import web

from handlers.http.api import ROUTES
from handlers.http.api_calls import Route
from tests.cast import join
from tests.handlers.http.api_client import Program, Told, made
from tests.handlers.office import Json, Office

PUBLIC = {"/api/health", "/api/webhook/gmail", "/api/openapi.json"}  # of other doors, and the document itself


@pytest.fixture
async def described(office: Office) -> Json:
    """The document as anybody can fetch it."""
    told = await Program(office, "").call("GET", "/api/openapi.json")
    assert told.status == 200 and told.headers["Content-Type"].startswith("application/json")
    return told.said


def references(value: Any) -> list[str]:
    """Every $ref in it."""
    if isinstance(value, list):
        return [found for one in value for found in references(one)]
    if not isinstance(value, dict):
        return []
    own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
    return own + [found for one in value.values() for found in references(one)]


def served(app: web.Application) -> set[tuple[str, str]]:
    """Method and path of every route under /api/ that is the API's own."""
    routes = {(route.method, route.resource.canonical) for route in app.router.routes() if route.resource}
    return {(method, path) for method, path in routes if path.startswith("/api/") and path not in PUBLIC}


def test_it_names_exactly_the_routes_that_are_served(office: Office, described: Json) -> None:
    named = {(method.upper(), path) for path, item in described["paths"].items() for method in item}
    assert named == served(office.app) == {(route.method, route.path) for route in ROUTES}
    assert described["openapi"] == "3.1.0" and described["servers"] == [{"url": office.url}]


def test_all_that_it_refers_to_is_in_it_and_is_a_schema(described: Json) -> None:
    schemas = described["components"]["schemas"]
    assert {ref.rpartition("/")[2] for ref in references(described)} == set(schemas)
    for schema in schemas.values():
        jsonschema_rs.meta.validate(schema)


def test_each_operation_has_what_the_specification_asks_for(described: Json) -> None:
    names = []
    for path, item in described["paths"].items():
        for operation in item.values():
            names.append(operation["operationId"])
            places = [one["name"] for one in operation["parameters"] if one["in"] == "path" and one["required"]]
            assert places == re.findall(r"{(\w+)}", path)
            assert operation["responses"] and all(one["description"] for one in operation["responses"].values())
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.path)
def test_what_writes_takes_an_idempotency_key_and_says_how_it_may_end(described: Json, route: Route) -> None:
    operation = described["paths"][route.path][route.method.lower()]
    headers = {one["name"] for one in operation["parameters"] if one["in"] == "header"}
    assert headers == ({"Idempotency-Key"} if route.writes else set())
    always, writing = {"401", "429", "503"}, {"400", "409", "413", "415", "422"}
    assert always <= set(operation["responses"]) and route.writes is (writing <= set(operation["responses"]))


def fits(described: Json, told: Told, method: str, path: str) -> None:
    """Raises unless the answer is of the shape that the document names for its status."""
    answer = described["paths"][path][method]["responses"][str(told.status)]
    schema = answer["content"]["application/json"]["schema"] | {"components": described["components"]}
    jsonschema_rs.Draft202012Validator(schema).validate(told.said)


async def test_what_is_answered_is_of_the_shape_that_it_names(office: Office, described: Json) -> None:
    account, list_, sync = await join(office.db), "/api/mailboxes", "/api/mailboxes/{id}/sync"
    program = await made(office)
    fits(described, await program.call("GET", list_), "get", list_)
    fits(described, await Program(office, "").call("GET", list_), "get", list_)
    for account_id, body, kind in (
        (account.id, b"", "json"),
        ("x", b"{}", "json"),
        ("x", b"{", "json"),
        ("x", b"{", "x"),
    ):
        told = await program.sync(account_id, body, Content_Type=f"application/{kind}")
        fits(described, told, "post", sync)
    with pytest.raises(jsonschema_rs.ValidationError):
        fits(described, Told(202, {}, {"mailbox_id": account.id}), "post", sync)


def test_it_holds_nothing_of_anybodys(described: Json) -> None:
    assert "fernhill" not in json.dumps(described) and "k1" not in json.dumps(described)
