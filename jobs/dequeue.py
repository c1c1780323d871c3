"""When the worker may take a job and when there is one: slots, some of them each queue's own, and a bell a queue."""

import asyncio
from dataclasses import dataclass, field

from redis import RedisError

from bot.queue import QUEUES
from jobs.bookkeeping import connect

FIRST_SHARE, SHARE = 10, 20  # a tenth of the slots is for people only, a twentieth for each other queue
LISTEN_SECONDS = 20
DEAF_SECONDS = 0.5


@dataclass
class Slots:
    """How many jobs may run at once, of which each queue has some that no other one may use.

    So a click never waits for mail, and no flood of clicks, or of mail, keeps the queues behind it waiting for ever.
    """

    total: int
    running: dict[str, int] = field(default_factory=lambda: dict.fromkeys(QUEUES, 0))

    def _own(self, queue: str) -> int:
        share = FIRST_SHARE if queue == QUEUES[0] else SHARE
        return max(int(self.total > 1 and queue == QUEUES[0]), self.total // share)

    def free(self) -> int:
        """Slots that nothing runs in."""
        return self.total - sum(self.running.values())

    def owed(self) -> list[int]:
        """For each queue in order of precedence, how many slots of its own it does not use now."""
        return [max(0, self._own(queue) - self.running[queue]) for queue in QUEUES]

    def open_to(self) -> list[str]:
        """The queues of which a job may be taken."""
        owed = self.owed()
        spare = self.free() - sum(owed)
        return [queue for queue, own in zip(QUEUES, owed, strict=True) if spare + own > 0]

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
