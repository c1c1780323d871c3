"""Faults over HTTP: set, listed and put right under /play/faults."""

from aiohttp import web
from pydantic import ValidationError

from sandbox.faults import Fault, Faults


def fault_routes(faults: Faults) -> list[web.RouteDef]:
    """The routes, for `app.add_routes`."""

    async def listed(request: web.Request) -> web.Response:
        return web.json_response(faults.listing())

    async def added(request: web.Request) -> web.Response:
        try:
            faults.add(Fault.model_validate_json(await request.text()))
        except ValidationError as error:
            return web.json_response({"error": error.errors(include_url=False, include_context=False)}, status=400)
        return web.json_response(faults.listing())

    async def cleared(request: web.Request) -> web.Response:
        faults.clear()
        return web.json_response([])

    path = "/play/faults"
    return [web.get(path, listed), web.post(path, added), web.delete(path, cleared)]
