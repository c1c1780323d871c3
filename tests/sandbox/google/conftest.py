"""A Google stand-in on a loopback port, and Google's own client pointed at it."""

import base64
import importlib.resources
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from google.oauth2.credentials import Credentials
from googleapiclient.discovery import build_from_document

from sandbox.faults import Faults, fault_routes
from sandbox.google.cast import sample_users
from sandbox.google.oauth import ALL_SCOPES
from sandbox.google.play import play_mail_routes
from sandbox.google.play_office import play_office_routes
from sandbox.google.push import PushSettings
from sandbox.google.routes import google_routes
from sandbox.google.world import GoogleWorld

ALICE, BOB = "alice@fernhill.example", "bob@fernhill.example"
Json = dict[str, Any]


@dataclass
class Clock:
    """A time that moves only when told to."""

    at: datetime = field(default_factory=lambda: datetime(2026, 11, 20, 9, 0, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.at

    def pass_(self, **span: float) -> None:
        self.at += timedelta(**span)


@dataclass(frozen=True)
class Google:
    """A running stand-in."""

    world: GoogleWorld
    url: str
    http: aiohttp.ClientSession
    clock: Clock

    def token(self, email: str = ALICE, scopes: tuple[str, ...] = ALL_SCOPES) -> str:
        return self.world.oauth.issue(email, scopes)

    def client(self, email: str = ALICE, api: str = "gmail.v1") -> Any:
        """Google's own client library, with nothing but another root."""
        folder = importlib.resources.files("googleapiclient.discovery_cache.documents")
        document = json.loads(folder.joinpath(f"{api}.json").read_text())
        document["rootUrl"] = f"{self.url}/google/"
        return build_from_document(document, credentials=Credentials(self.token(email)))  # type: ignore[no-untyped-call]

    async def call(
        self, method: str, path: str, body: object = None, *, email: str = ALICE, token: str | None = None
    ) -> tuple[int, Json]:
        """One raw call below /google/."""
        headers = {"Authorization": f"Bearer {self.token(email) if token is None else token}"}
        async with self.http.request(method, f"{self.url}/google/{path}", json=body, headers=headers) as answer:
            return answer.status, (await answer.json(content_type=None) if answer.content_length else {})

    async def me(self, method: str, path: str, body: object = None, *, email: str = ALICE) -> tuple[int, Json]:
        """One raw call of the caller's own Gmail."""
        return await self.call(method, f"gmail/v1/users/me/{path}", body, email=email)

    async def play(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        """One call of the human side."""
        async with self.http.request(method, f"{self.url}/play/{path}", json=body) as answer:
            return answer.status, await answer.json()

    async def deliver(self, subject: str = "Order 17", text: str = "Where is it?", **more: object) -> str:
        """A customer's mail arrives at Alice's; its id in her mailbox."""
        mail = {"from": "Carol <carol@customer.example>", "to": ALICE, "subject": subject, "text": text, **more}
        status, answer = await self.play("POST", "mail/deliver", mail)
        assert status == 201
        return str(answer["ids"].get(ALICE, ""))


@pytest.fixture
def clock() -> Clock:
    return Clock()


StartGoogle = Callable[..., Awaitable[Google]]


@pytest.fixture
async def start_google(clock: Clock) -> AsyncIterator[StartGoogle]:
    """Starts stand-ins with other settings than the usual ones."""
    running: list[tuple[GoogleWorld, TestServer, aiohttp.ClientSession]] = []

    async def start(push: PushSettings | None = None, **settings: Any) -> Google:
        faults = Faults()
        world = GoogleWorld(sample_users(), push=push, faults=faults, now=clock, **settings)
        app = web.Application()
        app.add_routes(fault_routes(faults))
        app.add_subapp("/google/", google_routes(world))
        app.add_subapp("/play/mail/", play_mail_routes(world))
        app.add_subapp("/play/office/", play_office_routes(world))
        server = TestServer(app)
        await server.start_server()
        await world.start()
        session = aiohttp.ClientSession()
        running.append((world, server, session))
        return Google(world, str(server.make_url("")).rstrip("/"), session, clock)

    yield start
    for world, server, session in running:
        await session.close()
        await world.close()
        await server.close()


@pytest.fixture
async def google(start_google: StartGoogle) -> Google:
    return await start_google()


def mail(to: str = "carol@customer.example", subject: str = "Hello", text: str = "Hi.", **headers: str) -> bytes:
    """A plain mail of Alice's."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = f"Alice Marsh <{ALICE}>", to, subject
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode()


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
