"""Whether this process lives, and whether what it needs answers (SPEC OP1)."""

import asyncio
from collections.abc import Awaitable

from aiohttp import web
from sqlalchemy import text

from bot.errors import Temporary
from bot.services import Services
from handlers.http.doors import SERVICES

PATIENCE = 2.0


async def _database(services: Services) -> str:
    async with services.db.reading() as session:
        await session.execute(text("SELECT 1"))
    return "ok"


async def _state(check: Awaitable[str]) -> str:
    try:
        return await asyncio.wait_for(check, PATIENCE)
    except (Temporary, TimeoutError) as error:
        return f"down ({type(error).__name__})"


async def health_asked(request: web.Request) -> web.Response:
    """200 with every part 'ok', or 503 with the part that is down; workers are counted, none is 'down'. Without Chroma
    ('off' or 'down') questions are searched by words alone: that makes nothing unready."""
    services = request.app[SERVICES]
    database, redis, chroma = await asyncio.gather(
        _state(_database(services)), _state(services.bell.check()), _state(services.library.check())
    )
    workers = await _state(services.bell.workers()) if redis == "ok" else "unknown"
    parts = {"live": "ok", "database": database, "redis": redis, "workers": workers}
    ready = all(not value.startswith("down") for value in parts.values())
    return web.json_response({"ready": ready, **parts, "chroma": chroma}, status=200 if ready else 503)


def register(app: web.Application, services: Services) -> None:
    """Adds the route."""
    app.router.add_get("/api/health", health_asked)
