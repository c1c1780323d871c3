"""Somebody is deactivated in Slack, or let in again: work for them ends before Slack gets its 200 (SPEC SL19). Or they
live in another time zone now."""

from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp

from assistant.departing import person_back, person_left, person_moved
from bot.services import Services

log = structlog.get_logger("departures")


def register(bolt: AsyncApp, services: Services) -> None:
    """Adds the listener and the middleware that does the work."""

    @bolt.middleware
    async def hear_departures(body: dict[str, Any], next: Callable[[], Awaitable[Any]]) -> Any:
        event = body.get("event")
        if isinstance(event, dict) and event.get("type") == "user_change" and isinstance(event.get("user"), dict):
            user, team_id = event["user"], str(body.get("team_id") or "")
            changed = person_left if user.get("deleted") is True else person_back
            if await changed(services.db, team_id, str(user.get("id") or "")):
                log.info("person changed", team=team_id, left=changed is person_left)
            await person_moved(services.db, team_id, str(user.get("id") or ""), str(user.get("tz") or ""))
        return await next()

    @bolt.event("user_change")
    async def user_change() -> None:
        """Done by the middleware; without a listener Bolt would answer 404 and Slack repeat it."""
