"""Gmail's push notices: verified, bounded, stored, answered; nothing here waits for Gmail (SPEC IN1-IN4, IN8)."""

import structlog
from aiohttp import web

from assistant.noticing import read_push
from bot.errors import Temporary
from bot.limits import PerMinute
from bot.services import Services
from connectors.google.push_token import BadToken
from handlers.http.doors import SERVICES, client_address, read_bounded, refuse
from jobs.sync_mailbox import sync_mailbox
from storage.pushes import Notice

log = structlog.get_logger("gmail_push")
ADDRESSES: web.AppKey[PerMinute] = web.AppKey("push_addresses", PerMinute)
ACCOUNTS: web.AppKey[PerMinute] = web.AppKey("push_accounts", PerMinute)


FORBIDDEN = {"wrong audience", "wrong issuer", "wrong service account", "unverified service account"}


async def push_received(request: web.Request) -> web.Response:
    """204 once the notice is stored, or where a repeat could never help; anything else makes Pub/Sub repeat it."""
    services, app = request.app[SERVICES], request.app
    if refused := await _unproven(request, services):
        wait = app[ADDRESSES].wait(client_address(request, services.settings.trusted_proxies))
        return _slow_down(wait) if wait else refused
    body = await read_bounded(request, services.settings.webhook_max_bytes)
    if body is None:
        log.warning("push dropped", reason="oversize")
        return refuse(413, "too_large", "The body is larger than a notice can be.")
    try:
        notice = read_push(body)
    except ValueError as error:
        log.warning("push dropped", reason="malformed", error=str(error))
        return refuse(400, "malformed", "The body is no Pub/Sub envelope of a Gmail notice.")
    if wait := app[ACCOUNTS].wait(notice.email):
        return _slow_down(wait)
    return await _take(services, notice)


async def _unproven(request: web.Request, services: Services) -> web.Response | None:
    """The refusal of a request that does not prove to come from our Pub/Sub subscription; None if it does."""
    if services.push_tokens is None:
        return refuse(403, "not_configured", "Push is not set up here: set PUBSUB_AUDIENCE and PUBSUB_SERVICE_ACCOUNT.")
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        return refuse(401, "no_token", "An OIDC token is needed: Authorization: Bearer …")
    try:
        await services.push_tokens.verify(token.strip())
    except BadToken as error:
        log.warning("push refused", reason=str(error))
        return refuse(
            403 if str(error) in FORBIDDEN else 401,
            "bad_token",
            "The token is not valid here.",
        )
    except Temporary as error:
        log.warning("push postponed", error=str(error))
        return refuse(503, "try_again", "The token could not be checked just now.", **{"Retry-After": "10"})
    return None


def _slow_down(wait: float) -> web.Response:
    log.warning("push refused", reason="rate")
    return refuse(
        429, "too_many", "Too many requests; wait a little.", **{"Retry-After": str(max(1, round(wait + 0.5)))}
    )


async def _take(services: Services, notice: Notice) -> web.Response:
    try:
        accounts = await services.inbox.put(notice)
    except Temporary as error:
        log.warning("push postponed", error=str(error))
        return refuse(503, "try_again", "The notice could not be stored just now.", **{"Retry-After": "10"})
    if not accounts:
        log.info("push rings nobody", reason="unknown mailbox, or rung by another notice of its group")
        return web.Response(status=204)
    try:
        await services.bell.ring([sync_mailbox.ring(account) for account in accounts])
    except Temporary as error:  # it is stored: the sweep will ring
        log.warning("ring failed", error=str(error))
    return web.Response(status=204)


def register(app: web.Application, services: Services) -> None:
    """Adds the route and its limits."""
    app[ADDRESSES] = PerMinute(services.settings.webhook_per_minute)
    app[ACCOUNTS] = PerMinute(services.settings.webhook_per_minute)
    app.router.add_post("/api/webhook/gmail", push_received)
