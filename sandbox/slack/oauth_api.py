"""Slack's OAuth over HTTP: the consent page, oauth.v2.access, and what ends an installation."""

import base64
import binascii
from collections.abc import Callable
from html import escape
from string import Template
from urllib.parse import urlencode

from aiohttp import web

from sandbox.faults import strike_after, strike_before
from sandbox.slack.oauth import ORGANIZATION, Asked, Distribution
from sandbox.slack.values import Json, SlackError
from sandbox.slack.web_api import refusal_of
from sandbox.slack.wire import read_args, token_of
from sandbox.slack.world import Call

_PAGE = Template("""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>$title</title><style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 30rem; margin: 4rem auto; padding: 0 1rem }
label { display: block } button { font: inherit; padding: .5rem 1.5rem }
</style></head><body><h1>$title</h1>$body<p><small>This is the sandbox's stand-in for Slack's page.
Nothing here reaches Slack.</small></p></body></html>""")


def oauth_routes(app: Distribution) -> list[web.RouteDef]:
    """The routes /slack/oauth/v2/authorize and of the methods that an OAuth client calls (absolute paths)."""

    async def opened(request: web.Request) -> web.Response:
        return await _consent(app, request)

    async def accessed(request: web.Request) -> web.StreamResponse:
        return await _answered(app, request, "oauth.v2.access", _access)

    async def uninstalled(request: web.Request) -> web.StreamResponse:
        return await _answered(app, request, "apps.uninstall", _uninstall)

    return [
        web.get("/slack/oauth/v2/authorize", opened, allow_head=False),
        web.post("/slack/oauth/v2/authorize", opened),
        web.post("/slack/api/oauth.v2.access", accessed),
        web.post("/slack/api/apps.uninstall", uninstalled),
    ]


async def _consent(app: Distribution, request: web.Request) -> web.Response:
    try:
        asked = app.asked(dict(request.query))
        if request.method == "GET":
            return _page(200, "Mailroom asks for access to a Slack workspace", _form(app, asked))
        form = await request.post()
        if form.get("decision") != "allow":
            return _back(asked, {"error": "access_denied"})
        return _back(asked, {"code": app.allow(asked, str(form.get("team", "")), str(form.get("user", "U0ALICE")))})
    except SlackError as error:
        return _page(400, "Something went wrong", f"<p>{escape(error.error)}</p>")


def _back(asked: Asked, answer: Json) -> web.Response:
    url = f"{asked.redirect_uri}?{urlencode({**answer, 'state': asked.state})}"
    return web.Response(status=302, headers={"Location": url})


def _form(app: Distribution, asked: Asked) -> str:
    places = [(world.team.id, world.team.name) for world in app.worlds] + [(ORGANIZATION, "The whole organization")]
    choices = "".join(
        f'<label><input type="radio" name="team" value="{escape(key)}"{" checked" if not at else ""}> {escape(name)}'
        "</label>"
        for at, (key, name) in enumerate(places)
    )
    scopes = "".join(f"<li><code>{escape(scope)}</code></li>" for scope in sorted(asked.scopes))
    buttons = "".join(
        f'<button name="decision" value="{value}">{label}</button> '
        for value, label in (("allow", "Allow"), ("deny", "Cancel"))
    )
    return f'<form method="post">{choices}<ul>{scopes}</ul>{buttons}</form>'


def _page(status: int, title: str, body: str) -> web.Response:
    text = _PAGE.substitute(title=escape(title), body=body)
    return web.Response(status=status, text=text, content_type="text/html")


def _access(app: Distribution, arguments: Json) -> Json:
    kind = str(arguments.get("grant_type") or "authorization_code")
    if kind == "refresh_token":
        return app.refresh(str(arguments.get("refresh_token") or ""))
    if kind != "authorization_code":
        raise SlackError("invalid_grant_type")
    return app.exchange(str(arguments.get("code") or ""), str(arguments.get("redirect_uri") or app.redirect_uri))


def _uninstall(app: Distribution, arguments: Json) -> Json:
    token = str(arguments["token"])
    world = next((one for one in app.worlds if one.tokens.knows(token)), None)
    if world is None:
        raise SlackError("invalid_auth")
    world.authenticate(token)
    world.uninstall()
    return {}


async def _answered(
    app: Distribution, request: web.Request, name: str, run: Callable[[Distribution, Json], Json]
) -> web.StreamResponse:
    world = app.worlds[0]
    fault = world.faults.take("slack", name)
    if fault is not None:
        struck = await strike_before(request, fault) or refusal_of(fault)
        if struck is not None:
            return struck
    arguments: Json = {}
    try:
        arguments = await read_args(request)
        app.identify(*_client_in(request, arguments))
        if name == "apps.uninstall":
            arguments["token"] = token_of(request, arguments)
        answer: Json = {"ok": True, **run(app, arguments)}
    except SlackError as error:
        answer = {"ok": False, "error": error.error}
    secret = {"client_secret", "code", "refresh_token", "token", "access_token"}
    kept, told = ({key: value for key, value in said.items() if key not in secret} for said in (arguments, answer))
    world.calls.append(Call(name, kept, told, 200, world.now()))
    if fault is not None and await strike_after(request, fault):
        return web.Response()
    return web.json_response(answer)


def _client_in(request: web.Request, arguments: Json) -> tuple[str, str]:
    """The client's id and secret, by HTTP Basic as Slack prefers, or among the arguments."""
    kind, _, given = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "basic":
        return str(arguments.get("client_id") or ""), str(arguments.get("client_secret") or "")
    try:
        name, _, secret = base64.b64decode(given, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise SlackError("invalid_client_id") from None
    return name, secret
