"""The schedule process: rings the sweep once a minute, and for what stood still as soon as an outage is over; pulls
notices of new mail where that is set up.

`python -m jobs.schedule`; of several replicas one rings, all look out and pull.
"""

import asyncio
import contextlib
from datetime import datetime

import structlog

from bot.command import run_main, told_to_stop
from bot.errors import Temporary
from bot.logs import set_up_logs
from bot.services import Services, open_services
from bot.settings import load_settings
from bot.start import check_database
from jobs.pull_notices import pull_notices
from jobs.recover import recover
from jobs.sweep import sweep
from storage.db import new_id
from storage.leases import Leases

log = structlog.get_logger("schedule")
TICK = 60.0
LEADER_SECONDS = 50.0  # a little less than a tick: the lease lapses before the next one
LOOK = 2.0
PATIENCE = 10.0  # longer than a database that works ever takes for one row


async def tick(services: Services) -> bool:
    """Rings the sweep of this minute; False if another replica did."""
    now = services.db.now()
    minute = int(now.timestamp() // TICK)
    async with services.db.transaction() as session:
        leads = await Leases(session).take("schedule", new_id(), now, LEADER_SECONDS)
    if leads:
        await services.bell.ring([sweep.ring(minute)])
    return leads


async def run(services: Services, stop: asyncio.Event) -> None:
    """Ticks until told to stop; an outage is logged and outlived."""
    while not stop.is_set():
        try:
            await tick(services)
        except Temporary as error:
            log.warning("tick failed", error=str(error))
        await _pause(stop, TICK)


async def look(services: Services, away: datetime | None) -> datetime | None:
    """Looks at database and queue, and rings for what stood still while one was away.

    `away` is when one was last found to be away, None if none was; so is what it gives. What changed later, and after
    the last ring that was lost, has been rung for.
    """
    try:
        await _write(services)
        if until := max(filter(None, (await services.bell.lost_until(), away)), default=None):
            until = min(until, services.db.now())  # another's clock may run ahead: what is touched then would be hidden
            await services.bell.ring([recover.ring(int(until.timestamp()) + 1, 0)])
            log.info("recovery rung", was_away=away is not None)
    except (Temporary, TimeoutError) as error:
        if away is None:
            log.warning("away", error=type(error).__name__, reason=str(error))
        return services.db.now()
    return None


async def _write(services: Services) -> None:
    """Writes a row that nobody minds: reading alone would not notice a lock or a full disk."""
    async with asyncio.timeout(PATIENCE), services.db.transaction() as session:
        await Leases(session).take("look", new_id(), services.db.now(), -1)


async def look_out(services: Services, stop: asyncio.Event) -> None:
    """Looks every few seconds until told to stop."""
    away = None
    while not stop.is_set():
        away = await look(services, away)
        await _pause(stop, LOOK)


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    """Waits that long, or until the stop."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)


async def main() -> None:
    """Runs until SIGTERM or SIGINT."""
    settings = load_settings()
    set_up_logs(settings.log_level)
    stop = told_to_stop()
    async with open_services(settings) as services:
        await check_database(services.db, services.vault)
        log.info("schedule runs")
        async with asyncio.TaskGroup() as group:
            group.create_task(run(services, stop))
            group.create_task(look_out(services, stop))
            if services.notices is not None:
                group.create_task(pull_notices(services, services.notices, stop))
    log.info("schedule stopped")


if __name__ == "__main__":
    run_main(main)
