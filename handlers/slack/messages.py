"""Direct messages to the bot. An event is kept before Slack gets its 200, since Bolt acknowledges first (SPEC SL5)."""

from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.response import BoltResponse

from bot.errors import Temporary
from bot.services import Services
from jobs.say_help import say_help
from storage.seen_events import SeenEvents

log = structlog.get_logger("messages")


def _is_said_by_person(event: dict[str, Any]) -> bool:
    said = event.get("type") == "message" and event.get("channel_type") == "im"
    return said and not event.get("bot_id") and not event.get("subtype")


async def _ring(services: Services, event_id: str, event: dict[str, Any]) -> None:
    """Rings the answer. If that fails the event counts as unseen, or Slack's next try would be taken for a repeat."""
    channel, thread = event.get("channel"), event.get("thread_ts") or event.get("ts")
    if not channel or not thread:
        log.warning("event dropped", reason="it does not say where to answer")
        return
    try:
        await services.bell.ring([say_help.ring(str(channel), str(thread))])
    except Temporary:
        async with services.db.transaction() as session:
            await SeenEvents(session).unsee(event_id)
        raise


def register(bolt: AsyncApp, services: Services) -> None:
    """Adds the listener and the middleware that keeps events."""

    @bolt.middleware
    async def keep_event(body: dict[str, Any], next: Callable[[], Awaitable[Any]]) -> Any:
        event_id, event = body.get("event_id"), body.get("event") or {}
        if not event_id or not _is_said_by_person(event):  # each card that is drawn is an event too: nothing to keep
            return await next()
        async with services.db.transaction() as session:
            if not await SeenEvents(session).first_time(str(event_id), services.db.now()):
                return BoltResponse(status=200, body="")
        await _ring(services, str(event_id), event)
        return await next()

    @bolt.event("message")
    async def message_said() -> None:
        """The middleware above has rung already; without a listener Bolt would answer 404 and Slack repeat it."""

    @bolt.event("app_home_opened")
    async def home_opened() -> None:
        """Nothing to do yet: Mailroom speaks in the Messages tab."""
