"""The stand-ins as one web application on one port."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import web

from sandbox.faults import Faults, fault_routes
from sandbox.google.play import play_mail_routes
from sandbox.google.play_office import play_office_routes
from sandbox.google.push import PushSettings
from sandbox.google.routes import google_routes
from sandbox.google.world import GoogleWorld
from sandbox.ledger import ledger_routes
from sandbox.models.anthropic_api import anthropic_routes
from sandbox.models.openai_api import openai_routes
from sandbox.models.play import play_model_routes
from sandbox.models.world import ModelWorld
from sandbox.page_routes import page_routes
from sandbox.slack.play import play_slack_routes
from sandbox.slack.values import App
from sandbox.slack.web_api import slack_routes
from sandbox.slack.world import SlackWorld

PUSH_ACCOUNT = "push@sandbox.iam.gserviceaccount.example"
MAIL_AT_MOST = 40 * 1024 * 1024


@dataclass(frozen=True)
class Stage:
    """Everything that the stand-ins hold."""

    faults: Faults
    google: GoogleWorld
    slack: SlackWorld
    models: ModelWorld


def make_stage(app_url: str, own_url: str) -> Stage:
    """Stand-ins for an app that serves at `app_url`; they themselves are served at `own_url`."""
    faults = Faults()
    endpoint = f"{app_url}/api/webhook/gmail"
    push = PushSettings(endpoint=endpoint, audience=endpoint, service_account=PUSH_ACCOUNT)
    slack = SlackWorld(App(events_url=f"{app_url}/slack/events", own_url=own_url), faults)
    return Stage(faults, GoogleWorld(push=push, faults=faults), slack, ModelWorld(faults))


def make_server(stage: Stage) -> web.Application:
    """The application: wire protocols under their prefixes, the human side under /play, the page at /."""
    app = web.Application(client_max_size=MAIL_AT_MOST)
    app.add_subapp("/google/", google_routes(stage.google))
    app.add_subapp("/play/mail/", play_mail_routes(stage.google))
    app.add_subapp("/play/office/", play_office_routes(stage.google))
    app.add_routes(slack_routes(stage.slack))
    app.add_routes(play_slack_routes(stage.slack))
    app.add_routes(openai_routes(stage.models))
    app.add_routes(anthropic_routes(stage.models))
    app.add_routes(play_model_routes(stage.models))
    app.add_routes(fault_routes(stage.faults))
    app.add_routes(ledger_routes(stage.google, stage.slack))
    app.add_routes(page_routes())

    async def close(_: web.Application) -> None:
        await stage.slack.close()
        await stage.google.close()

    app.on_shutdown.append(close)
    return app


@asynccontextmanager
async def serving(stage: Stage, host: str, port: int) -> AsyncIterator[None]:
    """Serves the stand-ins for as long as the block runs."""
    await stage.google.start()
    await stage.slack.start()
    runner = web.AppRunner(make_server(stage), access_log=None, shutdown_timeout=2)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        yield
    finally:
        await runner.cleanup()
