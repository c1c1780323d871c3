"""The worker process: `python -m jobs.worker`. Opens the services, knows the jobs, keeps what failed for good."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.errors import Failure, MailroomError
from bot.logs import set_up_logs
from bot.queue import Doorbell
from bot.services import Services, open_services
from bot.settings import Settings, SettingsError, load_settings
from connectors.llm.failover import Warmable
from jobs.answer_question import answer_question
from jobs.draw_card import draw_card
from jobs.end_question import end_question
from jobs.engine import Pace, run_worker
from jobs.give_up import give_up
from jobs.runner import find_jobs, stack_of
from storage.db import Database
from storage.dead_letters import DeadLetters


class DeadLetterBox:
    """Keeps dead letters in the database, and lets the mail's card say that it is stuck."""

    def __init__(self, db: Database, bell: Doorbell) -> None:
        self._db = db
        self._bell = bell

    async def dead_letter(
        self, job: str, args: tuple[str | int, ...], error: BaseException, tries: int, correlation: str
    ) -> None:
        """One row. Words of errors that are not ours are left out: they may quote mail."""
        values = {
            "job": job,
            "args": [str(arg) for arg in args],
            "failure": (error.failure if isinstance(error, MailroomError) else Failure.UNKNOWN).value,
            "error": str(error) if isinstance(error, MailroomError) else type(error).__name__,
            "stack": stack_of(error),
            "tries": tries,
            "correlation": correlation,
            "created_at": self._db.now(),
            "resolved_at": None,
        }
        async with self._db.transaction() as session:
            await DeadLetters(session).add(values)
        if args and job == answer_question.path:
            await self._bell.ring([end_question.ring(str(args[0]), str(values["failure"]), correlation)])
        if args and await give_up(self._db, job, str(args[0])):
            await self._bell.ring([draw_card.ring(str(args[0]), correlation=correlation)])


def _context(services: Services) -> DeadLetterBox:
    return DeadLetterBox(services.db, services.bell)


@asynccontextmanager
async def _warm_services(settings: Settings) -> AsyncIterator[Services]:
    """The services with the model SDKs imported and the index at hand: the first mail or question need not wait."""
    async with open_services(settings) as services:
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
    try:
        asyncio.run(main())
    except SettingsError as error:
        raise SystemExit(f"Mailroom cannot start:\n{error}") from None
