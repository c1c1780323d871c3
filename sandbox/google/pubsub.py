"""Pub/Sub by pulling: one subscription to the topic of mail notices, and the service account that may read it.

https://cloud.google.com/pubsub/docs/reference/rest/v1/projects.subscriptions/pull
"""

import asyncio
import json
import secrets
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

import jwt
from aiohttp import web
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from sandbox.faults import Faults, strike_after, strike_before
from sandbox.google.errors import GoogleError, Json, invalid, ordered, unauthenticated

NAME = "projects/sandbox/subscriptions/mailroom-pull"
READER = "reader@sandbox.iam.gserviceaccount.example"
_SCOPES = {"https://www.googleapis.com/auth/pubsub", "https://www.googleapis.com/auth/cloud-platform"}
_AUDIENCE = "https://oauth2.googleapis.com/token"  # whatever a key file says
_MOST = 1000


@dataclass
class PullSubscription:
    """What waits, what is out until its deadline, and who may read. `poll_seconds` is how long an empty pull waits."""

    now: Callable[[], datetime]
    ack_seconds: float = 10.0
    poll_seconds: float = 90.0
    permitted: bool = True
    enabled: bool = False  # without a reader nothing is kept
    acknowledged: int = 0
    _waiting: deque[tuple[Json, int]] = field(default_factory=deque)
    _out: dict[str, tuple[datetime, Json, int]] = field(default_factory=dict)
    _tokens: dict[str, datetime] = field(default_factory=dict)
    _came: asyncio.Event = field(default_factory=asyncio.Event)

    @cached_property
    def _key(self) -> rsa.RSAPrivateKey:
        return rsa.generate_private_key(public_exponent=65537, key_size=2048)

    def key_file(self, token_url: str) -> Json:
        """The key file of the service account that reads, as Google's console gives it out."""
        pem = self._key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return {
            "type": "service_account", "project_id": "sandbox", "private_key_id": "k1", "private_key": pem.decode(),
            "client_email": READER, "client_id": "1", "token_uri": token_url,
        }  # fmt: skip

    def publish(self, message: Json) -> None:
        """A notice comes in."""
        if self.enabled:
            self._waiting.append((message, 0))
            self._came.set()

    @property
    def left(self) -> int:
        """How many messages nobody has acknowledged."""
        return len(self._waiting) + len(self._out)

    async def pull(self, most: int) -> list[Json]:
        """Up to so many messages; waits for the first one."""
        ends = asyncio.get_running_loop().time() + self.poll_seconds
        while not (found := self._take(most)):
            left = ends - asyncio.get_running_loop().time()
            if left <= 0:
                return []
            self._came.clear()
            try:
                await asyncio.wait_for(self._came.wait(), min(left, 0.2))  # what is out may come back meanwhile
            except TimeoutError:
                continue
        return found

    def _take(self, most: int) -> list[Json]:
        for ack_id in [ack_id for ack_id, (until, *_) in self._out.items() if until <= self.now()]:
            _, message, tries = self._out.pop(ack_id)
            self._waiting.append((message, tries))
        found: list[Json] = []
        while self._waiting and len(found) < most:
            message, tries = self._waiting.popleft()
            ack_id = secrets.token_urlsafe(24)
            self._out[ack_id] = (self.now() + timedelta(seconds=self.ack_seconds), message, tries + 1)
            found.append({"ackId": ack_id, "message": message, "deliveryAttempt": tries + 1})
        return found

    def acknowledge(self, ack_ids: list[str]) -> None:
        """These need not come again; ids whose deadline is over do nothing, as with Google."""
        for ack_id in ack_ids:
            self.acknowledged += self._out.pop(ack_id, None) is not None

    def grant(self, assertion: str) -> Json:
        """A token for a signed assertion of the service account. Raises GoogleError."""
        try:
            public = self._key.public_key()
            claims = jwt.decode(assertion, public, ["RS256"], audience=_AUDIENCE, options={"verify_iat": False})
        except jwt.PyJWTError:
            raise GoogleError(400, "invalid_grant", "Invalid JWT Signature.") from None
        if claims.get("iss") != READER or not _SCOPES & set(str(claims.get("scope", "")).split()):
            raise GoogleError(400, "invalid_scope", "Invalid OAuth scope or ID token audience provided.")
        token = f"ya29.c.{secrets.token_urlsafe(32)}"
        self._tokens[token] = self.now() + timedelta(hours=1)
        return {"access_token": token, "expires_in": 3599, "token_type": "Bearer"}

    def end_tokens(self) -> None:
        """Every token given out so far is refused from now on."""
        self._tokens.clear()

    def check(self, header: str) -> None:
        """Whether the caller may read. Raises 401 and 403."""
        token = header.removeprefix("Bearer ").strip()
        if self._tokens.get(token, self.now()) <= self.now():
            raise unauthenticated(presented=bool(token))
        if not self.permitted:
            raise GoogleError(403, "forbidden", "User not authorized to perform this action.")


def pubsub_routes(subscription: PullSubscription, faults: Faults) -> list[web.RouteDef]:
    """The routes, relative to the stand-in's root."""
    api = _Api(subscription, faults)
    return [web.post("/v1/projects/{project}/subscriptions/{call}", api.call), web.post("/service/token", api.token)]


class _Api:
    def __init__(self, subscription: PullSubscription, faults: Faults) -> None:
        self._subscription, self._faults = subscription, faults

    async def token(self, request: web.Request) -> web.Response:
        """A token for the assertion of a service account."""
        form = await request.post()
        try:
            if form.get("grant_type") != "urn:ietf:params:oauth:grant-type:jwt-bearer":
                raise GoogleError(400, "unsupported_grant_type", "Invalid grant_type")
            return web.json_response(self._subscription.grant(str(form.get("assertion", ""))))
        except GoogleError as error:
            return web.json_response({"error": error.reason, "error_description": error.message}, status=error.code)

    async def call(self, request: web.Request) -> web.StreamResponse:
        """A pull or an acknowledgement."""
        name, _, verb = request.match_info["call"].partition(":")
        fault = self._faults.take("pubsub", verb)
        if fault and (cut := await strike_before(request, fault)):
            return cut
        try:
            if fault and fault.kind == "status":
                raise ordered(fault.status, fault.reason, fault.retry_after)
            answer = await self._act(request, f"projects/{request.match_info['project']}/subscriptions/{name}", verb)
        except GoogleError as error:
            return web.Response(status=error.code, body=error.body(), content_type="application/json")
        if fault and fault.kind == "malformed":
            return web.Response(text='{"receivedMessages": [', content_type="application/json")
        if fault:
            await strike_after(request, fault)
        return web.json_response(answer)

    async def _act(self, request: web.Request, name: str, verb: str) -> Json:
        self._subscription.check(request.headers.get("Authorization", ""))
        if name != NAME:
            raise GoogleError(404, "notFound", f"Resource not found (resource={name.rpartition('/')[2]}).")
        body = _object(await request.read())
        if verb == "pull":
            most = body.get("maxMessages")
            if not isinstance(most, int) or most < 1:
                raise invalid("You have passed a non-positive value for maxMessages.")
            received = await self._subscription.pull(min(most, _MOST))
            return {"receivedMessages": received} if received else {}
        if verb == "acknowledge":
            ack_ids = body.get("ackIds")
            if not isinstance(ack_ids, list) or not ack_ids:
                raise invalid("No ack ids specified.")
            self._subscription.acknowledge([str(one) for one in ack_ids])
            return {}
        raise GoogleError(404, "notFound", "Not Found")


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body or b"{}")
    except ValueError:
        raise invalid("Invalid JSON payload received.") from None
    return found if isinstance(found, dict) else {}
