"""Whoever calls from a workspace where Mailroom is not installed gets one plain sentence, before anything is done."""

from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import structlog
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.context.respond.async_respond import AsyncRespond
from slack_bolt.response import BoltResponse

from bot.services import Services
from bot.views.installing import not_installed
from handlers.slack.clicks import Body

OPEN = ("url_verification", "ssl_check", "app_uninstalled", "tokens_revoked")  # come from no workspace, or a left one
Gate = Callable[..., Awaitable[Any]]

log = structlog.get_logger("elsewhere")


def gate(services: Services) -> Gate:
    """Bolt's middleware before it authorizes: its own refusal takes an outgoing call, also where a command could be
    answered in its response."""
    address = f"{services.settings.public_url}/slack/install" if services.installs else ""

    async def refuse_elsewhere(
        body: Body, context: AsyncBoltContext, respond: AsyncRespond, next: Callable[[], Awaitable[Any]]
    ) -> Any:
        kind, team_id = body.get("type"), context.team_id or ""
        if kind == "event_callback":
            kind = (body.get("event") or {}).get("type")
        if kind in OPEN or await services.slacks.serves(team_id):
            return await next()
        log.warning("workspace refused", team=team_id, kind=kind or "command")
        words = {"response_type": "ephemeral", "text": not_installed(address)}
        if "command" in body:
            return BoltResponse(status=200, body=words)
        if context.response_url:
            await _respond(respond, words["text"])
        return BoltResponse(status=200, body="")

    return refuse_elsewhere


async def _respond(respond: AsyncRespond, words: str) -> None:
    try:
        await respond(words, response_type="ephemeral", replace_original=False)
    except (aiohttp.ClientError, TimeoutError) as error:
        log.warning("refusal not delivered", reason=type(error).__name__)
