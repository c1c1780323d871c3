"""Turns to write: one process at a time, each in its turn, and none keeps what it no longer wants."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from bot.errors import Temporary
from storage.db import open_database
from storage.seen_events import SeenEvents
from storage.turns import Turns


@pytest.fixture
async def pair(tmp_path: Path) -> AsyncIterator[tuple[Turns, Turns]]:
    """Two that share a database: locks on files tell them apart as they tell processes apart."""
    one, other = Turns(tmp_path / "x.db"), Turns(tmp_path / "x.db")
    yield one, other
    one.close()
    other.close()


async def _still_waits(task: "asyncio.Task[object]", seconds: float = 0.05) -> None:
    done, _ = await asyncio.wait([task], timeout=seconds)
    assert not done


async def test_one_writes_at_a_time(pair: tuple[Turns, Turns]) -> None:
    one, other = pair
    await one.take()
    following = asyncio.create_task(other.take())
    await _still_waits(following)
    one.give()
    await asyncio.wait_for(following, 5)
    other.give()


async def test_who_has_just_written_stands_behind_who_waits(pair: tuple[Turns, Turns]) -> None:
    one, other = pair
    order: list[str] = []
    began, never = asyncio.Event(), asyncio.Event()

    async def greedy() -> None:
        """Takes the next turn in the very moment in which it gives one."""
        for _ in range(50):
            await one.take()
            order.append("one")
            began.set()
            await _still_waits(asyncio.create_task(never.wait()), 0.002)
            one.give()

    async def modest() -> None:
        await began.wait()
        await other.take()
        order.append("other")
        other.give()

    await asyncio.wait_for(asyncio.gather(greedy(), modest()), 20)
    assert order.index("other") < 25


async def test_a_wait_given_up_leaves_the_turn_to_others(pair: tuple[Turns, Turns]) -> None:
    one, other = pair
    await one.take()
    waiting = asyncio.create_task(other.take())
    await _still_waits(waiting)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    one.give()
    for _ in range(20):
        await asyncio.wait_for(one.take(), 5)
        one.give()


async def test_a_wait_given_up_is_taken_over_by_the_next_of_that_process(pair: tuple[Turns, Turns]) -> None:
    one, other = pair
    await one.take()
    waiting = asyncio.create_task(other.take())
    await _still_waits(waiting)
    waiting.cancel()
    following = asyncio.create_task(other.take())
    await _still_waits(following)
    one.give()
    await asyncio.wait_for(following, 5)
    again = asyncio.create_task(one.take())
    await _still_waits(again)  # the turn is the other's
    other.give()
    await asyncio.wait_for(again, 5)
    one.give()


async def test_a_lock_that_could_not_be_got_once_can_be_got_later(pair: tuple[Turns, Turns]) -> None:
    class Broken(Turns):
        broken = True

        def _wait(self) -> OSError | None:
            return OSError("no locks available") if self.broken else super()._wait()

    one, broken = pair[0], Broken(pair[0].database)
    await one.take()
    with pytest.raises(OSError, match="no locks"):
        await broken.take()
    broken.broken = False
    following = asyncio.create_task(broken.take())
    await _still_waits(following)
    one.give()
    await asyncio.wait_for(following, 5)
    broken.give()
    broken.close()


async def test_a_killed_process_keeps_nothing(pair: tuple[Turns, Turns], tmp_path: Path) -> None:
    code = (
        "import asyncio, sys; from pathlib import Path; from storage.turns import Turns\n"
        "turns = Turns(Path(sys.argv[1])); asyncio.run(turns.take()); print('mine', flush=True); input()\n"
    )
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, str(tmp_path / "x.db"),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert child.stdout is not None
    assert await asyncio.wait_for(child.stdout.readline(), 20) == b"mine\n"
    waiting = asyncio.create_task(pair[0].take())
    await _still_waits(waiting)
    child.kill()
    await child.wait()
    await asyncio.wait_for(waiting, 5)
    pair[0].give()


async def test_a_writer_waits_a_bounded_time_and_says_so(tmp_path: Path) -> None:
    db, other = open_database(f"sqlite+aiosqlite:///{tmp_path}/x.db"), Turns(tmp_path / "x.db")
    db.turn_seconds = 0.05
    await other.take()
    async with AsyncExitStack() as stack:
        stack.push_async_callback(db.close)
        stack.callback(other.give)
        with pytest.raises(Temporary, match="no turn to write"):
            async with db.transaction() as session:
                await SeenEvents(session).first_time("E1", db.now())
    other.close()
