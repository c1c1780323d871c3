"""/mailroom sync, and the buttons that stop the reading of older mail and let it go on."""

from collections.abc import Awaitable, Callable

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp

from assistant.case import NotTheirs, Person
from assistant.looking import ask_look
from assistant.remembering import resume_remembering, stop_remembering
from bot.errors import Temporary
from bot.queue import Ring
from bot.services import Services
from bot.views.mail_card import Drawn
from bot.views.notices import refusal
from bot.views.syncing import looking
from handlers.slack.clicks import Body, person_in, value_in, whisper
from jobs.index_mails import index_mails
from jobs.read_history import read_history
from jobs.sync_asked import sync_asked
from jobs.tell_history import tell_history
from storage.db import Database

log = structlog.get_logger("syncing")
Decide = Callable[[Database, Person, str], Awaitable[bool]]


async def sync_typed(services: Services, person: Person, _rest: str) -> Drawn:
    """Looks at everything now; the result is told in the DM."""
    look = await ask_look(services.db, person)
    await _ring(services, [sync_asked.ring(account_id) for account_id, _ in look.begun])
    return looking([email for _, email in look.begun], look.busy, look.resting)


async def _ring(services: Services, rings: list[Ring]) -> None:
    try:
        await services.bell.ring(rings)
    except Temporary as error:  # the rows say what is to be done: the sweep will ring
        log.warning("ring failed", reason=str(error))


async def _decided(services: Services, body: Body, decide: Decide, more: list[Ring]) -> None:
    """Takes the decision, and lets the message show how it stands now, also after a click that came too late."""
    account_id = value_in(body)
    try:
        done = await decide(services.db, person_in(body), account_id)
    except NotTheirs:
        return await whisper(services, body, refusal())
    await _ring(services, [tell_history.ring(account_id, "click"), *(more if done else [])])


def register(bolt: AsyncApp, services: Services) -> None:
    """Adds the listeners."""

    @bolt.action("history_stopped")
    async def history_stopped(ack: AsyncAck, body: Body) -> None:
        await ack()
        await _decided(services, body, stop_remembering, [])

    @bolt.action("history_resumed")
    async def history_resumed(ack: AsyncAck, body: Body) -> None:
        await ack()
        account_id = value_in(body)
        rings = [read_history.ring(account_id), index_mails.ring(account_id, "")]
        await _decided(services, body, resume_remembering, rings)
