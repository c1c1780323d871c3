"""Signed HTTP requests from Slack to the app: three seconds to answer, and retries for events."""

import asyncio
import hashlib
import hmac
import json
import time
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import aiohttp

from sandbox.slack.values import App, Json, Options

_FORM = "application/x-www-form-urlencoded"
_KEPT = 500


@dataclass(frozen=True)
class Answer:
    """What the app said. `status` is 0 if nothing came; `failure` is Slack's word for why, or empty."""

    status: int
    body: str
    ms: float
    failure: str = ""
    no_retry: bool = False
    is_json: bool = False

    @property
    def ok(self) -> bool:
        """Whether the app acknowledged in time."""
        return not self.failure

    def json(self) -> Any:
        """The body as JSON, or None if it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


def signature(secret: str, timestamp: str, body: str) -> str:
    """Slack's v0 signature: https://docs.slack.dev/authentication/verifying-requests-from-slack"""
    base = f"v0:{timestamp}:{body}".encode()
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


class Delivery:
    """Sends payloads to the app's request URL. Create it anywhere, `start` it in the event loop."""

    def __init__(self, app: App, options: Options, now: Callable[[], float]) -> None:
        self._app, self._options, self._now = app, options, now
        self._http: aiohttp.ClientSession | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self.events: deque[Json] = deque(maxlen=_KEPT)

    async def start(self) -> None:
        """Opens the connections."""
        self._http = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())

    async def close(self) -> None:
        """Gives up what is still being retried."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._http is not None:
            await self._http.close()

    async def settled(self) -> None:
        """Returns when no delivery is under way or waiting for a retry."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def event(self, envelope: Json) -> None:
        """Delivers an event in the background, up to four times."""
        self._spawn(self._until_taken(envelope))

    async def interaction(self, payload: Json) -> Answer:
        """Delivers a click, a submitted or a closed modal."""
        return await self.form({"payload": json.dumps(payload)})

    async def form(self, fields: dict[str, str]) -> Answer:
        """Delivers a form, once: interactivity and commands are never retried."""
        return await self._post(urlencode(fields), _FORM, {})

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        if self._http is None:
            work.close()
            return
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _until_taken(self, envelope: Json) -> None:
        body = json.dumps(envelope)
        retries: dict[str, str] = {}
        waits = self._options.retry_waits if self._options.retry else ()
        for turn in range(len(waits) + 1):
            answer = await self._post(body, "application/json", retries)
            self._note(envelope, turn, answer)
            if answer.ok or answer.no_retry or turn == len(waits):
                return
            await asyncio.sleep(waits[turn])
            retries = {"X-Slack-Retry-Num": str(turn + 1), "X-Slack-Retry-Reason": answer.failure}

    def _note(self, envelope: Json, turn: int, answer: Answer) -> None:
        kept = {"event_id": envelope["event_id"], "type": envelope["event"]["type"], "turn": turn}
        self.events.append({**kept, "status": answer.status, "failure": answer.failure, "ms": answer.ms})

    def _headers(self, body: str, content_type: str) -> dict[str, str]:
        timestamp = str(int(self._now()))
        return {
            "Content-Type": content_type,
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature(self._app.signing_secret, timestamp, body),
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        }

    async def _post(self, body: str, content_type: str, more: dict[str, str]) -> Answer:
        if self._http is None:
            return Answer(0, "", 0, "connection_failed")
        await asyncio.sleep(self._options.latency_ms / 1000)
        started = time.perf_counter()
        try:
            async with self._http.post(
                self._app.events_url,
                data=body.encode(),
                headers={**self._headers(body, content_type), **more},
                timeout=aiohttp.ClientTimeout(total=self._options.ack_seconds),
                allow_redirects=False,
            ) as response:
                return _read(response, await response.text(errors="replace"), started)
        except TimeoutError:
            return Answer(0, "", _since(started), "http_timeout")
        except aiohttp.ClientError:
            return Answer(0, "", _since(started), "connection_failed")


def _read(response: aiohttp.ClientResponse, body: str, started: float) -> Answer:
    failure = "" if 200 <= response.status < 300 else "http_error"
    no_retry = response.headers.get("X-Slack-No-Retry") == "1"
    is_json = response.content_type == "application/json"
    return Answer(response.status, body, _since(started), failure, no_retry, is_json)


def _since(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 2)
