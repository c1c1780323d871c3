"""What every HTTP door shares: the services, the caller's address, and answers in JSON or as a small page."""

import asyncio
import html
import ipaddress
import math
from dataclasses import asdict, dataclass

from aiohttp import web

from bot.errors import CATALOGUE, Failure, MailroomError, Temporary, Words
from bot.services import Services

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
    return web.json_response({"code": code, "message": message}, status=status, headers=headers)


STATUS = {
    Failure.EXPIRED: 410, Failure.REVOKED: 403, Failure.PARTIAL: 403, Failure.NOT_FOUND: 404, Failure.TAKEN: 409,
    Failure.DENIED: 403,
}  # fmt: skip


def refuse_failure(error: MailroomError) -> web.Response:
    """A refusal in the catalogue's words, in JSON: its class as `code`, what happened, what to do next, and in how many
    seconds it may be asked again, where it may."""
    words = CATALOGUE[error.failure]
    told = {"code": error.failure.value, "title": words.title, "message": words.sentence, "next_step": words.next_step}
    if not isinstance(error, Temporary):
        return web.json_response(told, status=STATUS.get(error.failure, 400))
    seconds = math.ceil(error.retry_after or 10)
    headers = {"Retry-After": str(seconds)}
    return web.json_response({**told, "retry_after": seconds}, status=503, headers=headers)


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

CODE_FORM = """<form method="post" action="{action}"><input type="hidden" name="ticket" value="{ticket}">
<input name="code" aria-label="Code" autocomplete="off" maxlength="20" required autofocus style="font:inherit">
<button class="main">{button}</button></form>"""


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
class CodeForm:
    """Asks for a code, which comes as `code` with the `ticket` that it belongs to."""

    action: str
    ticket: str
    button: str

    def drawn(self) -> str:
        """Its HTML."""
        return CODE_FORM.format(**{name: html.escape(text) for name, text in asdict(self).items()})


def page(status: int, words: Words, more: Link | Form | CodeForm | None = None) -> web.Response:
    """A small page of words, with a way on or a question if there is one. Every part is escaped."""
    parts = {"title": words.title, "sentence": words.sentence, "step": words.next_step}
    escaped = {name: html.escape(part) for name, part in parts.items()}
    asks = isinstance(more, Form | CodeForm)
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
