"""Slack's one route: events, clicks, submissions and commands, handed to Bolt once they are proved to be Slack's."""

import asyncio
from typing import Any

import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier

from bot.services import Services
from bot.views.notices import slow
from handlers.http.doors import read_bounded, refuse
from handlers.http.slack_shapes import is_slacks

log = structlog.get_logger("slack_events")
BOLT: web.AppKey[AsyncApp] = web.AppKey("bolt", AsyncApp)
VERIFIER: web.AppKey[SignatureVerifier] = web.AppKey("slack_signatures", SignatureVerifier)
BODY_AT_MOST = 1_000_000
ANSWERED_WITHIN = 2.5  # seconds; Slack waits three
LATE: web.AppKey[set[asyncio.Future[Any]]] = web.AppKey("late", set)  # what nobody waits for any more, until it ends
STAMP_AT_MOST = 15  # digits of a time in seconds; int() itself fails on thousands of them


def _is_signed(request: web.Request, body: str) -> bool:
    """Whether Slack has signed this body within five minutes. The SDK's check raises on odd headers; this one never."""
    stamp = request.headers.get("X-Slack-Request-Timestamp", "")
    signature = request.headers.get("X-Slack-Signature", "")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= STAMP_AT_MOST and signature.isascii()):
        return False
    return request.app[VERIFIER].is_valid(body, stamp, signature)


def _mended(value: Any) -> Any:
    """The same without halves of characters, which JSON can hold and no database takes."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_mended(one) for one in value]
    return {_mended(name): _mended(one) for name, one in value.items()} if isinstance(value, dict) else value


def _read(request: web.Request, body: str) -> AsyncBoltRequest | None:
    """What Bolt dispatches; None if Slack sends nothing of the kind."""
    try:
        asked = AsyncBoltRequest(body=body, query=request.query_string, headers=dict(request.headers))
        asked.body = _mended(asked.body)
    except (ValueError, TypeError, AttributeError, LookupError, RecursionError):  # what Bolt's own parsing raises
        return None
    return asked if is_slacks(asked.body) else None


async def slack_called(request: web.Request) -> web.StreamResponse:
    """Nothing is parsed before the signature is proved: Bolt would read the JSON first, and answer none as well."""
    raw = await read_bounded(request, BODY_AT_MOST)
    if raw is None:
        return refuse(413, "too_large", "The request is too large.")
    try:
        body = raw.decode()
    except UnicodeDecodeError:
        return refuse(400, "malformed", "The body is not text.")
    if not _is_signed(request, body):
        log.warning("slack request refused", reason="not signed")
        return refuse(401, "not_signed", "This route answers only requests that Slack has signed.")
    asked = _read(request, body)
    if asked is None:
        log.warning("slack request refused", reason="malformed")
        return refuse(400, "malformed", "The body is nothing that Slack sends.")
    return await _answered(request.app, asked)


async def _answered(app: web.Application, asked: AsyncBoltRequest) -> web.StreamResponse:
    """What Bolt answers, or that it takes longer than Slack waits: the work goes on, and an event comes again."""
    work = asyncio.ensure_future(app[BOLT].async_dispatch(asked))
    done, _ = await asyncio.wait([work], timeout=ANSWERED_WITHIN)
    if done:
        return await to_aiohttp_response(work.result())
    app[LATE].add(work)
    work.add_done_callback(app[LATE].discard)
    log.warning("slack request takes long")
    if "command" not in asked.body:
        return refuse(503, "try_again", "This takes longer than Slack waits.")
    said = slow()
    return web.json_response({"response_type": "ephemeral", "text": said.text, "blocks": said.blocks})


def register(app: web.Application, services: Services, bolt: AsyncApp) -> None:
    """Adds the route, unless Socket Mode does without: with an empty secret anybody could sign."""
    app[BOLT], app[LATE] = bolt, set()
    secret = services.settings.slack_signing_secret.get_secret_value()
    if not secret:
        return
    app[VERIFIER] = SignatureVerifier(secret)
    app.router.add_post("/slack/events", slack_called)
