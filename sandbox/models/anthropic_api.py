"""The Anthropic stand-in: its routes, and its list of models."""

from functools import partial

from aiohttp import web

from sandbox.faults import Fault
from sandbox.models.anthropic_messages import count, create
from sandbox.models.anthropic_wire import WIRE, answer_headers, check_caller
from sandbox.models.door import ApiError, JsonObject, door
from sandbox.models.world import STAND_IN, ModelWorld


def anthropic_routes(world: ModelWorld, prefix: str = "/anthropic") -> list[web.RouteDef]:
    """The routes of https://api.anthropic.com that Mailroom can use, as absolute paths under the prefix.

    Faults name the service `anthropic` and the methods `messages`, `messages.count_tokens`, `models`.
    """
    counted = door(world, WIRE, "messages.count_tokens", partial(count, world))
    return [
        web.post(f"{prefix}/v1/messages", door(world, WIRE, "messages", partial(create, world))),
        web.post(f"{prefix}/v1/messages/count_tokens", counted),
        web.get(f"{prefix}/v1/models", door(world, WIRE, "models", partial(_list_models, world))),
        web.get(f"{prefix}/v1/models/{{id}}", door(world, WIRE, "models", partial(_get_model, world))),
    ]


async def _list_models(world: ModelWorld, request: web.Request, fault: Fault | None) -> web.StreamResponse:
    check_caller(world, request)
    names = list(world.anthropic_models)
    page = {"data": [_model(name) for name in names], "has_more": False, "first_id": names[0], "last_id": names[-1]}
    return web.json_response(page, headers=answer_headers())


async def _get_model(world: ModelWorld, request: web.Request, fault: Fault | None) -> web.StreamResponse:
    check_caller(world, request)
    name = request.match_info["id"]
    if name not in world.anthropic_models:
        raise ApiError(404, f"model: {name}", "not_found_error")
    return web.json_response(_model(name), headers=answer_headers())


def _model(name: str) -> JsonObject:
    line = next((part for part in name.split("-") if part in ("haiku", "sonnet", "opus", "fable", "mythos")), None)
    return {
        "type": "model",
        "id": name,
        "display_name": f"{name} ({STAND_IN})",
        "created_at": "2026-08-06T00:00:00Z",
        "lifecycle": "active",
        "line": line,
        "deprecated_at": None,
        "retires_at": None,
        "max_input_tokens": 1_000_000,
        "max_tokens": 128_000,
        "capabilities": None,
    }
