"""The stand-ins around the application: workspaces where it can be installed, and one Google, on one port."""

from collections.abc import Sequence

from aiohttp import web

from sandbox.faults import Faults
from sandbox.google.routes import google_routes
from sandbox.google.world import GoogleWorld
from sandbox.slack.oauth import Distribution
from sandbox.slack.oauth_api import oauth_routes
from sandbox.slack.values import FERNHILL, App, Options, Team
from sandbox.slack.web_api import slack_routes
from sandbox.slack.world import SlackWorld


def distribute(url: str, stage: str, teams: Sequence[Team], faults: Faults) -> Distribution:
    """The app at `url`, with the sandbox's token in the first workspace and installed in none of the further ones."""
    worlds = [
        SlackWorld(
            App(f"{url}/slack/events", stage, token), faults, team=team, options=Options(retry_waits=(0.0,), echo=False)
        )
        for team, token in [(FERNHILL, "xoxb-sandbox"), *((team, "") for team in teams)]
    ]
    return Distribution(worlds, f"{url}/slack/oauth_redirect")


def stage_app(distribution: Distribution, google: GoogleWorld) -> web.Application:
    """All of them as one web application."""
    app = web.Application()
    app.add_routes([*oauth_routes(distribution), *slack_routes(*distribution.worlds)])
    app.add_subapp("/google/", google_routes(google))
    return app
