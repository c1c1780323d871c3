"""The doorbell's twin for Celery: the same rings as messages of one Celery task. Used by the benchmark only."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from benchmarks.peers.celery_app import app
from bot.queue import Lines, Ring


class CeleryDoorbell:
    """A bot.queue.Doorbell over Celery's own producer, which blocks: it has a thread of its own."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="celery")

    async def ring(self, rings: Sequence[Ring]) -> None:
        """Hands them over, one message each."""
        await asyncio.get_running_loop().run_in_executor(self._thread, _send, tuple(rings))

    async def check(self) -> str:
        """Nothing is asked."""
        return "ok"

    async def workers(self) -> str:
        """Nothing is asked."""
        return "1"

    async def lines(self) -> Lines:
        """Nothing is asked."""
        return Lines(0)

    async def lost_until(self) -> datetime | None:
        """Nothing is asked."""
        return None

    async def close(self) -> None:
        """Ends the thread."""
        self._thread.shutdown()


def _send(rings: Sequence[Ring]) -> None:
    with app.producer_pool.acquire(block=True) as producer:
        for ring in rings:
            app.send_task(
                "mailroom.run",
                args=[ring.job, list(ring.args), list(ring.retry_waits)],
                queue=ring.queue,
                eta=ring.at,
                time_limit=ring.timeout + 30,
                producer=producer,
            )
