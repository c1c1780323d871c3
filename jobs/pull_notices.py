"""Pulls notices of new mail where Google cannot push them, and stores them as the push door does (SPEC IN6)."""

import asyncio
import random
from collections.abc import Coroutine
from typing import Any, TypeVar

import structlog

from assistant.noticing import read_message
from bot.errors import MailroomError, Permanent, Temporary
from bot.services import Services
from connectors.google.pull import Received, Subscription
from jobs.sync_mailbox import sync_mailbox
from storage.pushes import Notice

T = TypeVar("T")
LONGEST_REST = 60.0
log = structlog.get_logger("pull_notices")


async def pull_notices(services: Services, subscription: Subscription, stop: asyncio.Event) -> None:
    """Pulls until told to stop; an outage is logged and outlived. Any number of processes may do it side by side.

    What was pulled is stored before it is acknowledged: whatever ends this in between, Pub/Sub sends it again.
    """
    failures = 0
    while not stop.is_set():
        try:
            received = await _unless(stop, subscription.pull())
            if received:
                await take(services, subscription, received)
            failures = 0
        except MailroomError as error:
            tell = log.error if isinstance(error, Permanent) else log.warning
            tell("notices not pulled", failure=error.failure.value, reason=str(error))
            failures += 1
            await _unless(stop, asyncio.sleep(_rest(failures, error)))


def _rest(failures: int, error: MailroomError) -> float:
    """Seconds until the next try: longer after each failure in a row, and at once the longest if trying cannot help."""
    longest = min(LONGEST_REST, 2.0 ** min(failures - 1, 10)) if isinstance(error, Temporary) else LONGEST_REST
    return longest * random.uniform(0.5, 1.0)  # noqa: S311 - spreads load, keeps no secret


async def _unless(stop: asyncio.Event, act: Coroutine[Any, Any, T]) -> T | None:
    """What the act gives; None if the stop comes first, which ends it."""
    acting, stopping = asyncio.ensure_future(act), asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait([acting, stopping], return_when=asyncio.FIRST_COMPLETED)
        return acting.result() if acting.done() else None
    finally:
        for task in (acting, stopping):
            task.cancel()
        await asyncio.gather(acting, stopping, return_exceptions=True)


async def take(services: Services, subscription: Subscription, received: list[Received]) -> None:
    """Stores the notices, rings for them, acknowledges all: what nobody can read would only come again and again."""
    notices = [notice for one in received if (notice := _read(one)) is not None]
    rung = await asyncio.gather(*(services.inbox.put(notice) for notice in notices))
    accounts = dict.fromkeys(account for accounts in rung for account in accounts)
    try:
        await services.bell.ring([sync_mailbox.ring(account) for account in accounts])
    except Temporary as error:  # they are stored: the sweep will ring
        log.warning("ring failed", error=str(error))
    await subscription.acknowledge([one.ack_id for one in received])


def _read(one: Received) -> Notice | None:
    try:
        return read_message(one.message)
    except ValueError as error:
        log.warning("notice dropped", reason="malformed", error=str(error))
        return None
