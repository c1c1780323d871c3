"""Rings jobs on RQ: its wire format over redis.asyncio, all concurrent rings in one round trip."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeAlias
from uuid import uuid4

from redis import Redis, RedisError, ResponseError
from redis.asyncio.client import Pipeline
from rq.job import Job, JobStatus
from rq.utils import now

from bot.errors import Temporary
from bot.queue import QUEUES, Lines, Ring
from bot.redis_client import open_redis

FAILURE_SECONDS = 7 * 24 * 3600
PATIENCE_SECONDS = 3.0  # a web request waits for this, so it must be short
RING_SECONDS = 2.0  # Slack repeats an event after three: its answer must be out before
WORKERS = "rq:workers"  # where RQ keeps the names of its workers
MOST_AT_ONCE = 500  # rings in one round trip
RUN = "mailroom:queue:run"  # the run of Redis of which we know: another one may have forgotten what it held
LOST = "mailroom:queue:lost"  # when a ring last did not reach it


@dataclass(frozen=True)
class _Form:
    """A ring as RQ stores it."""

    ring: Ring
    id: str
    fields: dict[Any, Any]


_Call: TypeAlias = tuple[Sequence[_Form], "asyncio.Future[None]"]


class RqDoorbell:
    """A bot.queue.Doorbell. Connects at the first ring; one retry covers a connection that went stale.

    What it could not ring it does not keep: the rows say it. It tells so at its next contact, for all to know.
    """

    def __init__(self, url: str) -> None:
        self._redis = open_redis(url, PATIENCE_SECONDS)
        self._unused = Redis.from_url(url)  # RQ's job class wants a client; this one is never used to talk
        self._waiting: list[_Call] = []
        self._carrier: asyncio.Task[None] | None = None
        self._lost_at = 0.0  # when a ring last failed, as long as Redis does not know; 0: none has

    async def ring(self, rings: Sequence[Ring]) -> None:
        """All of them or none. Calls made while a round trip is under way share the next one. Raises Temporary."""
        if not rings:
            return
        # written out here, so that a ring that cannot be written fails its caller only
        forms = [self._form(ring) for ring in rings]
        heard: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((forms, heard))
        if self._carrier is None or self._carrier.done():
            self._carrier = asyncio.create_task(self._carry())
        try:
            await asyncio.wait_for(heard, RING_SECONDS)
        except TimeoutError as error:  # it may still arrive: jobs re-read their row, and the sweep rings again
            self._lost_at = time.time()
            raise Temporary("the queue does not answer") from error

    async def check(self) -> str:
        """'ok' if the queue answers. Raises Temporary."""
        try:
            await self._redis.ping()
            if lost_at := self._lost_at:
                await self._redis.zadd(LOST, {"ring": lost_at}, gt=True)
                self._told(lost_at)
        except (RedisError, OSError) as error:
            raise Temporary(f"queue: {type(error).__name__}") from error
        return "ok"

    async def lost_until(self) -> datetime | None:
        """See bot.queue.Doorbell. Of several who ask at once one hears it."""
        try:
            run = await self._run()
            known = await self._redis.set(RUN, run, get=True)
            told = await self._redis.zpopmax(LOST)
        except (RedisError, OSError) as error:
            raise Temporary(f"queue: {type(error).__name__}") from error
        times = [self._lost_at, *(float(member[1]) for member in told), 0.0 if known == run.encode() else time.time()]
        self._lost_at = 0.0
        return datetime.fromtimestamp(max(times), UTC) if any(times) else None

    async def _run(self) -> str:
        """Which run of Redis this is; '' where it does not say, as some that are managed do not."""
        try:
            return str((await self._redis.info("server")).get("run_id", ""))
        except ResponseError:
            return ""

    async def workers(self) -> str:
        """How many workers are registered and have not lapsed, in digits. Raises Temporary."""
        try:
            names = await self._redis.smembers(WORKERS)
            return str(await self._redis.exists(*names)) if names else "0"
        except (RedisError, OSError) as error:
            raise Temporary(f"queue: {type(error).__name__}") from error

    async def lines(self) -> Lines:
        """What waits in all queues. Raises Temporary."""
        keys = [f"rq:queue:{name}" for name in QUEUES]
        try:
            async with self._redis.pipeline(transaction=False) as pipe:
                for key in keys:
                    pipe.llen(key)
                    pipe.lindex(key, 0)
                told = await pipe.execute()
                for first in filter(None, told[1::2]):
                    pipe.hget(f"rq:job:{first.decode()}", "enqueued_at")
                since = await pipe.execute()
        except (RedisError, OSError) as error:
            raise Temporary(f"queue: {type(error).__name__}") from error
        return Lines(sum(told[::2]), min((_moment(stamp) for stamp in since if stamp), default=None))

    async def close(self) -> None:
        """Lets rings under way arrive, then lets go of the connections."""
        if self._carrier is not None:
            await self._carrier
        await self._redis.aclose()
        self._unused.close()

    async def _carry(self) -> None:
        while self._waiting:
            batch = [self._waiting.pop(0)]
            while self._waiting and sum(len(forms) for forms, _ in batch) < MOST_AT_ONCE:
                batch.append(self._waiting.pop(0))
            try:
                await self._send([form for forms, _ in batch for form in forms])
            except asyncio.CancelledError as error:  # nobody will carry what waits
                _answer([*batch, *self._waiting], error)
                self._waiting.clear()
                raise
            except Exception as error:  # noqa: BLE001 - it is for the callers: none may be left waiting
                self._lost_at = time.time()
                _answer(batch, error)
            else:
                _answer(batch, None)

    async def _send(self, forms: Sequence[_Form]) -> None:
        async with self._redis.pipeline(transaction=True) as pipe:
            for form in forms:
                _put(pipe, form)
            if lost_at := self._lost_at:
                pipe.zadd(LOST, {"ring": lost_at}, gt=True)
            await pipe.execute()
        self._told(lost_at)

    def _told(self, lost_at: float) -> None:
        """Redis knows of it; of a ring that failed meanwhile it does not."""
        if self._lost_at == lost_at:
            self._lost_at = 0.0

    def _form(self, ring: Ring) -> _Form:
        job = Job.create(
            ring.job,
            args=ring.args,
            id=uuid4().hex,
            connection=self._unused,
            serializer="json",
            origin=ring.queue,
            status=JobStatus.QUEUED if ring.at is None else JobStatus.SCHEDULED,
            description=ring.job,  # RQ's default would show the arguments
            timeout=ring.timeout,
            result_ttl=0,
            failure_ttl=FAILURE_SECONDS,
            meta={"correlation": ring.correlation},
        )
        job.enqueued_at = now() if ring.at is None else None
        if ring.retry_waits:
            job.retries_left, job.retry_intervals = len(ring.retry_waits), list(ring.retry_waits)
        return _Form(ring, job.id, job.to_dict())


def _moment(stamp: bytes) -> datetime:
    """A time as RQ writes it: in UTC, with a Z."""
    return datetime.fromisoformat(stamp.decode())


def _put(pipe: Pipeline, form: _Form) -> None:
    ring, key = form.ring, f"rq:queue:{form.ring.queue}"
    pipe.sadd("rq:queues", key)
    pipe.hset(f"rq:job:{form.id}", mapping=form.fields)
    if ring.at is None:
        pipe.rpush(key, form.id)
    else:  # RQ's own method cuts the fraction off, which would start a job up to a second early
        pipe.zadd(f"rq:scheduled:{ring.queue}", {form.id: ring.at.timestamp()})


def _answer(batch: list[_Call], error: BaseException | None) -> None:
    for _, heard in batch:
        if heard.done():  # its caller was cancelled meanwhile
            continue
        if error is None:
            heard.set_result(None)
        elif isinstance(error, RedisError | OSError | asyncio.CancelledError):
            trouble = Temporary(f"the queue cannot be reached: {type(error).__name__}")
            trouble.__cause__ = error
            heard.set_exception(trouble)
        else:  # nobody expected it: it is told as it is
            heard.set_exception(error)
