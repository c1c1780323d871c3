"""A second workspace whose people have the ids of the first one's, and a browser that installs the app there."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

import aiohttp
from pydantic import SecretStr

from sandbox.slack.human import Human
from sandbox.slack.oauth import Distribution
from sandbox.slack.orders import Command
from sandbox.slack.values import Json, Team
from sandbox.slack.world import SlackWorld
from storage.db import Database
from storage.workspaces import Workspace, Workspaces
from tests.handlers.office import Office, open_office

OTHER = Team("T0OTHER", "Otherwise Ltd", "otherwise")
CLIENT = {
    "slack_bot_token": SecretStr(""),
    "slack_client_id": Distribution.client_id,
    "slack_client_secret": SecretStr(Distribution.client_secret),
}


@asynccontextmanager
async def open_distribution(db: Database, clock: Callable[[], datetime]) -> AsyncIterator[Office]:
    """An application that is installed nowhere yet, and two workspaces that may install it."""
    async with open_office(db, clock, teams=(OTHER,), **CLIENT) as office:
        yield office


async def consent(office: Office, browser: aiohttp.ClientSession | None = None) -> str:
    """Opens /slack/install; the address of Slack's page to which that leads."""
    async with (browser or office.http).get(f"{office.url}/slack/install") as answer:
        assert answer.status == 200 and "/slack/oauth/v2/authorize?" in str(answer.url)
        return str(answer.url)


async def press(office: Office, address: str, team: str, decision: str = "allow", *, user: str = "U0ALICE") -> str:
    """Presses a button on Slack's page; the address to which Slack leads back."""
    form = {"team": team, "decision": decision, "user": user}
    async with office.http.post(address, data=form, allow_redirects=False) as answer:
        assert answer.status == 302
        return answer.headers["Location"]


async def come_back(office: Office, address: str, browser: aiohttp.ClientSession | None = None) -> tuple[int, str]:
    """Follows Slack's redirect: the status and the text of our page."""
    async with (browser or office.http).get(address) as answer:
        return answer.status, await answer.text()


async def install(office: Office, team: str, **more: str) -> tuple[int, str]:
    """Installs the app in a workspace, as an admin with a browser does."""
    return await come_back(office, await press(office, await consent(office), team, **more))


def world_of(office: Office, team: str) -> SlackWorld:
    """A workspace."""
    return office.distribution.world(team)


async def types(office: Office, team: str, text: str, slack_id: str = "U0ALICE") -> Json:
    """Somebody there types /mailroom."""
    return await Human(world_of(office, team), slack_id).command(Command(command="/mailroom", text=text))


async def row_of(db: Database, team: str) -> Workspace | None:
    """What is stored of a workspace."""
    async with db.reading() as session:
        return await Workspaces(session).get(team)
