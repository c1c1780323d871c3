"""The OpenAI stand-in: its routes, and its list of models."""

from functools import partial

from aiohttp import web

from sandbox.faults import Fault
from sandbox.models.door import ApiError, JsonObject, door
from sandbox.models.openai_chat import complete
from sandbox.models.openai_embeddings import embed
from sandbox.models.openai_responses import respond
from sandbox.models.openai_wire import WIRE, answer_headers, check_key
from sandbox.models.world import ModelWorld

_CREATED = 1_786_000_000


def openai_routes(world: ModelWorld, prefix: str = "/openai/v1") -> list[web.RouteDef]:
    """The routes of https://api.openai.com/v1 that Mailroom can use, as absolute paths under the prefix.

    Faults name the service `openai` and the methods `responses`, `chat.completions`, `embeddings`, `models`.
    """
    return [
        web.post(f"{prefix}/responses", door(world, WIRE, "responses", partial(respond, world))),
        web.post(f"{prefix}/chat/completions", door(world, WIRE, "chat.completions", partial(complete, world))),
        web.post(f"{prefix}/embeddings", door(world, WIRE, "embeddings", partial(embed, world))),
        web.get(f"{prefix}/models", door(world, WIRE, "models", partial(_list_models, world))),
        web.get(f"{prefix}/models/{{id}}", door(world, WIRE, "models", partial(_get_model, world))),
    ]


async def _list_models(world: ModelWorld, request: web.Request, fault: Fault | None) -> web.StreamResponse:
    check_key(world, request)
    data = [_model(name) for name in (*world.openai_models, *world.embedding_models)]
    return web.json_response({"object": "list", "data": data}, headers=answer_headers())


async def _get_model(world: ModelWorld, request: web.Request, fault: Fault | None) -> web.StreamResponse:
    check_key(world, request)
    name = request.match_info["id"]
    if name not in (*world.openai_models, *world.embedding_models):
        raise ApiError(404, f"The model '{name}' does not exist", code="model_not_found", param="model")
    return web.json_response(_model(name), headers=answer_headers())


def _model(name: str) -> JsonObject:
    return {"id": name, "object": "model", "created": _CREATED, "owned_by": "mailroom-stand-in"}
