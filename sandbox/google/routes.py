"""The stand-in as an application to mount: OAuth, the APIs, batches."""

from aiohttp import web
from multidict import CIMultiDict

from sandbox.google.batch import answer_batch
from sandbox.google.calendar_api import CALENDAR
from sandbox.google.drive_api import DRIVE
from sandbox.google.drive_permissions import PERMISSIONS
from sandbox.google.errors import GoogleError
from sandbox.google.gateway import Answer, Gateway, incoming
from sandbox.google.gmail_account import ACCOUNT
from sandbox.google.gmail_drafts import DRAFTS
from sandbox.google.gmail_messages import MESSAGES
from sandbox.google.gmail_threads import THREADS
from sandbox.google.oauth_api import oauth_routes
from sandbox.google.post import MAX_BYTES
from sandbox.google.pubsub import pubsub_routes
from sandbox.google.world import GoogleWorld

_BODY_MOST = MAX_BYTES * 3 // 2


def google_routes(world: GoogleWorld) -> web.Application:
    """The stand-in as an application: `app.add_subapp("/google/", google_routes(world))`."""
    app = web.Application()
    app.add_routes(oauth_routes(world))
    app.add_routes(pubsub_routes(world.pusher.pulled, world.faults))
    front = _Front(Gateway(world, {**MESSAGES, **THREADS, **DRAFTS, **ACCOUNT, **CALENDAR, **DRIVE, **PERMISSIONS}))
    app.router.add_post("/batch", front.batch)
    app.router.add_post("/batch/{api:.+}", front.batch)
    app.router.add_route("*", "/{path:.*}", front.call)
    return app


class _Front:
    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    async def call(self, request: web.Request) -> web.Response:
        """One call of an API."""
        body = await _body(request)
        target = request.rel_url.raw_path.removeprefix(_mount(request)) + _query(request)
        asked = incoming(request.method, target, CIMultiDict(request.headers), body or b"")
        answer = _too_large() if body is None else await self._gateway.answer(request, asked)
        return _response(answer)

    async def batch(self, request: web.Request) -> web.Response:
        """Many calls in one request."""
        body = await _body(request)
        if body is None:
            return _response(_too_large())
        return _response(await answer_batch(self._gateway, request, _mount(request), body))


def _mount(request: web.Request) -> str:
    """The path under which the stand-in was mounted, such as `/google`."""
    resource = request.match_info.route.resource
    return resource.canonical.partition("/{")[0].removesuffix("/batch") if resource else ""


def _query(request: web.Request) -> str:
    return f"?{request.rel_url.raw_query_string}" if request.rel_url.raw_query_string else ""


async def _body(request: web.Request) -> bytes | None:
    """The whole body, which may be far larger than aiohttp's own limit; None if it is over Gmail's."""
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > _BODY_MOST:
            return None
    return bytes(body)


def _too_large() -> Answer:
    error = GoogleError(413, "uploadTooLarge", f"Request entity too large: the message exceeds {MAX_BYTES} bytes.")
    return Answer(error.code, error.body(), {**Answer(413).headers, "Connection": "close"})


def _response(answer: Answer | None) -> web.Response:
    """The answer on the wire; without one the connection is closed already and nobody reads this."""
    if answer is None:
        return web.Response()
    return web.Response(status=answer.status, body=answer.body, headers=answer.headers)
