"""Fetching one's own data: a page that asks for the code told in Slack, then the archive, made while it is sent."""

from urllib.parse import parse_qs

import structlog
from aiohttp import web

from assistant.exporting import NoArchive, WrongCode, export_lines, is_ours, take_export
from bot.catalogue import Words
from bot.errors import Temporary
from bot.services import Services
from bot.zipping import zipped
from handlers.http.doors import SERVICES, LineForm, page, read_bounded

log = structlog.get_logger("export")
FORM_AT_MOST = 4096
ASKED = Words(
    "Your data in Mailroom",
    "Type the code that Mailroom told you in Slack, beside the link to this page.",
    "The archive is made while you fetch it, which may take some minutes. The code works once.",
)
WRONG = Words(  # true also while this page stands there after the right code: a download leaves it as it is
    "Your data in Mailroom: type the code once more",
    "What was typed first was not the code that Mailroom told you in Slack, beside the link to this page.",
    "Once the download begins you are done, whatever stands here. After five tries a new code is needed.",
)
OVER = Words(
    "This link opens nothing any more",
    "It works once, within ten minutes, and only together with its code.",
    "Type /mailroom export in Slack for a new one.",
)
HEADERS = {
    "Content-Type": "application/zip",
    "Content-Disposition": 'attachment; filename="mailroom-data.zip"',
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def _form(ticket: str) -> LineForm:
    return LineForm("export", "ticket", ticket, "code", "Code", 20, "Fetch my data")


async def export_opened(request: web.Request) -> web.StreamResponse:
    """Asks for the code; uses nothing up and says nothing of whether the link is still good."""
    ticket = request.query.get("ticket", "")
    if not is_ours(request.app[SERVICES].vault, ticket):
        return page(403, OVER)
    return page(200, ASKED, _form(ticket))


async def export_fetched(request: web.Request) -> web.StreamResponse:
    """The archive for who has link and code."""
    services = request.app[SERVICES]
    body = await read_bounded(request, FORM_AT_MOST)
    form = parse_qs((body or b"").decode("utf-8", "replace"))
    ticket, code = form.get("ticket", [""])[0], form.get("code", [""])[0]
    try:
        user_id = await take_export(services.db, services.vault, ticket, code)
    except NoArchive:
        return page(403, OVER)
    except WrongCode:
        return page(403, WRONG, _form(ticket))
    except Temporary as error:
        return page(503, error.words)
    return await _send(request, services, user_id)


async def _send(request: web.Request, services: Services, user_id: str) -> web.StreamResponse:
    """Sends it as it is made. One that is cut is not whole, and no reader takes it for that: its index comes last."""
    response = web.StreamResponse(headers=HEADERS)
    await response.prepare(request)
    sent, whole = 0, False
    try:
        async for data in zipped(export_lines(services.db, user_id)):
            await response.write(data)
            sent += len(data)
        await response.write_eof()
        whole = True
    finally:
        log.info("data exported", user=user_id, size=sent, whole=whole)
        if not whole and request.transport is not None:
            request.transport.close()  # half an archive has gone out: nothing can be said after it
    return response


def register(app: web.Application, services: Services) -> None:
    """Adds the routes."""
    app.router.add_get("/export", export_opened)
    app.router.add_post("/export", export_fetched)
