"""Consent, tokens and pushes against the Google stand-in."""

from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlsplit

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.errors import Failure, Permanent, Reconnect
from connectors.google.oauth import OAuth, OAuthClient, authorize_url, challenge_of, new_verifier
from connectors.google.push_token import BadToken, PushTokens, fetch_over
from connectors.google.transport import Transport
from sandbox.google.push import PushSettings
from sandbox.google.routes import google_routes
from sandbox.google.world import GoogleWorld, utc_now

SCOPES = ("https://www.googleapis.com/auth/gmail.modify",)
AUDIENCE = "http://127.0.0.1:3000/api/webhook/gmail"
ACCOUNT = "push@sandbox.iam.gserviceaccount.example"


@dataclass(frozen=True)
class StandIn:
    world: GoogleWorld
    url: str
    client: OAuthClient

    async def consent(self, challenge: str, decision: str = "allow") -> dict[str, str]:
        """Alice answers the consent page; what comes back to the app."""
        url = authorize_url(self.client, scopes=SCOPES, state="s1", code_challenge=challenge)
        form = {**dict(parse_qsl(urlsplit(url).query)), "user": "alice@fernhill.example", "granted": SCOPES[0]}
        async with aiohttp.ClientSession() as http:
            page = self.client.authorize_url
            async with http.post(page, data={**form, "decision": decision}, allow_redirects=False) as answer:
                return dict(parse_qsl(urlsplit(answer.headers["Location"]).query))


@pytest.fixture
async def stand_in() -> AsyncIterator[StandIn]:
    world = GoogleWorld(push=PushSettings(audience=AUDIENCE, service_account=ACCOUNT))
    app = web.Application()
    app.add_subapp("/google/", google_routes(world))
    server = TestServer(app)
    await server.start_server()
    url = str(server.make_url("/google/"))
    redirect = "http://127.0.0.1:3000/auth/google/callback"
    client = OAuthClient("sandbox-client", "sandbox-secret", redirect, f"{url}o/oauth2/v2/auth", f"{url}token")
    yield StandIn(world, url, client)
    await server.close()


async def test_a_grant_lives_from_consent_to_revocation(
    stand_in: StandIn, transport: Transport, executor: ThreadPoolExecutor
) -> None:
    oauth, verifier = OAuth(stand_in.client, transport, executor), new_verifier()
    back = await stand_in.consent(challenge_of(verifier))
    assert back["state"] == "s1"
    tokens = await oauth.exchange_code(back["code"], verifier)
    assert tokens.scopes == frozenset(SCOPES)
    assert tokens.expires_at > utc_now()

    renewed = await oauth.refresh(tokens.refresh_token)
    assert stand_in.world.oauth.holder(renewed.access_token)
    await oauth.revoke(tokens.refresh_token)
    assert not stand_in.world.oauth.holder(renewed.access_token)
    with pytest.raises(Reconnect):
        await oauth.refresh(tokens.refresh_token)
    await oauth.revoke(tokens.refresh_token)


async def test_a_code_without_its_verifier_is_worth_nothing(
    stand_in: StandIn, transport: Transport, executor: ThreadPoolExecutor
) -> None:
    oauth = OAuth(stand_in.client, transport, executor)
    back = await stand_in.consent(challenge_of(new_verifier()))
    with pytest.raises(Reconnect) as caught:
        await oauth.exchange_code(back["code"], new_verifier())
    assert caught.value.failure == Failure.EXPIRED


async def test_a_wrong_secret_is_our_mistake(
    stand_in: StandIn, transport: Transport, executor: ThreadPoolExecutor
) -> None:
    oauth = OAuth(replace(stand_in.client, client_secret="wrong"), transport, executor)
    with pytest.raises(Permanent, match="GOOGLE_CLIENT_SECRET"):
        await oauth.refresh("1//0x")


@pytest.mark.parametrize("address", ["oauth2/v3/certs", "oauth2/v1/certs"])
async def test_a_push_of_the_stand_in_is_proved(
    stand_in: StandIn, transport: Transport, executor: ThreadPoolExecutor, address: str
) -> None:
    fetch = fetch_over(transport, executor)
    tokens = PushTokens(stand_in.url + address, AUDIENCE, ACCOUNT, fetch, utc_now)
    await tokens.verify(stand_in.world.pusher.token())
    others = PushTokens(stand_in.url + address, "https://other.example/", ACCOUNT, fetch, utc_now)
    with pytest.raises(BadToken, match="wrong audience"):
        await others.verify(stand_in.world.pusher.token())
