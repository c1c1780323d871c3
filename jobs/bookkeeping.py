"""The worker's books in Redis, kept so that RQ's own tools read them: claims, endings, heartbeats, recovery."""

import asyncio
import json
import os
import socket
import sys
import zlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from redis import Redis
from redis.asyncio import Redis as AsyncRedis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.commands.core import AsyncScript
from rq.executions import Execution
from rq.job import Job as RqJob
from rq.job import JobStatus
from rq.version import VERSION
from rq.worker import SimpleWorker

from bot.queue import QUEUES
from jobs.runner import Again, Call, Dead, Done, Outcome
from jobs.scripts import BEAT, BURY, CLAIM, DUE, RECOVER, SETTLE

MOST_AT_ONCE = 100  # jobs in one claim: keeps the script under a millisecond or two
_KINDS = {Done: "done", Again: "again"}
_PLAIN_TTL = b"0"  # a job of ours leaves no result


def connect(url: str, *, timeout: float = 5) -> "AsyncRedis":
    """A client that fails at once instead of repeating by itself: what repeats here knows what it repeats."""
    return AsyncRedis.from_url(url, socket_timeout=timeout, socket_connect_timeout=5, retry=Retry(NoBackoff(), 0))


def _stamp() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")  # RQ's format


def _number(raw: Mapping[bytes, bytes], name: bytes, default: int = 0) -> int:
    text = raw.get(name, b"")
    return int(text) if text.isdigit() else default


def _waits(raw: Mapping[bytes, bytes]) -> tuple[tuple[int, ...], int]:
    """All planned waits, and how many of them are still to come."""
    try:
        waits = tuple(int(wait) for wait in json.loads(raw.get(b"retry_intervals") or b"[]"))
    except (ValueError, TypeError):
        waits = ()
    return waits, min(_number(raw, b"retries_left"), len(waits))


def _payload(raw: Mapping[bytes, bytes]) -> tuple[str, tuple[str | int, ...]]:
    """The job's path and arguments; "" if it holds anything but ids and markers for a plain function."""
    try:
        path, instance, args, named = json.loads(zlib.decompress(raw[b"data"]))
        if isinstance(path, str) and instance is None and not named and all(isinstance(a, str | int) for a in args):
            return path, tuple(args)
    except (zlib.error, ValueError, TypeError, KeyError):
        pass  # pickled, or cut, or not ours: the job fails for good with a clear reason
    return "", ()


def _correlation(raw: Mapping[bytes, bytes]) -> str:
    try:
        return str(json.loads(raw.get(b"meta") or b"{}").get("correlation", ""))
    except (ValueError, AttributeError):
        return ""


def read_call(queue: str, id: str, execution: str, raw: Mapping[bytes, bytes]) -> Call:
    """What RQ's job hash says. Never raises: a hash that makes no sense gives a call without a job."""
    path, args = _payload(raw)
    waits, left = _waits(raw)
    return Call(
        id=id,
        execution=execution,
        queue=queue,
        job=path,
        args=args,
        timeout=max(1, _number(raw, b"timeout", 180)),
        waits=waits[len(waits) - left :],
        tries=len(waits) - left + 1,
        crashes=_number(raw, b"crashes"),
        correlation=_correlation(raw),
        raw=raw,
    )


def _is_unusual(call: Call) -> bool:
    """Whether RQ is asked for something after the end that no ring of ours asks for: a result, a repeat, a group."""
    raw = call.raw
    return raw.get(b"result_ttl") != _PLAIN_TTL or any(raw.get(name) for name in (b"repeats_left", b"group_id"))


def _is_slow(call: Call, outcome: Outcome) -> bool:
    return isinstance(outcome, Dead) or (isinstance(outcome, Done) and _is_unusual(call))


class Ledger:
    """One worker's entries. Every method may raise redis.RedisError; each may then be called again."""

    def __init__(self, url: str, lease: float) -> None:
        self.name = uuid4().hex
        self._url, self._lease, self._born = url, lease, _stamp()
        self._redis = connect(url)
        self._sync = Redis.from_url(url)  # connects only for unusual jobs, in a thread
        scripts = map(self._script, (CLAIM, SETTLE, BURY, BEAT, RECOVER, DUE))
        self._claim, self._settle, self._bury_script, self._beat, self._recover, self._due = scripts

    def _script(self, text: str) -> AsyncScript:
        return self._redis.register_script(text)

    @property
    def _key(self) -> str:
        return f"rq:worker:{self.name}"

    async def close(self) -> None:
        """Lets go of the connections."""
        await self._redis.aclose()
        self._sync.close()

    async def claim(self, free: int, owed: Sequence[int] = (0,) * len(QUEUES)) -> list[Call]:
        """Takes jobs in order of precedence; of the `free` slots `owed` only the queue at that place may use."""
        names = [uuid4().hex for _ in range(min(free, MOST_AT_ONCE))]
        taken = await self._claim(keys=QUEUES, args=[self.name, _stamp(), self._lease, free, *owed, *names])
        return [
            read_call(queue.decode(), id.decode(), execution.decode(), dict(zip(raw[::2], raw[1::2], strict=True)))
            for queue, id, execution, raw in taken
        ]

    async def settle(self, endings: Sequence[tuple[Call, Outcome]]) -> None:
        """Writes what became of jobs, most of it in one round trip."""
        plain = [
            e for e in endings if not isinstance(e[1], Dead) and not (isinstance(e[1], Done) and _is_unusual(e[0]))
        ]
        rows = [part for call, outcome in plain for part in _row(call, outcome)]
        waited_for = await self._settle(keys=[self._key], args=rows) if rows else []
        left = [plain[number - 1] for number in waited_for] + [e for e in endings if e not in plain]
        for call, outcome in left:
            if isinstance(outcome, Dead):
                await self._bury(call, outcome)
            else:
                await asyncio.to_thread(self._finish_as_rq_does, call)

    async def beat(self, calls: Sequence[Call]) -> list[Call]:
        """Says that the worker and these jobs are alive. Returns those that somebody else has taken over meanwhile."""
        async with self._redis.pipeline(transaction=False) as pipe:
            pipe.hset(self._key, mapping=self._self_description("busy" if calls else "idle"))
            pipe.expire(self._key, 2 * int(self._lease) + 5)
            for name in ("rq:workers", *(f"rq:workers:{queue}" for queue in QUEUES)):
                pipe.sadd(name, self._key)
            await pipe.execute()
        rows = [part for call in calls for part in (call.id, call.execution, call.queue)]
        lost = await self._beat(args=[_stamp(), self._lease, *rows]) if rows else []
        return [calls[number - 1] for number in lost]

    async def recover(self) -> list[str]:
        """Puts the jobs of dead workers back into their queues; returns their ids."""
        return [id.decode() for id in await self._recover(keys=QUEUES)]

    async def move_due(self) -> float:
        """Puts scheduled jobs whose time has come into their queues; returns the seconds until the next one."""
        return float(await self._due(keys=QUEUES, args=[_stamp()]))

    async def sign_off(self) -> None:
        """Takes the worker out of RQ's list of workers."""
        async with self._redis.pipeline(transaction=False) as pipe:
            for name in ("rq:workers", *(f"rq:workers:{queue}" for queue in QUEUES)):
                pipe.srem(name, self._key)
            pipe.delete(self._key)
            await pipe.execute()

    def _self_description(self, state: str) -> dict[str | bytes | bytearray | memoryview | int | float, Any]:
        return {
            "birth": self._born,
            "last_heartbeat": _stamp(),
            "queues": ",".join(QUEUES),
            "pid": os.getpid(),
            "hostname": socket.gethostname(),
            "ip_address": "unknown",
            "version": VERSION,
            "python_version": sys.version,
            "state": state,
        }

    def _rq_job(self, call: Call) -> RqJob:
        job = RqJob(call.id, connection=self._sync, serializer="json")
        job.restore(dict(call.raw))
        job.origin, job.ended_at = call.queue, datetime.now(UTC)
        return job

    def _execution(self, call: Call) -> Execution:
        return Execution(call.execution, call.id, self._sync, worker_name=self.name)

    async def _bury(self, call: Call, outcome: Dead) -> None:
        """RQ's own record of a failure: its registry, its result."""
        job, record = self._rq_job(call), self._sync.pipeline()
        job._status, job.retries_left = JobStatus.FAILED, None
        job._handle_failure(outcome.stack, record, worker_name=self.name, execution_id=call.execution)
        record.hincrby(self._key, "failed_job_count", 1)
        words = [word for command, _ in record.command_stack for word in (len(command), *command)]
        await self._bury_script(args=[call.id, call.execution, call.queue, *words])

    def _finish_as_rq_does(self, call: Call) -> None:
        """RQ's own ending of a success, in its own many steps, for results, repeats, groups and waiting jobs."""
        worker = SimpleWorker(
            [call.queue], name=self.name, connection=self._sync, serializer="json", prepare_for_work=False
        )
        job, worker.execution = self._rq_job(call), self._execution(call)
        job._status = JobStatus.FINISHED
        worker.handle_job_success(job, worker.queues[0], worker.queues[0].started_job_registry)


def _row(call: Call, outcome: Outcome) -> tuple[str | float, ...]:
    seconds, left = (outcome.seconds, outcome.left) if isinstance(outcome, Again) else (0, 0)
    return _KINDS.get(type(outcome), "back"), call.id, call.execution, call.queue, seconds, left
