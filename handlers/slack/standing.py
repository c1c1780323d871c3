"""/mailroom status: how one's own mailboxes stand, drawn anew by its button."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

from assistant.case import Person
from assistant.overview import leaving_of, stands_of
from bot.errors import Temporary
from bot.services import Services
from bot.views.mail_card import Drawn
from bot.views.status import Machine, status
from connectors.llm.build import models_of
from handlers.slack.clicks import Body, person_in, redraw, whisper
from handlers.slack.syncing import sync_typed

PATIENCE = 0.8  # seconds for each part: the command must be answered within three
T = TypeVar("T")
log = structlog.get_logger("standing")


async def status_typed(services: Services, person: Person, rest: str) -> Drawn:
    """How things stand now."""
    stands, leaving, machine = await asyncio.gather(
        stands_of(services.db, person), leaving_of(services.db, person), _machine(services)
    )
    return status(stands, machine, services.db.now(), leaving)


async def _machine(services: Services) -> Machine:
    """What serves all mailboxes; a part that does not answer is left out, which is told."""
    lines, workers, circuits = await asyncio.gather(
        _soon(services.bell.lines()), _soon(services.bell.workers()), _soon(services.circuits.states())
    )
    return Machine(lines, int(workers) if workers else None, circuits or {}, models_of(services.settings))


async def _soon(asked: Awaitable[T]) -> T | None:
    try:
        return await asyncio.wait_for(asked, PATIENCE)
    except (Temporary, TimeoutError) as error:
        log.info("status without a part", reason=str(error))
        return None


def register(bolt: AsyncApp, services: Services) -> None:
    """Adds the listeners."""

    @bolt.action("status_refreshed")
    async def status_refreshed(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        await ack()
        await redraw(respond, await status_typed(services, person_in(body), ""))

    @bolt.action("sync_clicked")
    async def sync_clicked(ack: AsyncAck, body: Body) -> None:
        await ack()
        await whisper(services, body, await sync_typed(services, person_in(body), ""))
