"""Installing in a Slack workspace: the address of Slack's consent, and codes and refresh tokens turned into bot tokens.

Tokens of an app with token rotation last twelve hours, and each of its refresh tokens is good for one rotation:
https://docs.slack.dev/authentication/using-token-rotation
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urljoin

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import Failure, Permanent, Reconnect, Temporary
from bot.settings import SLACK_SCOPES
from connectors.slack import failure_of

SPENT_CODE = {"invalid_code", "code_already_used", "code_expired"}
SPENT_TOKEN = {"invalid_refresh_token", "token_expired", "token_revoked", "invalid_grant"}


@dataclass(frozen=True)
class SlackClient:
    """Our app at Slack, and where Slack is. `api_url` ends in /api/."""

    client_id: str
    client_secret: str = field(repr=False)
    redirect_uri: str
    api_url: str


@dataclass(frozen=True)
class BotTokens:
    """What speaks in a workspace. `refresh` is '' and `seconds` 0 for a token that does not expire."""

    access: str = field(repr=False)  # a repr may end in a log
    refresh: str = field(repr=False)
    seconds: int


@dataclass(frozen=True)
class Installed:
    """What an installation brought: where, by whom, and the tokens."""

    team_id: str
    team: str
    bot_user_id: str
    scopes: frozenset[str]
    installed_by: str
    tokens: BotTokens


class WholeOrganization(Permanent):
    """Slack installed the app for a whole Enterprise organization, in no workspace of it."""


class SlackOAuth:
    """Slack's oauth.v2 methods. Errors: Reconnect (a spent refresh token), Permanent (EXPIRED for a spent code,
    BAD_REQUEST for settings that Slack refuses), Temporary."""

    def __init__(self, client: SlackClient) -> None:
        self._client = client

    @property
    def authorize_url(self) -> str:
        """Slack's page of consent, without its query."""
        return urljoin(self._client.api_url, "../oauth/v2/authorize")

    def address(self, state: str) -> str:
        """Where to send whoever installs the app."""
        query = {
            "client_id": self._client.client_id,
            "scope": ",".join(SLACK_SCOPES),
            "redirect_uri": self._client.redirect_uri,
            "state": state,
        }
        return f"{self.authorize_url}?{urlencode(query)}"

    async def exchange_code(self, code: str) -> Installed:
        """The installation behind a code that somebody brought back. Also raises WholeOrganization."""
        said = await self._ask(code=code, redirect_uri=self._client.redirect_uri)
        team = _object(said.get("team"))
        if said.get("is_enterprise_install") or not team.get("id"):
            raise WholeOrganization("slack: installed for a whole organization")
        return Installed(
            team_id=str(team["id"]),
            team=str(team.get("name") or ""),
            bot_user_id=str(said.get("bot_user_id") or ""),
            scopes=frozenset(str(said.get("scope") or "").split(",")),
            installed_by=str(_object(said.get("authed_user")).get("id") or ""),
            tokens=_tokens(said),
        )

    async def rotate(self, refresh_token: str) -> BotTokens:
        """The next pair of tokens; the refresh token is spent by it."""
        return _tokens(await self._ask(grant_type="refresh_token", refresh_token=refresh_token))

    async def _ask(self, **arguments: str) -> Mapping[str, Any]:
        client = AsyncWebClient(base_url=self._client.api_url, timeout=15, retry_handlers=[])
        try:
            said = await client.oauth_v2_access(
                client_id=self._client.client_id, client_secret=self._client.client_secret, **arguments
            )
        except SlackApiError as error:
            raise _refusal(failure_of(error)) from None
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise Temporary(f"slack: {type(error).__name__}") from None
        return _object(said.data)


def _refusal(error: Exception) -> Exception:
    code = str(error).removeprefix("slack: ")
    if isinstance(error, Temporary):  # whether it was done or not: the next try asks for the same
        return error
    if code in SPENT_CODE:
        return Permanent(str(error), Failure.EXPIRED)
    if code in SPENT_TOKEN:
        return Reconnect(str(error))
    return Permanent(f"{error}: check SLACK_CLIENT_ID, SLACK_CLIENT_SECRET and the redirect address of the Slack app")


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _tokens(said: Mapping[str, Any]) -> BotTokens:
    access, refresh, seconds = (said.get(name) for name in ("access_token", "refresh_token", "expires_in"))
    if not access or said.get("token_type", "bot") != "bot":
        raise Temporary("slack: no bot token came")
    return BotTokens(str(access), str(refresh or ""), seconds if isinstance(seconds, int) and refresh else 0)
