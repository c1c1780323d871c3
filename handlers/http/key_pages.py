"""Making an API key: a page that a link from Slack opens, bound to its browser, and the key, shown there once."""

from urllib.parse import parse_qs

import structlog
from aiohttp import web

from assistant.api_keys import LONGEST_NAME, make_key
from assistant.connecting import BadLink, OtherBrowser, Purpose, finish_connection, start_connection
from bot.catalogue import Words
from bot.errors import CATALOGUE, MailroomError
from bot.services import Services
from handlers.http.connection import names_of
from handlers.http.doors import SERVICES, STATUS, LineForm, Secret, bind_browser, is_from_our_page, page, read_bounded

log = structlog.get_logger("key_pages")
COOKIE, PATH = "mailroom_key", "/keys"
FORM_AT_MOST = 4096
KEYS = frozenset({Purpose.KEY})
OVER = Words(
    "This link makes no key any more",
    "It works once, within ten minutes, in the browser that opened it.",
    "Type /mailroom api in Slack for a new one.",
)
MADE = Words(
    "Here is your API key",
    "It is shown here only, now: keep it where your program keeps its secrets. It opens what you may see and do in "
    "Mailroom, for 90 days.",
    "To end it sooner, type /mailroom api in Slack.",
)


def _asked(user: str, workspace: str) -> Words:
    return Words(
        "Make an API key?",
        f"A program that shows it acts as the Slack user {user} in workspace {workspace}.",
        "Only go on if that is you. Say what the key is for, so that you know it again.",
    )


async def keys_opened(request: web.Request) -> web.StreamResponse:
    """Asks, and ties the answer to this browser. Makes nothing."""
    services, link = request.app[SERVICES], request.query.get("link", "")
    try:
        begun = await start_connection(services.db, services.vault, link, KEYS)
    except BadLink:
        return page(403, OVER)
    form = LineForm("keys", "state", begun.state, "name", "What it is for", LONGEST_NAME, "Make the key")
    response = page(200, _asked(*await names_of(services, begun.wish.person)), form)
    bind_browser(response, COOKIE, begun.browser, PATH, services.settings.public_url)
    return response


async def key_confirmed(request: web.Request) -> web.StreamResponse:
    """Makes the key, once, and shows it."""
    services, browser = request.app[SERVICES], request.cookies.get(COOKIE, "")
    fields = parse_qs((await read_bounded(request, FORM_AT_MOST) or b"").decode("utf-8", "replace"))
    state, name = (fields.get(field, [""])[0] for field in ("state", "name"))
    if not is_from_our_page(request, services.settings.public_url):
        return page(403, OVER)
    try:
        grant = await finish_connection(services.db, services.vault, state, browser, KEYS)
        key = await make_key(services.db, services.bearer, grant.wish, name)
    except (BadLink, OtherBrowser):
        return page(403, OVER)
    except MailroomError as error:
        log.info("no api key made", failure=error.failure.value)
        return page(STATUS.get(error.failure, 503), CATALOGUE[error.failure])
    return page(200, MADE, Secret(key))


def register(app: web.Application, services: Services) -> None:
    """Adds the routes."""
    app.router.add_get(PATH, keys_opened, allow_head=False)  # a look at the head opens nothing
    app.router.add_post(PATH, key_confirmed)
