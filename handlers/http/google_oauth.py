"""Connecting a Google account: the start, which a link from Slack opens, the callback, and one question (SPEC AC1).

The start ties the connection to the browser, with a cookie, and leads on to Google at once. It uses nothing up, so that
a scanner of links does no harm. Where the mailbox's address is not the Slack user's own, its owner is asked before
anything is connected: somebody else's link, passed on, connects nothing of theirs unread.
"""

from urllib.parse import parse_qs

from aiohttp import web

from assistant.connecting import (
    BadLink,
    Begun,
    OtherBrowser,
    Purpose,
    finish_connection,
    refuse_held,
    start_connection,
    take_held,
)
from bot.errors import Failure, MailroomError, Permanent, Temporary
from bot.services import Services
from handlers.http.connect_pages import FROM_SLACK, UNTOUCHED, failed
from handlers.http.connection import ask_or_connect, complete, end, mailbox_of, ring
from handlers.http.doors import SERVICES, bind_browser, is_from_our_page, page, read_bounded
from jobs.revoke_grant import revoke_grant

COOKIE, PATH = "mailroom_connect", "/auth/google"
FORM_AT_MOST = 8192
SAID = {
    "access_denied": Failure.DENIED,
    "temporarily_unavailable": Failure.GOOGLE_AWAY,
    "server_error": Failure.GOOGLE_AWAY,
    "": Failure.CODE_EXPIRED,
}


async def start_opened(request: web.Request) -> web.StreamResponse:
    """Ties the connection to this browser, and sends it on to Google."""
    services = request.app[SERVICES]
    link = request.query.get("link", "")
    if not link:
        return page(400, FROM_SLACK)
    try:
        begun = await start_connection(services.db, services.vault, link)
        url = await _at_google(services, begun)
    except BadLink:
        return failed(Failure.EXPIRED)
    except Temporary as error:
        return failed(error.failure)
    headers = {"Location": url, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    response = web.Response(status=303, headers=headers)
    bind_browser(response, COOKIE, begun.browser, PATH, services.settings.public_url)
    return response


async def _at_google(services: Services, begun: Begun) -> str:
    """Google's consent, with the mailbox that is meant first; what it granted before stays where more is asked for."""
    meant = await mailbox_of(services, begun.wish)
    more = {"include_granted_scopes": "true"} if begun.wish.purpose is Purpose.MORE else {}
    return services.oauth.authorize_url(begun.state, begun.challenge, meant, **more)


async def callback_opened(request: web.Request) -> web.StreamResponse:
    """Back from Google: connects, asks, or says what went wrong and what to do."""
    services, browser = request.app[SERVICES], request.cookies.get(COOKIE, "")
    try:
        grant = await finish_connection(services.db, services.vault, request.query.get("state", ""), browser)
    except BadLink:
        return failed(Failure.EXPIRED)
    except OtherBrowser:
        return failed(Failure.OTHER_BROWSER)
    except MailroomError as error:
        return failed(error.failure)
    try:
        tokens = await services.oauth.exchange_code(_code_in(request), grant.verifier)
        response = await ask_or_connect(services, grant.wish, tokens, browser)
    except BadLink:
        return failed(Failure.EXPIRED)
    except MailroomError as error:
        return await end(services, grant.wish, error)
    # a question may take its reader as long again
    bind_browser(response, COOKIE, browser, PATH, services.settings.public_url)
    return response


def _code_in(request: web.Request) -> str:
    """The code that Google gave. Raises Permanent where it gave none."""
    said, code = request.query.get("error", ""), request.query.get("code", "")
    if said or not code:
        known = said if said in SAID else "an error"
        raise Permanent(f"google sent {known or 'no code'} back", SAID.get(said, Failure.BAD_CLIENT))
    return code


async def confirmed(request: web.Request) -> web.StreamResponse:
    """The answer to the question whether that Slack user is the mailbox's owner."""
    services, browser = request.app[SERVICES], request.cookies.get(COOKIE, "")
    fields = parse_qs((await read_bounded(request, FORM_AT_MOST) or b"").decode("utf-8", "replace"))
    nonce, answer = (fields.get(name, [""])[0] for name in ("grant", "answer"))
    if not nonce or answer not in ("yes", "no") or not is_from_our_page(request, services.settings.public_url):
        return page(400, FROM_SLACK)
    try:
        if answer == "no":
            await refuse_held(services.db, nonce, browser)
            await ring(services, [revoke_grant.ring(nonce)])
            return page(200, UNTOUCHED)
        held = await take_held(services.db, services.vault, nonce, browser)
    except BadLink:
        return failed(Failure.EXPIRED)
    except MailroomError as error:
        return failed(error.failure)
    try:
        return await complete(services, held, nonce)
    except BadLink:
        return failed(Failure.EXPIRED)
    except MailroomError as error:
        return await end(services, held.wish, error)


def register(app: web.Application, services: Services) -> None:
    """Adds the routes."""
    app.router.add_get("/auth/google/start", start_opened, allow_head=False)  # a look at the head opens nothing
    app.router.add_get("/auth/google/callback", callback_opened, allow_head=False)
    app.router.add_post("/auth/google/confirm", confirmed)
