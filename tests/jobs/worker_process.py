"""A worker in a process of its own, to be killed: `python -m tests.jobs.worker_process URL LEASE`."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from redis.asyncio import Redis

from jobs.engine import Pace, run_worker
from jobs.runner import job


@dataclass(frozen=True)
class House:
    """Writes into Redis what happens, where the test can see it."""

    redis: Redis

    async def dead_letter(
        self, job: str, args: tuple[str | int, ...], error: BaseException, tries: int, correlation: str
    ) -> None:
        await self.redis.rpush("letters", job)

    async def access_ended(self) -> None:
        """Nobody is there to be told."""


@job(queue="inbound", timeout=60)
async def hold(house: House, key: str) -> None:
    """Begins, and ends once the test has put something into `gate`."""
    await house.redis.rpush("begun", key)
    await house.redis.blmove("gate", "gate", 0, "LEFT", "LEFT")
    await house.redis.rpush("finished", key)


def _same(house: House) -> House:
    return house


async def main(url: str, lease: float) -> None:
    @asynccontextmanager
    async def opened() -> AsyncIterator[House]:
        async with Redis.from_url(url, socket_timeout=None) as redis:
            yield House(redis)

    pace = Pace(concurrency=100, lease=lease, beat=lease / 5, due=0.1, grace=20)
    await run_worker(url, {"tests.jobs.worker_process.hold": hold}, opened, _same, pace)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], float(sys.argv[2])))
