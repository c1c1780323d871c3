"""Whether this process lives, and whether what it needs answers (SPEC OP1)."""

import asyncio
from collections.abc import Awaitable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from aiohttp import web

from bot.errors import Temporary
from bot.queue import Lines
from bot.services import Services
from connectors.gate import CircuitState
from handlers.http.doors import SERVICES
from storage.db import new_id
from storage.dead_letters import DeadLetters
from storage.leases import Leases

PATIENCE = 2.0
T = TypeVar("T")


async def _database(services: Services) -> str:
    """By writing a row that nobody minds: one that only read would not notice a lock or a full disk."""
    async with services.db.transaction() as session:
        await Leases(session).take("health", new_id(), services.db.now(), -1)
    return "ok"


async def _within(asked: Awaitable[T]) -> T:
    """What comes within our patience. What does not is ended, and not waited for: a stuck statement ends late."""
    work = asyncio.ensure_future(asked)
    done, _ = await asyncio.wait([work], timeout=PATIENCE)
    if done:
        return work.result()
    work.add_done_callback(lambda late: late.cancelled() or late.exception())
    work.cancel()
    raise TimeoutError


async def _state(check: Awaitable[str]) -> str:
    try:
        return await _within(check)
    except (Temporary, TimeoutError) as error:
        return f"down ({type(error).__name__})"


async def _known(asked: Awaitable[T]) -> T | None:
    """What a part tells about itself; None where it does not answer, which its own state says already."""
    try:
        return await _within(asked)
    except (Temporary, TimeoutError):
        return None


async def _dead_letters(services: Services) -> dict[str, int]:
    """What failed for good and waits: about no mailbox, which is for whoever runs this, and in all."""
    async with services.db.reading() as session:
        letters = DeadLetters(session)
        return {"deployment": await letters.waiting(""), "all": await letters.waiting()}


def _queue(lines: Lines | None, now: datetime) -> dict[str, int | float] | None:
    if lines is None:
        return None
    waits = (now - lines.since).total_seconds() if lines.since else 0.0
    return {"waiting": lines.waiting, "oldest_seconds": round(max(0.0, waits), 1)}


def _circuits(states: Mapping[str, CircuitState] | None) -> dict[str, dict[str, str]]:
    """The services that are not called as usual, with until when and why."""
    resting = {name: state for name, state in (states or {}).items() if state.state != "closed"}
    return {
        name: {"state": one.state, "until": one.until.isoformat() if one.until else "", "why": one.why}
        for name, one in resting.items()
    }


async def _more(services: Services) -> dict[str, Any]:
    lines, circuits, letters = await asyncio.gather(
        _known(services.bell.lines()), _known(services.circuits.states()), _known(_dead_letters(services))
    )
    return {"queue": _queue(lines, services.db.now()), "circuits": _circuits(circuits), "dead_letters": letters}


async def health_asked(request: web.Request) -> web.Response:
    """200 with every part 'ok', or 503 with the part that is down; workers are counted, none is 'down'. Without Chroma
    ('off' or 'down') questions are searched by words alone: that makes nothing unready. Beside it: what waits in the
    queue and for how long, services that are left alone, and failures that wait. All parts are asked at once."""
    services = request.app[SERVICES]
    database, redis, workers, chroma, more = await asyncio.gather(
        _state(_database(services)),
        _state(services.bell.check()),
        _state(services.bell.workers()),
        _state(services.library.check()),
        _more(services),
    )
    known = workers if redis == "ok" else "unknown"
    parts = {"live": "ok", "database": database, "redis": redis, "workers": known}
    ready = all(not value.startswith("down") for value in parts.values())
    return web.json_response({"ready": ready, **parts, "chroma": chroma, **more}, status=200 if ready else 503)


def register(app: web.Application, services: Services) -> None:
    """Adds the route."""
    app.router.add_get("/api/health", health_asked)
