"""A share of which nobody knows whether it was done is repeated only while no hand can have taken it back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.approval import Answer
from assistant.carrying_files import BY_HAND
from assistant.proposing import retry
from bot.errors import Failure, OutcomeUnknown, Temporary
from storage.db import Database
from tests.cast import ALICE
from tests.database_fixture import Clock
from tests.proposals import Bench, approved, assert_done_once

SOON, LATE = timedelta(seconds=30), BY_HAND + timedelta(seconds=1)


async def begun(db: Database, error: Temporary, *, acts: bool) -> Bench:
    """A share that was tried once, and that nothing in the file shows now."""
    bench = await approved(db, "file.share")
    access = {key: file.access for key, file in bench.drive.held.items()}
    bench.drive.fail("share", error, acts=acts)
    with pytest.raises(Temporary):
        await bench.run()
    for key, before in access.items():
        bench.drive.held[key] = replace(bench.drive.held[key], access=before)
    return bench


@pytest.mark.parametrize("acts", [False, True])
async def test_a_share_that_a_hand_may_have_taken_back_is_asked_about_again(
    sqlite_db: Database, clock: Clock, acts: bool
) -> None:
    bench = await begun(sqlite_db, OutcomeUnknown("no answer"), acts=acts)
    clock.advance(LATE.total_seconds())
    await bench.run()
    assert (await bench.state(), bench.drive.calls["share"]) == (("proposed", "perhaps"), 1)
    assert await bench.approve() is Answer.DONE
    await bench.run()
    assert ((await bench.state())[0], bench.drive.calls["share"]) == ("done", 2)


async def test_before_that_it_is_tried_again_by_itself(sqlite_db: Database, clock: Clock) -> None:
    bench = await begun(sqlite_db, OutcomeUnknown("no answer"), acts=False)
    clock.advance(SOON.total_seconds())
    await bench.run()
    assert ((await bench.state())[0], bench.drive.calls["share"]) == ("done", 2)


async def test_one_that_certainly_was_not_done_is_tried_again_however_late(sqlite_db: Database, clock: Clock) -> None:
    bench = await begun(sqlite_db, Temporary("quota", Failure.RATE_LIMIT), acts=False)
    clock.advance(LATE.total_seconds())
    await bench.run()
    assert ((await bench.state())[0], bench.drive.calls["share"]) == ("done", 2)


async def test_one_that_may_have_been_done_before_is_not_made_certain_by_a_later_refusal(
    sqlite_db: Database, clock: Clock
) -> None:
    bench = await begun(sqlite_db, OutcomeUnknown("no answer"), acts=True)
    bench.drive.fail("share", Temporary("quota", Failure.RATE_LIMIT))
    clock.advance(SOON.total_seconds())
    with pytest.raises(Temporary):
        await bench.run()
    clock.advance(LATE.total_seconds())
    await bench.run()
    assert await bench.state() == ("proposed", "perhaps")


async def test_refusals_in_between_make_it_no_younger(sqlite_db: Database, clock: Clock) -> None:
    bench = await begun(sqlite_db, OutcomeUnknown("no answer"), acts=True)
    for _ in range(BY_HAND // timedelta(minutes=2) + 1):
        bench.drive.fail("share", Temporary("quota", Failure.RATE_LIMIT))
        clock.advance(80)
        with pytest.raises(Temporary):
            await bench.run()
    clock.advance(80)
    await bench.run()
    assert (await bench.state(), bench.drive.calls["share"]) == (("proposed", "perhaps"), 3)


async def test_a_click_on_try_again_is_an_answer_to_that(sqlite_db: Database, clock: Clock) -> None:
    bench = await begun(sqlite_db, OutcomeUnknown("no answer"), acts=False)
    clock.advance(2 * 3600)
    await bench.run()  # given up
    assert (await bench.state())[0] == "failed"
    assert (await retry(sqlite_db, ALICE, await bench.reference())).answer is Answer.DONE
    await bench.run_until_quiet(clock)
    assert (await bench.state())[0] == "done"


async def test_what_stands_in_the_file_is_done_however_late_it_is_looked_at(sqlite_db: Database, clock: Clock) -> None:
    bench = await approved(sqlite_db, "file.share")
    bench.drive.fail("share", OutcomeUnknown("no answer"), acts=True)
    with pytest.raises(Temporary):
        await bench.run()
    clock.advance(LATE.total_seconds())
    await bench.run()
    await assert_done_once(bench)
