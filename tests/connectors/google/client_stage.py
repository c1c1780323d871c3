"""A client of Google on a scripted server: tokens that can be refused, and a clock that moves only by sleeping."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from bot.errors import Reconnect
from connectors.google.client import GoogleClient, GoogleWay
from connectors.google.discovery import google_service
from connectors.google.transport import Transport
from tests.connectors.google.scripted import Scripted


@dataclass
class FakeTokens:
    """Tokens t0, t1, …: a new one each time one was rejected."""

    made: int = 0
    dead: bool = False
    given_up: list[str] = field(default_factory=list)
    owner: str = "alice"

    async def access_token(self, rejected: str = "") -> str:
        if rejected and self.dead:
            raise Reconnect("revoked")
        if rejected == f"t{self.made}":
            self.made += 1
        return f"t{self.made}"

    async def give_up(self, token: str) -> None:
        self.given_up.append(token)


@dataclass
class Time:
    """A clock that moves only by sleeping."""

    now: float = 0.0
    slept: list[float] = field(default_factory=list)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def __call__(self) -> float:
        return self.now


@dataclass
class Stage:
    server: Scripted
    tokens: FakeTokens
    time: Time
    client: GoogleClient

    @property
    def get(self) -> Any:
        return google_service("gmail", self.server.url).users().getProfile(userId="me")

    @property
    def send(self) -> Any:
        return google_service("gmail", self.server.url).users().drafts().send(userId="me", body={"id": "d1"})


def client_stage(server: Scripted, transport: Transport, executor: ThreadPoolExecutor) -> Stage:
    """A client without a gate, with time for all quick retries."""
    tokens, time = FakeTokens(), Time()
    way = GoogleWay(transport, executor, deadline_seconds=100, sleep=time.sleep, clock=time)
    return Stage(server, tokens, time, GoogleClient(way, tokens))
