"""A server on a loopback port that answers what a test queued, and remembers what it was asked."""

import json
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web
from aiohttp.test_utils import TestServer


@dataclass(frozen=True)
class Asked:
    """One request."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: str


Answer = tuple[int, str, dict[str, str]]


@dataclass
class Scripted:
    """The queue of answers; `None` closes the connection without one. An empty queue answers as `otherwise` says."""

    url: str = ""
    answers: deque[Answer | None] = field(default_factory=deque)
    otherwise: Callable[[Asked], Answer] = lambda asked: (200, "{}", {"Content-Type": "application/json"})
    asked: list[Asked] = field(default_factory=list)

    def will_answer(self, status: int, body: object = None, **headers: str) -> None:
        text = body if isinstance(body, str) else json.dumps({} if body is None else body)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers.append((status, text, {"Content-Type": "application/json", **named}))

    def will_fail(self, status: int, reason: str = "", **headers: str) -> None:
        """An error in the shape of Google's APIs."""
        errors = [{"domain": "global", "reason": reason, "message": "no"}]
        self.will_answer(status, {"error": {"code": status, "message": "no", "errors": errors}}, **headers)

    def will_cut(self) -> None:
        self.answers.append(None)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        body = await request.text()
        self.asked.append(Asked(request.method, request.path, request.query, request.headers, body))
        answer = self.answers.popleft() if self.answers else self.otherwise(self.asked[-1])
        if answer is None:
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        return web.Response(status=answer[0], text=answer[1], headers=answer[2])


@asynccontextmanager
async def scripted_server() -> AsyncIterator[Scripted]:
    scripted = Scripted()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", scripted._answer)
    server = TestServer(app)
    await server.start_server()
    scripted.url = str(server.make_url("/"))
    yield scripted
    await server.close()
