"""What every HTTP door shares: the services, the caller's address, and answers in JSON or as a small page."""

import asyncio
import html
import ipaddress
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

import structlog
from aiohttp import web

from assistant.connecting import GOOD_FOR
from bot.catalogue import Words
from bot.errors import CATALOGUE, Failure, MailroomError, Temporary
from bot.services import Services
from handlers.http.api_shapes import Refusal
from storage.db import utc_now

SERVICES: web.AppKey[Services] = web.AppKey("services", Services)


def client_address(request: web.Request, trusted: tuple[str, ...]) -> str:
    """The caller's address: the last one in X-Forwarded-For that is no trusted proxy, if a trusted one forwarded it."""
    nearest = request.remote or "unknown"
    lines = ",".join(request.headers.getall("X-Forwarded-For", []))  # a proxy may add a line of its own
    forwarded = [part.strip() for part in lines.split(",") if part.strip()]
    while forwarded and _is_trusted(nearest, trusted):
        nearest = forwarded.pop()
    return nearest


def _is_trusted(address: str, trusted: tuple[str, ...]) -> bool:
    try:
        return any(ipaddress.ip_address(address) in ipaddress.ip_network(net, strict=False) for net in trusted)
    except ValueError:
        return False


def refuse(status: int, code: str, message: str, **headers: str) -> web.Response:
    """A refusal in JSON; it tells the caller what to mend and repeats nothing of what they sent."""
    return _refuse(status, code, message, {}, headers)


def _refuse(status: int, code: str, message: str, details: dict[str, Any], headers: Mapping[str, str]) -> web.Response:
    request_id = structlog.contextvars.get_contextvars().get("request_id", "")
    told = Refusal(code=code, message=message, details=details, timestamp=utc_now(), request_id=request_id)
    return web.json_response(text=told.model_dump_json(), status=status, headers=headers)


STATUS = {
    Failure.EXPIRED: 410, Failure.REVOKED: 403, Failure.RUN_OUT: 403, Failure.PARTIAL: 403, Failure.NOT_FOUND: 404,
    Failure.TAKEN: 409, Failure.DENIED: 403, Failure.LEAVING: 409, Failure.NOT_IN_SLACK: 403, Failure.NO_KEY: 401,
    Failure.KEY_ENDED: 401, Failure.MANY_KEYS: 409, Failure.NOT_YOURS: 404, Failure.PAUSED: 409,
    Failure.NO_ADDRESS: 404, Failure.WRONG_METHOD: 405, Failure.TOO_LARGE: 413, Failure.WRONG_TYPE: 415,
    Failure.ONCE_REUSED: 422,
}  # fmt: skip
LATER = {Failure.TOO_OFTEN: 429, Failure.ONCE_RUNNING: 409}  # of what may be asked again; all else is 503
REALM = 'Bearer realm="Mailroom"'
CHALLENGES = {Failure.NO_KEY: REALM, Failure.KEY_ENDED: f'{REALM}, error="invalid_token"'}
NAMED = {404: Failure.NO_ADDRESS, 405: Failure.WRONG_METHOD}


def refuse_failure(error: MailroomError, **more: Any) -> web.Response:
    """A refusal in the catalogue's words, in JSON: its class as `code`, what happened, what to do next, and in how many
    seconds it may be asked again, where it may. `more` are further details."""
    words = CATALOGUE[error.failure]
    told = {"title": words.title, "next_step": words.next_step, **more}
    if not isinstance(error, Temporary):
        challenge = CHALLENGES.get(error.failure)
        headers = {"WWW-Authenticate": challenge} if challenge else {}
        return _refuse(STATUS.get(error.failure, 400), error.failure.value, words.sentence, told, headers)
    seconds = math.ceil(error.retry_after or 10)
    headers = {"Retry-After": str(seconds)}
    told["retry_after"] = seconds
    return _refuse(LATER.get(error.failure, 503), error.failure.value, words.sentence, told, headers)


def refuse_http(error: web.HTTPException) -> web.Response:
    """A refusal of the web server's own, such as for an address that is not served."""
    failure = NAMED.get(error.status)
    if failure is None:
        return refuse(error.status, "refused", error.reason)
    words = CATALOGUE[failure]
    told = {"title": words.title, "next_step": words.next_step}
    allow = {"Allow": error.headers["Allow"]} if "Allow" in error.headers else {}
    return _refuse(error.status, failure.value, words.sentence, told, allow)


def bind_browser(response: web.StreamResponse, cookie: str, browser: str, path: str, public_url: str) -> None:
    """Sets the cookie that ties what is begun on `path` to this browser, for as long as a link is good. Lax: it must
    come along when Google or Slack leads back here, which is another site's doing."""
    url = urlsplit(public_url)
    response.set_cookie(
        cookie,
        browser,
        max_age=int(GOOD_FOR.total_seconds()),
        path=f"{url.path}{path}",
        secure=url.scheme == "https",
        httponly=True,
        samesite="Lax",
    )


def is_from_our_page(request: web.Request, public_url: str) -> bool:
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


BODY_SECONDS = 10.0


async def read_bounded(request: web.Request, most: int) -> bytes | None:
    """The body, or None if it is longer than `most` bytes; no more than that is ever held.

    Raises HTTPBadRequest where it cannot be read to its end, HTTPRequestTimeout where it does not come within 10 s.
    """
    if (request.content_length or 0) > most:
        return None
    body = b""
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in request.content.iter_chunked(16_384):
                body += chunk
                if len(body) > most:
                    return None
    except TimeoutError:
        raise web.HTTPRequestTimeout from None
    except (web.RequestPayloadError, ConnectionError):  # wrongly encoded, or hung up half-way
        raise web.HTTPBadRequest from None
    return body


PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Mailroom</title><style>body{{font:17px/1.5 system-ui;max-width:34rem;margin:18vh auto;padding:0 1.5rem;
color:#1d2433;background:#f7f7f4}}h1{{font-size:1.5rem}}a,button{{font:inherit;display:inline-block;padding:.5rem
1.5rem;margin:.5rem .5rem 0 0;border:1px solid #24384f;border-radius:.3rem;color:#24384f;background:#fff;
text-decoration:none;cursor:pointer}}.main{{color:#fff;background:#24384f}}@media(prefers-color-scheme:dark){{body{{color:#e8e8e3;
background:#17191e}}}}</style><h1>{title}</h1><p>{sentence}</p><p>{step}</p>{more}</html>"""
LINK = """<p><a class="main" href="{address}">{label}</a></p>"""
FORM = """<form method="post" action="{action}"><input type="hidden" name="{name}" value="{value}">
<button class="main" name="answer" value="yes">{yes}</button><button name="answer" value="no">{no}</button></form>"""

LINE_FORM = """<form method="post" action="{action}"><input type="hidden" name="{name}" value="{value}">
<input name="{field}" aria-label="{label}" placeholder="{label}" autocomplete="off" maxlength="{longest}" required
autofocus style="font:inherit;padding:.45rem;margin-right:.5rem"><button class="main">{button}</button></form>"""
SHOWN = """<p><code style="display:block;overflow-wrap:anywhere;padding:1rem;border:1px solid">{text}</code></p>"""


@dataclass(frozen=True)
class Link:
    """Where a page leads on to, by a press of the reader's."""

    label: str
    address: str

    def drawn(self) -> str:
        """Its HTML."""
        return LINK.format(label=html.escape(self.label), address=html.escape(self.address))


@dataclass(frozen=True)
class Form:
    """A question with a yes and a no, which come as `answer`, and one hidden field."""

    action: str
    name: str
    value: str
    yes: str
    no: str

    def drawn(self) -> str:
        """Its HTML."""
        return FORM.format(**{name: html.escape(text) for name, text in asdict(self).items()})


@dataclass(frozen=True)
class LineForm:
    """Asks for a line of text, which comes as `field`, and has one hidden field."""

    action: str
    name: str
    value: str
    field: str
    label: str
    longest: int
    button: str

    def drawn(self) -> str:
        """Its HTML."""
        return LINE_FORM.format(**{name: html.escape(str(text)) for name, text in asdict(self).items()})


@dataclass(frozen=True)
class Secret:
    """What is shown on this page alone, to be copied."""

    text: str

    def drawn(self) -> str:
        """Its HTML."""
        return SHOWN.format(text=html.escape(self.text))


def page(status: int, words: Words, more: Link | Form | LineForm | Secret | None = None) -> web.Response:
    """A small page of words, with a way on, a question or a secret if there is one. Every part is escaped."""
    parts = {"title": words.title, "sentence": words.sentence, "step": words.next_step}
    escaped = {name: html.escape(part) for name, part in parts.items()}
    asks = isinstance(more, Form | LineForm)
    target = "'self'" if asks else "'none'"
    headers = {
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; "
        f"frame-ancestors 'none'; form-action {target}",
        # without a referrer a browser names no origin with the form either, and that one is checked
        "Referrer-Policy": "same-origin" if asks else "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    text = PAGE.format(more=more.drawn() if more else "", **escaped)
    return web.Response(status=status, text=text, content_type="text/html", headers=headers)
