"""Rings jobs on RQ: its wire format over redis.asyncio, all concurrent rings in one round trip."""

import asyncio
from collections.abc import Sequence
from uuid import uuid4

from redis import Redis, RedisError
from redis.asyncio import Redis as AsyncRedis
from redis.asyncio.client import Pipeline
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from rq.job import Job, JobStatus
from rq.utils import now

from bot.errors import Temporary
from bot.queue import Ring

FAILURE_SECONDS = 7 * 24 * 3600
PATIENCE_SECONDS = 3.0  # a web request waits for this, so it must be short
WORKERS = "rq:workers"  # where RQ keeps the names of its workers
MOST_AT_ONCE = 500  # rings in one round trip


class RqDoorbell:
    """A bot.queue.Doorbell. Connects at the first ring; one retry covers a connection that went stale."""

    def __init__(self, url: str) -> None:
        self._redis = AsyncRedis.from_url(
            url,
            socket_timeout=PATIENCE_SECONDS,
            socket_connect_timeout=PATIENCE_SECONDS,
            retry=Retry(NoBackoff(), 1),
        )
        self._form = Redis.from_url(url)  # RQ's job class wants a client; this one is never used to talk
        self._waiting: list[tuple[Sequence[Ring], asyncio.Future[None]]] = []
        self._carrier: asyncio.Task[None] | None = None

    async def ring(self, rings: Sequence[Ring]) -> None:
        """All of them or none. Calls made while a round trip is under way share the next one. Raises Temporary."""
        if not rings:
            return
        heard: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((rings, heard))
        if self._carrier is None or self._carrier.done():
            self._carrier = asyncio.create_task(self._carry())
        await heard

    async def check(self) -> str:
        """'ok' if the queue answers. Raises Temporary."""
        try:
            await self._redis.ping()
        except (RedisError, OSError) as error:
            raise Temporary(f"queue: {type(error).__name__}") from error
        return "ok"

    async def workers(self) -> str:
        """How many workers are registered and have not lapsed, in digits. Raises Temporary."""
        try:
            names = await self._redis.smembers(WORKERS)
            return str(await self._redis.exists(*names)) if names else "0"
        except (RedisError, OSError) as error:
            raise Temporary(f"queue: {type(error).__name__}") from error

    async def close(self) -> None:
        """Lets rings under way arrive, then lets go of the connections."""
        if self._carrier is not None:
            await self._carrier
        await self._redis.aclose()
        self._form.close()

    async def _carry(self) -> None:
        while self._waiting:
            batch = [self._waiting.pop(0)]
            while self._waiting and sum(len(rings) for rings, _ in batch) < MOST_AT_ONCE:
                batch.append(self._waiting.pop(0))
            try:
                await self._send([ring for rings, _ in batch for ring in rings])
            except (RedisError, OSError) as error:
                _answer(batch, error)
            else:
                _answer(batch, None)

    async def _send(self, rings: Sequence[Ring]) -> None:
        async with self._redis.pipeline(transaction=True) as pipe:
            for ring in rings:
                self._put(pipe, ring)
            await pipe.execute()

    def _put(self, pipe: Pipeline, ring: Ring) -> None:
        job = self._job(ring)
        key = f"rq:queue:{ring.queue}"
        pipe.sadd("rq:queues", key)
        pipe.hset(job.key, mapping=job.to_dict())
        if ring.at is None:
            pipe.rpush(key, job.id)
        else:  # RQ's own method cuts the fraction off, which would start a job up to a second early
            pipe.zadd(f"rq:scheduled:{ring.queue}", {job.id: ring.at.timestamp()})

    def _job(self, ring: Ring) -> Job:
        job = Job.create(
            ring.job,
            args=ring.args,
            id=uuid4().hex,
            connection=self._form,
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
        return job


def _answer(batch: list[tuple[Sequence[Ring], asyncio.Future[None]]], error: Exception | None) -> None:
    for _, heard in batch:
        if heard.done():  # its caller was cancelled meanwhile
            continue
        if error is None:
            heard.set_result(None)
        else:
            trouble = Temporary(f"the queue cannot be reached: {type(error).__name__}")
            trouble.__cause__ = error
            heard.set_exception(trouble)
