"""When the worker may take a job and when there is one: slots with some kept free for people, and a bell a queue."""

import asyncio
from dataclasses import dataclass, field

from redis import RedisError

from bot.queue import QUEUES
from jobs.bookkeeping import connect

FIRST, *OTHERS = QUEUES
LISTEN_SECONDS = 20
DEAF_SECONDS = 0.5


@dataclass
class Slots:
    """How many jobs may run at once. `reserved` of `total` are for the first queue, so that a click never waits."""

    total: int
    reserved: int
    running: dict[str, int] = field(default_factory=lambda: dict.fromkeys(QUEUES, 0))

    def room(self) -> tuple[int, int]:
        """Free slots in all, and how many of them other queues than the first may take."""
        free = self.total - sum(self.running.values())
        others = sum(self.running[queue] for queue in OTHERS)
        return free, max(0, min(free, self.total - self.reserved - others))

    def take(self, queue: str) -> None:
        """One job of that queue starts."""
        self.running[queue] += 1

    def give(self, queue: str) -> None:
        """One job of that queue has ended."""
        self.running[queue] -= 1


class Bells:
    """Tells within a millisecond that a queue holds something, without asking again and again.

    A queue is watched by a blocking BLMOVE from its head to its own head: it returns once there is an element and
    changes nothing, so that it can neither lose a job nor take one for which there is no slot.
    """

    def __init__(self, url: str) -> None:
        self._redis = connect(url, timeout=LISTEN_SECONDS + 10)
        self._armed = {queue: asyncio.Event() for queue in QUEUES}
        self._attention = asyncio.Event()

    def nudge(self) -> None:
        """Ends the wait: something else has changed."""
        self._attention.set()

    async def wait(self, queues: list[str]) -> None:
        """Returns once one of these queues holds a job, or after a nudge since the last wait."""
        for queue in queues:
            self._armed[queue].set()
        await self._attention.wait()
        self._attention.clear()

    async def listen(self, queue: str) -> None:
        """Watches one queue whenever somebody waits for it, for ever."""
        key = f"rq:queue:{queue}"
        while True:
            await self._armed[queue].wait()
            try:
                found = await self._redis.blmove(key, key, LISTEN_SECONDS, "LEFT", "LEFT")
            except RedisError:  # also when Redis is full and refuses a BLMOVE: then asking now and then must do
                await asyncio.sleep(DEAF_SECONDS)
                self._attention.set()
                continue
            if found is not None:
                self._armed[queue].clear()
                self._attention.set()

    async def close(self) -> None:
        """Lets go of the connections."""
        await self._redis.aclose()
