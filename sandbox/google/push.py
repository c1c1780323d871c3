"""Pub/Sub push: notices of changed mailboxes, signed and posted to the app, again and again until it takes them."""

import asyncio
import base64
import itertools
import json
import random
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime, timedelta

import aiohttp

from sandbox.faults import Fault, Faults
from sandbox.google.cast import Options
from sandbox.google.errors import Json
from sandbox.google.keys import ISSUER, Keys
from sandbox.google.pubsub import PullSubscription

_ACKNOWLEDGED = (102, 200, 201, 202, 204)
_TOKEN_LIFE = timedelta(hours=1)


@dataclass(frozen=True)
class PushSettings:
    """Where notices go and how they are signed. An empty `endpoint` means nowhere; an empty `audience` the endpoint.

    `interval` is the least number of seconds between two notices for one user; what changes meanwhile is told in one.
    `retry_waits` are the seconds before each further attempt.
    """

    endpoint: str = ""
    audience: str = ""
    service_account: str = "push@sandbox.iam.gserviceaccount.example"
    subscription: str = "projects/sandbox/subscriptions/mailroom"
    interval: float = 1.0
    retry_waits: tuple[float, ...] = (0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
    answer_within: float = 10.0


@dataclass(frozen=True)
class Watch:
    """What a user asked to be told: which labels count, and until when."""

    topic: str
    labels: frozenset[str]
    exclude: bool
    expires: datetime

    def wants(self, touched: frozenset[str]) -> bool:
        """Whether a change that touched these labels is to be told."""
        return not self.labels or bool(self.labels & touched) != self.exclude


class Pusher:
    """Tells the app. `cursor` gives a user's present history id."""

    def __init__(
        self,
        settings: PushSettings,
        keys: Keys,
        faults: Faults,
        options: Options,
        *,
        now: Callable[[], datetime],
        cursor: Callable[[str], int],
    ) -> None:
        self.settings, self.watches = settings, dict[str, Watch]()
        self.pulled = PullSubscription(now)
        self._keys, self._faults, self._options, self._now, self._cursor = keys, faults, options, now, cursor
        self._session: aiohttp.ClientSession | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._due: set[str] = set()
        self._running: set[str] = set()
        self._last: dict[str, Json] = {}
        self._held: deque[Json] = deque()
        self._token: tuple[datetime, PushSettings, str] | None = None
        self._numbers = itertools.count(random.getrandbits(50))

    async def start(self) -> None:
        """Opens the connections to the app."""
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=self.settings.answer_within))

    async def close(self) -> None:
        """Ends what is under way and closes the connections."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()
            self._session = None

    def notice(self, email: str, touched: frozenset[str]) -> None:
        """A mailbox has changed: tell it soon, if its user watches it."""
        watch = self.watches.get(email)
        if watch is None or watch.expires <= self._now() or not watch.wants(touched) or not self._ready():
            return
        self._due.add(email)
        if email not in self._running:
            self._running.add(email)
            self._spawn(self._tell(email))

    def repeat(self, email: str, times: int) -> int:
        """Sends a user's last notice again; how many will go out."""
        if email not in self._last or self._session is None:
            return 0
        for _ in range(times):
            self._spawn(self._deliver(self._last[email]))
        return times

    def _ready(self) -> bool:
        somewhere = bool(self.settings.endpoint) or self.pulled.enabled
        return self._session is not None and somewhere and self._options.push

    def _spawn(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _tell(self, email: str) -> None:
        """The first notice at once, later ones no oftener than the interval allows."""
        try:
            while email in self._due:
                self._due.discard(email)
                self._last[email] = self._envelope(email)
                self._dispatch(self._last[email])
                await asyncio.sleep(self.settings.interval)
        finally:
            self._running.discard(email)

    def _dispatch(self, envelope: Json) -> None:
        """Hands a notice to delivery; when shuffling, behind the one that comes after it."""
        copies = 2 if self._options.push_duplicates else 1
        for _ in range(copies):
            self.pulled.publish({name: envelope["message"][name] for name in ("data", "messageId", "publishTime")})
        if not self.settings.endpoint:
            return
        if not self._options.push_shuffle:
            for _ in range(copies):
                self._spawn(self._deliver(envelope))
            return
        self._held.extend([envelope] * copies)
        if len(self._held) > copies:
            self._release()
        else:
            self._spawn(self._release_later())

    def _release(self) -> None:
        while self._held:
            self._spawn(self._deliver(self._held.pop()))

    async def _release_later(self) -> None:
        await asyncio.sleep(2 * self.settings.interval)
        self._release()

    def _envelope(self, email: str) -> Json:
        """The body of a push. https://cloud.google.com/pubsub/docs/push"""
        data = json.dumps({"emailAddress": email, "historyId": self._cursor(email)}).encode()
        number, at = str(next(self._numbers)), self._now().isoformat(timespec="milliseconds").replace("+00:00", "Z")
        message = {
            "data": base64.b64encode(data).decode("ascii"),
            "messageId": number,
            "message_id": number,
            "publishTime": at,
            "publish_time": at,
        }
        return {"message": message, "subscription": self.settings.subscription}

    async def _deliver(self, envelope: Json) -> None:
        for wait in (*self.settings.retry_waits, None):
            fault = self._faults.take("push", "push")
            if await self._attempt(envelope, fault) or wait is None:
                return
            await asyncio.sleep(wait)

    async def _attempt(self, envelope: Json, fault: Fault | None) -> bool:
        """One delivery; True once the app has acknowledged it, as far as Pub/Sub can tell."""
        if fault and fault.kind in ("slow", "timeout"):
            await asyncio.sleep(fault.seconds)
        if fault and fault.kind in ("status", "cut", "timeout", "refuse"):
            return fault.kind == "refuse"  # refuse: the notice is lost for good, as Gmail's excess notices are
        body = b'{"message": {"data": "%%%"' if fault and fault.kind == "malformed" else json.dumps(envelope).encode()
        status = await self._post(body)
        return status in _ACKNOWLEDGED and not (fault and fault.kind.endswith("_after"))

    async def _post(self, body: bytes) -> int:
        if self._session is None:
            return 0
        headers = {"Authorization": f"Bearer {self.token()}", "Content-Type": "application/json"}
        try:
            async with self._session.post(self.settings.endpoint, data=body, headers=headers) as answer:
                return answer.status
        except (aiohttp.ClientError, TimeoutError):
            return 0

    def token(self) -> str:
        """The identity token that goes with a push; like Pub/Sub, it serves many pushes until it is half used up."""
        if self._token and self._token[1] == self.settings and self._token[0] > self._now():
            return self._token[2]
        issued = int(self._now().timestamp())
        claims = {
            "aud": self.settings.audience or self.settings.endpoint,
            "azp": "100000000000000000001",
            "email": self.settings.service_account,
            "email_verified": True,
            "exp": issued + int(_TOKEN_LIFE.total_seconds()),
            "iat": issued,
            "iss": ISSUER,
            "sub": "100000000000000000001",
        }
        self._token = (self._now() + _TOKEN_LIFE / 2, self.settings, self._keys.sign(claims))
        return self._token[2]

    def forget_token(self) -> None:
        """Signs the next push afresh (after a change of keys)."""
        self._token = None
