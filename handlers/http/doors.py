"""What every HTTP door shares: the services, the caller's address, and answers in JSON or as a small page."""

import html
import ipaddress

from aiohttp import web

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


async def read_bounded(request: web.Request, most: int) -> bytes | None:
    """The body, or None if it is longer than `most` bytes; no more than that is ever held."""
    if (request.content_length or 0) > most:
        return None
    body = b""
    async for chunk in request.content.iter_chunked(16_384):
        body += chunk
        if len(body) > most:
            return None
    return body


PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Mailroom</title><style>body{{font:17px/1.5 system-ui;max-width:34rem;margin:18vh auto;padding:0 1.5rem;
color:#1d2433;background:#f7f7f4}}h1{{font-size:1.5rem}}@media(prefers-color-scheme:dark){{body{{color:#e8e8e3;
background:#17191e}}}}</style><h1>{title}</h1><p>{sentence}</p><p>{step}</p></html>"""


def page(status: int, title: str, sentence: str, step: str) -> web.Response:
    """A small result page. Every part is escaped."""
    text = PAGE.format(title=html.escape(title), sentence=html.escape(sentence), step=html.escape(step))
    headers = {
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }
    return web.Response(status=status, text=text, content_type="text/html", headers=headers)
