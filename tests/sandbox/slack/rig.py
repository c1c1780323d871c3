"""A workspace, an app that receives what Slack sends (and checks its signatures), and a client, all on loopback."""

import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import aiohttp
from aiohttp import web
from slack_sdk.signature import Clock as SdkClock
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.faults import Faults
from sandbox.slack.play import play_slack_routes
from sandbox.slack.values import App, Options
from sandbox.slack.web_api import slack_routes
from sandbox.slack.world import SlackWorld

ALICE, BOB, MALLORY = "U0ALICE", "U0BOB", "U0MALLORY"
SCOPES = App().scopes | {"reactions:write", "channels:read", "channels:history", "team:read"}


class Clock(SdkClock):
    """The real time, moved on by hand."""

    def __init__(self) -> None:
        self.offset = 0.0

    def now(self) -> float:
        return time.time() + self.offset


@dataclass
class Received:
    """One request that reached the app."""

    headers: dict[str, str]
    body: str
    signed: bool

    @property
    def data(self) -> Any:
        """The payload: of an event, of an interaction, or the fields of a command."""
        if self.headers["Content-Type"] == "application/json":
            return json.loads(self.body)
        form = {name: values[0] for name, values in parse_qs(self.body, keep_blank_values=True).items()}
        return json.loads(form["payload"]) if "payload" in form else form


Answering = Callable[[Received], Awaitable[web.StreamResponse]]


@dataclass
class Receiver:
    """The app's side: keeps what it receives and answers as the test wishes (200 and nothing by default)."""

    clock: Clock
    received: list[Received] = field(default_factory=list)
    answers: list[web.StreamResponse | Answering] = field(default_factory=list)

    async def take(self, request: web.Request) -> web.StreamResponse:
        body = await request.text()
        verifier = SignatureVerifier("sandbox-signing-secret", self.clock)
        headers = dict(request.headers)
        one = Received(headers, body, verifier.is_valid_request(body, headers))
        self.received.append(one)
        if not self.answers:
            return web.Response()
        answer = self.answers.pop(0)
        return answer if isinstance(answer, web.StreamResponse) else await answer(one)

    def events(self, kind: str) -> list[dict[str, Any]]:
        """The events of one type, in the order in which they came."""
        found = [one.data for one in self.received if one.headers["Content-Type"] == "application/json"]
        return [data["event"] for data in found if data["event"]["type"] == kind]


@dataclass
class Rig:
    """Everything a test needs."""

    world: SlackWorld
    receiver: Receiver
    client: AsyncWebClient
    clock: Clock
    url: str
    http: aiohttp.ClientSession

    async def play(self, path: str, **order: Any) -> Any:
        """POST /play/slack/…; the JSON answer (with `http` = the status, if it is not 200)."""
        async with self.http.post(f"{self.url}/play/slack/{path}", json=order) as response:
            answer = await response.json()
            return answer if response.status == 200 else {**answer, "http": response.status}

    async def look(self, path: str) -> Any:
        """GET /play/slack/…"""
        async with self.http.get(f"{self.url}/play/slack/{path}") as response:
            return await response.json()

    async def dm(self, user: str = ALICE) -> str:
        """The direct message of that user with the app."""
        opened = await self.client.conversations_open(users=user)
        return str(opened["channel"]["id"])

    async def card(self, *elements: dict[str, Any], channel: str = ALICE) -> str:
        """Posts a message with these interactive elements; its ts."""
        blocks = [{"type": "actions", "block_id": "row", "elements": list(elements)}]
        posted = await self.client.chat_postMessage(channel=channel, text="A card", blocks=blocks)
        return str(posted["ts"])

    async def trigger(self, user: str = ALICE) -> str:
        """A fresh trigger id, from a command that the user has typed."""
        await self.play(f"{user}/command", command="/ask")
        return str(self.receiver.received[-1].data["trigger_id"])


def button(action_id: str, label: str = "Approve", **more: Any) -> dict[str, Any]:
    """A button."""
    return {"type": "button", "action_id": action_id, "text": {"type": "plain_text", "text": label}, **more}


def section(text: str) -> dict[str, Any]:
    """A section of mrkdwn."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def modal(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A modal with a submit button."""
    title, label = {"type": "plain_text", "text": "Edit Draft"}, {"type": "plain_text", "text": "Save"}
    return {"type": "modal", "callback_id": "edit", "title": title, "submit": label, "blocks": list(blocks), **more}


def text_input(block_id: str, **more: Any) -> dict[str, Any]:
    """An input for text."""
    return {
        "type": "input",
        "block_id": block_id,
        "label": {"type": "plain_text", "text": "Body"},
        "element": {"type": "plain_text_input", "action_id": "text", **more},
    }


async def serve(app: web.Application, port: int) -> web.AppRunner:
    """Serves an application on loopback."""
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    return runner


def make_world(clock: Clock, sandbox_port: int, app_port: int, options: Options, **app: Any) -> SlackWorld:
    """A workspace whose app listens on `app_port`."""
    installed = App(
        events_url=f"http://127.0.0.1:{app_port}/slack/events",
        own_url=f"http://127.0.0.1:{sandbox_port}",
        **{"scopes": SCOPES, **app},
    )
    return SlackWorld(installed, Faults(), options=options, now=clock.now)


def sandbox_app(world: SlackWorld) -> web.Application:
    """The stand-in as the sandbox mounts it."""
    app = web.Application()
    app.add_routes([*slack_routes(world), *play_slack_routes(world)])
    return app
