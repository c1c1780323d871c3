"""One call to a Google API: in a thread, with the owner's token, repeated only where that is safe (SPEC RE1, RE2).

Every request passes the gate first: its quotas have room for it, and its service is not being left alone (RE3).
"""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Generic, Protocol, TypeVar

from bot.errors import Failure, MailroomError, OutcomeUnknown, Reconnect, Temporary
from connectors.gate import LEAVES, Breaker, NotAdmitted, OpenGate, Outcome, Turnstile, urgency
from connectors.google.batch import Batch
from connectors.google.failures import TokenRefused
from connectors.google.quota import Limits, breaker_of
from connectors.google.transport import READ_SECONDS, Http, Transport

T = TypeVar("T")
QUICK_WAITS = (1.0, 2.0, 4.0, 8.0, 16.0)  # seconds before each further try (SPEC RE2)
DEADLINE_SECONDS = 20.0
BATCH_BYTES = 32 * 2**20  # of an answer to a batch: less than one mail may take that is asked for alone
PATIENCE_SECONDS = 20.0  # how long a call waits for its quota, before its deadline begins to run


class AccessTokens(Protocol):
    """Where an account's access token comes from. `owner` is the account's id, '' before there is one: all calls of one
    owner share a quota."""

    owner: str

    async def access_token(self, rejected: str = "") -> str:
        """A token to use now. `rejected` is one that Google has just refused: it must be refreshed, once for all
        who ask at the same time. Raises Reconnect when access has ended, Temporary when Google cannot say."""
        ...

    async def give_up(self, token: str) -> None:
        """Google refused this token too, which came in place of a refused one: access has ended."""
        ...


@dataclass(frozen=True)
class GoogleWay:
    """What all accounts of a process share: connections, threads, the gate, time."""

    transport: Transport
    executor: Executor
    deadline_seconds: float = DEADLINE_SECONDS
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    clock: Callable[[], float] = time.monotonic
    door: Turnstile = field(default_factory=lambda: Turnstile(OpenGate()))
    limits: Limits = field(default_factory=Limits)
    batch_bytes: int = BATCH_BYTES


@dataclass(frozen=True)
class _Reads(Generic[T]):
    """How an answer is read: as what, whether it may be asked for again, and how many bytes of it. `of` raises
    ValueError for an answer that it cannot read."""

    of: Callable[[Any], T]
    repeatable: bool = True
    at_most: int | None = None


@dataclass
class _Call(Generic[T]):
    """One call with all its tries. `ends` is set once it was let through for the first time."""

    request: Any
    reads: _Reads[T]
    seconds: float
    ends: float | None = None
    trial: str = ""
    outcome: Outcome = ""

    @cached_property
    def method(self) -> str:
        """Google's own name of it, such as gmail.users.messages.get."""
        return str(self.request.methodId)

    @property
    def breaker(self) -> Breaker:
        """The one of its service."""
        return breaker_of(self.method.partition(".")[0])

    @property
    def calls(self) -> int:
        """How many calls Google charges for when it is made now."""
        return len(self.request.left) if isinstance(self.request, Batch) else 1


class GoogleClient:
    """Calls in the name of one account. Every error that leaves here is one of bot.errors.

    A service that is being left alone, and a quota without room, raise NotAdmitted (a Temporary) and ask nothing.
    """

    def __init__(self, way: GoogleWay, tokens: AccessTokens) -> None:
        self._way = way
        self._tokens = tokens

    async def call(self, request: Any) -> dict[str, Any]:
        """Executes a googleapiclient request that may safely be done twice: repeated quickly within the deadline."""
        return await self._outside(_Call(request, _Reads(_object), self._way.deadline_seconds), self._repeated)

    async def call_each(self, batch: Batch) -> None:
        """Executes a batch like `call`, repeating what is left of it. Its parts are settled as soon as each has its
        answer; what is raised is for all that have none then. Raises NotOffered where batches are unknown, TooLong."""
        reads = _Reads(_object, at_most=self._way.batch_bytes)
        await self._outside(_Call(batch, reads, self._way.deadline_seconds), self._repeated)

    def most_together(self, method: str) -> int:
        """How many calls of a method a batch may hold, as urgent as the caller is."""
        return self._way.limits.together(method, LEAVES[urgency.get()])

    async def call_once(self, request: Any) -> dict[str, Any]:
        """Executes a request that must not be done twice. Raises OutcomeUnknown when it may have been done."""
        return await self._outside(_Call(request, _Reads(_object, repeatable=False), READ_SECONDS), self._authorized)

    async def download(self, request: Any, at_most: int) -> bytes:
        """Executes a media request, repeated like `call`; the first bytes of the file, `at_most`."""
        reads = _Reads(_content, at_most=at_most)
        return await self._outside(_Call(request, reads, self._way.deadline_seconds), self._repeated)

    async def _outside(self, call: _Call[T], act: Callable[[_Call[T]], Awaitable[T]]) -> T:
        """The call with its quick retries counts once at the breaker, by its last try."""
        try:
            return await act(call)
        finally:
            if call.trial or call.outcome:
                owner = self._tokens.owner
                await self._way.door.gate.leave(call.breaker, call.trial, call.outcome, Failure.SERVICE_DOWN, owner)

    async def _repeated(self, call: _Call[T]) -> T:
        for wait in (*QUICK_WAITS, None):
            try:
                return await self._authorized(call)
            except NotAdmitted:
                raise
            except Temporary as error:
                pause = max(_jittered(wait), error.retry_after or 0.0) if wait else 0.0
                if wait is None or pause >= self._left(call):
                    raise Temporary(str(error), error.failure, retry_after=error.retry_after) from error
            await self._way.sleep(pause)
        raise AssertionError("the last try returns or raises")

    def _left(self, call: _Call[T]) -> float:
        """Seconds until the call's deadline, which begins once it was let through."""
        return call.seconds if call.ends is None else call.ends - self._way.clock()

    async def _authorized(self, call: _Call[T]) -> T:
        token = await self._tokens.access_token()
        try:
            return await self._execute(call, token)
        except TokenRefused:
            token = await self._tokens.access_token(rejected=token)
        try:
            return await self._execute(call, token)
        except TokenRefused as error:
            await self._tokens.give_up(token)
            raise Reconnect(str(error)) from error

    async def _execute(self, call: _Call[T], token: str) -> T:
        await self._enter(call)
        seconds = max(1.0, self._left(call))
        http = Http(self._way.transport, min(READ_SECONDS, seconds), call.reads.repeatable, call.reads.at_most)
        call.request.headers["authorization"] = f"Bearer {token}"
        loop = asyncio.get_running_loop()
        try:
            answer = await loop.run_in_executor(self._way.executor, _run, call.request, http, call.reads)
        except MailroomError as error:
            # an answer of whatever kind shows that the service is there; one user's refusals are no outage
            down = isinstance(error, Temporary) and error.failure is Failure.SERVICE_DOWN
            call.outcome = "failed" if down else "worked"
            raise
        call.outcome = "worked"
        return answer

    async def _enter(self, call: _Call[T]) -> None:
        way, quotas = self._way, self._way.limits.quotas(call.method, self._tokens.owner, call.calls)
        patience = PATIENCE_SECONDS if call.ends is None else max(0.0, self._left(call))
        call.trial = await way.door.enter(call.breaker, quotas, patience, call.trial)
        call.ends = call.ends or way.clock() + call.seconds


def _object(answer: Any) -> dict[str, Any]:
    """An answer in JSON; an empty one (204) is an empty dict."""
    if not isinstance(answer or {}, dict):
        raise ValueError(type(answer).__name__)
    return answer or {}


def _content(answer: Any) -> bytes:
    return answer if isinstance(answer, bytes) else str(answer or "").encode()


def _jittered(seconds: float) -> float:
    return seconds * random.uniform(0.75, 1.25)  # noqa: S311 - spreads load, keeps no secret


def _run(request: Any, http: Http, reads: _Reads[T]) -> T:
    """Executes in a worker thread; vendor errors become ours here."""
    from googleapiclient.errors import Error as ClientError  # loaded by whoever made the request

    unclear = Temporary if http.repeatable else OutcomeUnknown
    try:
        return reads.of(request.execute(http=http, num_retries=0))
    except (ValueError, ClientError) as error:  # among the former: JSON and Unicode that cannot be decoded
        raise unclear(f"unreadable answer: {type(error).__name__}") from error
