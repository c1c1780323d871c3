"""The worker process: it starts with nothing but settings, and keeps what failed for good in the database."""

import asyncio
import base64
import os
import signal
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from redis.asyncio import Redis
from sqlalchemy import select

from bot.errors import Failure, Permanent
from bot.queue import Lines, Ring
from jobs.dead_letters import DeadLetterBox
from jobs.runner import find_jobs
from storage.cards import Cards
from storage.db import Database
from storage.dead_letters import DeadLetter
from storage.messages import Messages, MessageState
from tests.cast import ready_reply
from tests.eventually import eventually

ROOT = Path(__file__).parents[2]


class Recorder:
    """A doorbell that only remembers."""

    def __init__(self) -> None:
        self.rung: list[Ring] = []

    async def ring(self, rings: Sequence[Ring]) -> None:
        self.rung += rings

    async def check(self) -> str:
        return "ok"

    async def workers(self) -> str:
        return "0"

    async def lines(self) -> Lines:
        return Lines(0)

    async def lost_until(self) -> datetime | None:
        return None

    async def close(self) -> None:
        return None


async def _letters(db: Database) -> list[DeadLetter]:
    async with db.reading() as session:
        return [*await session.scalars(select(DeadLetter))]


async def test_a_dead_letter_is_a_row_that_a_person_can_read(sqlite_db: Database) -> None:
    error = Permanent("gmail: 404", Failure.NOT_FOUND)
    await DeadLetterBox(sqlite_db, Recorder(), {}).dead_letter("jobs.x.x", ("m1", 7), error, 3, "push-7")
    [row] = await _letters(sqlite_db)
    assert (row.job, row.args, row.tries, row.correlation) == ("jobs.x.x", ["m1", "7"], 3, "push-7")
    assert (row.failure, row.error, row.resolved_at) == ("not_found", "gmail: 404", None)


async def test_a_dead_letter_quotes_no_foreign_error(sqlite_db: Database) -> None:
    box = DeadLetterBox(sqlite_db, Recorder(), {})
    await box.dead_letter("jobs.x.x", (), ValueError("Dear Alice, swordfish"), 1, "")
    [row] = await _letters(sqlite_db)
    assert (row.failure, row.error) == ("unknown", "ValueError")
    assert "swordfish" not in row.stack


async def test_a_mail_whose_job_gave_up_says_so_on_its_card(sqlite_db: Database) -> None:
    message_id = (await ready_reply(sqlite_db, undrafted=True)).message_id
    bell = Recorder()
    box = DeadLetterBox(sqlite_db, bell, find_jobs("jobs"))
    for _ in range(2):  # the worker may tell twice
        await box.dead_letter("jobs.triage_message.triage_message", (message_id,), Permanent("gmail: 400"), 5, "c")
    async with sqlite_db.reading() as session:
        message, card = await Messages(session).get(message_id), await Cards(session).get(message_id)
    assert message is not None and message.state == MessageState.STUCK
    assert card is not None and card.wanted > card.drawn
    assert [ring.job.rpartition(".")[2] for ring in bell.rung] == ["draw_card", "tell_failures"]


def test_the_jobs_of_the_application_are_found() -> None:
    found = find_jobs("jobs")
    assert {"jobs.triage_message.triage_message", "jobs.send_reply.send_reply", "jobs.sweep.sweep"} <= found.keys()
    assert all(path == found[path].path for path in found)


async def test_the_process_starts_signs_on_and_ends_on_sigterm(sqlite_url: str, redis_url: str) -> None:
    settings = {
        "DATABASE_URL": sqlite_url,
        "REDIS_URL": redis_url,
        "SLACK_BOT_TOKEN": "xoxb-test",
        "SLACK_SIGNING_SECRET": "secret",
        "GOOGLE_CLIENT_ID": "client",
        "GOOGLE_CLIENT_SECRET": "secret",
        "TOKEN_KEYS": "k1:" + base64.b64encode(bytes(32)).decode(),
        "OPENAI_API_KEY": "sk-test",
        "ANTHROPIC_API_KEY": "sk-ant-test",
    }
    worker = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "jobs.worker", cwd=ROOT, env=os.environ | settings, stdout=asyncio.subprocess.PIPE
    )
    async with Redis.from_url(redis_url) as redis:
        await eventually(lambda: _has_workers(redis), 60)
        worker.send_signal(signal.SIGTERM)
        output, _ = await asyncio.wait_for(worker.communicate(), 30)
        assert worker.returncode == 0
        assert not await _has_workers(redis)
    assert b'"worker starting"' in output
    assert b'"worker stopped"' in output


async def test_the_process_says_what_is_missing() -> None:
    bare = {"PATH": os.environ["PATH"], "SLACK_BOT_TOKEN": " "}
    worker = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "jobs.worker", cwd=ROOT, env=bare, stderr=asyncio.subprocess.PIPE
    )
    _, errors = await asyncio.wait_for(worker.communicate(), 60)
    assert worker.returncode == 1
    assert b"SLACK_BOT_TOKEN" in errors
    assert b"Traceback" not in errors


async def _has_workers(redis: Redis) -> bool:
    return bool(await redis.exists("rq:workers"))
