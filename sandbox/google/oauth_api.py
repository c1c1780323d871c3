"""The authorization server over HTTP: consent, tokens, revocation and the signing certificates."""

import base64
import binascii
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import TYPE_CHECKING
from urllib.parse import unquote

from aiohttp import web

from sandbox.faults import Fault, strike_after, strike_before
from sandbox.google.consent_page import consent_page, error_page, redirect_to
from sandbox.google.oauth import OAuthError

if TYPE_CHECKING:
    from sandbox.google.world import GoogleWorld

Handler = Callable[[web.Request], Awaitable[web.Response]]
_FRESH = {"Cache-Control": "public, max-age=19800, must-revalidate, no-transform"}
_ORDERED = {
    "client": Fault(service="oauth", method="token", kind="status", status=401, reason="invalid_client", times=1),
    "busy": Fault(service="oauth", method="token", kind="status", status=429, retry_after=20, times=1),
    "away": Fault(service="oauth", method="token", kind="status", status=503, times=1),
    "mailless": Fault(
        service="gmail", method="getProfile", kind="status", status=400, reason="failedPrecondition", times=1
    ),
}
_PRIVATE = {"Cache-Control": "no-cache, no-store, max-age=0, must-revalidate", "Pragma": "no-cache"}


def oauth_routes(world: "GoogleWorld") -> list[web.RouteDef]:
    """The routes, relative to the stand-in's root."""
    api = _Api(world)
    return [
        web.get("/o/oauth2/v2/auth", api.faulty("authorize", api.asked)),
        web.post("/o/oauth2/v2/auth", api.faulty("authorize", api.decided)),
        web.post("/token", api.faulty("token", api.token)),
        web.post("/revoke", api.faulty("revoke", api.revoked)),
        web.get("/oauth2/v3/certs", api.faulty("certs", api.jwks)),
        web.get("/oauth2/v1/certs", api.faulty("certs", api.pem)),
    ]


class _Api:
    def __init__(self, world: "GoogleWorld") -> None:
        self._world = world

    def faulty(self, name: str, handler: Handler) -> Handler:
        """The handler, with the faults ordered for it and its errors in OAuth's shape."""

        @wraps(handler)
        async def answered(request: web.Request) -> web.StreamResponse:
            fault = self._world.faults.take("oauth", name)
            if fault is None:
                return await self._safely(handler, request)
            if early := await strike_before(request, fault):
                return early
            if fault.kind == "status":
                return _ordered(fault.status, fault.reason, fault.retry_after)
            if fault.kind == "malformed":
                return web.Response(text='{"access_token": "ya29.', content_type="application/json")
            answer = await self._safely(handler, request)
            if not await strike_after(request, fault) and fault.kind == "status_after":
                return _ordered(fault.status, fault.reason, fault.retry_after)
            return answer

        return answered  # type: ignore[return-value]

    async def _safely(self, handler: Handler, request: web.Request) -> web.Response:
        try:
            return await handler(request)
        except OAuthError as error:
            return _refusal(error.status, error.error, error.description)

    async def asked(self, request: web.Request) -> web.Response:
        """The consent page."""
        query = dict(request.query)
        try:
            asked = self._world.oauth.check_request(query)
        except OAuthError as error:
            return _page(error_page(error.status, error.error, error.description), error.status)
        return _page(consent_page(query, asked, self._world.users), 200)

    async def decided(self, request: web.Request) -> web.Response:
        """What the user chose on the consent page: back to the app with a code, or with `access_denied`."""
        form = await request.post()
        query = {key: str(value) for key, value in form.items()}
        try:
            asked = self._world.oauth.check_request(query)
            box = self._world.boxes.get(query.get("user", ""))
            if box is None:
                raise OAuthError("invalid_request", "Choose one of the accounts on the page.")
        except OAuthError as error:
            return _page(error_page(error.status, error.error, error.description), error.status)
        granted = tuple(scope for scope in asked.scopes if scope in form.getall("granted", []))
        if query.get("decision") != "allow" or not granted:
            return _redirect(asked.redirect_uri, {"error": "access_denied", "state": asked.state})
        code = self._world.oauth.consent(box.user.email, asked, granted)
        self._strike(query.get("trouble", ""), code, box.user.email)
        answer = {"state": asked.state, "code": code, "scope": " ".join(granted), "authuser": "0", "prompt": "consent"}
        return _redirect(asked.redirect_uri, answer)

    def _strike(self, trouble: str, code: str, email: str) -> None:
        """What the person ordered to go wrong on the way back."""
        if trouble == "late":
            self._world.oauth.outdate(code)
        elif trouble == "revoked":
            self._world.oauth.revoke_all(email)
        elif fault := _ORDERED.get(trouble):
            self._world.faults.add(fault)

    async def token(self, request: web.Request) -> web.Response:
        """Tokens for a code or a refresh token."""
        form = {key: str(value) for key, value in (await request.post()).items()}
        client = _basic(request.headers.get("Authorization", ""))
        answer = self._world.oauth.exchange(form, client or (form.get("client_id", ""), form.get("client_secret", "")))
        return web.json_response(answer, headers=_PRIVATE)

    async def revoked(self, request: web.Request) -> web.Response:
        """The end of a grant."""
        token = request.query.get("token") or str((await request.post()).get("token", ""))
        if not token:
            raise OAuthError("invalid_request", "Bad Request")
        if not self._world.oauth.revoke(token):
            raise OAuthError("invalid_token", "Token expired or revoked")
        return web.json_response({})

    async def jwks(self, request: web.Request) -> web.Response:
        """The signing keys as JWKS."""
        return web.json_response(self._world.keys.jwks(), headers=_FRESH)

    async def pem(self, request: web.Request) -> web.Response:
        """The signing keys as PEM certificates."""
        return web.json_response(self._world.keys.pem(), headers=_FRESH)


def _basic(header: str) -> tuple[str, str] | None:
    """Client id and secret of an HTTP Basic header, which Google takes as well."""
    scheme, _, text = header.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, _, secret = base64.b64decode(text, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        raise OAuthError("invalid_client", "Unauthorized", 401) from None
    return unquote(name), unquote(secret)


def _refusal(status: int, error: str, description: str, headers: dict[str, str] | None = None) -> web.Response:
    body = {"error": error, "error_description": description}
    return web.json_response(body, status=status, headers=_PRIVATE | (headers or {}))


def _ordered(status: int, reason: str, retry_after: float | None) -> web.Response:
    usual = {400: "invalid_grant", 401: "invalid_client", 403: "access_denied", 429: "rate_limit_exceeded"}
    headers = {} if retry_after is None else {"Retry-After": f"{retry_after:g}"}
    return _refusal(status, reason or usual.get(status, "internal_failure"), "Ordered by the sandbox.", headers)


def _page(text: str, status: int) -> web.Response:
    return web.Response(text=text, status=status, content_type="text/html", headers={"Cache-Control": "no-store"})


def _redirect(uri: str, answer: dict[str, str]) -> web.Response:
    return web.Response(status=302, headers={"Location": redirect_to(uri, answer), "Cache-Control": "no-store"})
