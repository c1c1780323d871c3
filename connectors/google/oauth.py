"""Google's consent: the address to send a person to, and codes and refresh tokens turned into access."""

import asyncio
import base64
import hashlib
import json
import secrets
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urljoin

from bot.errors import Failure, MailroomError, Permanent, Reconnect, Temporary
from bot.settings import GOOGLE_SCOPES
from connectors.google.failures import retry_after_of
from connectors.google.transport import Answer, Transport

_SECONDS = 15.0
_FORM = {"content-type": "application/x-www-form-urlencoded", "accept": "application/json"}
_BROKEN_CLIENT = ("invalid_client", "unauthorized_client", "redirect_uri_mismatch", "invalid_scope")


@dataclass(frozen=True)
class Tokens:
    """What Google granted. `refresh_token` is '' when it sent none; `expires_at` is aware UTC."""

    access_token: str = field(repr=False)  # a repr may end in a log
    refresh_token: str = field(repr=False)
    expires_at: datetime
    scopes: frozenset[str]


@dataclass(frozen=True)
class OAuthClient:
    """The OAuth client of the deployment, and where Google's endpoints are."""

    client_id: str
    client_secret: str = field(repr=False)
    redirect_uri: str
    authorize_url: str
    token_url: str


def new_verifier() -> str:
    """A fresh PKCE code verifier (RFC 7636): 43 characters."""
    return secrets.token_urlsafe(32)


def challenge_of(verifier: str) -> str:
    """The S256 code challenge for a verifier."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def authorize_url(
    client: OAuthClient, *, scopes: tuple[str, ...], state: str, code_challenge: str, login_hint: str = "", **more: str
) -> str:
    """Where to send the person. Consent is always asked for: only then does Google give a refresh token again."""
    query = {
        "client_id": client.client_id,
        "redirect_uri": client.redirect_uri,
        "response_type": "code",
        "scope": " ".join(scopes),
        "access_type": "offline",
        "prompt": "consent",
        "state": state,
        "code_challenge": code_challenge,
        "code_challenge_method": "S256",
        **more,
    }
    if login_hint:
        query["login_hint"] = login_hint
    return f"{client.authorize_url}{'&' if '?' in client.authorize_url else '?'}{urlencode(query)}"


class OAuth:
    """Google's token endpoint. Errors: Reconnect (access has ended), Permanent (our client), Temporary."""

    def __init__(
        self,
        client: OAuthClient,
        transport: Transport,
        executor: Executor,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._client = client
        self._transport = transport
        self._executor = executor
        self._now = now

    def authorize_url(self, state: str, code_challenge: str, login_hint: str = "", **more: str) -> str:
        """Where to send the person who connects a mailbox; `login_hint` is the one that Google shall offer first.

        With `include_granted_scopes="true"` what was granted before stays granted, even where it is unticked.
        https://developers.google.com/identity/protocols/oauth2/web-server#incrementalAuth
        """
        return authorize_url(
            self._client,
            scopes=GOOGLE_SCOPES,
            state=state,
            code_challenge=code_challenge,
            login_hint=login_hint,
            **more,
        )

    async def exchange_code(self, code: str, code_verifier: str) -> Tokens:
        """The tokens for a code that the person brought back. A used or expired code raises Reconnect (EXPIRED)."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "code_verifier": code_verifier,
            "redirect_uri": self._client.redirect_uri,
        }
        return await self._tokens(form, ended=Failure.EXPIRED)

    async def refresh(self, refresh_token: str) -> Tokens:
        """A new access token. Raises Reconnect if the refresh token is dead."""
        form = {"grant_type": "refresh_token", "refresh_token": refresh_token}
        return await self._tokens(form, ended=Failure.REVOKED)

    async def revoke(self, token: str) -> None:
        """Ends the grant at Google; one that has ended already is fine."""
        answer = await self._post(urljoin(self._client.token_url, "revoke"), {"token": token})
        if answer.status >= 300 and _error_of(answer) not in ("invalid_token", "invalid_grant"):
            raise _failure(answer, Failure.REVOKED)

    async def _tokens(self, form: dict[str, str], *, ended: Failure) -> Tokens:
        secret = {"client_id": self._client.client_id, "client_secret": self._client.client_secret}
        answer = await self._post(self._client.token_url, {**form, **secret})
        if answer.status >= 300:
            raise _failure(answer, ended)
        body = _json(answer)
        if not body.get("access_token"):
            raise Temporary("the token endpoint answered without a token")
        return Tokens(
            access_token=str(body["access_token"]),
            refresh_token=str(body.get("refresh_token", "")),
            expires_at=self._now() + timedelta(seconds=_seconds(body.get("expires_in"))),
            scopes=frozenset(str(body.get("scope", "")).split()),
        )

    async def _post(self, url: str, form: dict[str, str]) -> Answer:
        def send() -> Answer:
            body = urlencode(form)
            return self._transport.send("POST", url, headers=_FORM, body=body, read_seconds=_SECONDS)

        try:
            return await asyncio.get_running_loop().run_in_executor(self._executor, send)
        except Temporary as error:  # asking for a token again does no harm: its outcome needs no reconciling
            raise Temporary(str(error)) from error


def _json(answer: Answer) -> dict[str, Any]:
    try:
        body = json.loads(answer.body)
    except ValueError as error:
        raise Temporary("the token endpoint's answer could not be read") from error
    return body if isinstance(body, dict) else {}


def _seconds(value: object) -> int:
    return int(value) if isinstance(value, int | float | str) and str(value).isdigit() else 3600


def _error_of(answer: Answer) -> str:
    try:
        body = json.loads(answer.body)
    except ValueError:
        return ""
    error = body.get("error", "") if isinstance(body, dict) else ""
    return error if isinstance(error, str) else ""


def _failure(answer: Answer, ended: Failure) -> MailroomError:
    """The error for a refusal of the token endpoint, by its `error` field (RFC 6749 5.2)."""
    error, wait = _error_of(answer), retry_after_of(answer.headers)
    if answer.status == 429 or error in ("rate_limit_exceeded", "slow_down"):
        return Temporary("the token endpoint asks us to slow down", Failure.RATE_LIMIT, retry_after=wait)
    if answer.status >= 500 or error in ("temporarily_unavailable", "internal_failure", "server_error"):
        return Temporary(f"the token endpoint answered {answer.status}", retry_after=wait)
    if error == "invalid_grant":
        return Reconnect("Google no longer accepts this grant", ended)
    if error in _BROKEN_CLIENT:
        return Permanent(
            f"Google refuses our OAuth client ({error}): check GOOGLE_CLIENT_ID, GOOGLE_CLIENT_SECRET and the "
            "redirect address in the Google Cloud console",
            Failure.BAD_CLIENT,
        )
    return Permanent(f"the token endpoint answered {answer.status}")
