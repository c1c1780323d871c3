"""The worker process: `python -m jobs.worker`. Opens the services, knows the jobs, keeps what failed for good."""

import asyncio

from bot.errors import Failure, MailroomError
from bot.logs import set_up_logs
from bot.services import Services, open_services
from bot.settings import SettingsError, load_settings
from jobs.engine import Pace, run_worker
from jobs.runner import find_jobs, stack_of
from storage.db import Database
from storage.dead_letters import DeadLetters


class DeadLetterBox:
    """Keeps dead letters in the database."""

    def __init__(self, db: Database) -> None:
        self._db = db

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


def _context(services: Services) -> DeadLetterBox:
    return DeadLetterBox(services.db)


async def main() -> None:
    """Works until SIGTERM or SIGINT. All modules of jobs are imported first, so that no job waits for an import."""
    settings = load_settings()
    set_up_logs(settings.log_level)
    pace = Pace(concurrency=settings.worker_concurrency)
    await run_worker(settings.redis_url, find_jobs("jobs"), lambda: open_services(settings), _context, pace)


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except SettingsError as error:
        raise SystemExit(f"Mailroom cannot start:\n{error}") from None
