"""Connecting a Google account: the start, which only a link from Slack opens, and the callback (SPEC AC1, AC4).

Opening the link only asks, so that a scanner of links uses none up. The answer to the question ties the connection to
the browser, with a cookie: Google's address, sent on to somebody else, connects nothing of theirs.
"""

import asyncio
from urllib.parse import parse_qs, urlsplit

import structlog
from aiohttp import web

from assistant.case import Person
from assistant.connecting import GOOD_FOR, BadLink, OtherBrowser, finish_connection, read_link, start_connection
from bot.errors import CATALOGUE, Failure, MailroomError, Temporary, Words
from bot.services import Services
from bot.settings import GOOGLE_SCOPES
from bot.views.text import cut
from connectors.google.scopes import EVERY, services_of
from handlers.http.doors import SERVICES, Form, page, read_bounded
from jobs.read_history import read_history
from jobs.service_rings import first_syncs
from jobs.watch_mailbox import watch_mailbox
from jobs.welcome import welcome

log = structlog.get_logger("google_oauth")
COOKIE = "mailroom_connect"
FORM_AT_MOST = 8192
NAMES_WITHIN_SECONDS = 3.0
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
ELSEWHERE = Words(
    "Please start again from Slack",
    "This connection was not begun in this browser, so nothing was connected.",
    "Type /mailroom connect in Slack, and go on in the browser that its button opens.",
)
CONNECTED = Words(
    "Connected",
    "Mailroom now reads this mailbox and prepares replies.",
    "You can close this page; go back to Slack.",
)
CONNECTED_IN_PART = Words(
    "Connected, without some of the boxes",
    "Mailroom now reads this mailbox and prepares replies. What you left unticked stays off; Slack says what that is.",
    "To switch it on: /mailroom connect in Slack, and every box ticked.",
)


async def start_opened(request: web.Request) -> web.StreamResponse:
    """Asks whether the reader is the Slack user whom the signed link names. Uses nothing up."""
    services = request.app[SERVICES]
    link = request.query.get("link", "")
    if not link:
        return page(400, FROM_SLACK)
    try:
        person, _ = read_link(services.vault, link, services.db.now())
    except BadLink:
        return page(403, CATALOGUE[Failure.EXPIRED])
    user, team = await _names(services, person)
    asked = Words(
        "Connect a Gmail mailbox",
        f"The mailbox that you choose next will be connected to the Slack user {user} in workspace {team}.",
        "Only go on if that is you. If somebody sent you here, close this page.",
    )
    google = urlsplit(services.settings.google_authorize_url)
    return page(200, asked, Form("start", "link", link, "Continue to Google", f"{google.scheme}://{google.netloc}"))


async def _names(services: Services, person: Person) -> tuple[str, str]:
    """The user and the workspace by name and id; by id alone where Slack does not say at once."""
    try:
        async with asyncio.timeout(NAMES_WITHIN_SECONDS):
            slack = services.slacks.of(person.team_id)
            known = await slack.identity()
            if known.team_id == person.team_id:  # elsewhere the same id may be another person
                name = await slack.name(person.slack_id)
                return _named(name, person.slack_id), _named(known.team, person.team_id)
    except (MailroomError, TimeoutError) as error:
        log.info("names not known", reason=type(error).__name__)
    return person.slack_id, person.team_id


def _named(name: str, known_id: str) -> str:
    """A name is anybody's choice, so the id always stands with it."""
    return f"“{cut(name, 80)}” ({known_id})" if name else known_id


async def start_confirmed(request: web.Request) -> web.StreamResponse:
    """Uses the link up, ties the connection to this browser, and sends it on to Google."""
    services = request.app[SERVICES]
    body = await read_bounded(request, FORM_AT_MOST)
    link = parse_qs((body or b"").decode("utf-8", "replace")).get("link", [""])[0]
    if not link or not _is_from_our_page(request, services.settings.public_url):
        return page(400, FROM_SLACK)
    try:
        begun = await start_connection(services.db, services.vault, link)
    except BadLink:
        return page(403, CATALOGUE[Failure.EXPIRED])
    except Temporary as error:
        return page(503, error.words)
    url = services.oauth.authorize_url(begun.state, begun.challenge)
    headers = {"Location": url, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    response = web.Response(status=303, headers=headers)
    _keep(response, begun.browser, services.settings.public_url)
    return response


def _is_from_our_page(request: web.Request, public_url: str) -> bool:
    """Whether our own page sent the form: another site's could press the button for its reader."""
    origin = request.headers.get("Origin")
    return origin is None or _origin(origin) == _origin(public_url)


def _origin(url: str) -> tuple[str, str, int]:
    """Scheme, host and port, the scheme's own port if it names none; nothing of ours for 'null' and the like."""
    try:
        parts = urlsplit(url)
        return parts.scheme, parts.hostname or "", parts.port or {"https": 443, "http": 80}.get(parts.scheme, 0)
    except ValueError:
        return "", "", 0


def _keep(response: web.Response, browser: str, public_url: str) -> None:
    """Sets the cookie. Lax: it must come along when Google leads back here, which is another site's doing."""
    url = urlsplit(public_url)
    response.set_cookie(
        COOKIE,
        browser,
        max_age=int(GOOD_FOR.total_seconds()),
        path=f"{url.path}/auth/google",
        secure=url.scheme == "https",
        httponly=True,
        samesite="Lax",
    )


async def callback_opened(request: web.Request) -> web.StreamResponse:
    """Stores the tokens, sealed, and rings the first sync; every failure ends on a page that says what to do."""
    services = request.app[SERVICES]
    state, code = request.query.get("state", ""), request.query.get("code", "")
    try:
        grant = await finish_connection(services.db, services.vault, state, request.cookies.get(COOKIE, ""))
        if request.query.get("error") == "access_denied":
            return page(403, DENIED)
        if request.query.get("error") or not code:
            return page(400, CATALOGUE[Failure.BAD_REQUEST])
        tokens = await services.oauth.exchange_code(code, grant.verifier)
        account_id = await services.mailboxes.connect(grant.person, tokens)
    except BadLink:
        return page(403, CATALOGUE[Failure.EXPIRED])
    except OtherBrowser:
        return page(403, ELSEWHERE)
    except MailroomError as error:
        return page(503 if isinstance(error, Temporary) else 400, error.words)
    try:
        rings = [watch_mailbox.ring(account_id), welcome.ring(account_id), read_history.ring(account_id)]
        await services.bell.ring([*rings, *await first_syncs(services, account_id)])
    except Temporary as error:  # it is connected, and wants a sync: the sweep will ring
        log.warning("ring failed", error=str(error))
    return page(200, CONNECTED if services_of(tokens.scopes or GOOGLE_SCOPES) == EVERY else CONNECTED_IN_PART)


def register(app: web.Application, services: Services) -> None:
    """Adds the routes."""
    app.router.add_get("/auth/google/start", start_opened)
    app.router.add_post("/auth/google/start", start_confirmed)
    app.router.add_get("/auth/google/callback", callback_opened)
