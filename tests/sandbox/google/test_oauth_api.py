"""Consent, tokens, their ends, and what the APIs answer to callers that may not."""

import base64
import hashlib
import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from google.auth import jwt as google_jwt

from tests.sandbox.google.conftest import ALICE, BOB, Google, Json

VERIFIER = "v" * 64
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
MAIL = "https://www.googleapis.com/auth/gmail.modify"
CALENDAR = "https://www.googleapis.com/auth/calendar.readonly"
BACK = "http://127.0.0.1:3000/auth/google/callback"
ASKED = {
    "client_id": "sandbox-client",
    "redirect_uri": BACK,
    "response_type": "code",
    "scope": f"openid {MAIL} {CALENDAR}",
    "state": "s/1 ü",
    "access_type": "offline",
    "prompt": "consent",
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
}


async def decide(google: Google, decision: str = "allow", **changes: Any) -> dict[str, str]:
    """Goes through the consent page as a browser does; the parameters of the redirect."""
    form = {**ASKED, "user": BOB, "decision": decision, "granted": ["openid", MAIL], **changes}
    pairs = [(k, v) for k, value in form.items() for v in (value if isinstance(value, list) else [value])]
    url = f"{google.url}/google/o/oauth2/v2/auth"
    async with google.http.post(url, data=pairs, allow_redirects=False) as answer:
        assert answer.status == 302
        location = answer.headers["Location"]
    assert location.startswith(BACK + "?")
    return {key: values[0] for key, values in parse_qs(urlsplit(location).query).items()}


async def token(google: Google, **form: str) -> tuple[int, Json]:
    whole = {"client_id": "sandbox-client", "client_secret": "sandbox-secret", **form}
    async with google.http.post(f"{google.url}/google/token", data=whole) as answer:
        return answer.status, await answer.json()


async def redeem(google: Google, granted: str, **changes: str) -> tuple[int, Json]:
    form = {"grant_type": "authorization_code", "code": granted, "redirect_uri": BACK, "code_verifier": VERIFIER}
    return await token(google, **{**form, **changes})


async def test_the_consent_page_shows_the_users_and_prefers_the_hinted_one(google: Google) -> None:
    url = f"{google.url}/google/o/oauth2/v2/auth"
    async with google.http.get(url, params={**ASKED, "login_hint": BOB}) as answer:
        page = unescape(await answer.text())
    assert answer.status == 200
    assert re.search(f'value="{BOB}" checked', page)
    assert f'value="{ALICE}"> Alice Marsh' in page
    assert f'value="{MAIL}" checked' in page
    assert 'name="state" value="s/1 ü"' in page


@pytest.mark.parametrize(
    ("change", "status", "error"),
    [
        ({"client_id": "someone-else"}, 401, "invalid_client"),
        ({"redirect_uri": "https://evil.example/callback"}, 400, "redirect_uri_mismatch"),
        ({"redirect_uri": "http://127.0.0.1.evil.example/"}, 400, "redirect_uri_mismatch"),
        ({"response_type": "token"}, 400, "unsupported_response_type"),
        ({"scope": ""}, 400, "invalid_request"),
        ({"scope": "https://www.googleapis.com/auth/gmail.everything"}, 400, "invalid_scope"),
        ({"code_challenge": "short"}, 400, "invalid_request"),
    ],
)
async def test_a_wrong_request_gets_an_error_page_and_no_redirect(
    google: Google, change: dict[str, str], status: int, error: str
) -> None:
    url = f"{google.url}/google/o/oauth2/v2/auth"
    async with google.http.get(url, params={**ASKED, **change}) as answer:
        assert (answer.status, error in await answer.text()) == (status, True)
    form = {**ASKED, **change, "user": BOB, "decision": "allow", "granted": MAIL}
    async with google.http.post(url, data=form, allow_redirects=False) as answer:
        assert answer.status == status


async def test_a_code_becomes_tokens_that_open_the_chosen_users_mail(google: Google) -> None:
    back = await decide(google)
    assert (back["state"], back["scope"]) == ("s/1 ü", f"openid {MAIL}")
    status, tokens = await redeem(google, back["code"])
    assert (status, tokens["token_type"], tokens["expires_in"]) == (200, "Bearer", 3599)
    assert tokens["scope"] == f"openid {MAIL}"
    _, profile = await google.call("GET", "gmail/v1/users/me/profile", token=tokens["access_token"])
    assert profile["emailAddress"] == BOB
    _, users = await google.play("GET", "mail/users")
    assert {u["email"]: u["connected"] for u in users} == {ALICE: False, BOB: True, "noor@fernhill.example": False}


async def test_the_identity_token_verifies_against_both_kinds_of_certificates(google: Google) -> None:
    _, tokens = await redeem(google, (await decide(google))["code"])
    async with google.http.get(f"{google.url}/google/oauth2/v3/certs") as answer:
        keys = jwt.PyJWKSet.from_dict(await answer.json())
        assert "max-age" in answer.headers["Cache-Control"]
    key = keys[jwt.get_unverified_header(tokens["id_token"])["kid"]]
    options = {"verify_exp": False, "verify_iat": False}
    claims = jwt.decode(tokens["id_token"], key, ["RS256"], audience="sandbox-client", options=options)  # type: ignore[arg-type]
    assert claims["email"] == BOB
    async with google.http.get(f"{google.url}/google/oauth2/v1/certs") as answer:
        certificates = await answer.json()
    skew = int(abs((google.clock() - google.clock().now(google.clock().tzinfo)).total_seconds())) + 7200
    checked = google_jwt.decode(tokens["id_token"], certs=certificates, clock_skew_in_seconds=skew)  # type: ignore[no-untyped-call]
    assert checked["iss"] == "https://accounts.google.com"


async def test_a_code_works_once(google: Google) -> None:
    code = (await decide(google))["code"]
    assert (await redeem(google, code))[0] == 200
    status, body = await redeem(google, code)
    assert (status, body["error"]) == (400, "invalid_grant")


@pytest.mark.parametrize(
    ("change", "status", "error"),
    [
        ({"code_verifier": "w" * 64}, 400, "invalid_grant"),
        ({"code_verifier": ""}, 400, "invalid_grant"),
        ({"redirect_uri": "http://127.0.0.1:3000/other"}, 400, "redirect_uri_mismatch"),
        ({"client_id": "other"}, 401, "invalid_client"),
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_secret": ""}, 400, "invalid_request"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"code": ""}, 400, "invalid_request"),
        ({"code": "4/made-up"}, 400, "invalid_grant"),
    ],
)
async def test_a_wrong_exchange_is_refused(google: Google, change: dict[str, str], status: int, error: str) -> None:
    code = (await decide(google))["code"]
    refused, body = await redeem(google, code, **change)
    assert (refused, body["error"]) == (status, error)


async def test_a_code_dies_after_ten_minutes(google: Google) -> None:
    code = (await decide(google))["code"]
    google.clock.pass_(minutes=10)
    assert (await redeem(google, code))[1]["error"] == "invalid_grant"


async def test_denied_consent_comes_back_as_such(google: Google) -> None:
    assert await decide(google, "deny") == {"error": "access_denied", "state": "s/1 ü"}
    assert await decide(google, granted=[]) == {"error": "access_denied", "state": "s/1 ü"}


async def test_a_refresh_token_comes_with_consent_only(google: Google) -> None:
    _, first = await redeem(google, (await decide(google, prompt=""))["code"])
    _, again = await redeem(google, (await decide(google, prompt=""))["code"])
    _, online = await redeem(google, (await decide(google, access_type="online"))["code"])
    assert ("refresh_token" in first, "refresh_token" in again, "refresh_token" in online) == (True, False, False)


async def test_access_ends_after_an_hour_and_is_refreshed(google: Google) -> None:
    _, tokens = await redeem(google, (await decide(google))["code"])
    google.clock.pass_(minutes=60)
    status, body = await google.call("GET", "gmail/v1/users/me/profile", token=tokens["access_token"])
    assert (status, body["error"]["status"]) == (401, "UNAUTHENTICATED")
    assert body["error"]["errors"][0]["reason"] == "authError"
    status, fresh = await token(google, grant_type="refresh_token", refresh_token=tokens["refresh_token"])
    assert (status, "refresh_token" in fresh) == (200, False)
    assert (await google.call("GET", "gmail/v1/users/me/profile", token=fresh["access_token"]))[0] == 200


async def test_a_user_can_take_access_back(google: Google) -> None:
    _, tokens = await redeem(google, (await decide(google))["code"])
    _, answer = await google.play("POST", f"mail/{BOB}/revoke")
    assert answer == {"revoked": 1}
    assert (await google.call("GET", "gmail/v1/users/me/profile", token=tokens["access_token"]))[0] == 401
    status, body = await token(google, grant_type="refresh_token", refresh_token=tokens["refresh_token"])
    assert (status, body["error"]) == (400, "invalid_grant")
    assert body["error_description"] == "Token has been expired or revoked."


async def test_an_app_can_give_access_back(google: Google) -> None:
    _, tokens = await redeem(google, (await decide(google))["code"])
    url = f"{google.url}/google/revoke"
    async with google.http.post(url, data={"token": tokens["refresh_token"]}) as answer:
        assert answer.status == 200
    async with google.http.post(url, data={"token": tokens["refresh_token"]}) as answer:
        assert (answer.status, (await answer.json())["error"]) == (400, "invalid_token")
    assert (await google.call("GET", "gmail/v1/users/me/profile", token=tokens["access_token"]))[0] == 401


async def test_the_oldest_of_101_refresh_tokens_is_dropped(google: Google) -> None:
    _, first = await redeem(google, (await decide(google))["code"])
    for _ in range(100):
        google.token(BOB)
    status, _ = await token(google, grant_type="refresh_token", refresh_token=first["refresh_token"])
    assert status == 400


async def test_calls_without_a_good_token_or_scope_or_for_others_are_refused(google: Google) -> None:
    async with google.http.get(f"{google.url}/google/gmail/v1/users/me/profile") as answer:
        body = await answer.json()
    assert (answer.status, body["error"]["errors"][0]["reason"]) == (401, "required")
    status, body = await google.call("GET", "gmail/v1/users/me/profile", token="ya29.made-up")
    assert (status, body["error"]["errors"][0]["location"]) == (401, "Authorization")
    status, body = await google.call("GET", "gmail/v1/users/me/profile", token=google.token(scopes=(CALENDAR,)))
    assert (status, body["error"]["details"][0]["reason"]) == (403, "ACCESS_TOKEN_SCOPE_INSUFFICIENT")
    status, body = await google.call("GET", f"gmail/v1/users/{BOB}/profile")
    assert (status, body["error"]["message"]) == (403, f"Delegation denied for {ALICE}")
    assert (await google.call("GET", f"gmail/v1/users/{ALICE}/profile"))[0] == 200


async def test_a_token_for_headers_opens_no_bodies(google: Google) -> None:
    message_id = await google.deliver()
    token = google.token(scopes=("https://www.googleapis.com/auth/gmail.metadata",))
    path = "gmail/v1/users/me/messages"
    assert (await google.call("GET", f"{path}/{message_id}?format=metadata", token=token))[0] == 200
    assert (await google.call("GET", f"{path}/{message_id}", token=token))[0] == 403
    assert (await google.call("GET", f"{path}?q=order", token=token))[0] == 403


async def test_the_token_endpoint_can_be_told_to_fail(google: Google) -> None:
    fault = {"service": "oauth", "method": "token", "kind": "status", "status": 503, "times": 1}
    await google.play("POST", "faults", fault)
    code = (await decide(google))["code"]
    assert (await redeem(google, code))[0] == 503
    assert (await redeem(google, code))[0] == 200
