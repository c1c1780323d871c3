"""The same jobs on RQ's own workers: `rq worker --job-class benchmarks.peers.rq_jobs.OpeningJob` (or WarmJob).

RQ runs plain functions, so a job opens what it needs: for each job, as a job in a forked child must, or once for a
process that stays, on one event loop that is kept (which only RQ's SimpleWorker allows).
"""

import asyncio
from contextlib import AsyncExitStack
from typing import Any

from rq.job import Job

from bot.logs import set_up_logs
from bot.services import Services, open_services
from bot.settings import load_settings
from jobs.runner import find_jobs

_JOBS = find_jobs("jobs")


class OpeningJob(Job):
    """Opens and closes the services around each job."""

    def _execute(self) -> None:
        asyncio.run(_alone(str(self.func_name), tuple(self.args)))


async def _alone(path: str, args: tuple[Any, ...]) -> None:
    settings = load_settings()
    set_up_logs(settings.log_level)
    async with open_services(settings) as services:
        await _JOBS[path](services, *args)


class _Kept:
    """One event loop and one set of services for a process."""

    def __init__(self) -> None:
        self.loop, self._stack = asyncio.new_event_loop(), AsyncExitStack()
        self._services: Services | None = None

    async def _run(self, path: str, args: tuple[Any, ...]) -> None:
        if self._services is None:
            settings = load_settings()
            set_up_logs(settings.log_level)
            self._services = await self._stack.enter_async_context(open_services(settings))
        await _JOBS[path](self._services, *args)

    def run(self, path: str, args: tuple[Any, ...]) -> None:
        """Runs one job to its end."""
        self.loop.run_until_complete(self._run(path, args))


_kept: list[_Kept] = []


class WarmJob(Job):
    """Uses the process's services and loop, opened with its first job."""

    def _execute(self) -> None:
        if not _kept:
            _kept.append(_Kept())
        _kept[0].run(str(self.func_name), tuple(self.args))
