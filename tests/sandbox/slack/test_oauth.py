"""The stand-in's OAuth refuses what Slack refuses: clients, redirects, codes, refresh tokens, tokens of elsewhere."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode, urlsplit

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.faults import Faults
from sandbox.slack.oauth import CODE_SECONDS, ORGANIZATION, Distribution
from sandbox.slack.oauth_api import oauth_routes
from sandbox.slack.tokens import HALF_A_DAY
from sandbox.slack.values import FERNHILL, App, Json, Team
from sandbox.slack.web_api import slack_routes
from sandbox.slack.world import SlackWorld
from tests.ports import free_port
from tests.sandbox.slack.rig import Clock, serve

BACK = "https://app.example/back"
OTHER = Team("T0OTHER", "Otherwise", "otherwise")


@dataclass(frozen=True)
class Town:
    """Two workspaces and a browser."""

    url: str
    distribution: Distribution
    clock: Clock
    http: aiohttp.ClientSession

    def address(self, **changes: str) -> str:
        fields = {"client_id": self.distribution.client_id, "scope": "commands,chat:write", "redirect_uri": BACK}
        return f"{self.url}/slack/oauth/v2/authorize?{urlencode(fields | {'state': 's&=1'} | changes)}"

    async def code(self, team: str = FERNHILL.id) -> str:
        form = {"team": team, "decision": "allow", "user": "U0BOB"}
        async with self.http.post(self.address(), data=form, allow_redirects=False) as answer:
            query = parse_qs(urlsplit(answer.headers["Location"]).query)
        assert query["state"] == ["s&=1"]
        return query["code"][0]

    async def access(self, *client: str, **arguments: str) -> Json:
        """oauth.v2.access as the SDK calls it; the answer, or {"error": …}."""
        name, secret = client or (self.distribution.client_id, self.distribution.client_secret)
        try:
            sdk = AsyncWebClient(base_url=f"{self.url}/slack/api/")
            said = await sdk.oauth_v2_access(client_id=name, client_secret=secret, **arguments)
        except SlackApiError as error:
            return {"error": error.response["error"]}
        assert isinstance(said.data, dict)
        return said.data

    async def test(self, token: str) -> str:
        """The workspace that a token opens, or Slack's error."""
        async with self.http.post(
            f"{self.url}/slack/api/auth.test", headers={"Authorization": f"Bearer {token}"}
        ) as answer:
            said = await answer.json()
            return str(said.get("team_id") or said["error"])


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    clock, port = Clock(), free_port()
    url = f"http://127.0.0.1:{port}"
    worlds = [
        SlackWorld(App(own_url=url, bot_token=""), Faults(), team=team, now=clock.now) for team in (FERNHILL, OTHER)
    ]
    distribution = Distribution(worlds, BACK, rotates=True)
    app = web.Application()
    app.add_routes([*oauth_routes(distribution), *slack_routes(*worlds)])
    runner = await serve(app, port)
    async with aiohttp.ClientSession() as http:
        yield Town(url, distribution, clock, http)
    await runner.cleanup()


async def test_a_code_becomes_a_token_of_the_chosen_workspace(town: Town) -> None:
    said = await town.access(code=await town.code(OTHER.id), redirect_uri=BACK)
    assert (said["team"]["id"], said["token_type"], said["expires_in"]) == (OTHER.id, "bot", HALF_A_DAY)
    assert said["authed_user"]["id"] == "U0BOB" and not said["is_enterprise_install"]
    assert said["access_token"].startswith("xoxe.xoxb-") and said["refresh_token"].startswith("xoxe-1-")
    assert await town.test(said["access_token"]) == OTHER.id


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"client_id": "1.2"}, "invalid_client_id"),
        ({"redirect_uri": "https://evil.example/"}, "bad_redirect_uri"),
        ({"scope": ""}, "no_scopes"),
        ({"scope": "commands,<b>"}, "invalid_scope"),
    ],
)
async def test_a_wrong_request_for_consent_ends_on_slacks_own_page(
    town: Town, changes: dict[str, str], error: str
) -> None:
    for send in (town.http.get, town.http.post):
        async with send(town.address(**changes), allow_redirects=False) as answer:
            assert answer.status == 400 and error in await answer.text()


async def test_the_page_names_the_workspaces_and_saying_no_brings_no_code(town: Town) -> None:
    async with town.http.get(town.address()) as answer:
        page = await answer.text()
        assert FERNHILL.name in page and OTHER.name in page and "chat:write" in page
    async with town.http.post(town.address(), data={"decision": "deny"}, allow_redirects=False) as answer:
        assert answer.headers["Location"] == f"{BACK}?error=access_denied&state=s%26%3D1"


async def test_codes_are_good_once_here_and_for_ten_minutes(town: Town) -> None:
    code = await town.code()
    assert (await town.access(code=code, redirect_uri="https://evil.example/"))["error"] == "bad_redirect_uri"
    assert (await town.access("1.2", "x", code=code, redirect_uri=BACK))["error"] == "invalid_client_id"
    wrong = (town.distribution.client_id, "wrong")
    assert (await town.access(*wrong, code=code, redirect_uri=BACK))["error"] == "bad_client_secret"
    assert (await town.access(code=code, redirect_uri=BACK))["ok"]
    assert (await town.access(code=code, redirect_uri=BACK))["error"] == "code_already_used"
    assert (await town.access(code="made up", redirect_uri=BACK))["error"] == "invalid_code"
    late = await town.code()
    town.clock.offset += CODE_SECONDS
    assert (await town.access(code=late, redirect_uri=BACK))["error"] == "invalid_code"
    assert (await town.access(code=late, grant_type="password"))["error"] == "invalid_grant_type"


async def test_a_refresh_token_is_good_once_and_a_third_token_revokes_the_first(town: Town) -> None:
    first = await town.access(code=await town.code(), redirect_uri=BACK)
    second = await town.access(grant_type="refresh_token", refresh_token=first["refresh_token"])
    again = await town.access(grant_type="refresh_token", refresh_token=first["refresh_token"])
    assert again["error"] == "invalid_refresh_token"
    assert [await town.test(one["access_token"]) for one in (first, second)] == [FERNHILL.id] * 2
    third = await town.access(grant_type="refresh_token", refresh_token=second["refresh_token"])
    tested = [await town.test(one["access_token"]) for one in (first, second, third)]
    assert tested == ["token_revoked", FERNHILL.id, FERNHILL.id]


async def test_tokens_expire_after_half_a_day_and_can_be_rotated_then(town: Town) -> None:
    first = await town.access(code=await town.code(), redirect_uri=BACK)
    town.clock.offset += HALF_A_DAY
    assert await town.test(first["access_token"]) == "token_expired"
    second = await town.access(grant_type="refresh_token", refresh_token=first["refresh_token"])
    assert await town.test(second["access_token"]) == FERNHILL.id


async def test_a_token_opens_no_channel_of_another_workspace(town: Town) -> None:
    said = [await town.access(code=await town.code(team), redirect_uri=BACK) for team in (FERNHILL.id, OTHER.id)]
    mine, theirs = (AsyncWebClient(token=one["access_token"], base_url=f"{town.url}/slack/api/") for one in said)
    channel = (await mine.conversations_open(users="U0ALICE"))["channel"]["id"]
    with pytest.raises(SlackApiError, match="channel_not_found"):
        await theirs.chat_postMessage(channel=channel, text="Hello")
    assert await town.test("xoxb-sandbox") == "invalid_auth"


@pytest.mark.parametrize("how", ["auth.revoke", "apps.uninstall"])
async def test_what_is_revoked_or_uninstalled_opens_nothing_until_it_is_installed_again(town: Town, how: str) -> None:
    said = await town.access(code=await town.code(), redirect_uri=BACK)
    client = AsyncWebClient(token=said["access_token"], base_url=f"{town.url}/slack/api/")
    if how == "auth.revoke":
        assert (await client.auth_revoke())["revoked"]
    else:
        app = {"client_id": town.distribution.client_id, "client_secret": "wrong"}
        with pytest.raises(SlackApiError, match="bad_client_secret"):
            await client.apps_uninstall(**app)
        assert (await client.apps_uninstall(**app | {"client_secret": town.distribution.client_secret}))["ok"]
    assert await town.test(said["access_token"]) in ("token_revoked", "account_inactive")
    refused = await town.access(grant_type="refresh_token", refresh_token=said["refresh_token"])
    assert refused["error"] == "invalid_refresh_token"
    again = await town.access(code=await town.code(), redirect_uri=BACK)
    assert await town.test(again["access_token"]) == FERNHILL.id
    assert await town.test(said["access_token"]) == "token_revoked"


async def test_an_organization_is_installed_without_a_workspace(town: Town) -> None:
    said = await town.access(code=await town.code(ORGANIZATION), redirect_uri=BACK)
    assert said["is_enterprise_install"] and said["team"] is None and said["enterprise"]["id"] == ORGANIZATION


async def test_no_secret_is_kept_among_the_calls(town: Town) -> None:
    said = await town.access(code=await town.code(), redirect_uri=BACK)
    kept = repr(list(town.distribution.worlds[0].calls))
    assert "oauth.v2.access" in kept
    assert not [one for one in (said["access_token"], said["refresh_token"], "sandbox-slack-secret") if one in kept]
