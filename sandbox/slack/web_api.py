"""Slack's Web API over HTTP: authentication, scopes, rate limits, faults and the record of every call."""

from collections.abc import Mapping, Sequence

from aiohttp import web

from sandbox.faults import Fault, strike_after, strike_before
from sandbox.slack.methods import agents, channels, chat, people, streams, views
from sandbox.slack.methods.channels import need_scope
from sandbox.slack.methods.method import Method
from sandbox.slack.responses import respond_route
from sandbox.slack.values import Json, SlackError
from sandbox.slack.wire import Args, read_args, token_of
from sandbox.slack.world import Call, SlackWorld

METHODS: Mapping[str, Method] = {
    **people.METHODS,
    **channels.METHODS,
    **chat.METHODS,
    **streams.METHODS,
    **views.METHODS,
    **agents.METHODS,
}


def slack_routes(*worlds: SlackWorld) -> list[web.RouteDef]:
    """The routes /slack/api/… and /slack/respond/… (absolute paths), for `app.add_routes`; of several workspaces each
    is opened by its own tokens."""

    async def called(request: web.Request) -> web.StreamResponse:
        return await _served(worlds, request, request.match_info["method"])

    path = "/slack/api/{method}"
    return [web.get(path, called, allow_head=False), web.post(path, called), respond_route(*worlds)]


async def _served(worlds: Sequence[SlackWorld], request: web.Request, name: str) -> web.StreamResponse:
    world = worlds[0]
    fault = world.faults.take("slack", name)
    if fault is not None:
        await request.read()  # it has all of a request before it takes its time, also where the caller goes meanwhile
        struck = await strike_before(request, fault) or refusal_of(fault)
        if struck is not None:
            return struck
    arguments: Json = {}
    try:
        arguments = await read_args(request)
        token = token_of(request, arguments)
        world = next((one for one in worlds if one.tokens.knows(token)), world)
        answer, status, headers = _run(world, token, name, arguments), 200, {}
    except SlackError as error:
        answer, status, headers = {"ok": False, "error": error.error, **error.more}, error.status, error.headers
    kept = {key: value for key, value in arguments.items() if key != "token"}
    world.calls.append(Call(name, kept, answer, status, world.now()))
    if fault is not None and not await strike_after(request, fault) and fault.kind == "status_after":
        return _ordered(fault)
    scopes = {"X-OAuth-Scopes": ",".join(sorted(world.app.scopes))}
    return web.json_response(answer, status=status, headers={**scopes, **headers})


def refusal_of(fault: Fault) -> web.Response | None:
    """A fault in Slack's own shape: `status` as HTTP status, `refuse` as an error with status 200."""
    if fault.kind == "malformed":
        return web.Response(text="<html>Oops</html>", content_type="application/json")
    if fault.kind == "refuse":
        return web.json_response({"ok": False, "error": fault.reason or "internal_error"})
    return _ordered(fault) if fault.kind == "status" else None


def _ordered(fault: Fault) -> web.Response:
    error = fault.reason or ("ratelimited" if fault.status == 429 else "internal_error")
    headers = {} if fault.retry_after is None else {"Retry-After": f"{fault.retry_after:g}"}
    if fault.status == 429:
        headers.setdefault("Retry-After", "1")
    return web.json_response({"ok": False, "error": error}, status=fault.status, headers=headers)


def _run(world: SlackWorld, token: str, name: str, arguments: Json) -> Json:
    method = METHODS.get(name)
    if method is None:
        raise SlackError("unknown_method", req_method=name)
    if not method.open:
        if not token:
            raise SlackError("not_authed")
        world.authenticate(token)
    if method.scopes:
        need_scope(world, *method.scopes)
    world.limits.call(name, method.per_minute)
    return {"ok": True, **method.run(world, Args(arguments))}
