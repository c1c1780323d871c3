"""Behind a firewall with several workspaces: everything that Slack sends comes over the socket, and no secret to sign
with is needed."""

import asyncio
import json
from pathlib import Path

import aiohttp
from sqlalchemy import select

from bot.settings import SLACK_SCOPES
from bot.workspaces import InstalledTokens
from connectors.slack_oauth import BotTokens, Installed, SlackClient, SlackOAuth
from storage.crypto import Vault
from storage.db import open_database
from storage.questions import Question
from storage.users import User
from tests.bot.test_main import Json, SocketSlack, environment, slack, web_process
from tests.ports import free_port

__all__ = ["slack"]  # the fixture
TEAMS = ("T0MAIL", "T0OTHER")


async def install(url: str) -> None:
    """Both workspaces, as an earlier installation left them."""
    db, vault = open_database(url), Vault({"k1": bytes(32)})
    tokens = InstalledTokens(db, vault, SlackOAuth(SlackClient("", "", "", "http://127.0.0.1:1/api/")))
    for team in TEAMS:
        pair = BotTokens("xoxb-sandbox", "", 0)
        await tokens.install(Installed(team, team, "U0MAILROOM", frozenset(SLACK_SCOPES), "U0ALICE", pair))
    await db.close()


async def asked(url: str) -> list[tuple[str, str]]:
    """Workspace and text of every question."""
    db = open_database(url)
    async with db.reading() as session:
        query = select(User.team_id, Question.text).join(User, User.id == Question.user_id).order_by(Question.text)
        found = [(row[0], row[1]) for row in await session.execute(query)]
    await db.close()
    return found


def person(team: str) -> Json:
    return {"user": {"id": "U0ALICE", "team_id": team}, "team": {"id": team}, "api_app_id": "A0MAILROOM"}


def typed(team: str, text: str) -> Json:
    return {
        "command": "/mailroom", "text": text, "team_id": team, "user_id": "U0ALICE", "channel_id": "D0ALICE",
        "trigger_id": "1.2.3", "api_app_id": "A0MAILROOM",
    }  # fmt: skip


def said(team: str) -> Json:
    event = {
        "type": "message", "channel": "D0ALICE", "channel_type": "im", "user": "U0ALICE", "ts": "1.2",
        "text": f"What is new in {team}?",
    }  # fmt: skip
    return {"type": "event_callback", "team_id": team, "event_id": f"Ev{team}", "event": event}


def form(team: str) -> Json:
    text = {"text": {"type": "plain_text_input", "value": ""}}
    view = {"id": "V1", "type": "modal", "callback_id": "reply_instructed", "private_metadata": "no such version"}
    return {"type": "view_submission", **person(team), "view": view | {"state": {"values": {"instruction": text}}}}


def click(team: str) -> Json:
    action = {"type": "button", "action_id": "send_clicked", "block_id": "b", "value": "no such version"}
    return {"type": "block_actions", **person(team), "actions": [action], "channel": {"id": "D0ALICE"}}


async def test_commands_clicks_forms_and_events_of_every_workspace_come_over_one_socket(
    slack: SocketSlack, sqlite_url: str, tmp_path: Path
) -> None:
    await install(sqlite_url)
    port = free_port()
    settings = environment(
        slack.url, sqlite_url, port, SLACK_APP_TOKEN="xapp-sandbox", SLACK_BOT_TOKEN="", SLACK_SIGNING_SECRET="",
        SLACK_CLIENT_ID="1.2", SLACK_CLIENT_SECRET="client-secret",
    )  # fmt: skip
    async with web_process(settings, tmp_path), aiohttp.ClientSession() as http:
        socket = await asyncio.wait_for(slack.sockets.get(), 30)
        for team in TEAMS:
            answer = await slack.ask(socket, "slash_commands", typed(team, "status"), f"command-{team}")
            assert "No mailbox is connected" in answer["payload"]["text"]
            for kind, payload in (
                ("interactive", click(team)),
                ("interactive", form(team)),
                ("events_api", said(team)),
            ):
                number = f"{kind}-{payload['type']}-{team}"
                assert (await slack.ask(socket, kind, payload, number))["envelope_id"] == number
        assert await asked(sqlite_url) == [(team, f"What is new in {team}?") for team in TEAMS]
        refused = await slack.ask(socket, "slash_commands", typed("T0NOBODY", "status"), "stranger")
        assert "Mailroom is not installed in this workspace" in json.dumps(refused["payload"])
        async with http.post(f"http://127.0.0.1:{port}/slack/events", data="{}") as closed:
            assert closed.status == 404  # nobody could sign with an empty secret
