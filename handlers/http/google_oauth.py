"""Connecting a Google account: the start, which only a link from Slack opens, and the callback (SPEC AC1, AC4)."""

import structlog
from aiohttp import web

from assistant.connecting import BadLink, finish_connection, start_connection
from bot.errors import CATALOGUE, Failure, MailroomError, Temporary, Words
from bot.services import Services
from handlers.http.doors import SERVICES, page
from jobs.watch_mailbox import watch_mailbox
from jobs.welcome import welcome

log = structlog.get_logger("google_oauth")
DENIED = Words(
    "Nothing was connected",
    "You did not allow access, so Mailroom has none.",
    "To try again: /mailroom connect in Slack.",
)
FROM_SLACK = Words(
    "Please begin in Slack",
    "A mailbox is connected to the Slack user who asks for it.",
    "Type /mailroom connect there.",
)


def _tell(status: int, words: Words) -> web.Response:
    return page(status, words.title, words.sentence, words.next_step)


async def start_opened(request: web.Request) -> web.StreamResponse:
    """Sends the browser on to Google, for the Slack user whom the signed link names."""
    services = request.app[SERVICES]
    link = request.query.get("link", "")
    if not link:
        return _tell(400, FROM_SLACK)
    try:
        begun = await start_connection(services.db, services.vault, link)
    except BadLink:
        return _tell(403, CATALOGUE[Failure.EXPIRED])
    except Temporary as error:
        return _tell(503, error.words)
    url = services.oauth.authorize_url(begun.state, begun.challenge)
    raise web.HTTPFound(url, headers={"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"})


async def callback_opened(request: web.Request) -> web.StreamResponse:
    """Stores the tokens, sealed, and rings the first sync; every failure ends on a page that says what to do."""
    services = request.app[SERVICES]
    state, code = request.query.get("state", ""), request.query.get("code", "")
    try:
        grant = await finish_connection(services.db, services.vault, state)
        if request.query.get("error") == "access_denied":
            return _tell(403, DENIED)
        if request.query.get("error") or not code:
            return _tell(400, CATALOGUE[Failure.BAD_REQUEST])
        tokens = await services.oauth.exchange_code(code, grant.verifier)
        account_id = await services.mailboxes.connect(grant.person, tokens)
    except BadLink:
        return _tell(403, CATALOGUE[Failure.EXPIRED])
    except MailroomError as error:
        return _tell(503 if isinstance(error, Temporary) else 400, error.words)
    try:
        await services.bell.ring([watch_mailbox.ring(account_id), welcome.ring(account_id)])
    except Temporary as error:  # it is connected, and wants a sync: the sweep will ring
        log.warning("ring failed", error=str(error))
    return page(
        200,
        "Connected",
        "Mailroom now reads this mailbox and prepares replies.",
        "You can close this page; go back to Slack.",
    )


def register(app: web.Application, services: Services) -> None:
    """Adds the routes."""
    app.router.add_get("/auth/google/start", start_opened)
    app.router.add_get("/auth/google/callback", callback_opened)
