"""The worker process: `python -m jobs.worker`. Opens the services, knows the jobs, keeps what failed for good."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.command import run_main
from bot.logs import set_up_logs
from bot.services import Services, open_services
from bot.settings import Settings, load_settings
from bot.start import check_database
from connectors.llm.failover import Warmable
from jobs.dead_letters import DeadLetterBox
from jobs.engine import Pace, run_worker
from jobs.runner import find_jobs


def _context(services: Services) -> DeadLetterBox:
    return DeadLetterBox(services.db, services.bell, find_jobs("jobs"))


@asynccontextmanager
async def _warm_services(settings: Settings) -> AsyncIterator[Services]:
    """The services with the model SDKs imported and the index at hand: the first mail or question need not wait."""
    async with open_services(settings) as services:
        await check_database(services.db, services.vault)
        if isinstance(services.model, Warmable):
            services.model.warm()
        await services.library.warm()
        yield services


async def main() -> None:
    """Works until SIGTERM or SIGINT. All modules of jobs are imported first, so that no job waits for an import."""
    settings = load_settings()
    set_up_logs(settings.log_level)
    pace = Pace(concurrency=settings.worker_concurrency)
    await run_worker(settings.redis_url, find_jobs("jobs"), lambda: _warm_services(settings), _context, pace)


if __name__ == "__main__":
    run_main(main)
