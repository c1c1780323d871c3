"""Carrying out what was approved: once, whatever fails, is killed or raced, and only what was shown."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import product

import pytest

from assistant.approval import Answer
from assistant.carrying_out import carry_out
from assistant.departing import person_left
from assistant.proposing import retry
from assistant.task import Hands
from bot.errors import Failure, OutcomeUnknown, Permanent, Reconnect, Temporary
from storage.db import Database
from storage.leases import Busy
from storage.proposals import ProposalState
from storage.users import Users
from tests.cast import ALICE, TEAM, audit_of
from tests.database_fixture import Clock
from tests.proposals import (
    CALLS,
    DONE_ACTS,
    KINDS,
    NO_ACTS,
    Bench,
    acts_of,
    approved,
    assert_done_once,
    proposed,
)
from tests.troubles import Trouble, Troubles


class Killed(BaseException):
    """The worker dies at this very call."""


def break_call(bench: Bench, kind: str, error: BaseException, *, acts: bool, times: int = 1) -> None:
    service, method = CALLS[kind]
    getattr(bench, service).fail(method, error, acts=acts, times=times)


@pytest.mark.parametrize("kind", KINDS)
async def test_what_was_approved_is_done_once_and_says_so(sqlite_db: Database, kind: str) -> None:
    bench = await approved(sqlite_db, kind)
    await bench.run()
    await assert_done_once(bench)
    await bench.run()
    await assert_done_once(bench)
    assert bench.began[0] == ProposalState.DOING
    said = [entry.action for entry in await audit_of(sqlite_db, bench.id)]
    assert (said[0], said[1:3], said[-1]) == ("proposed", ["prepared", "approved"], "done")


@pytest.mark.parametrize("kind", KINDS)
async def test_what_nobody_approved_is_not_done(sqlite_db: Database, kind: str) -> None:
    bench = await proposed(sqlite_db, kind)
    await bench.run()
    assert (acts_of(bench), await bench.state()) == (NO_ACTS[kind], ("proposed", ""))


@pytest.mark.parametrize("kind", KINDS)
async def test_a_lost_answer_or_a_killed_worker_makes_nothing_happen_twice(
    sqlite_db: Database, clock: Clock, kind: str
) -> None:
    errors = (OutcomeUnknown("no answer"), Temporary("down"), Killed())
    for acts, error in product((False, True), errors):
        bench = await approved(sqlite_db, kind)
        break_call(bench, kind, error, acts=acts)
        with suppress(Temporary, Killed):
            await bench.run()
        clock.advance(15)
        await bench.run_until_quiet(clock)
        await assert_done_once(bench)


ACTS = frozenset({"create", "update", "delete", "share", "create_draft", "send_draft"})


@dataclass
class Reaper(Troubles):
    """Kills whoever makes the n-th call of all, before it takes effect or right after."""

    left: int = 0
    after: bool = False

    async def meet(self, method: str) -> Trouble | None:
        self.left -= 1
        if self.left == 0 and not self.after:
            raise Killed(method)
        found = await super().meet(method)
        if self.left == 0 and method in ACTS:
            return Trouble(Killed(method), acts=True)
        if self.left == 0:  # nothing that it does comes before its end
            self.left = 1
        return found


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("after", [False, True])
async def test_a_worker_killed_at_any_call_loses_nothing_and_repeats_nothing(
    sqlite_db: Database, clock: Clock, kind: str, after: bool
) -> None:
    """Each call of each service in turn is the one at which the worker dies."""
    call, alive = 0, False
    while not alive:
        call, alive = call + 1, True
        bench = await approved(sqlite_db, kind)
        reaper = Reaper(left=call, after=after)
        bench.mail._troubles = bench.calendar._troubles = bench.drive._troubles = reaper
        try:
            await bench.run()
        except Killed:
            alive = False
        clock.advance(15)
        await bench.run_until_quiet(clock)
        await assert_done_once(bench)
    assert call >= 2


@pytest.mark.parametrize("kind", KINDS)
async def test_two_workers_at_once_do_it_once(db: Database, clock: Clock, kind: str) -> None:
    bench = await approved(db, kind)
    ran = await asyncio.gather(*(bench.run() for _ in range(3)), return_exceptions=True)
    assert all(one is None or isinstance(one, Busy) for one in ran)
    await bench.run_until_quiet(clock)
    await assert_done_once(bench)


REFUSALS: list[tuple[Permanent, str]] = [
    (Permanent("refused"), "bad_request"),
    (Permanent("quota", Failure.DAILY_QUOTA), "daily_quota"),
    (Permanent("scope", Failure.PARTIAL), "partial_permission"),
    (Reconnect("ended"), "revoked"),
]


@pytest.mark.parametrize("kind", KINDS)
async def test_what_the_service_refuses_is_told_and_not_repeated(sqlite_db: Database, kind: str) -> None:
    for error, note in REFUSALS:
        bench = await approved(sqlite_db, kind)
        break_call(bench, kind, error, acts=False)
        await bench.run()
        assert await bench.state() == ("failed", note)
        await bench.run()
        service, method = CALLS[kind]
        assert getattr(bench, service).calls[method] == 1


@pytest.mark.parametrize("kind", KINDS)
async def test_a_service_that_stays_down_is_given_up_after_an_hour(
    sqlite_db: Database, clock: Clock, kind: str
) -> None:
    bench = await approved(sqlite_db, kind)
    break_call(bench, kind, Temporary("down", Failure.SERVICE_DOWN), acts=False, times=100)
    for _ in range(6):
        with suppress(Temporary):
            await bench.run()
        clock.advance(900)
    assert await bench.state() == ("failed", "service_down")
    assert (await bench.row()).result.get("maybe") is True


async def test_work_that_nobody_came_back_to_in_an_hour_is_not_done_late(sqlite_db: Database, clock: Clock) -> None:
    bench = await approved(sqlite_db, "event.create")
    clock.advance(3601)
    await bench.run()
    assert (await bench.state(), bench.calendar.held) == (("failed", "service_down"), {})
    assert (await retry(sqlite_db, ALICE, await bench.reference())).answer is Answer.DONE
    await bench.run()
    await assert_done_once(bench)


async def test_a_worker_that_died_and_was_not_missed_for_an_hour_leaves_a_doubt(
    sqlite_db: Database, clock: Clock
) -> None:
    bench = await approved(sqlite_db, "event.create")
    break_call(bench, "event.create", Killed(), acts=True)
    with suppress(Killed):
        await bench.run()
    clock.advance(3601)
    await bench.run()
    assert (await bench.row()).result["maybe"] is True
    await retry(sqlite_db, ALICE, await bench.reference())
    await bench.run()
    await assert_done_once(bench)


@pytest.mark.parametrize("kind", KINDS)
async def test_while_it_waits_the_card_says_why(sqlite_db: Database, kind: str) -> None:
    bench = await approved(sqlite_db, kind)
    break_call(bench, kind, Temporary("slow", Failure.RATE_LIMIT), acts=False)
    with pytest.raises(Temporary):
        await bench.run()
    row = await bench.row()
    assert (row.note, row.wanted > row.drawn) == ("rate_limit", True)


async def test_only_a_mail_waits_for_its_undo_window(sqlite_db: Database, clock: Clock) -> None:
    bench = await approved(sqlite_db, "mail.send", 30)
    with pytest.raises(Temporary) as waits:
        await bench.run()
    assert waits.value.retry_after == 30
    assert bench.mail.draft_ids == []
    clock.advance(30)
    await bench.run()
    await assert_done_once(bench)


async def test_an_approval_that_is_not_on_screen_yet_waits_for_its_undo(sqlite_db: Database, clock: Clock) -> None:
    bench = await approved(sqlite_db, "mail.send", 30)
    clock.advance(31)

    async def begun() -> None:
        """Nothing to tell."""

    hands = Hands(bench.mail, bench.calendar, bench.drive)
    with pytest.raises(Temporary):
        await carry_out(sqlite_db, hands, bench.id, begun)
    clock.advance(timedelta(seconds=60).total_seconds())
    await carry_out(sqlite_db, hands, bench.id, begun)
    await assert_done_once(bench)


# who is gone


LOOKS = [("event.update", "event"), ("event.delete", "event"), ("file.share", "file"), ("mail.send", "create_draft")]


async def leaves(db: Database) -> None:
    assert await person_left(db, TEAM, ALICE.slack_id)


@pytest.mark.parametrize(("kind", "call"), LOOKS)
async def test_who_is_deactivated_while_it_is_looked_at_has_nothing_done(
    sqlite_db: Database, kind: str, call: str
) -> None:
    bench = await approved(sqlite_db, kind)
    service = getattr(bench, CALLS[kind][0])
    service.meanwhile(call, partial(leaves, sqlite_db))
    await bench.run()
    assert (await bench.state(), service.calls[CALLS[kind][1]]) == (("proposed", "left"), 0)
    assert bench.began == [ProposalState.DOING] * (call == "create_draft")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("acts", [False, True])
async def test_what_was_begun_for_somebody_who_is_gone_since_is_neither_repeated_nor_said_to_be_undone(
    sqlite_db: Database, clock: Clock, kind: str, acts: bool
) -> None:
    bench = await approved(sqlite_db, kind)
    break_call(bench, kind, Killed(), acts=acts)
    with suppress(Killed):
        await bench.run()
    before = acts_of(bench)
    await leaves(sqlite_db)
    await bench.run()
    assert (await bench.state(), (await bench.row()).result["maybe"]) == (("failed", "service_down"), True)
    assert acts_of(bench) == before
    async with sqlite_db.transaction() as session:
        assert await Users(session).come_back(bench.account.user_id)
    assert (await retry(sqlite_db, ALICE, await bench.reference())).answer is Answer.DONE
    await bench.run_until_quiet(clock)
    await assert_done_once(bench)


def test_every_kind_is_told_apart() -> None:
    assert set(DONE_ACTS) == set(KINDS) == set(CALLS)
