"""Pub/Sub by pulling: notices for those whom Google cannot reach, in the name of a service account (SPEC IN6).

https://cloud.google.com/pubsub/docs/pull#unary_pull
"""

import asyncio
import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp
import google.auth
import urllib3
from google.auth.credentials import Credentials
from google.auth.exceptions import GoogleAuthError, TransportError
from google.auth.transport.urllib3 import Request
from google.oauth2.service_account import Credentials as KeyFile

from bot.errors import Permanent, Temporary
from connectors.google.failures import TokenRefused, failure_of

SCOPES = ("https://www.googleapis.com/auth/pubsub",)
AT_ONCE = 100  # messages in one answer
POLL_SECONDS = 100.0  # Google answers an empty pull after a minute and a half
AUTH_SECONDS = 10.0
NOTHING_CAME = 504  # what a pull may end with when nothing came


@dataclass(frozen=True)
class Received:
    """One message, and the id by which this delivery of it is acknowledged. `message` is as Google sent it."""

    ack_id: str
    message: Any


class ServiceAccount:
    """Access tokens of the service account in a key file, or of whatever this machine runs as."""

    def __init__(self, key_file: str) -> None:
        self._key_file = key_file
        self._credentials: Credentials | None = None
        self._lock = asyncio.Lock()

    async def token(self, rejected: str = "") -> str:
        """A token to use now, and not `rejected`. Raises Temporary, or Permanent for credentials that are no good."""
        async with self._lock:
            held = self._credentials
            if held is None or not held.valid or held.token == rejected:
                held = self._credentials = await asyncio.to_thread(self._fresh, held)
            return str(held.token)

    def _fresh(self, held: Credentials | None) -> Credentials:
        try:
            credentials = held or self._load()
            with urllib3.PoolManager(retries=False) as pool:
                credentials.refresh(functools.partial(Request(pool), timeout=AUTH_SECONDS))  # type: ignore[no-untyped-call]
        except (TransportError, OSError) as error:
            raise Temporary(f"service account: {type(error).__name__}") from None
        except (GoogleAuthError, ValueError) as error:
            kind = Temporary if getattr(error, "retryable", False) else Permanent
            raise kind(f"service account: {type(error).__name__}") from None
        return credentials

    def _load(self) -> Credentials:
        if self._key_file:  # of that one kind: whatever else a file may hold would be followed to where it says
            found = KeyFile.from_service_account_file(self._key_file, scopes=SCOPES)  # type: ignore[no-untyped-call]
        else:
            found, _ = google.auth.default(scopes=SCOPES)
        credentials: Credentials = found
        return credentials


class Subscription:
    """One subscription. Raises Temporary, and Permanent where it is not there or not ours to read."""

    def __init__(self, base_url: str, name: str, account: ServiceAccount) -> None:
        self._url = f"{base_url}v1/{name}"
        self._account = account
        self._session: aiohttp.ClientSession | None = None

    async def pull(self) -> list[Received]:
        """What came; waits for something for a while, and is empty where nothing did."""
        answer = await self._call("pull", {"maxMessages": AT_ONCE})
        entries = answer.get("receivedMessages")
        entries = entries if isinstance(entries, list) else []
        return [Received(str(one["ackId"]), one.get("message")) for one in entries if one.get("ackId")]

    async def acknowledge(self, ack_ids: Sequence[str]) -> None:
        """These need not come again."""
        if ack_ids:
            await self._call("acknowledge", {"ackIds": list(ack_ids)})

    async def _call(self, verb: str, body: dict[str, Any]) -> dict[str, Any]:
        token = await self._account.token()
        try:
            return await self._once(verb, body, token)
        except TokenRefused:
            return await self._once(verb, body, await self._account.token(rejected=token))

    async def _once(self, verb: str, body: dict[str, Any], token: str) -> dict[str, Any]:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=POLL_SECONDS, connect=5))
        headers = {"Authorization": f"Bearer {token}"}
        try:
            async with self._session.post(f"{self._url}:{verb}", json=body, headers=headers) as answer:
                if answer.status == NOTHING_CAME and verb == "pull":
                    return {}
                if answer.status >= 300:
                    said = {name.lower(): value for name, value in answer.headers.items()}
                    raise failure_of(answer.status, said, await answer.read(), repeatable=True)
                found = await answer.json()
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise Temporary(f"pubsub: {type(error).__name__}") from None
        if not isinstance(found, dict):
            raise Temporary("pubsub: unreadable answer")
        return found

    async def close(self) -> None:
        """Closes its connections."""
        if self._session is not None:
            await self._session.close()
