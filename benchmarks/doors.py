"""The doors under load: push notices a second, beside a bare handler, and how fast clicks are acknowledged."""

import asyncio
import base64
import json
import os
import signal
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import aiohttp
from aiohttp import web
from slack_sdk.signature import SignatureVerifier

from benchmarks.table import Row, percentile
from sandbox.launch import Running, Site, everything, free_port
from storage.accounts import Accounts, AccountState
from storage.db import Database, new_id, open_database
from storage.drafts import Drafts, DraftState
from storage.messages import Messages, MessageState
from storage.users import Users
from storage.versions import DraftVersion, Versions
from storage.workspaces import Workspaces

ACCOUNTS, NOTICES, AT_ONCE = 200, 6000, 32
CLICKS, CLICKS_A_SECOND = 500, 100
QUIET = {"WEBHOOK_PER_MINUTE": "1000000", "LOG_LEVEL": "ERROR", "UNDO_SECONDS": "600"}


async def _people(db: Database) -> list[str]:
    """Mailboxes to be notified of; nobody works on them, only the door is measured."""
    now, emails = db.now(), [f"person{n}@bench.example" for n in range(ACCOUNTS)]
    async with db.transaction() as session:
        await Workspaces(session).ensure("T0BENCH", now)
        user = await Users(session).ensure("T0BENCH", "U0BENCH", now)
        for email in emails:
            account = await Accounts(session).connect(user.id, email, now)
            await Accounts(session).change(account.id, state=AccountState.CONNECTED)
    return emails


def _envelope(email: str, number: int) -> bytes:
    data = base64.urlsafe_b64encode(json.dumps({"emailAddress": email, "historyId": number + 1}).encode()).decode()
    return json.dumps({"message": {"data": data, "messageId": str(number)}, "subscription": "projects/b/s"}).encode()


async def _storm(url: str, bodies: list[bytes], headers: dict[str, str]) -> float:
    """Requests a second over keep-alive connections; every one must be answered with a 2xx."""
    waiting = iter(bodies)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=AT_ONCE), headers=headers) as session:

        async def client() -> None:
            for body in waiting:
                async with session.post(url, data=body) as answer:
                    if answer.status >= 300:
                        raise RuntimeError(f"{url} answered {answer.status}")

        began = time.perf_counter()
        await asyncio.gather(*(client() for _ in range(AT_ONCE)))
        return len(bodies) / (time.perf_counter() - began)


async def _bare(bodies: list[bytes]) -> float:
    """The same requests to a handler in a process of its own that reads the body and answers 204."""
    port = free_port()
    code = f"from benchmarks.doors import serve_bare; serve_bare({port})"
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", code)
    try:
        await _until_up(f"http://127.0.0.1:{port}/up")
        return await _storm(f"http://127.0.0.1:{port}/", bodies, {})
    finally:
        process.terminate()
        await process.wait()


async def _until_up(url: str) -> None:
    async with aiohttp.ClientSession() as session:
        for _ in range(100):
            try:
                async with session.get(url):
                    return
            except aiohttp.ClientError:
                await asyncio.sleep(0.1)
    raise RuntimeError("the bare handler did not come up")


def serve_bare(port: int) -> None:
    """A handler that does nothing else."""

    async def answer(request: web.Request) -> web.Response:
        await request.read()
        return web.Response(status=204)

    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", answer)
    web.run_app(app, host="127.0.0.1", port=port, print=lambda _: None, access_log=None)


async def _drafts(db: Database, number: int) -> list[str]:
    """Version ids of as many replies that wait for a click, all of Alice."""
    now = datetime.now(UTC)
    async with db.transaction() as session:
        user = await Users(session).find("T0MAIL", "U0ALICE")
        assert user is not None
        account = (await Accounts(session).of_user(user.id))[0]
        entries = [(f"bench{n}", f"bench-thread{n}", ["INBOX"]) for n in range(number)]
        found = await Messages(session).found(account.id, entries, now)
        versions = []
        for message_id, _ in found:
            await Messages(session).move(message_id, MessageState.FOUND, MessageState.SETTLED, now)
            versions.append(await _draft(Drafts(session), Versions(session), message_id, account.id))
    return versions


async def _draft(drafts: Drafts, versions: Versions, message_id: str, account_id: str) -> str:
    draft_id, version_id, now = new_id(), new_id(), datetime.now(UTC)
    await drafts.begin(draft_id, message_id, account_id, "bench", now)
    empty: dict[str, Any] = {
        name: [] for name in ("to", "cc", "bcc", "references", "flags", "files", "unknown", "missing")
    }
    texts = ("subject", "body", "rfc_id", "in_reply_to", "thread_tip", "fingerprint", "provider", "model", "prompt")
    empty |= dict.fromkeys(texts, "")
    row = DraftVersion(id=version_id, draft_id=draft_id, number=1, author="model", sender={}, created_at=now, **empty)
    await versions.add(row)
    await drafts.claim(draft_id, DraftState.WRITING, DraftState.READY, now, version_id="", number=1)
    await drafts.change(draft_id, version_id=version_id)
    return version_id


def _click(running: Running, version_id: str) -> tuple[bytes, dict[str, str]]:
    action = {"action_id": "send_clicked", "block_id": "b", "type": "button", "value": version_id, "action_ts": "1.0"}
    payload = {
        "type": "block_actions",
        "user": {"id": "U0ALICE", "team_id": "T0MAIL"},
        "team": {"id": "T0MAIL"},
        "channel": {"id": "D0ALICE"},
        "container": {"type": "message", "channel_id": "D0ALICE", "message_ts": "1.0"},
        "trigger_id": "1.2.3",
        "actions": [action],
    }
    body, stamp = urlencode({"payload": json.dumps(payload)}), str(int(time.time()))
    secret = running.plan.environment["SLACK_SIGNING_SECRET"]
    signature = SignatureVerifier(secret).generate_signature(timestamp=stamp, body=body)
    headers = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature or ""}
    return body.encode(), {**headers, "Content-Type": "application/x-www-form-urlencoded"}


async def _clicks(running: Running, versions: list[str]) -> list[float]:
    """Milliseconds until each click was acknowledged, sent at a steady rate whatever the answers take."""
    url = f"{running.where.app}/slack/events"
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:

        async def click(version_id: str) -> float:
            body, headers = _click(running, version_id)
            began = time.perf_counter()
            async with session.post(url, data=body, headers=headers) as answer:
                await answer.read()
                if answer.status != 200:
                    raise RuntimeError(f"a click was answered with {answer.status}")
            return (time.perf_counter() - began) * 1000

        return await _steadily(click, versions)


async def _steadily(act: Callable[[str], Awaitable[float]], items: list[str]) -> list[float]:
    began, tasks = time.perf_counter(), []
    for number, item in enumerate(items):
        await asyncio.sleep(max(0.0, began + number / CLICKS_A_SECOND - time.perf_counter()))
        tasks.append(asyncio.ensure_future(act(item)))
    return list(await asyncio.gather(*tasks))


async def measure() -> list[Row]:
    """Push rate and click acknowledgement, against a web process of its own, without workers."""
    with tempfile.TemporaryDirectory() as folder:
        site = Site(Path(folder), free_port(), free_port(), free_port())
        async with everything(QUIET, site, letters=False, names=("web", "worker")) as running:
            db = open_database(running.plan.environment["DATABASE_URL"])
            try:
                emails, versions = await _people(db), await _drafts(db, CLICKS)
            finally:
                await db.close()
            os.kill(running.processes.pids["worker"], signal.SIGSTOP)  # only the doors are measured
            token = running.stage.google.pusher.token()
            bodies = [_envelope(emails[n % ACCOUNTS], n) for n in range(NOTICES)]
            headers = {"Authorization": f"Bearer {token}"}
            rates = [await _storm(f"{running.where.app}/api/webhook/gmail", bodies, headers) for _ in range(3)]
            bare = [await _bare(bodies) for _ in range(3)]
            waits = await _clicks(running, versions)
            os.kill(running.processes.pids["worker"], signal.SIGCONT)
    rate, base = percentile(rates, 0.5), percentile(bare, 0.5)
    fast, slow = percentile(waits, 0.5), percentile(waits, 0.99)
    return [
        Row(
            "push notices verified and stored, a second (median)",
            f"{rate:.0f}",
            f"bare aiohttp handler {base:.0f} ({rate / base:.0%})",
            f"3 x {NOTICES}, {AT_ONCE} at once",
        ),
        Row(
            f"Slack click acknowledged, at {CLICKS_A_SECOND} a second",
            f"p50 {fast:.1f} ms, p99 {slow:.1f} ms",
            "Slack allows 3000 ms",
            str(CLICKS),
        ),
    ]
