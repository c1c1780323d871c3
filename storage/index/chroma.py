"""Chroma's HTTP API, version 2, of a server that other processes use as well (docs.trychroma.com, /docs on the server).

Spoken to directly: the Python client costs 0.6 s and 76 MB in each process that imports it, keeps a client for each
event loop for ever, leaves out the check of certificates, and knows no time limits.
"""

import asyncio
import json
import time
from typing import Any
from urllib.parse import quote

import aiohttp
import structlog

from bot.errors import Permanent, Temporary

ASK_SECONDS = 2.0  # longest wait of somebody who asks
WRITE_SECONDS = 30.0
REST_SECONDS = 5.0  # in which nobody asks, after it did not answer
TELL_SECONDS = 60.0
_BASE = "/api/v2/tenants/default_tenant/databases/default_database"

log = structlog.get_logger("chroma")


class Missing(Exception):
    """What was asked for is not there: a collection never made, or made anew since."""


class Chroma:
    """One server. Every call raises Temporary when it cannot be reached in time, and at once for a while after that.

    Opening connects to nothing. `ask_seconds` is how long a question waits, `rest_seconds` how long it is left alone
    after it did not answer.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self.ask_seconds, self.rest_seconds = ASK_SECONDS, REST_SECONDS
        self._session: aiohttp.ClientSession | None = None
        self._rests_until = 0.0
        self._told_at = -TELL_SECONDS

    async def ask(self, method: str, path: str, body: Any = None) -> Any:
        """The answer to a question under the database's path. Raises Missing, Temporary and Permanent."""
        if time.monotonic() < self._rests_until:
            raise Temporary("chroma: did not answer a moment ago")
        return await self._call(method, _BASE + path, body, self.ask_seconds)

    async def send(self, method: str, path: str, body: Any = None) -> Any:
        """The answer to what changes something and may take long; it is tried even while questions are not."""
        return await self._call(method, _BASE + path, body, WRITE_SECONDS)

    async def beat(self) -> None:
        """Returns if it answers. Raises Temporary."""
        await self._call("GET", "/api/v2/heartbeat", None, self.ask_seconds)

    async def _call(self, method: str, path: str, body: Any, seconds: float) -> Any:
        try:
            async with asyncio.timeout(seconds):
                return await self._request(method, path, body)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise self._failed(type(error).__name__) from error

    async def _request(self, method: str, path: str, body: Any) -> Any:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=None))
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        async with self._session.request(method, self._url + path, data=data, headers=headers) as answer:
            read = await answer.read()
            if answer.status == 404:
                raise Missing(path)
            self._rests_until = 0.0
            if answer.status >= 500:
                raise Temporary(f"chroma: status {answer.status}")
            if answer.status >= 400:
                raise Permanent(f"chroma: status {answer.status}")
            return json.loads(read) if read else None

    def _failed(self, why: str) -> Temporary:
        """The error to raise; the log hears of it once a minute, not once a question."""
        now = time.monotonic()
        self._rests_until = now + self.rest_seconds
        if now - self._told_at >= TELL_SECONDS:
            self._told_at = now
            log.warning("chroma does not answer", reason=why)
        return Temporary(f"chroma: {why}")

    async def close(self) -> None:
        """Lets go of its connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None


def collection_path(key: str, act: str = "") -> str:
    """The path of a collection, by id or name, and of what is done with it."""
    return f"/collections/{quote(key, safe='')}" + (f"/{act}" if act else "")
