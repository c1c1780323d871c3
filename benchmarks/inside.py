"""The product inside the benchmark's own process, where its statements can be heard: web and worker on one loop."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import structlog
from aiohttp import web

from bot.app import make_app
from bot.services import Services, open_services
from bot.settings import Settings
from jobs.dead_letters import DeadLetterBox
from jobs.engine import Pace, Worker
from jobs.runner import find_jobs
from sandbox.environment import Addresses, make_plan
from sandbox.household import settle_in
from sandbox.launch import HOST, free_port
from sandbox.server import Stage, make_stage, serving
from sandbox.valkey import Place, embedded_valkey
from storage.migrate import migrate


@dataclass(frozen=True)
class Inside:
    """What runs: the app's services, the stand-ins, and the root of their /play routes."""

    services: Services
    stage: Stage
    play: str
    folder: Path


@asynccontextmanager
async def _web(services: Services) -> AsyncIterator[None]:
    runner = web.AppRunner(make_app(services), access_log=None, shutdown_timeout=2)
    await runner.setup()
    try:
        await web.TCPSite(runner, services.settings.host, services.settings.port).start()
        yield
    finally:
        await runner.cleanup()


@asynccontextmanager
async def _worker(services: Services) -> AsyncIterator[None]:
    stop, hurry = asyncio.Event(), asyncio.Event()
    box = DeadLetterBox(services.db, services.bell, find_jobs("jobs"))
    worker = Worker(services.settings.redis_url, find_jobs("jobs"), services, box, Pace(concurrency=20))
    task = asyncio.create_task(worker.run(stop, hurry))
    try:
        yield
    finally:
        stop.set()
        hurry.set()
        await task


@asynccontextmanager
async def inside(folder: Path, **settings: str) -> AsyncIterator[Inside]:
    """Everything with Alice's and Bob's empty mailboxes connected; `settings` are environment variables."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    place = Place(folder / "valkey", port=free_port())
    where = Addresses(f"http://{HOST}:{free_port()}", f"http://{HOST}:{free_port()}", place.url)
    settings = {"GMAIL_UNITS_PER_MINUTE": "0", **settings}
    plan, stage = make_plan(settings, where, folder), make_stage(where.app, where.stage)
    values = {name.lower(): value for name, value in plan.environment.items()}
    stage.google.quota.per_minute, stage.slack.options.rate_limits, stage.models.latency_ms = None, False, 0
    await migrate(plan.environment["DATABASE_URL"])
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(embedded_valkey(place))
        await stack.enter_async_context(serving(stage, HOST, int(where.stage.rpartition(":")[2])))
        chosen = Settings(_env_file=None, **values)  # type: ignore[arg-type]
        services = await stack.enter_async_context(open_services(chosen))
        await stack.enter_async_context(_web(services))
        await stack.enter_async_context(_worker(services))
        await settle_in(where.stage)
        yield Inside(services, stage, f"{where.stage}/play", folder)
