"""Gmail's stand-in with Alice's mailbox on it, and what people do there by hand."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

from connectors.google.client import GoogleClient, GoogleWay
from connectors.mail.gmail import Gmail
from sandbox.faults import Fault
from sandbox.google.play import play_mail_routes
from sandbox.google.routes import google_routes
from sandbox.google.world import GoogleWorld
from tests.connectors.mail.conftest import OneToken

ALICE, CAROL = "alice@fernhill.example", "carol@customer.example"


@dataclass(frozen=True)
class Stage:
    """The stand-in, Alice's mailbox on it, and what people do there by hand."""

    world: GoogleWorld
    play_url: str
    http: aiohttp.ClientSession
    gmail: Gmail
    tokens: OneToken

    async def play(self, method: str, path: str, body: object = None) -> Any:
        async with self.http.request(method, f"{self.play_url}{path}", json=body) as answer:
            assert answer.status < 300
            return await answer.json()

    async def arrive(self, subject: str = "Order 17", text: str = "Where is it?", **more: str) -> str:
        """A mail of Carol's arrives; its id."""
        mail = {"from": f"Carol <{CAROL}>", "to": ALICE, "subject": subject, "text": text, **more}
        return str((await self.play("POST", "deliver", mail))["ids"][ALICE])

    async def shown(self, remote_id: str) -> Any:
        """A message as its owner sees it."""
        return await self.play("GET", f"{ALICE}/messages/{remote_id}")

    def fail(self, method: str, kind: str, **more: object) -> None:
        self.world.faults.add(Fault.model_validate({"service": "gmail", "method": method, "kind": kind, **more}))


@asynccontextmanager
async def gmail_stage(way: GoogleWay) -> AsyncIterator[Stage]:
    """The stand-in as long as the block runs."""
    world = GoogleWorld(quota_per_minute=None)
    app = web.Application()
    app.add_subapp("/google/", google_routes(world))
    app.add_subapp("/play/mail/", play_mail_routes(world))
    server = TestServer(app)
    await server.start_server()
    await world.start()
    tokens = OneToken(world.oauth.issue(ALICE))
    gmail = Gmail(GoogleClient(way, tokens), str(server.make_url("/google/")))
    async with aiohttp.ClientSession() as http:
        yield Stage(world, str(server.make_url("/play/mail/")), http, gmail, tokens)
    await world.close()
    await server.close()
