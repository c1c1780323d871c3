"""A workspace that removes Mailroom, or revokes its token: work there ends before Slack gets its 200, which Bolt gives
before any listener runs."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp

from assistant.installing import workspace_left
from bot.services import Services

log = structlog.get_logger("uninstalls")


def _is_leaving(event: Mapping[str, Any]) -> bool:
    """Whether the event ends what speaks there; people's own tokens are none of ours."""
    if event.get("type") == "tokens_revoked":
        revoked = event.get("tokens")
        return isinstance(revoked, Mapping) and bool(revoked.get("bot"))
    return event.get("type") == "app_uninstalled"


def _time_of(body: Mapping[str, Any], now: datetime) -> datetime:
    """The end of the whole second in which it happened: an installation since then is a new one."""
    stamp = body.get("event_time")
    try:
        return datetime.fromtimestamp(int(stamp or 0), UTC) + timedelta(seconds=1) if stamp else now
    except (ValueError, TypeError, OverflowError, OSError):
        return now


def register(bolt: AsyncApp, services: Services) -> None:
    """Adds the listeners and the middleware that does the work."""

    @bolt.middleware
    async def hear_leaving(body: dict[str, Any], next: Callable[[], Awaitable[Any]]) -> Any:
        team_id, event = str(body.get("team_id") or ""), body.get("event") or {}
        if _is_leaving(event) and await workspace_left(services.db, team_id, _time_of(body, services.db.now())):
            log.warning("workspace left", team=team_id, reason=str(event["type"]))
        return await next()

    @bolt.event("app_uninstalled")
    async def app_uninstalled() -> None:
        """Done by the middleware; without a listener Bolt would answer 404 and Slack repeat it."""

    @bolt.event("tokens_revoked")
    async def tokens_revoked() -> None:
        """Done by the middleware."""
