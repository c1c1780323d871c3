"""The API that a person's own programs call with an API key: their mailboxes, and a look at one of them (SPEC IN11)."""

from functools import cache

import structlog
from aiohttp import web
from pydantic import BaseModel

from assistant.case import NotTheirs
from assistant.looking import Asked, ask_look_at
from assistant.overview import Stand, stands_of
from assistant.remembering import Progress
from bot.errors import Failure, Permanent, Temporary
from bot.limits import PerMinute
from bot.services import Services
from handlers.http.api_calls import PEOPLE, Call, Route, door
from handlers.http.api_document import Json, document
from handlers.http.api_shapes import BackFill, Mailbox, Mailboxes, Sync, SyncOrder, SyncState
from jobs.sync_asked import sync_asked

log = structlog.get_logger("api")
STARTED = "Mail, calendar and files are looked at now. The result is told in Slack in a moment."
IN_PROGRESS = "It is being looked at already, or was within the last half minute, so no second look was begun."


async def mailboxes_asked(call: Call) -> BaseModel:
    """The caller's own mailboxes."""
    stands = await stands_of(call.services.db, call.caller.person)
    return Mailboxes(mailboxes=[_mailbox(stand) for stand in stands])


def _mailbox(stand: Stand) -> Mailbox:
    return Mailbox(
        id=stand.account_id,
        address=stand.email,
        state=str(stand.state),
        paused=stand.paused,
        last_synced_at=stand.last_sync_at,
        back_fill=_back_fill(stand.history) if stand.history else None,
    )


def _back_fill(history: Progress) -> BackFill:
    return BackFill(state=history.stand.value, read=history.read, total=history.total, back_to=history.reached)


async def mailbox_sync_asked(call: Call) -> BaseModel:
    """What `/mailroom sync` does, for one mailbox: begun, or in progress, or why not."""
    account_id = call.place["id"]
    try:
        asked = await ask_look_at(call.services.db, call.caller.person, account_id)
    except NotTheirs:
        raise Permanent("no mailbox of the caller's", Failure.NOT_YOURS) from None
    if asked is Asked.BUSY:
        return Sync(mailbox_id=account_id, state=SyncState.IN_PROGRESS, message=IN_PROGRESS)
    try:
        await call.services.bell.ring([sync_asked.ring(account_id)])
    except Temporary as error:  # the row says what is to be done: the sweep will ring
        log.warning("ring failed", reason=str(error))
    return Sync(mailbox_id=account_id, state=SyncState.STARTED, message=STARTED)


ROUTES = (
    Route("GET", "/api/mailboxes", "Your mailboxes and how they stand.", mailboxes_asked, Mailboxes),
    Route(
        "POST",
        "/api/mailboxes/{id}/sync",
        "Looks at mail, calendar and files of one mailbox now.",
        mailbox_sync_asked,
        Sync,
        status=202,
        takes=SyncOrder,
        failures=(Failure.NOT_YOURS, Failure.PAUSED, Failure.REVOKED),
    ),
)


def register(app: web.Application, services: Services) -> None:
    """Adds the routes, their document, and the limit of calls a person may make."""
    app[PEOPLE] = PerMinute(services.settings.api_per_minute)

    @cache
    def described() -> Json:
        return document(ROUTES, services.settings.public_url)

    async def document_asked(request: web.Request) -> web.StreamResponse:
        return web.json_response(described())

    app.router.add_get("/api/openapi.json", document_asked)
    for route in ROUTES:
        app.router.add_route(route.method, route.path, door(route))
