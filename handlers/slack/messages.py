"""What is said to the bot: questions, greetings, mentions, Stop. An event is kept before Slack gets its 200, since Bolt
acknowledges first (SPEC SL5)."""

from collections.abc import Awaitable, Callable
from enum import Enum, auto
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp, AsyncBoltContext
from slack_bolt.response import BoltResponse

from bot.errors import Temporary
from bot.queue import Ring
from bot.services import Services
from bot.views.asking import FIRST_PROMPTS, PROMPTS, PROMPTS_TITLE, queued
from handlers.slack.hearing import Heard, Said, hear, keep
from storage.questions import Questions
from storage.seen_events import SeenEvents
from storage.users import Users

log = structlog.get_logger("messages")


class Taken(Enum):
    """What became of an event."""

    DONE = auto()
    WAITS = auto()  # kept, and rung for once that can be
    BEFORE = auto()


async def _hear(services: Services, event_id: str, heard: Heard) -> Taken:
    """Keeps the event with what it asks for, then rings."""
    async with services.db.transaction() as session:
        if not await SeenEvents(session).first_time(event_id, services.db.now()):
            return Taken.BEFORE
        ring = await keep(session, event_id, heard, services.db.now())
    return await _ring(services, ring, "" if isinstance(heard, Said) else event_id) if ring else Taken.DONE


async def _ring(services: Services, ring: Ring, event_id: str) -> Taken:
    """Rings. If that fails, the row of a question says what is to be done; an event with no row of its own counts as
    unseen, or Slack's next try would be taken for a repeat."""
    try:
        await services.bell.ring([ring])
    except Temporary as error:
        if not event_id:
            log.warning("ring failed", reason=str(error))
            return Taken.WAITS
        async with services.db.transaction() as session:
            await SeenEvents(session).unsee(event_id)
        raise
    return Taken.DONE


async def _say_queued(services: Services, context: AsyncBoltContext, body: dict[str, Any]) -> None:
    """Tells whoever asked that the question waits, after Slack has its 200."""
    if context.get("taken") is not Taken.WAITS:
        return
    event, told, slack = body["event"], queued(), services.slacks.of(str(body.get("team_id")))
    place = (str(event.get("channel")), str(event.get("user")))
    await slack.whisper(*place, told.text, told.blocks, str(event.get("thread_ts") or ""))


async def _suggest(services: Services, team_id: str, event: dict[str, Any]) -> None:
    """Examples of questions, to somebody whose mailbox is connected."""
    async with services.db.reading() as session:
        user = await Users(session).find(team_id, str(event.get("user")))
        connected = bool(user and (await Questions(session).accounts_of(user.id))[1])
    prompts = PROMPTS if connected else FIRST_PROMPTS
    await services.slacks.of(team_id).streams.prompts(str(event.get("channel")), PROMPTS_TITLE, prompts)


def register(bolt: AsyncApp, services: Services) -> None:
    """Adds the listeners and the middleware that keeps events."""

    @bolt.middleware
    async def keep_event(context: AsyncBoltContext, body: dict[str, Any], next: Callable[[], Awaitable[Any]]) -> Any:
        event_id, heard = body.get("event_id"), hear(body)
        if not event_id or heard is None:  # each card that is drawn is an event too: nothing to keep
            return await next()
        context["taken"] = await _hear(services, str(event_id), heard)
        if context["taken"] is Taken.BEFORE:
            return BoltResponse(status=200, body="")
        return await next()

    @bolt.event("message")
    async def message_said(context: AsyncBoltContext, body: dict[str, Any]) -> None:
        """The middleware above has rung already; without a listener Bolt would answer 404 and Slack repeat it."""
        await _say_queued(services, context, body)

    @bolt.event("app_mention")
    async def app_mentioned(context: AsyncBoltContext, body: dict[str, Any]) -> None:
        """Rung by the middleware."""
        await _say_queued(services, context, body)

    @bolt.event("agent_session_stopped")
    async def session_stopped() -> None:
        """Kept by the middleware: whoever answers looks whether it is still wanted, else a job says that it is over."""

    @bolt.event("app_home_opened")
    async def home_opened(body: dict[str, Any], event: dict[str, Any]) -> None:
        if event.get("tab") == "messages":
            await _suggest(services, str(body.get("team_id")), event)
