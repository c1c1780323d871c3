"""The schedule process: rings the sweep once a minute, and pulls notices of new mail where that is set up.

`python -m jobs.schedule`; of several replicas one rings, all pull.
"""

import asyncio
import signal

import structlog

from bot.errors import Temporary
from bot.logs import set_up_logs
from bot.services import Services, open_services
from bot.settings import SettingsError, load_settings
from bot.start import check_database
from jobs.pull_notices import pull_notices
from jobs.sweep import sweep
from storage.db import new_id
from storage.leases import Leases

log = structlog.get_logger("schedule")
TICK = 60.0
LEADER_SECONDS = 50.0  # a little less than a tick: the lease lapses before the next one


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
        try:
            await asyncio.wait_for(stop.wait(), TICK)
        except TimeoutError:
            continue


async def main() -> None:
    """Runs until SIGTERM or SIGINT."""
    settings = load_settings()
    set_up_logs(settings.log_level)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with open_services(settings) as services:
        await check_database(services.db, services.vault)
        log.info("schedule runs")
        async with asyncio.TaskGroup() as group:
            group.create_task(run(services, stop))
            if services.notices is not None:
                group.create_task(pull_notices(services, services.notices, stop))
    log.info("schedule stopped")


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except SettingsError as error:
        raise SystemExit(f"Mailroom cannot start:\n{error}") from None
