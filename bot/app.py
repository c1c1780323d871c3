"""The web process's application: every door, one error boundary, bounded bodies."""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import CATALOGUE, Failure, MailroomError, Temporary
from bot.services import Services
from bot.views.mail_card import Drawn
from bot.views.notices import apology, postponed
from handlers.http import api, export, gmail_push, google_oauth, health, key_pages, slack_events, slack_install
from handlers.http.doors import SERVICES, refuse, refuse_failure, refuse_http
from handlers.slack import (
    answers,
    api_keys,
    ask,
    connecting,
    corrections,
    departures,
    drafts,
    elsewhere,
    exporting,
    failures,
    leaving,
    mailroom,
    messages,
    preferring,
    proposals,
    standing,
    strays,
    syncing,
    uninstalls,
)
from handlers.slack.clicks import Body, person_in, whisper
from storage.audit import through

log = structlog.get_logger("app")
SLACK_DOORS = (  # what ends a workspace comes first, what nobody else listens to last
    uninstalls, departures, messages, drafts, corrections, ask, answers, proposals, connecting,
    leaving, exporting, api_keys, mailroom, syncing, standing, failures, preferring, strays,
)  # fmt: skip
KINDS = {"block_actions": "slack click", "view_submission": "slack form", "event_callback": "slack event"}
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def error_boundary(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Where an error that nobody expected becomes a 500 with a reference; the log has the same reference."""
    reference = secrets.token_hex(6)
    structlog.contextvars.bind_contextvars(request_id=reference)
    through.set("api" if request.path.startswith("/api/") else "page")
    try:
        return await handler(request)
    except web.HTTPException as error:
        if error.status < 400:
            raise
        return refuse_http(error)
    except MailroomError as error:
        log.warning("request refused", kind=type(error).__name__, failure=error.failure.value, reason=str(error))
        return refuse_failure(error)
    except Exception:
        log.exception("request failed")
        return refuse(500, "unexpected", f"{CATALOGUE[Failure.UNKNOWN].sentence} Reference: {reference}")
    finally:
        structlog.contextvars.unbind_contextvars("request_id")


def make_bolt(services: Services) -> AsyncApp:
    """Slack's side: signed requests only, of workspaces where it is installed, every listener registered."""
    settings = services.settings

    async def authorized(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        """Without asking Slack: a click must be acknowledged while it answers nothing. Without a token for Bolt: what
        we say goes through our own Slacks."""
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id)

    bolt = AsyncApp(
        signing_secret=settings.slack_signing_secret.get_secret_value(),
        client=AsyncWebClient(base_url=settings.slack_api_url),
        before_authorize=elsewhere.gate(services),
        authorize=authorized,
        name="mailroom",  # else Bolt reads the source of every caller up to the first, to name itself after a file
        logger=logging.getLogger("slack_bolt"),  # else its loggers take the root's level, not the one of bot.logs
        raise_error_for_unhandled_request=False,
    )

    @bolt.error
    async def failed(error: Exception, body: Body) -> BoltResponse | None:
        reference = secrets.token_hex(6)
        if isinstance(error, Temporary):  # known, and outside of us: no fault to look for
            log.warning("slack request postponed", reference=reference, reason=str(error))
            return await _tell(services, body, postponed(error.failure, reference, error.retry_after), reference)
        log.error("slack listener failed", reference=reference, exc_info=error)
        return await _tell(services, body, apology(reference), reference)

    @bolt.middleware
    async def entered(body: Body, next: Callable[[], Awaitable[Any]]) -> Any:
        through.set("slack command" if "command" in body else KINDS.get(str(body.get("type")), "slack"))
        return await next()

    for door in SLACK_DOORS:
        door.register(bolt, services)
    return bolt


async def _tell(services: Services, body: Body, said: Drawn, reference: str) -> BoltResponse | None:
    """Tells the person. A command is answered in its response, a click by a message; an event gets its 500."""
    if "command" in body:
        return BoltResponse(status=200, body={"response_type": "ephemeral", "text": said.text, "blocks": said.blocks})
    try:
        if person_in(body).slack_id:
            await whisper(services, body, said)
    except MailroomError as error:
        log.warning("apology not delivered", reference=reference, error=str(error))
    # Bolt drops the acknowledgement once this returns; it looks for it every 10 ms, so let it look before that
    await asyncio.sleep(0.05)
    return None


def make_app(services: Services) -> web.Application:
    """The whole web application over open services."""
    app = web.Application(middlewares=[error_boundary], client_max_size=slack_events.BODY_AT_MOST)
    app[SERVICES] = services
    for door in (api, export, gmail_push, google_oauth, health, key_pages, slack_install):
        door.register(app, services)
    slack_events.register(app, services, make_bolt(services))
    return app
