"""What the model stand-ins do when the other side hangs up."""

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from sandbox.faults import Fault
from sandbox.models.door import door
from sandbox.models.openai_wire import WIRE
from sandbox.models.world import ModelWorld


async def test_a_caller_who_hangs_up_is_no_error(world: ModelWorld, caplog: pytest.LogCaptureFixture) -> None:
    async def speak(request: web.Request, fault: Fault | None) -> web.StreamResponse:
        raise ConnectionResetError("Cannot write to closing transport")

    app = web.Application()
    app.add_routes([web.get("/", door(world, WIRE, "responses", speak))])
    async with TestServer(app) as server, ClientSession() as session, session.get(server.make_url("/")):
        pass
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == []
