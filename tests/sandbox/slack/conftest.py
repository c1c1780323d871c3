"""The fixtures of the Slack stand-in's tests."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack.values import Options
from tests.ports import free_port
from tests.sandbox.slack.rig import Clock, Receiver, Rig, make_world, sandbox_app, serve


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    """A running workspace with an app behind it."""
    clock, sandbox_port, app_port = Clock(), free_port(), free_port()
    options = Options(retry_waits=(0.0, 0.0, 0.0), ack_seconds=1.5)
    world, receiver = make_world(clock, sandbox_port, app_port, options), Receiver(clock)
    app = web.Application()
    app.router.add_post("/slack/events", receiver.take)
    runners = [await serve(app, app_port), await serve(sandbox_app(world), sandbox_port)]
    await world.start()
    url = f"http://127.0.0.1:{sandbox_port}"
    async with aiohttp.ClientSession() as http:
        client = AsyncWebClient(token="xoxb-sandbox", base_url=f"{url}/slack/api/", session=http)
        yield Rig(world, receiver, client, clock, url, http)
    await world.close()
    for runner in runners:
        await runner.cleanup()
