"""The bridge between a job and the queue: the @job decorator, what a ring of it carries, and what its errors mean."""

import asyncio
import importlib
import inspect
import pkgutil
import random
import time
import traceback
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, Protocol, TypeAlias, TypeVar, TypeVarTuple

import structlog
from structlog.contextvars import bound_contextvars, get_contextvars

from bot.errors import Failure, MailroomError, Permanent, Reconnect, Temporary, Waiting, WorkspaceGone
from bot.queue import QUEUES, Ring
from connectors.gate import urgency
from storage.audit import through

S = TypeVar("S")
Ts = TypeVarTuple("Ts")

CRASHES = 5  # workers that may die under one job before we believe that the job kills them
UNSETTLED_SECONDS = 60.0  # when even the dead letter cannot be written, the job comes back after this

log = structlog.stdlib.get_logger("jobs")


@dataclass(frozen=True)
class Retries:
    """How often a job is tried and how long it rests between tries: base, 2·base, 4·base … seconds, at most `cap`."""

    tries: int = 1
    base: float = 60
    cap: float = 900

    def waits(self, dice: Callable[[float, float], float] = random.uniform) -> tuple[int, ...]:
        """Seconds before each further try, ±25 % so that jobs that failed together do not come back together (RE1)."""
        plain = (min(self.cap, self.base * 2**n) for n in range(self.tries - 1))
        return tuple(max(1, round(min(self.cap, wait * dice(0.75, 1.25)))) for wait in plain)


@dataclass(frozen=True)
class Job(Generic[S, *Ts]):
    """One job: an async function of the services and some ids. Calling it runs it; `ring` says it to the queue."""

    call: Callable[[S, *Ts], Coroutine[Any, Any, None]]
    queue: str
    timeout: int
    retries: Retries

    @property
    def path(self) -> str:
        """The dotted path by which the queue knows it."""
        return f"{self.call.__module__}.{self.call.__name__}"

    async def __call__(self, services: S, *args: *Ts) -> None:
        """Runs it here and now, errors and all."""
        await self.call(services, *args)

    def ring(self, *args: *Ts, at: datetime | None = None, correlation: str = "") -> Ring:
        """A ring of this job, now or at an aware time. Its correlation id is by default the one that logs carry now."""
        if at is not None and at.tzinfo is None:
            raise ValueError("a job is rung at an aware time")
        plain = tuple(arg for arg in args if isinstance(arg, str | int))
        if len(plain) != len(args):
            raise TypeError("a job takes ids and markers only: strings and whole numbers")
        correlation = correlation or str(get_contextvars().get("correlation", ""))
        return Ring(self.path, plain, self.queue, self.timeout, self.retries.waits(), at, correlation)


AnyJob: TypeAlias = Job[Any, *tuple[Any, ...]]


def job(
    *, queue: str, timeout: int, retries: Retries = Retries()
) -> Callable[[Callable[[S, *Ts], Coroutine[Any, Any, None]]], Job[S, *Ts]]:
    """Makes an async function a job of that queue. `timeout` is in seconds; without `retries` it is tried once."""
    if queue not in QUEUES or timeout < 1 or retries.tries < 1:
        raise ValueError(f"a job needs one of the queues {', '.join(QUEUES)}, a timeout and at least one try")

    def wrap(call: Callable[[S, *Ts], Coroutine[Any, Any, None]]) -> Job[S, *Ts]:
        if not inspect.iscoroutinefunction(call):
            raise TypeError("a job is an async function")
        return Job(call, queue, timeout, retries)

    return wrap


def find_jobs(package: str) -> dict[str, AnyJob]:
    """Every job in a package's modules by its path. Only these can be run, whatever stands in the queue."""
    root = importlib.import_module(package)
    names = [f"{package}.{module.name}" for module in pkgutil.iter_modules(root.__path__)]
    found = (thing for name in names for thing in vars(importlib.import_module(name)).values())
    return {thing.path: thing for thing in found if isinstance(thing, Job)}


class Context(Protocol):
    """What the worker itself needs from the application."""

    async def dead_letter(
        self, job: str, args: tuple[str | int, ...], error: BaseException, tries: int, correlation: str
    ) -> None:
        """Keeps a job that has failed for good, for a person to see. It may be told twice of the same one."""
        ...

    async def access_ended(self) -> None:
        """Access to some mailbox has ended: its owner is to be told, once."""
        ...


@dataclass(frozen=True)
class Call:
    """One job taken from the queue. `job` is "" if nothing sensible was in it; `waits` are those still to come."""

    id: str
    execution: str
    queue: str
    job: str
    args: tuple[str | int, ...]
    timeout: int
    waits: tuple[int, ...]
    tries: int
    crashes: int
    correlation: str
    raw: Mapping[bytes, bytes] = field(repr=False)


@dataclass(frozen=True)
class Done:
    """It ran to its end."""


@dataclass(frozen=True)
class Again:
    """It is to be tried again after `seconds`; after that one, `left` tries remain."""

    seconds: float
    left: int


@dataclass(frozen=True)
class Dead:
    """It failed for good; `stack` says where, without any value that it handled."""

    stack: str


@dataclass(frozen=True)
class HandedBack:
    """It was stopped half-way: somebody else runs it, as if it had never been taken."""


Outcome: TypeAlias = Done | Again | Dead | HandedBack


def stack_of(error: BaseException) -> str:
    """Where an error came from: files, lines and types. The words of errors that are not ours may quote mail."""
    lines: list[str] = []
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        words = f": {link}" if isinstance(link, MailroomError) else ""
        lines.append(f"{type(link).__module__}.{type(link).__qualname__}{words}")
        lines += [f"  {f.filename}:{f.lineno} in {f.name}" for f in traceback.extract_tb(link.__traceback__)]
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    return "\n".join(lines)


async def _call(call: Call, jobs: Mapping[str, AnyJob], services: Any) -> None:
    if not call.job:
        raise Permanent("what stood in the queue is not a job of ours")
    if call.crashes >= CRASHES:
        raise Permanent(f"{call.crashes} workers died while they ran this job")
    if call.job not in jobs:
        raise Temporary("this worker does not know that job; a newer one may")
    try:
        async with asyncio.timeout(call.timeout) as limit:
            await jobs[call.job](services, *call.args)
    except TimeoutError as error:
        if limit.expired():
            raise Temporary(f"the job took longer than {call.timeout} s") from error
        raise


def _wait(call: Call, error: BaseException) -> float | None:
    """Seconds until the next try, or None if there is none."""
    if isinstance(error, Permanent) or not call.waits:
        return None
    asked = error.retry_after if isinstance(error, Temporary) else None
    return max(float(call.waits[0]), asked or 0.0)


def _tell(error: BaseException) -> None:
    if isinstance(error, MailroomError):
        log.warning("job failed", error=type(error).__name__, failure=error.failure.value, reason=str(error))
    else:
        log.error("job failed unexpectedly", error=type(error).__name__, stack=stack_of(error))


async def _judge(call: Call, error: Exception, context: Context) -> Outcome:
    _tell(error)
    if isinstance(error, Waiting):  # for who is at it or died at it, for a quota, a service or the time: no failed try
        return Again(error.retry_after or 5, len(call.waits))
    wait = _wait(call, error)
    if wait is not None:
        log.info("job tried again later", seconds=round(wait, 1), tries_left=len(call.waits))
        return Again(wait, len(call.waits) - 1)
    try:
        await context.dead_letter(call.job, call.args, error, call.tries, call.correlation)
    except Exception as trouble:  # noqa: BLE001 - whatever stops the dead letter, the job must not be lost with it
        tell = log.warning if isinstance(trouble, Temporary) else log.error
        tell("dead letter not kept", error=type(trouble).__name__, stack=stack_of(trouble))
        return Again(UNSETTLED_SECONDS, 0)
    return Dead(stack_of(error))


async def _attempt(call: Call, jobs: Mapping[str, AnyJob], services: Any, context: Context) -> Outcome:
    try:
        await _call(call, jobs, services)
        return Done()
    except WorkspaceGone as error:
        log.info("nobody is there to be told", reason=str(error))
        return Done()
    except Reconnect as error:
        return await _ended(call, error, context)
    except asyncio.CancelledError as error:
        task = asyncio.current_task()
        if task is None or task.cancelling():
            raise
        return await _judge(call, Temporary("the job cancelled itself").with_traceback(error.__traceback__), context)
    except Exception as error:  # noqa: BLE001 - the one place where a job's unexpected errors end
        return await _judge(call, error, context)


async def _ended(call: Call, error: Reconnect, context: Context) -> Outcome:
    """Access to a mailbox has ended: its work rests, and the sweep rings for it once the mailbox is reconnected."""
    if error.failure is not Failure.REVOKED:  # Slack's, not the mailbox's: somebody must mend that
        return await _judge(call, error, context)
    log.info("access has ended", reason=str(error))
    try:
        await context.access_ended()
    except Temporary as trouble:  # the sweep tells it too
        log.warning("ended access not told yet", reason=str(trouble))
    return Done()


async def perform(call: Call, jobs: Mapping[str, AnyJob], services: Any, context: Context) -> Outcome:
    """Runs one job under its timeout and says what becomes of it. Its errors end here; only being stopped goes on."""
    started = time.monotonic()
    urgency.set(call.queue)  # each job is a task of its own
    through.set(f"job {call.job.rpartition('.')[2]}")
    with bound_contextvars(correlation=call.correlation or call.id, job=call.job, job_id=call.id, tries=call.tries):
        outcome = await _attempt(call, jobs, services, context)
        spent = round((time.monotonic() - started) * 1000, 1)
        log.info("job ended", outcome=type(outcome).__name__.lower(), milliseconds=spent, queue=call.queue)
        return outcome
