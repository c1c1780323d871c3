"""Installing in a Slack workspace: the start, which leads to Slack's consent, and the way back (SPEC AC5).

Both ends are in one browser, held together by a cookie: an address passed on installs nothing.
"""

import secrets

import structlog
from aiohttp import web

from assistant.connecting import BadLink, OtherBrowser
from assistant.installing import make_install_state, use_install_state
from bot.catalogue import Words
from bot.errors import Failure, MailroomError, Temporary
from bot.services import Installs, Services
from connectors.slack_oauth import WholeOrganization
from handlers.http.doors import SERVICES, bind_browser, page

log = structlog.get_logger("slack_install")
COOKIE = "mailroom_install"
AGAIN = "To try again, open the install address of this Mailroom (…/slack/install) once more."
ONE_WORKSPACE = Words(
    "This Mailroom belongs to one workspace",
    "It was set up with the token of one Slack workspace, so it cannot be installed in another.",
    "Its administrator can change that with SLACK_CLIENT_ID and SLACK_CLIENT_SECRET.",
)
INSTALLED = Words(
    "Mailroom is installed",
    "Everybody in this workspace can use it now, each with their own mailbox.",
    "Go back to Slack and type /mailroom connect.",
)
DENIED = Words("Nothing was installed", "You did not allow it, so Mailroom has no access to the workspace.", AGAIN)
EXPIRED = Words("That has expired", "The installation was open for too long, or was finished already.", AGAIN)
ELSEWHERE = Words(
    "Please start again here", "This installation was not begun in this browser, so nothing was installed.", AGAIN
)
WHOLE_ORGANIZATION = Words(
    "Please choose one workspace",
    "Mailroom cannot be installed for a whole Slack organization at once. Nothing was kept.",
    "Install it again and choose a workspace instead of the organization.",
)
NOT_ALL = Words(
    "A permission is missing",
    "Slack did not grant everything that Mailroom needs, so nothing was installed.",
    AGAIN,
)
REFUSED = Words(
    "Slack did not accept that",
    "Nothing was installed.",
    f"{AGAIN} If it stays: the administrator of this Mailroom finds Slack's reason in its log.",
)
TOLD = {Failure.EXPIRED: EXPIRED, Failure.PARTIAL: NOT_ALL, Failure.BAD_REQUEST: REFUSED}


async def install_opened(request: web.Request) -> web.StreamResponse:
    """Sends the browser on to Slack, with a state that is good in this browser only. Stores nothing."""
    services = request.app[SERVICES]
    if services.installs is None:
        return page(404, ONE_WORKSPACE)
    browser = secrets.token_urlsafe(32)
    url = services.installs.oauth.address(make_install_state(services.vault, browser, services.db.now()))
    headers = {"Location": url, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    response = web.Response(status=302, headers=headers)
    bind_browser(response, COOKIE, browser, "/slack/oauth_redirect", services.settings.public_url)
    return response


async def redirect_opened(request: web.Request) -> web.StreamResponse:
    """Stores the workspace's tokens, sealed; every failure ends on a page that says what to do."""
    services = request.app[SERVICES]
    if services.installs is None:
        return page(404, ONE_WORKSPACE)
    state, cookie = request.query.get("state", ""), request.cookies.get(COOKIE, "")
    try:
        await use_install_state(services.db, services.vault, state, cookie)
        return page(*await _finish(services.installs, request.query.get("code", ""), request.query.get("error", "")))
    except BadLink:
        return page(403, EXPIRED)
    except OtherBrowser:
        return page(403, ELSEWHERE)
    except Temporary as error:
        log.warning("installation postponed", reason=str(error))
        return page(503, Words(error.words.title, error.words.sentence, AGAIN))


async def _finish(installs: Installs, code: str, refusal: str) -> tuple[int, Words]:
    """What Slack's answer comes to: an HTTP status, and the words for it. Raises Temporary."""
    if refusal == "access_denied":
        return 403, DENIED
    if refusal or not code:
        return 400, REFUSED
    try:
        await installs.tokens.install(await installs.oauth.exchange_code(code))
    except WholeOrganization:
        return 400, WHOLE_ORGANIZATION
    except Temporary:
        raise
    except MailroomError as error:
        log.error("installation failed", reason=str(error))
        return 400, TOLD.get(error.failure, REFUSED)
    return 200, INSTALLED


def register(app: web.Application, services: Services) -> None:
    """Adds the routes."""
    app.router.add_get("/slack/install", install_opened)
    app.router.add_get("/slack/oauth_redirect", redirect_opened)
