"""The routes that serve the page in which one plays the user: `/` and everything under `/static/`."""

from pathlib import Path

from aiohttp import web

PAGE = Path(__file__).parent / "page"

# Mail and Slack text on this page was written by strangers: nothing may be loaded from, or sent to, anywhere else.
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'"
)
_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


def _file(path: Path) -> web.FileResponse:
    # the type is set here because the machine's own table may call a .js file plain text, and no browser runs that
    return web.FileResponse(path, headers={**_HEADERS, "Content-Type": _TYPES[path.suffix]})


async def _index(request: web.Request) -> web.StreamResponse:
    return _file(PAGE / "index.html")


async def _static(request: web.Request) -> web.StreamResponse:
    path = PAGE / request.match_info["name"]
    if path.suffix not in _TYPES or not path.is_file():
        raise web.HTTPNotFound
    return _file(path)


def page_routes() -> list[web.RouteDef]:
    """The routes `/` and `/static/{file}` (absolute paths), for `app.add_routes`."""
    return [web.get("/", _index), web.get(r"/static/{name:[\w-]+\.\w+}", _static)]
