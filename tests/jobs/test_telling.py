"""The narrator: what is told fast is shown once, in order, and nothing is left to spin or to be said twice."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from assistant.asking.values import Progress
from bot.errors import Permanent
from connectors.slack_streams import NotStreaming, StoppedByUser, Streams, Task
from jobs.telling import Narrator, narrating
from tests.eventually import eventually

P = Progress


@dataclass
class FakeStreams(Streams):
    """Notes what is appended. `busy` calls are put off, `error` is raised by the next one."""

    shown: list[list[Task]] = field(default_factory=list)
    busy: int = 0
    error: Permanent | None = None
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    async def append(self, channel: str, ts: str, tasks: Sequence[Task]) -> bool:
        if self.error:
            raise self.error
        await self.gate.wait()
        if self.busy:
            self.busy -= 1
            return False
        self.shown.append(list(tasks))
        return True


def streams_of(*, is_open: bool = True, **values: object) -> FakeStreams:
    found = FakeStreams(**values)  # type: ignore[arg-type]
    if is_open:
        found.gate.set()
    return found


async def until_shown(narrator: Narrator, streams: FakeStreams, times: int) -> None:
    await eventually(lambda: len(streams.shown) >= times)


async def test_many_words_about_one_task_are_one_call() -> None:
    streams = streams_of()
    async with narrating(streams) as narrator:
        narrator.open("D1", "1.1")
        for n in range(200):
            await narrator.tell(P("a", f"{n} of 200", "in_progress"))
        await until_shown(narrator, streams, 1)
    assert [[task.title for task in tasks] for tasks in streams.shown] == [["199 of 200"]]


async def test_what_was_not_shown_comes_with_the_end_and_nothing_goes_on() -> None:
    streams = streams_of()
    async with narrating(streams) as narrator:
        narrator.open("D1", "1.1")
        await narrator.tell(P("a", "Searching", "in_progress", "Gmail"))
        await until_shown(narrator, streams, 1)
        await narrator.tell(P("b", "Reading", "complete", "3 found"))
        await narrator.tell(P("c", "Files", "error"))
        await narrator.tell(P("d", "Writing", "in_progress"))
    ended = {task.id: (task.status, task.details) for task in narrator.last()}
    assert ended == {
        "a": ("complete", ""), "b": ("complete", "3 found"), "c": ("error", ""), "d": ("complete", ""),
    }  # fmt: skip


async def test_details_that_were_shown_are_not_shown_again() -> None:
    """Slack appends details: sent twice they would stand there twice."""
    streams = streams_of()
    narrator = Narrator(streams)
    narrator.open("D1", "1.1")
    for status in ("in_progress", "complete"):
        await narrator.tell(P("a", "Searching", status, "12 found"))
        await narrator._show()
    assert [[task.details for task in tasks] for tasks in streams.shown] == [["12 found"], [""]]
    assert [task.status for tasks in streams.shown for task in tasks] == ["in_progress", "complete"]
    assert narrator.last() == []


async def test_what_is_told_while_a_call_is_under_way_is_not_lost() -> None:
    streams = streams_of(is_open=False)
    narrator = Narrator(streams)
    narrator.open("D1", "1.1")
    await narrator.tell(P("a", "Searching", "in_progress"))
    showing = asyncio.create_task(narrator._show())
    await asyncio.sleep(0)
    await narrator.tell(P("a", "Searching", "complete", "2 found"))
    streams.gate.set()
    await showing
    assert [(task.status, task.details) for task in narrator.last()] == [("complete", "2 found")]


async def test_a_call_that_is_put_off_is_made_up_for() -> None:
    streams = streams_of(busy=1)
    narrator = Narrator(streams)
    narrator.open("D1", "1.1")
    await narrator.tell(P("a", "Searching", "complete"))
    for _ in range(2):
        await narrator._show()
    assert len(streams.shown) == 1 and narrator.last() == []


async def test_what_is_told_before_the_stream_is_open_is_shown_then() -> None:
    streams = streams_of()
    async with narrating(streams) as narrator:
        await narrator.tell(P("a", "Searching", "in_progress"))
        narrator.open("D1", "1.1")
        await until_shown(narrator, streams, 1)


async def test_without_a_stream_nothing_is_called() -> None:
    streams = streams_of(error=Permanent("must not be called"))
    async with narrating(streams) as narrator:
        await narrator.tell(P("a", "Searching", "in_progress"))
        await asyncio.sleep(0)
    assert not narrator.stopped.is_set()


@pytest.mark.parametrize("error", [NotStreaming("over"), StoppedByUser("stop")])
async def test_a_stream_that_ends_early_is_left_alone(error: Permanent) -> None:
    streams = streams_of(error=error)
    narrator = Narrator(streams)
    narrator.open("D1", "1.1")
    await narrator.tell(P("a", "Searching", "in_progress"))
    await narrator._show()
    streams.error = Permanent("must not be called")
    await narrator.tell(P("b", "Reading", "in_progress"))
    await narrator._show()
    assert narrator.stopped.is_set() is isinstance(error, StoppedByUser)
