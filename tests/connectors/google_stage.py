"""A Google stand-in for the tests of Calendar and Drive: a client of Alice's over the wire, and ways to fail."""

from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web
from aiohttp.test_utils import TestServer

from connectors.google.client import GoogleClient, GoogleWay
from connectors.google.transport import Transport
from sandbox.faults import Fault
from sandbox.google.oauth import ALL_SCOPES
from sandbox.google.routes import google_routes
from sandbox.google.world import GoogleWorld
from tests.connectors.mail.conftest import OneToken, no_wait

ALICE, BOB = "alice@fernhill.example", "bob@fernhill.example"


@dataclass
class GoogleStage:
    """The stand-in and what reaches it: `asked` names each call with its query, as 'GET path?query'."""

    world: GoogleWorld
    url: str
    way: GoogleWay
    asked: list[str] = field(default_factory=list)

    def client(self, email: str = ALICE, scopes: tuple[str, ...] = ALL_SCOPES) -> GoogleClient:
        """Calls in that person's name."""
        return GoogleClient(self.way, OneToken(self.world.oauth.issue(email, scopes), self.world.oauth.issue(email)))

    def fail(self, service: str, method: str, kind: str = "status", **more: object) -> None:
        """The next call of that method fails."""
        fault = {"service": service, "method": method, "kind": kind, "times": 1, **more}
        self.world.faults.add(Fault.model_validate(fault))

    def count(self, words: str) -> int:
        """How many calls had these words in method, path or query."""
        return sum(words in one for one in self.asked)


@asynccontextmanager
async def google_stage() -> AsyncIterator[GoogleStage]:
    """The stand-in on a loopback port for as long as the block runs."""
    asked: list[str] = []

    @web.middleware
    async def note(request: web.Request, handler: object) -> web.StreamResponse:
        asked.append(f"{request.method} {request.path_qs}")
        return await handler(request)  # type: ignore[operator, no-any-return]

    world, app, transport = GoogleWorld(), web.Application(middlewares=[note]), Transport()
    app.add_subapp("/google/", google_routes(world))
    server = TestServer(app)
    await server.start_server()
    with ThreadPoolExecutor(4) as executor:
        way = GoogleWay(transport, executor, sleep=no_wait)
        yield GoogleStage(world, str(server.make_url("/google/")), way, asked)
    transport.close()
    await server.close()
