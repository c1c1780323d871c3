"""The load generator: what it sends, and that it does not count what was refused."""

import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from urllib.parse import parse_qs

import pytest
from aiohttp import web
from slack_sdk.signature import SignatureVerifier

from assistant.noticing import read_push
from benchmarks.load import Clicks, Pushes, click_body, signed, steady, storm

Handler = Callable[[web.Request], Awaitable[web.Response]]


@asynccontextmanager
async def _serving(answer: Handler) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_post("/", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    finally:
        await runner.cleanup()


async def test_every_push_is_a_notice_of_its_own() -> None:
    bodies: list[bytes] = []

    async def take(request: web.Request) -> web.Response:
        bodies.append(await request.read())
        return web.Response(status=204)

    async with _serving(take) as url:
        found = await storm(Pushes(url, ["a@x.example", "b@x.example"], ["token"], 40, 50))
    notices = [read_push(body) for body in bodies]
    assert len(found["waits"]) == 50
    assert len({notice.notice_id for notice in notices}) == 50
    assert len({notice.history_id for notice in notices}) == 50


async def test_a_push_that_is_refused_spoils_the_measurement() -> None:
    async def refuse(request: web.Request) -> web.Response:
        return web.json_response({"error": "x"}, status=401)

    async with _serving(refuse) as url:
        with pytest.raises(RuntimeError, match="401"):
            await storm(Pushes(url, ["a@x.example"], ["token"], 0, 3))


async def test_clicks_are_signed_and_each_is_sent_once() -> None:
    seen: list[str] = []

    async def take(request: web.Request) -> web.Response:
        body = (await request.read()).decode()
        stamp, signature = (request.headers[f"X-Slack-{name}"] for name in ("Request-Timestamp", "Signature"))
        assert SignatureVerifier("secret").is_valid(body, stamp, signature)
        payload = json.loads(parse_qs(body)["payload"][0])
        seen.append(payload["actions"][0]["value"])
        return web.Response(text="ok")

    async with _serving(take) as url:
        found = await steady(Clicks(url, "secret", ["v1", "v2", "v3"], 1000))
    assert sorted(seen) == ["v1", "v2", "v3"]
    assert len(found["waits"]) == 3


def test_another_secret_signs_otherwise() -> None:
    body, stamp = click_body("v"), str(int(time.time()))
    assert signed("one", body, stamp) != signed("two", body, stamp)
