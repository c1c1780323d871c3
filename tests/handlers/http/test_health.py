"""Health tells which part is down, and takes no longer than its patience."""

import asyncio
import sqlite3
import time
from contextlib import closing
from typing import Any

from bot.queue import Lines
from connectors.gate import Breaker
from handlers.http.health import PATIENCE
from storage.db import open_database
from tests.cast import join
from tests.database_fixture import Clock
from tests.handlers.office import Office, open_office
from tests.jobs.failing import fail
from tests.ports import free_port


async def ask(office: Office) -> tuple[int, Any]:
    async with office.http.get(f"{office.url}/api/health") as answer:
        return answer.status, await answer.json()


async def test_all_is_well(office: Office) -> None:
    parts = {"ready": True, "live": "ok", "database": "ok", "redis": "ok", "workers": "2", "chroma": "off"}
    more = {"queue": {"waiting": 0, "oldest_seconds": 0.0}, "circuits": {}, "dead_letters": {"deployment": 0, "all": 0}}
    assert await ask(office) == (200, parts | more)


async def test_what_waits_in_line_and_for_how_long_shows(office: Office, clock: Clock) -> None:
    office.bell.queued = Lines(12, clock())
    clock.advance(90.25)
    assert (await ask(office))[1]["queue"] == {"waiting": 12, "oldest_seconds": 90.2}


async def test_failures_that_wait_show_those_of_the_deployment_apart(office: Office) -> None:
    account = await join(office.db)
    for job, args in (("sweep", (1,)), ("sync_mailbox", (account.id,)), ("draw_card", ("m1",))):
        await fail(office, f"jobs.{job}.{job}", *args)
    assert (await ask(office))[1]["dead_letters"] == {"deployment": 2, "all": 3}


async def test_a_service_that_is_left_alone_shows_until_when_and_why(office: Office) -> None:
    breaker = Breaker("gmail", failures=1, window=60, rest=30)
    await office.services.circuits.leave(breaker, "", "failed", "down")
    (name, state), *others = (await ask(office))[1]["circuits"].items()
    assert (name, state["state"], state["why"], others) == ("gmail", "open", "down", []) and state["until"]


async def test_a_queue_that_is_away_shows_and_the_process_still_lives(office: Office) -> None:
    office.bell.down = True
    status, parts = await ask(office)
    assert (status, parts["ready"], parts["live"], parts["database"]) == (503, False, "ok", "ok")
    assert (parts["redis"], parts["workers"], parts["queue"]) == ("down (Temporary)", "unknown", None)


async def test_a_database_that_is_away_shows(clock: Clock) -> None:
    db = open_database(f"postgresql+asyncpg://nobody@127.0.0.1:{free_port()}/nothing", clock)
    async with open_office(db, clock) as office:
        status, parts = await ask(office)
    await db.close()
    assert (status, parts["database"], parts["redis"]) == (503, "down (Temporary)", "ok")
    assert parts["dead_letters"] is None


async def test_a_part_that_hangs_costs_its_patience_once(office: Office) -> None:
    hung = asyncio.Event()
    office.bell.hangs = hung
    began = time.monotonic()
    status, parts = await ask(office)
    assert (status, parts["redis"], parts["queue"], parts["database"]) == (503, "down (TimeoutError)", None, "ok")
    assert time.monotonic() - began < 2 * PATIENCE


async def test_a_database_that_can_only_be_read_is_down(office: Office) -> None:
    with closing(sqlite3.connect(office.db.engine.url.database or "", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        started = time.monotonic()
        status, parts = await ask(office)
        other.execute("ROLLBACK")
    assert (status, parts["database"]) == (503, "down (TimeoutError)")
    assert time.monotonic() - started < PATIENCE + 2
    assert (await ask(office))[0] == 200
