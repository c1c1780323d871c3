"""The web process itself: it serves over HTTP, or speaks Socket Mode behind a firewall, and ends in good order."""

import asyncio
import base64
import json
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest
from aiohttp import WSMsgType, web

from sandbox.faults import Fault, Faults
from sandbox.slack.delivery import signature
from sandbox.slack.values import App
from sandbox.slack.web_api import slack_routes
from sandbox.slack.world import SlackWorld
from tests.eventually import eventually
from tests.ports import free_port
from tests.sandbox.slack.rig import serve

ROOT = Path(__file__).resolve().parents[2]
Json = dict[str, Any]


@dataclass
class SocketSlack:
    """Slack's side of Socket Mode: hands out an address, says hello, sends envelopes and waits for their answers."""

    url: str
    world: SlackWorld
    opened: list[str] = field(default_factory=list)
    sockets: "asyncio.Queue[web.WebSocketResponse]" = field(default_factory=asyncio.Queue)
    answers: "asyncio.Queue[Json]" = field(default_factory=asyncio.Queue)

    async def open(self, request: web.Request) -> web.Response:
        """apps.connections.open, which takes an app-level token only."""
        self.opened.append(request.headers.get("Authorization", ""))
        if self.opened[-1] != "Bearer xapp-sandbox":
            return web.json_response({"ok": False, "error": "invalid_auth"})
        return web.json_response({"ok": True, "url": f"ws{self.url.removeprefix('http')}/link/?ticket=1"})

    async def link(self, request: web.Request) -> web.WebSocketResponse:
        """The WebSocket."""
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": 1, "connection_info": {"app_id": "A0MAILROOM"}})
        await self.sockets.put(socket)
        async for message in socket:
            if message.type == WSMsgType.TEXT and message.data.startswith("{"):
                await self.answers.put(json.loads(message.data))
        return socket

    async def ask(self, socket: web.WebSocketResponse, kind: str, payload: Json, number: str) -> Json:
        """Sends an envelope; its answer."""
        envelope = {"type": kind, "envelope_id": number, "payload": payload, "accepts_response_payload": True}
        await socket.send_json(envelope)
        return await asyncio.wait_for(self.answers.get(), 10)


def environment(stage: str, database: str, port: int, **more: str) -> dict[str, str]:
    key = base64.b64encode(bytes(32)).decode()
    return {
        "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "DATABASE_URL": database, "PORT": str(port),
        "SLACK_API_URL": f"{stage}/slack/api/", "SLACK_BOT_TOKEN": "xoxb-sandbox",
        "SLACK_SIGNING_SECRET": "sandbox-signing-secret", "GOOGLE_CLIENT_ID": "id", "GOOGLE_CLIENT_SECRET": "secret",
        "TOKEN_KEYS": f"k1:{key}", "REDIS_URL": f"redis://127.0.0.1:{free_port()}/0", **more,
    }  # fmt: skip


@asynccontextmanager
async def web_process(
    settings: dict[str, str], folder: Path, log: list[Json] | None = None
) -> AsyncIterator[asyncio.subprocess.Process]:
    """`python -m bot`, which must end by itself, and soon, when told to. Its lines are put into `log` at the end."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", env=settings, cwd=folder, stdout=asyncio.subprocess.PIPE
    )
    try:
        yield process
        process.send_signal(signal.SIGTERM)
        output, _ = await asyncio.wait_for(process.communicate(), 20)
        assert process.returncode == 0
        lines = [json.loads(line) for line in output.splitlines()]
        assert lines[-1]["event"] == "web stopped"
        (log if log is not None else []).extend(lines)
        assert not [line for line in lines if "exception" in line or line["level"] == "critical"], lines
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


@pytest.fixture
async def slack() -> AsyncIterator[SocketSlack]:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    world = SlackWorld(App(own_url=url), Faults())
    stage = SocketSlack(url, world)
    app = web.Application()
    app.router.add_post("/slack/api/apps.connections.open", stage.open)
    app.router.add_get("/link/", stage.link)
    app.add_routes(slack_routes(world))
    runner = await serve(app, port)
    yield stage
    await runner.cleanup()


def command(text: str) -> Json:
    return {
        "command": "/mailroom", "text": text, "team_id": "T0MAIL", "user_id": "U0ALICE", "channel_id": "D0ALICE",
        "trigger_id": "1.2.3", "response_url": "http://127.0.0.1:1/", "api_app_id": "A0MAILROOM",
    }  # fmt: skip


async def test_behind_a_firewall_commands_come_over_a_socket_and_are_answered_in_the_acknowledgement(
    slack: SocketSlack, sqlite_url: str, tmp_path: Path
) -> None:
    settings = environment(slack.url, sqlite_url, free_port(), SLACK_APP_TOKEN="xapp-sandbox")
    async with web_process(settings, tmp_path):
        socket = await asyncio.wait_for(slack.sockets.get(), 30)
        said = await slack.ask(socket, "slash_commands", command("help"), "env-1")
        assert said["envelope_id"] == "env-1"
        assert said["payload"]["response_type"] == "ephemeral" and "/mailroom connect" in str(said["payload"])
        offered = await slack.ask(socket, "slash_commands", command("connect"), "env-2")
        assert "/auth/google/start?link=" in str(offered["payload"]["blocks"])
        action = {"type": "button", "action_id": "gmail_opened", "block_id": "b", "value": "x"}
        click = {
            "type": "block_actions", "user": {"id": "U0ALICE", "team_id": "T0MAIL"}, "team": {"id": "T0MAIL"},
            "api_app_id": "A0MAILROOM", "actions": [action], "channel": {"id": "D0ALICE"},
        }  # fmt: skip
        assert await slack.ask(socket, "interactive", click, "env-3") == {"envelope_id": "env-3"}
        assert slack.opened == ["Bearer xapp-sandbox"]


async def test_when_slack_asks_for_it_the_socket_is_opened_anew(
    slack: SocketSlack, sqlite_url: str, tmp_path: Path
) -> None:
    settings = environment(slack.url, sqlite_url, free_port(), SLACK_APP_TOKEN="xapp-sandbox")
    async with web_process(settings, tmp_path):
        first = await asyncio.wait_for(slack.sockets.get(), 30)
        await first.send_json({"type": "disconnect", "reason": "refresh_requested"})
        second = await asyncio.wait_for(slack.sockets.get(), 30)
        said = await slack.ask(second, "slash_commands", command("status"), "env-1")
        assert said["envelope_id"] == "env-1" and "No mailbox is connected" in said["payload"]["text"]


async def test_an_app_token_that_slack_refuses_stops_the_start_in_words(
    slack: SocketSlack, sqlite_url: str, tmp_path: Path
) -> None:
    settings = environment(slack.url, sqlite_url, free_port(), SLACK_APP_TOKEN="xapp-very-secret")
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", env=settings, cwd=tmp_path, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    output, words = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode == 1
    assert words.decode().startswith("Mailroom cannot start:\nSLACK_APP_TOKEN: Slack refuses it (invalid_auth).")
    assert b"very-secret" not in output + words and b"Traceback" not in output + words


async def test_while_slack_is_away_it_serves_waits_and_still_ends_when_told_to(
    slack: SocketSlack, sqlite_url: str, tmp_path: Path
) -> None:
    port, nowhere = free_port(), f"http://127.0.0.1:{free_port()}"
    settings = environment(nowhere, sqlite_url, port, SLACK_APP_TOKEN="xapp-sandbox")
    async with web_process(settings, tmp_path) as process, aiohttp.ClientSession() as http:
        assert process.stdout is not None
        async with asyncio.timeout(30):
            while b"socket mode waits for slack" not in (line := await process.stdout.readline()):
                assert line, "it ended"
        async with http.get(f"http://127.0.0.1:{port}/api/health") as answer:
            assert (await answer.json())["live"] == "ok"


async def serving(port: int, http: aiohttp.ClientSession) -> None:
    async def answers() -> bool:
        try:
            async with http.get(f"http://127.0.0.1:{port}/api/health"):
                return True
        except aiohttp.ClientConnectionError:
            return False

    await eventually(answers, 30)


async def signed(http: aiohttp.ClientSession, port: int, kind: str, body: str) -> int:
    """The status with which something is answered that Slack has signed."""
    stamp = str(int(time.time()))
    headers = {
        "Content-Type": kind, "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": signature("sandbox-signing-secret", stamp, body),
    }  # fmt: skip
    async with http.post(f"http://127.0.0.1:{port}/slack/events", data=body, headers=headers) as answer:
        return answer.status


async def test_a_click_that_was_acknowledged_is_finished_before_the_process_ends(
    slack: SocketSlack, sqlite_url: str, tmp_path: Path
) -> None:
    port, log = free_port(), list[Json]()
    action = {"type": "button", "action_id": "connect_clicked", "block_id": "b", "value": "new"}
    click = {
        "type": "block_actions", "user": {"id": "U0ALICE", "team_id": "T0MAIL"}, "team": {"id": "T0MAIL"},
        "api_app_id": "A0MAILROOM", "actions": [action],
    }  # fmt: skip
    slack.world.faults.add(Fault(service="slack", method="conversations.open", kind="slow", seconds=1))
    async with web_process(environment(slack.url, sqlite_url, port), tmp_path, log), aiohttp.ClientSession() as http:
        await serving(port, http)
        form = urlencode({"payload": json.dumps(click)})
        assert await signed(http, port, "application/x-www-form-urlencoded", form) == 200
    assert [call.answer["ok"] for call in slack.world.calls if call.method == "chat.postEphemeral"] == [True]
    assert "left unfinished" not in [line["event"] for line in log]


@pytest.mark.parametrize("path", ["/slack/events", "/api/webhook/gmail"])
async def test_what_a_stranger_compressed_is_refused_without_being_unpacked(
    slack: SocketSlack, sqlite_url: str, tmp_path: Path, path: str
) -> None:
    """Bytes that cannot be unpacked would be a 400: these are 401, as any others are that nobody has signed."""
    port = free_port()
    settings = environment(
        slack.url, sqlite_url, port, PUBSUB_AUDIENCE="https://m.example/", PUBSUB_SERVICE_ACCOUNT="a@b.example"
    )
    async with web_process(settings, tmp_path), aiohttp.ClientSession() as http:
        await serving(port, http)
        headers = {"Content-Encoding": "gzip", "Authorization": "Bearer x"}
        async with http.post(f"http://127.0.0.1:{port}{path}", data=b"no gzip", headers=headers) as answer:
            assert answer.status == 401


async def test_at_the_most_talkative_level_the_log_holds_no_word_of_an_event_and_nothing_of_bolts_own(
    slack: SocketSlack, sqlite_url: str, tmp_path: Path
) -> None:
    port, log = free_port(), list[Json]()
    settings = environment(slack.url, sqlite_url, port, LOG_LEVEL="DEBUG")
    said = {"type": "message", "channel": "D0QUARTERLY", "channel_type": "im", "text": "quarterly", "bot_id": "B1"}
    event = {"type": "event_callback", "team_id": "T0MAIL", "event_id": "Evquarterly", "event": said}
    async with web_process(settings, tmp_path, log), aiohttp.ClientSession() as http:
        await serving(port, http)
        assert await signed(http, port, "application/json", json.dumps(event)) == 200
    assert not [line for line in log if "quarterly" in str(line).lower()]
    chatty = [line for line in log if line["level"] in ("debug", "info")]
    assert not [line for line in chatty if line["logger"].startswith("slack_bolt")]


async def test_with_a_public_address_it_serves_over_http_and_opens_no_socket(
    slack: SocketSlack, sqlite_url: str, tmp_path: Path
) -> None:
    port = free_port()
    async with web_process(environment(slack.url, sqlite_url, port), tmp_path), aiohttp.ClientSession() as http:

        async def answers() -> bool:
            try:
                async with http.get(f"http://127.0.0.1:{port}/api/health") as answer:
                    parts = await answer.json()
            except aiohttp.ClientConnectionError:
                return False
            assert (answer.status, parts["database"], parts["redis"]) == (503, "ok", "down (Temporary)")
            return True

        await eventually(answers, 30)
        assert slack.opened == []
