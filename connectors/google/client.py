"""One call to a Google API: in a thread, with the owner's token, repeated only where that is safe (SPEC RE1, RE2)."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from bot.errors import OutcomeUnknown, Reconnect, Temporary
from connectors.google.failures import TokenRefused
from connectors.google.transport import READ_SECONDS, Http, Transport

T = TypeVar("T")
QUICK_WAITS = (1.0, 2.0, 4.0, 8.0, 16.0)  # seconds before each further try (SPEC RE2)
DEADLINE_SECONDS = 20.0


class AccessTokens(Protocol):
    """Where an account's access token comes from."""

    async def access_token(self, rejected: str = "") -> str:
        """A token to use now. `rejected` is one that Google has just refused: it must be refreshed, once for all
        who ask at the same time. Raises Reconnect when access has ended, Temporary when Google cannot say."""
        ...

    async def give_up(self, token: str) -> None:
        """Google refused this token too, which came in place of a refused one: access has ended."""
        ...


@dataclass(frozen=True)
class GoogleWay:
    """What all accounts of a process share: connections, threads, time."""

    transport: Transport
    executor: Executor
    deadline_seconds: float = DEADLINE_SECONDS
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    clock: Callable[[], float] = time.monotonic


class GoogleClient:
    """Calls in the name of one account. Every error that leaves here is one of bot.errors."""

    def __init__(self, way: GoogleWay, tokens: AccessTokens) -> None:
        self._way = way
        self._tokens = tokens

    async def call(self, request: Any) -> dict[str, Any]:
        """Executes a googleapiclient request that may safely be done twice: repeated quickly within the deadline."""
        return await self._repeated(request, _Reads(_object))

    async def call_once(self, request: Any) -> dict[str, Any]:
        """Executes a request that must not be done twice. Raises OutcomeUnknown when it may have been done."""
        ends = self._way.clock() + READ_SECONDS
        return await self._authorized(request, ends, _Reads(_object, repeatable=False))

    async def download(self, request: Any, at_most: int) -> bytes:
        """Executes a media request, repeated like `call`; the first bytes of the file, `at_most`."""
        return await self._repeated(request, _Reads(_content, at_most=at_most))

    async def _repeated(self, request: Any, reads: "_Reads[T]") -> T:
        ends = self._way.clock() + self._way.deadline_seconds
        for wait in (*QUICK_WAITS, None):
            try:
                return await self._authorized(request, ends, reads)
            except Temporary as error:
                pause = max(_jittered(wait), error.retry_after or 0.0) if wait else 0.0
                if wait is None or self._way.clock() + pause >= ends:
                    raise Temporary(str(error), error.failure, retry_after=error.retry_after) from error
            await self._way.sleep(pause)
        raise AssertionError("the last try returns or raises")

    async def _authorized(self, request: Any, ends: float, reads: "_Reads[T]") -> T:
        token = await self._tokens.access_token()
        try:
            return await self._execute(request, token, ends, reads)
        except TokenRefused:
            token = await self._tokens.access_token(rejected=token)
        try:
            return await self._execute(request, token, ends, reads)
        except TokenRefused as error:
            await self._tokens.give_up(token)
            raise Reconnect(str(error)) from error

    async def _execute(self, request: Any, token: str, ends: float, reads: "_Reads[T]") -> T:
        seconds = max(1.0, ends - self._way.clock())
        http = Http(self._way.transport, min(READ_SECONDS, seconds), reads.repeatable, reads.at_most)
        request.headers["authorization"] = f"Bearer {token}"
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._way.executor, _run, request, http, reads)


@dataclass(frozen=True)
class _Reads(Generic[T]):
    """How an answer is read: as what, whether it may be asked for again, and how many bytes of it. `of` raises
    ValueError for an answer that it cannot read."""

    of: Callable[[Any], T]
    repeatable: bool = True
    at_most: int | None = None


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
