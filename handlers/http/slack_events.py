"""Slack's one route: events, clicks, submissions and commands, handed to Bolt once they are proved to be Slack's."""

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp

from handlers.http.doors import refuse

BOLT: web.AppKey[AsyncApp] = web.AppKey("bolt", AsyncApp)
BODY_AT_MOST = 1_000_000


async def slack_called(request: web.Request) -> web.StreamResponse:
    """Bolt checks the signature and the five minutes; what would make its check fail badly is refused here."""
    stamp = request.headers.get("X-Slack-Request-Timestamp", "")
    if not (stamp.isascii() and stamp.isdigit()) or not request.headers.get("X-Slack-Signature"):
        return refuse(401, "not_signed", "This route answers only requests that Slack has signed.")
    if (request.content_length or 0) > BODY_AT_MOST:
        return refuse(413, "too_large", "The request is too large.")
    try:
        bolt_request = await to_bolt_request(request)
    except UnicodeDecodeError:
        return refuse(400, "malformed", "The body is not text.")
    return await to_aiohttp_response(await request.app[BOLT].async_dispatch(bolt_request))


def register(app: web.Application, bolt: AsyncApp) -> None:
    """Adds the route."""
    app[BOLT] = bolt
    app.router.add_post("/slack/events", slack_called)
