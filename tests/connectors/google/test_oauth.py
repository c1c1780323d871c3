"""Consent and tokens: each refusal of Google's token endpoint has its own meaning."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest

from bot.errors import Failure, MailroomError, OutcomeUnknown, Permanent, Reconnect, Temporary
from connectors.google.oauth import OAuth, OAuthClient, Tokens, authorize_url, challenge_of, new_verifier
from connectors.google.transport import Transport
from tests.connectors.google.scripted import Scripted

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
SCOPES = ("https://www.googleapis.com/auth/gmail.modify",)


def client_at(url: str) -> OAuthClient:
    return OAuthClient("cid", "hush", "http://127.0.0.1:3000/auth/google/callback", f"{url}auth", f"{url}token")


@pytest.fixture
def oauth(server: Scripted, transport: Transport, executor: ThreadPoolExecutor) -> OAuth:
    return OAuth(client_at(server.url), transport, executor, now=lambda: NOW)


def test_the_consent_address_asks_for_offline_access_under_pkce() -> None:
    url = authorize_url(
        client_at("https://g.example/"),
        scopes=SCOPES,
        state="s&1",
        code_challenge="c1",
        login_hint="a@fernhill.example",
    )
    query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    assert url.startswith("https://g.example/auth?")
    assert query == {
        "client_id": "cid",
        "redirect_uri": "http://127.0.0.1:3000/auth/google/callback",
        "response_type": "code",
        "scope": SCOPES[0],
        "access_type": "offline",
        "prompt": "consent",
        "state": "s&1",
        "code_challenge": "c1",
        "code_challenge_method": "S256",
        "login_hint": "a@fernhill.example",
    }


def test_the_challenge_is_that_of_the_standard() -> None:
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"  # RFC 7636, appendix B
    assert challenge_of(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_verifiers_are_long_enough_and_never_the_same() -> None:
    verifiers = {new_verifier() for _ in range(50)}
    assert len(verifiers) == 50
    assert all(43 <= len(verifier) <= 128 for verifier in verifiers)


async def test_a_code_becomes_tokens(server: Scripted, oauth: OAuth) -> None:
    server.will_answer(
        200, {"access_token": "ya1", "refresh_token": "1//r", "expires_in": 3599, "scope": "openid " + SCOPES[0]}
    )
    tokens = await oauth.exchange_code("code1", "verifier1")
    assert tokens == Tokens("ya1", "1//r", NOW + timedelta(seconds=3599), frozenset({"openid", SCOPES[0]}))
    assert dict(parse_qsl(server.asked[0].body)) == {
        "grant_type": "authorization_code",
        "code": "code1",
        "code_verifier": "verifier1",
        "redirect_uri": "http://127.0.0.1:3000/auth/google/callback",
        "client_id": "cid",
        "client_secret": "hush",
    }


async def test_a_refresh_keeps_quiet_about_the_refresh_token(server: Scripted, oauth: OAuth) -> None:
    server.will_answer(200, {"access_token": "ya2", "expires_in": 10})
    tokens = await oauth.refresh("1//r")
    assert (tokens.access_token, tokens.refresh_token, tokens.scopes) == ("ya2", "", frozenset())


async def test_a_missing_lifetime_is_taken_as_an_hour(server: Scripted, oauth: OAuth) -> None:
    server.will_answer(200, {"access_token": "ya2"})
    assert (await oauth.refresh("1//r")).expires_at == NOW + timedelta(hours=1)


@pytest.mark.parametrize(
    ("status", "error", "kind", "failure"),
    [
        (400, "invalid_grant", Reconnect, Failure.REVOKED),
        (401, "invalid_client", Permanent, Failure.BAD_CLIENT),
        (401, "unauthorized_client", Permanent, Failure.BAD_CLIENT),
        (400, "redirect_uri_mismatch", Permanent, Failure.BAD_CLIENT),
        (400, "invalid_request", Permanent, Failure.BAD_REQUEST),
        (429, "rate_limit_exceeded", Temporary, Failure.RATE_LIMIT),
        (500, "internal_failure", Temporary, Failure.SERVICE_DOWN),
        (503, "", Temporary, Failure.SERVICE_DOWN),
    ],
)
async def test_each_refusal_has_its_meaning(
    server: Scripted, oauth: OAuth, status: int, error: str, kind: type[MailroomError], failure: Failure
) -> None:
    server.will_answer(status, {"error": error, "error_description": "secret detail"})
    with pytest.raises(MailroomError) as caught:
        await oauth.refresh("1//r")
    assert type(caught.value) is kind
    assert caught.value.failure == failure
    assert "1//r" not in str(caught.value)


async def test_a_broken_client_says_what_to_check(server: Scripted, oauth: OAuth) -> None:
    server.will_answer(401, {"error": "invalid_client"})
    with pytest.raises(Permanent, match="GOOGLE_CLIENT_SECRET"):
        await oauth.refresh("1//r")


async def test_a_used_code_has_expired_rather_than_been_revoked(server: Scripted, oauth: OAuth) -> None:
    server.will_answer(400, {"error": "invalid_grant"})
    with pytest.raises(Reconnect) as caught:
        await oauth.exchange_code("code1", "verifier1")
    assert caught.value.failure == Failure.EXPIRED


@pytest.mark.parametrize("body", ["", "nonsense", "[]", "{}", '{"access_token": ""}'])
async def test_an_answer_without_a_token_is_temporary(server: Scripted, oauth: OAuth, body: str) -> None:
    server.will_answer(200, body)
    with pytest.raises(Temporary):
        await oauth.refresh("1//r")


async def test_a_cut_connection_is_plainly_temporary(server: Scripted, oauth: OAuth) -> None:
    server.will_cut()
    with pytest.raises(Temporary) as caught:
        await oauth.refresh("1//r")
    assert not isinstance(caught.value, OutcomeUnknown)


async def test_revoking_ends_the_grant(server: Scripted, oauth: OAuth) -> None:
    await oauth.revoke("1//r")
    assert (server.asked[0].path, dict(parse_qsl(server.asked[0].body))) == ("/revoke", {"token": "1//r"})


async def test_revoking_what_has_ended_is_fine(server: Scripted, oauth: OAuth) -> None:
    server.will_answer(400, {"error": "invalid_token"})
    await oauth.revoke("1//r")
    assert len(server.asked) == 1


async def test_a_failed_revocation_is_told(server: Scripted, oauth: OAuth) -> None:
    server.will_answer(503)
    with pytest.raises(Temporary):
        await oauth.revoke("1//r")


def test_tokens_do_not_show_themselves() -> None:
    tokens = Tokens("ya29.secret", "1//secret", NOW, frozenset(SCOPES))
    assert "secret" not in repr(tokens)
    assert "hush" not in repr(client_at("https://g.example/"))
