"""The web application with everything around it: stand-ins on loopback, SQLite, and a bell that notes what is rung."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import aiohttp
from aiohttp import web
from pydantic import SecretStr

from bot.allowance import build_allowance
from bot.app import make_app
from bot.errors import Temporary
from bot.kept_answers import KeptAnswers
from bot.mailboxes import Mailboxes
from bot.queue import Lines, Ring
from bot.services import Services, open_google, open_oauth, open_push_tokens, open_slacks
from bot.settings import Settings
from connectors.gate import Turnstile
from connectors.google.client import GoogleWay
from connectors.google.quota import SERVICES, Limits, Quotas
from connectors.google.transport import Transport
from connectors.memory_gate import MemoryGate
from sandbox.faults import Fault, Faults
from sandbox.google.keys import Keys
from sandbox.google.push import PushSettings
from sandbox.google.world import GoogleWorld, utc_now
from sandbox.slack import modal_play
from sandbox.slack.human import Human
from sandbox.slack.modals import View
from sandbox.slack.oauth import Distribution
from sandbox.slack.orders import Click, Command, Say, Submit
from sandbox.slack.values import Team
from sandbox.slack.world import SlackWorld
from storage.crypto import Vault
from storage.db import Database
from storage.index.library import Library
from storage.pushes import PushInbox
from tests.cast import TEAM
from tests.fake_model import FakeModel
from tests.fakes import MemoryCache
from tests.handlers.counterparts import distribute, stage_app
from tests.ports import free_port
from tests.sandbox.slack.rig import serve

KEY = bytes(range(32))
KEYS = Keys(utc_now)  # one RSA key for the whole run: making one takes longer than most tests
AUDIENCE = "https://mailroom.fernhill.example/api/webhook/gmail"
PUSHER = "push@sandbox.iam.gserviceaccount.example"
Json = dict[str, Any]


@dataclass
class NotingBell:
    """A Doorbell that notes what was rung. `down` makes it refuse; `breaks` is an error that nobody expects of it."""

    rings: list[Ring] = field(default_factory=list)
    down: bool = False
    refused: int = 0  # rings that were tried while it was down
    breaks: Exception | None = None
    queued: Lines = field(default_factory=lambda: Lines(0))
    hangs: asyncio.Event | None = None  # it answers nothing before this is set
    lost: datetime | None = None  # until when rings may be, as it tells once

    async def ring(self, rings: Sequence[Ring]) -> None:
        await asyncio.sleep(0)
        if self.breaks:
            raise self.breaks
        if self.down:
            self.refused += 1
            raise Temporary("the queue cannot be reached")
        self.rings.extend(rings)

    async def check(self) -> str:
        if self.hangs:
            await self.hangs.wait()
        if self.down:
            raise Temporary("the queue cannot be reached")
        return "ok"

    async def workers(self) -> str:
        if self.hangs:
            await self.hangs.wait()
        return "2"

    async def lines(self) -> Lines:
        if self.hangs:
            await self.hangs.wait()
        if self.down:
            raise Temporary("the queue cannot be reached")
        return self.queued

    async def lost_until(self) -> datetime | None:
        if self.down:
            raise Temporary("the queue cannot be reached")
        lost, self.lost = self.lost, None
        return lost

    async def close(self) -> None:
        """Nothing to let go of."""

    def of(self, job: str) -> list[Ring]:
        """The rings of one job, by its name."""
        return [ring for ring in self.rings if ring.job == f"jobs.{job}.{job}"]

    @property
    def names(self) -> list[str]:
        """What was rung, in order."""
        return [ring.job.rpartition(".")[2] for ring in self.rings]


@dataclass(frozen=True)
class Office:
    """A running web application and the worlds around it."""

    services: Services
    app: web.Application
    url: str
    slack: SlackWorld
    google: GoogleWorld
    faults: Faults
    bell: NotingBell
    http: aiohttp.ClientSession
    distribution: Distribution

    @property
    def db(self) -> Database:
        """The application's database."""
        return self.services.db

    def fail(self, method: str, **fault: Any) -> None:
        """Has the stand-in for Slack answer such calls otherwise."""
        self.faults.add(Fault(service="slack", method=method, **fault))

    def human(self, slack_id: str) -> Human:
        """A member of the workspace at a keyboard."""
        return Human(self.slack, slack_id)

    async def card(self, slack_id: str, text: str, blocks: list[Json]) -> tuple[str, str]:
        """Posts a card into the person's DM: its channel and ts."""
        slack = self.services.slacks.of(TEAM)
        channel = await slack.open_dm(slack_id)
        return channel, await slack.post(channel, text, blocks)

    async def click(self, slack_id: str, place: tuple[str, str], action_id: str, **more: Any) -> Json:
        """A click on a message, with what the app answered."""
        order = Click(channel=place[0], message_ts=place[1], action_id=action_id, **more)
        return await self.human(slack_id).click(order)

    async def command(self, slack_id: str, text: str) -> Json:
        """Types /mailroom."""
        return await self.human(slack_id).command(Command(command="/mailroom", text=text))

    def views(self, slack_id: str) -> list[View]:
        """The person's open modals, the topmost one last."""
        return self.slack.modals.stacks.get(slack_id, [])

    async def submit(self, slack_id: str, values: Json) -> Json:
        """Fills in the topmost modal and submits it; `values` by name, where block and input have the same one."""
        entries = {name: {name: value} for name, value in values.items()}
        order = Submit(view_id=self.views(slack_id)[-1].id, values=entries)
        return await modal_play.submit(self.slack, self.human(slack_id), order)

    def say(self, slack_id: str, text: str) -> Json:
        """Writes to the bot."""
        return self.human(slack_id).write(Say(text=text))

    def heard(self, slack_id: str) -> list[str]:
        """The texts of what only this person was told in their DM, in order."""
        channel = self.slack.talk.direct(slack_id)
        return [message.text for message in channel.messages if message.ephemeral_for == slack_id]

    def calls(self, method: str) -> list[Json]:
        """The arguments of every call of that Web API method."""
        return [call.arguments for call in self.slack.calls if call.method == method]


def everywhere(slack: Any) -> Any:
    """Slacks that are this one in every workspace."""
    return SimpleNamespace(of=lambda team_id: slack)


def settings_of(**values: Any) -> Settings:
    """Settings that no environment and no file has a say in."""
    known: Json = {
        "slack_bot_token": SecretStr("xoxb-sandbox"),
        "slack_signing_secret": SecretStr("sandbox-signing-secret"),
        "google_client_id": "sandbox-client",
        "google_client_secret": SecretStr("sandbox-secret"),
        "pubsub_audience": AUDIENCE,
        "pubsub_service_account": PUSHER,
        "openai_api_key": SecretStr(""),
        "anthropic_api_key": SecretStr(""),
    }
    return Settings(_env_file=None, **known | values)


def services_of(settings: Settings, db: Database, bell: NotingBell, stack: AsyncExitStack) -> Services:
    """The services over that database, all of them real but the bell and the model."""
    transport, threads = Transport(8), ThreadPoolExecutor(8)
    stack.callback(transport.close)
    stack.callback(threads.shutdown, wait=False)
    oauth, vault = open_oauth(settings, transport, threads, db.now), Vault({"k1": KEY})
    gate = MemoryGate([*SERVICES, "openai", "anthropic"])
    gmail, calendar, drive = open_google(settings, GoogleWay(transport, threads, door=Turnstile(gate)), db.now)
    (slacks, installs), inbox = open_slacks(settings, db, vault), PushInbox(db)
    allowance, kept_answers = build_allowance(settings), KeptAnswers(settings.redis_url)
    stack.push_async_callback(allowance.close)
    stack.push_async_callback(kept_answers.close)
    stack.push_async_callback(slacks.close)
    stack.push_async_callback(inbox.close)
    return Services(
        settings=settings,
        db=db,
        library=Library(db, ""),
        embedder=None,
        cache=MemoryCache(),
        allowance=allowance,
        kept_answers=kept_answers,
        bell=bell,
        slacks=slacks,
        installs=installs,
        circuits=gate,
        quotas=Quotas(gate, Limits(gmail=6_000, calendar=600, drive=325_000)),
        model=FakeModel(),
        mailboxes=Mailboxes(db, vault, oauth, gmail, open_calendar=calendar, open_drive=drive),
        oauth=oauth,
        vault=vault,
        inbox=inbox,
        push_tokens=open_push_tokens(settings, transport, threads, db.now),
    )


def new_browser() -> aiohttp.ClientSession:
    """A browser that nobody has used yet. It keeps cookies of hosts that are addresses, as real ones do."""
    return aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))


@asynccontextmanager
async def open_office(
    db: Database, clock: Callable[[], datetime], *, teams: Sequence[Team] = (), **values: Any
) -> AsyncIterator[Office]:
    """The application on a loopback port for as long as the block runs. `teams` are further workspaces, with people of
    the same ids, where the app can be installed."""
    faults, bell = Faults(), NotingBell()
    app_port, stage_port = free_port(), free_port()
    url, stage = f"http://127.0.0.1:{app_port}", f"http://127.0.0.1:{stage_port}"
    distribution = distribute(url, stage, teams, faults)
    google = GoogleWorld(push=PushSettings(audience=AUDIENCE), faults=faults, now=clock)
    google.keys = KEYS
    async with AsyncExitStack() as stack:
        stack.push_async_callback((await serve(stage_app(distribution, google), stage_port)).cleanup)
        for world in distribution.worlds:
            await world.start()
            stack.push_async_callback(world.close)
        settings = settings_of(
            **{
                "public_url": url,
                "slack_api_url": f"{stage}/slack/api/",
                "google_api_url": f"{stage}/google/",
                "google_authorize_url": f"{stage}/google/o/oauth2/v2/auth",
                "google_token_url": f"{stage}/google/token",
                "google_certs_url": f"{stage}/google/oauth2/v3/certs",
            }
            | values
        )
        services = services_of(settings, db, bell, stack)
        app = make_app(services)
        stack.push_async_callback((await serve(app, app_port)).cleanup)
        http = await stack.enter_async_context(new_browser())
        yield Office(services, app, url, distribution.worlds[0], google, faults, bell, http, distribution)
