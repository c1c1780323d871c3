"""The human side of the model stand-ins: look at the requests they saw, set their speed and mind, queue answers."""

from collections.abc import Mapping

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sandbox.models.world import ModelWorld

_MOST_ANSWERS = 1000


class Options(BaseModel):
    """What a person may set. `answers` are queued: a string is said as it is, anything else as JSON.

    `obeys` turns the model into one that does whatever a mail wants of it.
    """

    model_config = ConfigDict(extra="forbid")

    latency_ms: float | None = Field(None, ge=0, le=600_000)
    obeys: bool | None = None
    answers: list[object] = Field(default_factory=list, max_length=_MOST_ANSWERS)


def play_model_routes(world: ModelWorld, prefix: str = "/play/models") -> list[web.RouteDef]:
    """The routes under /play/models.

    GET calls: the requests seen, oldest first (`?provider=`, `?method=` narrow). DELETE calls: forgets them.
    GET options, POST options: {latency_ms, obeys, answers}; what is left out stays.
    DELETE options: empties the queue of answers, and the model has its own mind again.
    """

    async def calls(request: web.Request) -> web.Response:
        return web.json_response(_narrowed(world.listing(), request.query))

    async def forget(request: web.Request) -> web.Response:
        world.calls.clear()
        return web.json_response([])

    async def options(request: web.Request) -> web.Response:
        return web.json_response(_options(world))

    async def set_options(request: web.Request) -> web.Response:
        try:
            wanted = Options.model_validate_json(await request.read())
        except ValidationError as error:
            return web.json_response({"error": error.errors(include_url=False, include_context=False)}, status=400)
        if wanted.latency_ms is not None:
            world.latency_ms = wanted.latency_ms
        if wanted.obeys is not None:
            world.obeys = wanted.obeys
        world.scripted.extend(wanted.answers)
        return web.json_response(_options(world))

    async def unscript(request: web.Request) -> web.Response:
        world.scripted.clear()
        world.obeys = False
        return web.json_response(_options(world))

    of_calls = [web.get(f"{prefix}/calls", calls), web.delete(f"{prefix}/calls", forget)]
    of_options = (web.get, options), (web.post, set_options), (web.delete, unscript)
    return [*of_calls, *(route(f"{prefix}/options", handler) for route, handler in of_options)]


def _narrowed(calls: list[dict[str, object]], query: Mapping[str, str]) -> list[dict[str, object]]:
    wanted = [(name, query[name]) for name in ("provider", "method", "model") if name in query]
    return [call for call in calls if all(call[name] == value for name, value in wanted)]


def _options(world: ModelWorld) -> dict[str, object]:
    return {"latency_ms": world.latency_ms, "obeys": world.obeys, "answers": list(world.scripted)}
