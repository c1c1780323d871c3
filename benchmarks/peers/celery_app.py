"""The same jobs on Celery: one task that runs any of them, on one warm event loop with its services in each child.

`celery -A benchmarks.peers.celery_app worker --pool prefork --concurrency N`
"""

# mypy: disable-error-code="import-not-found,import-untyped,misc,untyped-decorator"

import asyncio
import os
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Any

from celery import Celery, Task
from celery.signals import setup_logging, worker_process_init

from bot.errors import MailroomError, Permanent
from bot.logs import set_up_logs
from bot.services import Services, open_services
from bot.settings import load_settings
from connectors.llm.failover import Warmable
from jobs.runner import find_jobs

app = Celery("mailroom", broker=os.environ.get("REDIS_URL", ""))
app.conf.update(
    task_acks_late=True,  # a job of a killed child comes back, as ours do
    task_reject_on_worker_lost=True,
    task_ignore_result=True,
    worker_prefetch_multiplier=1,
    task_serializer="json",
    broker_connection_retry_on_startup=True,
    broker_transport_options={"queue_order_strategy": "priority", "visibility_timeout": 3600},
    worker_send_task_events=False,
)
_JOBS = find_jobs("jobs")  # imported before the fork, so that children share the memory of the modules


class _Child:
    """A child's loop and services, opened once when it starts."""

    def __init__(self) -> None:
        self.loop, self._stack = asyncio.new_event_loop(), AsyncExitStack()
        self.services = self.loop.run_until_complete(self._open())

    async def _open(self) -> Services:
        from benchmarks.peers.celery_doorbell import CeleryDoorbell  # it imports this module

        settings = load_settings()
        set_up_logs(settings.log_level)
        services = await self._stack.enter_async_context(open_services(settings))
        if isinstance(services.model, Warmable):
            services.model.warm()
        return replace(services, bell=CeleryDoorbell())


_child: list[_Child] = []


@setup_logging.connect
def _quiet(**_: Any) -> None:
    """Celery's own log lines would only cost it time."""


@worker_process_init.connect
def _begin(**_: Any) -> None:
    _child.append(_Child())


@app.task(name="mailroom.run", bind=True, max_retries=None)
def run(task: Task, path: str, args: list[Any], waits: list[int]) -> None:
    """Runs one of our jobs; retries after its own waits."""
    child = _child[0]
    try:
        child.loop.run_until_complete(_JOBS[path](child.services, *args))
    except Permanent:
        raise
    except MailroomError as error:
        if task.request.retries >= len(waits):
            raise
        raise task.retry(exc=error, countdown=waits[task.request.retries]) from error
