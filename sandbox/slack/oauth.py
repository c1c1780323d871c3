"""Slack's OAuth v2 as the stand-in plays it: codes of an app that may be installed in several workspaces.

https://docs.slack.dev/authentication/installing-with-oauth and …/reference/methods/oauth.v2.access
"""

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field

from sandbox.slack.tokens import HALF_A_DAY, Grant
from sandbox.slack.values import Json, SlackError
from sandbox.slack.world import SlackWorld

CODE_SECONDS = 600
ORGANIZATION = "E0FERNHILL"  # the organization that all workspaces of the stand-in belong to


@dataclass
class Code:
    """What somebody allowed: where (a team, or the organization), who, and until when it can be exchanged."""

    place: str
    user: str
    scopes: frozenset[str]
    redirect_uri: str
    expires_at: float
    used: bool = False


@dataclass(frozen=True)
class Asked:
    """A request for consent that Slack takes."""

    scopes: frozenset[str]
    redirect_uri: str
    state: str


@dataclass
class Distribution:
    """One app, the workspaces where it can be installed, and its OAuth client. `rotates`: its tokens expire."""

    worlds: Sequence[SlackWorld]
    redirect_uri: str
    client_id: str = "sandbox-slack-client"
    client_secret: str = "sandbox-slack-secret"
    rotates: bool = False
    codes: dict[str, Code] = field(default_factory=dict)

    def asked(self, query: Json) -> Asked:
        """Checks what a browser brings to the consent page. Raises SlackError."""
        if query.get("client_id") != self.client_id:
            raise SlackError("invalid_client_id")
        uri = str(query.get("redirect_uri") or self.redirect_uri)
        if uri != self.redirect_uri:
            raise SlackError("bad_redirect_uri")
        scopes = frozenset(filter(None, str(query.get("scope", "")).split(",")))
        if not scopes:
            raise SlackError("no_scopes")
        if scopes - self.worlds[0].app.scopes:
            raise SlackError("invalid_scope")
        return Asked(scopes, uri, str(query.get("state", "")))

    def allow(self, asked: Asked, place: str, user: str) -> str:
        """A code for what was allowed in that place. Raises SlackError for a place that is not there."""
        if place not in (ORGANIZATION, *(world.team.id for world in self.worlds)):
            raise SlackError("invalid_team")
        code = f"{secrets.randbelow(10**10)}.{secrets.token_hex(32)}"
        ends = self.worlds[0].now() + CODE_SECONDS
        self.codes[code] = Code(place, user, asked.scopes, asked.redirect_uri, ends)
        return code

    def identify(self, client_id: str, client_secret: str) -> None:
        """Raises SlackError unless these are the app's own."""
        if client_id != self.client_id:
            raise SlackError("invalid_client_id")
        if not hmac.compare_digest(client_secret.encode(), self.client_secret.encode()):
            raise SlackError("bad_client_secret")

    def exchange(self, given: str, redirect_uri: str) -> Json:
        """What a code is worth, once. Raises SlackError."""
        code = self.codes.get(given)
        if code is None or code.expires_at <= self.worlds[0].now():
            raise SlackError("invalid_code")
        if code.used:
            raise SlackError("code_already_used")
        if redirect_uri != code.redirect_uri:
            raise SlackError("bad_redirect_uri")
        code.used = True
        organization = code.place == ORGANIZATION
        world = self.worlds[0] if organization else self.world(code.place)
        grant = world.install(rotating=self.rotates)
        team = None if organization else {"id": world.team.id, "name": world.team.name}
        enterprise = {"id": ORGANIZATION, "name": "Fernhill Group"} if organization else None
        return {
            **self._bot(world, grant),
            "scope": ",".join(sorted(code.scopes)),
            "team": team,
            "enterprise": enterprise,
            "is_enterprise_install": organization,
            "authed_user": {"id": code.user},
        }

    def refresh(self, token: str) -> Json:
        """The next pair for a refresh token, which is spent by it. Raises SlackError."""
        for world in self.worlds:
            grant = world.tokens.refresh(token) if world.installed else None
            if grant is not None:
                team = {"id": world.team.id, "name": world.team.name}
                return {**self._bot(world, grant), "team": team, "enterprise": None, "is_enterprise_install": False}
        raise SlackError("invalid_refresh_token")

    def world(self, team_id: str) -> SlackWorld:
        """The workspace with that id."""
        return next(world for world in self.worlds if world.team.id == team_id)

    def _bot(self, world: SlackWorld, grant: Grant) -> Json:
        app = world.app
        known: Json = {"app_id": app.app_id, "bot_user_id": app.bot_user_id, "token_type": "bot"}
        known |= {"access_token": grant.access, "scope": ",".join(sorted(app.scopes))}
        return known | ({"refresh_token": grant.refresh, "expires_in": HALF_A_DAY} if grant.refresh else {})
