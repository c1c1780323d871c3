"""What the model stand-ins do when the other side hangs up."""

import asyncio

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from sandbox.faults import Fault
from sandbox.models.door import door
from sandbox.models.openai_wire import WIRE
from sandbox.models.world import ModelWorld


async def test_a_caller_who_hangs_up_is_no_error(world: ModelWorld, caplog: pytest.LogCaptureFixture) -> None:
    ended = asyncio.Event()

    async def never_done(request: web.Request, fault: Fault | None) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        try:
            while True:
                await response.write(b"word ")
                await asyncio.sleep(0)
        finally:
            ended.set()

    app = web.Application()
    app.add_routes([web.get("/", door(world, WIRE, "responses", never_done))])
    async with TestServer(app) as server:
        async with ClientSession() as session, session.get(server.make_url("/")) as answer:
            await answer.content.readany()
        await asyncio.wait_for(ended.wait(), 5)
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == []
