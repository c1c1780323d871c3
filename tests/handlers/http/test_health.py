"""Health tells which part is down, and takes no longer than its patience."""

from typing import Any

from storage.db import open_database
from tests.database_fixture import Clock
from tests.handlers.office import Office, open_office
from tests.sandbox.slack.rig import free_port


async def ask(office: Office) -> tuple[int, Any]:
    async with office.http.get(f"{office.url}/api/health") as answer:
        return answer.status, await answer.json()


async def test_all_is_well(office: Office) -> None:
    parts = {"ready": True, "live": "ok", "database": "ok", "redis": "ok", "workers": "2", "chroma": "off"}
    assert await ask(office) == (200, parts)


async def test_a_queue_that_is_away_shows_and_the_process_still_lives(office: Office) -> None:
    office.bell.down = True
    status, parts = await ask(office)
    assert (status, parts["ready"], parts["live"], parts["database"]) == (503, False, "ok", "ok")
    assert (parts["redis"], parts["workers"]) == ("down (Temporary)", "unknown")


async def test_a_database_that_is_away_shows(clock: Clock) -> None:
    db = open_database(f"postgresql+asyncpg://nobody@127.0.0.1:{free_port()}/nothing", clock)
    async with open_office(db, clock) as office:
        status, parts = await ask(office)
    await db.close()
    assert (status, parts["database"], parts["redis"]) == (503, "down (Temporary)", "ok")
