"""Two real processes that need a token at once, over the wire of the stand-in: one refresh, whichever comes first."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from datetime import timedelta
from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Handler

from connectors.google.oauth import Tokens
from sandbox.faults import Fault
from sandbox.google.routes import google_routes
from sandbox.google.world import GoogleWorld
from storage.crypto import Vault
from storage.db import open_database
from tests.bot.refresh_process import AT_ONCE, KEY
from tests.bot.test_mailboxes_connect import process
from tests.cast import ALICE, ALICE_MAIL
from tests.handlers.office import KEYS
from tests.ports import free_port
from tests.sandbox.slack.rig import serve

ROOT = Path(__file__).resolve().parent.parent.parent
PROCESSES = 2
BACK, CLIENT = "http://127.0.0.1:3000/auth/google/callback", ("sandbox-client", "sandbox-secret")
QUERY = {
    "client_id": CLIENT[0],
    "redirect_uri": BACK,
    "response_type": "code",
    "scope": "https://www.googleapis.com/auth/gmail.modify",
    "access_type": "offline",
    "prompt": "consent",
}
SCOPES = ("https://www.googleapis.com/auth/gmail.modify",)


def stand_in(asked: list[str]) -> tuple[GoogleWorld, web.Application]:
    """Google, whose token endpoint takes a moment; `asked` notes its callers."""
    world = GoogleWorld()
    world.keys = KEYS
    world.faults.add(Fault(service="oauth", method="token", kind="slow", seconds=0.4))

    @web.middleware
    async def noting(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path.endswith("/token"):
            asked.append(request.path)
        return await handler(request)

    app = web.Application(middlewares=[noting])
    app.add_subapp("/google/", google_routes(world))
    return world, app


async def begun(*arguments: str) -> Process:
    command = [sys.executable, "-m", "tests.bot.refresh_process", *arguments]
    env = {"PATH": os.environ["PATH"]}
    started = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=env, stdin=PIPE, stdout=PIPE)
    assert started.stdout is not None and (await started.stdout.readline()).strip() == b"ready"
    return started


async def test_twenty_callers_in_two_processes_cause_one_refresh(database_url: str) -> None:
    asked: list[str] = []
    world, app = stand_in(asked)
    port, db = free_port(), open_database(database_url)
    served = await serve(app, port)
    boxes = process(db, Vault({"k1": KEY}))
    code = world.oauth.consent(ALICE_MAIL, world.oauth.check_request(QUERY), SCOPES)
    granted = world.oauth.exchange({"grant_type": "authorization_code", "code": code, "redirect_uri": BACK}, CLIENT)
    late = db.now() - timedelta(minutes=1)
    account = await boxes.connect(ALICE, Tokens("old", granted["refresh_token"], late, frozenset(SCOPES)))
    url = f"http://127.0.0.1:{port}/google/token"
    running = await asyncio.gather(*(begun(database_url, url, account) for _ in range(PROCESSES)))
    said = await asyncio.gather(*(one.communicate(b"go\n") for one in running))
    tokens = [token for out, _ in said for token in out.decode().split()]
    await served.cleanup()
    assert (len(tokens), len(set(tokens)), len(asked)) == (PROCESSES * AT_ONCE, 1, 1)
    assert world.oauth.holder(tokens[0]) is not None
    await db.close()
