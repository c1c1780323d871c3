"""Telling how an answer comes on while it is made: one call of Slack a second at most, whatever happens meanwhile."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from assistant.asking.values import Progress
from bot.views.text import cut
from connectors.slack_streams import NotStreaming, StoppedByUser, Streams, Task

PACE_SECONDS = 1.0


class Narrator:
    """Gathers what is told and shows it once a stream is open. `stopped` is set when the person has pressed Stop."""

    def __init__(self, streams: Streams) -> None:
        self._streams, self._channel, self._ts, self._open = streams, "", "", False
        self._latest: dict[str, Task] = {}
        self._waiting: set[str] = set()
        self._detailed: dict[str, str] = {}
        self._news, self._done = asyncio.Event(), asyncio.Event()
        self.stopped = asyncio.Event()

    def open(self, channel: str, ts: str) -> None:
        """The stream in which to show it."""
        self._channel, self._ts, self._open = channel, ts, True
        self._news.set()

    async def tell(self, progress: Progress) -> None:
        """Notes how a task stands; what is told faster than it can be shown is shown once, as it stands then."""
        title, details = cut(progress.title, 200), cut(progress.details, 200)
        self._latest[progress.id] = Task(progress.id, title, progress.status, details)
        self._waiting.add(progress.id)
        self._news.set()

    def last(self) -> list[Task]:
        """What is still to be shown when the answer is there: no task may seem to go on."""
        ended = [Task(t.id, t.title, "complete") for t in self._latest.values() if t.status == "in_progress"]
        untold = [t for t in self._due() if t.status != "in_progress"]
        return [*untold, *ended]

    def _due(self) -> list[Task]:
        """The tasks that wait to be shown; details only where they are new, since Slack appends them."""
        due = [task for task in self._latest.values() if task.id in self._waiting]
        return [task if self._detailed.get(task.id) != task.details else _bare(task) for task in due]

    async def run(self) -> None:
        """Shows until `finish`; a call under way is waited for, since a stream is written in order."""
        while not self._done.is_set():
            await self._news.wait()
            if not self._done.is_set():
                await self._show()
                await _either(self._done, PACE_SECONDS)

    async def _show(self) -> None:
        self._news.clear()
        due = self._due()
        if not due or not self._open:
            return
        try:
            shown = await self._streams.append(self._channel, self._ts, due)
        except NotStreaming:
            self._open = False
            return
        except StoppedByUser:
            self._open = False
            self.stopped.set()
            return
        if not shown:
            self._news.set()  # with the next turn
            return
        for task in due:
            self._detailed[task.id] = task.details or self._detailed.get(task.id, "")
            if self._latest[task.id].status == task.status:
                self._waiting.discard(task.id)

    def finish(self) -> None:
        """Nothing more will be told."""
        self._done.set()
        self._news.set()


def _bare(task: Task) -> Task:
    return Task(task.id, task.title, task.status)


async def _either(event: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return


@asynccontextmanager
async def narrating(streams: Streams) -> AsyncIterator[Narrator]:
    """A narrator that works as long as the block runs; at its end nothing of it is under way any more."""
    narrator = Narrator(streams)
    running = asyncio.create_task(narrator.run())
    try:
        yield narrator
    finally:
        narrator.finish()
        await running
