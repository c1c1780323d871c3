"""A fake of what stands behind the page: canned Slack and mail, every request kept, and events on demand."""

import asyncio
import json
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from sandbox.page_routes import page_routes

Json = dict[str, Any]
OK: Json = {"status": 200, "body": "", "ms": 12}
ALICE, BOB = "alice@fernhill.example", "bob@fernhill.example"


class FakeSandbox:
    """State is plain dictionaries that a test fills; `asked` holds every POST and DELETE as (path, body)."""

    def __init__(self) -> None:
        self.users: list[Json] = [
            {"id": "U0ALICE", "name": "Alice Marsh"},
            {"id": "U0BOB", "name": "Bob Okafor"},
            {"id": "U0MALLORY", "name": "Mallory"},
        ]
        self.rooms: list[Json] = [{"id": "D0ALICE", "name": "Mailroom", "is_im": True}]
        self.messages: list[Json] = []
        self.views: list[Json] = []
        self.home: Json | None = None
        self.answers: dict[str, Any] = {}
        self.refusals: dict[str, tuple[int, Json]] = {}
        self.gates: dict[str, asyncio.Event] = {}
        self.mail: dict[str, list[Json]] = {"inbox": [], "drafts": [], "sent": [], "spam": []}
        self.bodies: dict[str, Json] = {}
        self.office: dict[str, list[Json]] = {}
        self.things: dict[str, Json] = {}
        self.faults: list[Json] = []
        self.asked: list[tuple[str, Any]] = []
        self.looked: Counter[str] = Counter()
        self._heard = asyncio.Condition()
        self._streams: set[web.StreamResponse] = set()
        self._cut = asyncio.Event()
        self.refuse_events = False

    async def told(self, kind: str, change: Json) -> None:
        """Says on the event streams that something changed (`kind` is slack or mail)."""
        for stream in [one for one in self._streams if one.headers["X-Kind"] == kind]:
            await stream.write(f"data: {json.dumps(change)}\n\n".encode())

    async def cut_streams(self) -> None:
        """Drops every event stream, as a restart of the server does."""
        self._streams.clear()
        self._cut.set()
        self._cut = asyncio.Event()

    async def until_asked(self, path_end: str, times: int = 1) -> Any:
        """Waits until a path with this end was asked (POST or DELETE) so many times, and gives the last body."""
        async with self._heard:
            await asyncio.wait_for(self._heard.wait_for(lambda: len(self.bodies_for(path_end)) >= times), 10)
        return self.bodies_for(path_end)[-1]

    async def until_said(self, path_end: str, body: Any) -> None:
        """Waits until exactly this body was sent to a path with this end."""
        async with self._heard:
            await asyncio.wait_for(self._heard.wait_for(lambda: body in self.bodies_for(path_end)), 10)

    async def until_looked(self, path_end: str, times: int) -> None:
        """Waits until paths with this end were fetched so many times."""

        def enough() -> bool:
            return sum(count for path, count in self.looked.items() if path.endswith(path_end)) >= times

        async with self._heard:
            await asyncio.wait_for(self._heard.wait_for(enough), 10)

    def bodies_for(self, path_end: str) -> list[Any]:
        """The bodies of all requests to paths with this end, oldest first."""
        return [body for path, body in self.asked if path.endswith(path_end)]

    def application(self) -> web.Application:
        """The fake as an aiohttp application, with the real page in front of it."""
        app = web.Application()
        app.add_routes(page_routes())
        app.add_routes(self._slack() + self._mail())
        return app

    def _slack(self) -> list[web.RouteDef]:
        return [
            web.get("/play/slack/users", self._gives(lambda r: self.users)),
            web.get("/play/slack/events", self._events),
            web.get("/play/slack/{user}/channels", self._gives(lambda r: self.rooms)),
            web.get("/play/slack/{user}/channels/{channel}/messages", self._gives(lambda r: self.messages)),
            web.get("/play/slack/{user}/views", self._gives(lambda r: self.views)),
            web.get("/play/slack/{user}/home", self._gives(lambda r: self.home)),
            web.post("/play/slack/{user}/{what}", self._noted),
        ]

    def _mail(self) -> list[web.RouteDef]:
        accounts = [
            {"email": ALICE, "name": "Alice Marsh", "connected": True},
            {"email": BOB, "name": "Bob Okafor", "connected": False},
        ]
        return [
            web.get("/play/faults", self._gives(lambda r: self.faults)),
            web.post("/play/faults", self._fault),
            web.delete("/play/faults", self._fault),
            web.get("/play/office/{email}/{list}/{id}", self._gives(lambda r: _kept(self.things, r))),
            web.get("/play/office/{tail:.*}", self._gives(lambda r: self.office.get(r.path.rsplit("/", 1)[-1], []))),
            web.delete("/play/office/{tail:.*}", self._noted),
            web.get("/play/mail/users", self._gives(lambda r: accounts)),
            web.get("/play/mail/events", self._events),
            web.get("/play/mail/{email}/messages/{id}", self._gives(lambda r: _kept(self.bodies, r))),
            web.get("/play/mail/{email}/{folder}", self._gives(self._folder)),
            web.post("/play/mail/{tail:.*}", self._noted),
            web.delete("/play/mail/{tail:.*}", self._noted),
        ]

    def _folder(self, request: web.Request) -> list[Json]:
        return self.mail[request.match_info["folder"]] if request.match_info["email"] == ALICE else []

    def _gives(self, value: Callable[[web.Request], Any]) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def give(request: web.Request) -> web.Response:
            async with self._heard:
                self.looked[request.path] += 1
                self._heard.notify_all()
            return web.json_response(value(request))

        return give

    async def _note(self, request: web.Request) -> None:
        body = await request.json() if request.can_read_body else None
        async with self._heard:
            self.asked.append((request.path, body))
            self._heard.notify_all()

    async def _noted(self, request: web.Request) -> web.Response:
        await self._note(request)
        what = request.path.rsplit("/", 1)[-1]
        if what in self.gates:
            await self.gates[what].wait()
        if what in self.refusals:
            status, said = self.refusals[what]
            return web.json_response(said, status=status)
        return web.json_response(self.answers.get(what, OK))

    async def _fault(self, request: web.Request) -> web.Response:
        await self._note(request)
        self.faults = [] if request.method == "DELETE" else [*self.faults, await request.json()]
        return web.json_response(self.faults)

    async def _events(self, request: web.Request) -> web.StreamResponse:
        if self.refuse_events:
            raise web.HTTPServiceUnavailable
        kind = request.path.split("/")[2]
        stream = web.StreamResponse(headers={"Content-Type": "text/event-stream", "X-Kind": kind})
        await stream.prepare(request)
        self._streams.add(stream)
        await self._cut.wait()
        return stream


def _kept(held: dict[str, Json], request: web.Request) -> Json:
    """The mail, event or file that the path names, if it is that person's: Alice's, where it says nothing else."""
    found = held.get(request.match_info["id"])
    if found is None or found.get("keeper", ALICE) != request.match_info["email"]:
        raise web.HTTPNotFound
    return found
