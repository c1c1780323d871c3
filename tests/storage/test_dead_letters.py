"""Dead letters on both databases: one a call, whose they are, and when their work got done after all."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from storage.accounts import Accounts
from storage.cards import Cards
from storage.db import Database, update_of
from storage.dead_letters import DeadLetter, DeadLetters, Resolution
from storage.drafts import DraftState
from storage.messages import Message, MessageState
from storage.syncs import Syncs
from tests.cast import BOB, Desk, join, ready_reply
from tests.database_fixture import Clock

DAY = timedelta(days=1)


@pytest.fixture
async def desk(db: Database) -> Desk:
    return await ready_reply(db)


async def keep(db: Database, job: str, subject: str, account_id: str = "", failure: str = "service_down") -> bool:
    values = {"job": f"jobs.{job}.{job}", "args": [subject], "subject": subject, "failure": failure, "error": "e"}
    more = {"stack": "s", "tries": 2, "correlation": "c", "account_id": account_id}
    async with db.transaction() as session:
        return await DeadLetters(session).keep(values | more, db.now())


async def waiting(db: Database, account_id: str | None = None) -> int:
    async with db.reading() as session:
        return await DeadLetters(session).waiting(account_id)


async def closed(db: Database) -> list[str]:
    async with db.transaction() as session:
        return await DeadLetters(session).close_healed(db.now() - timedelta(hours=2), db.now())


async def test_a_call_is_kept_once_until_it_is_resolved(db: Database, desk: Desk, clock: Clock) -> None:
    assert await keep(db, "sync_mailbox", "a1") and not await keep(db, "sync_mailbox", "a1")
    assert await keep(db, "sync_drive", "a1") and await waiting(db) == 2
    async with db.transaction() as session:
        await session.execute(update_of(DeadLetter).values(resolved_at=clock(), resolution=Resolution.RETRIED.value))
    assert await keep(db, "sync_mailbox", "a1") and await waiting(db) == 1


async def test_of_many_who_decide_about_one_only_one_does(db: Database) -> None:
    await keep(db, "sync_mailbox", "a1")
    async with db.transaction() as session:
        letters = DeadLetters(session)
        (letter,) = await letters.healable(["service_down"], db.now() - DAY, 24, 10)
        told = [await letters.resolve(letter.id, Resolution.DISMISSED, "U1", db.now()) for _ in range(3)]
    assert told == [True, False, False]


async def test_counts_and_lists_are_of_ones_own(db: Database, desk: Desk, clock: Clock) -> None:
    bob = await join(db, BOB, "bob@fernhill.example")
    for subject, account_id in (("1", desk.account.id), ("2", desk.account.id), ("3", bob.id), ("4", "")):
        clock.advance(1)
        await keep(db, "draw_card", subject, account_id)
    async with db.reading() as session:
        letters = DeadLetters(session)
        assert [one.subject for one in await letters.of_user(desk.account.user_id, 10)] == ["2", "1"]
        assert await letters.counts([desk.account.id]) == {(desk.account.id, "service_down"): 2}
        assert (await letters.waiting(), await letters.waiting(bob.id), await letters.waiting("")) == (4, 1, 1)
        assert await letters.untold_users(clock() - timedelta(seconds=1), 10) == [desk.account.user_id]  # not Bob yet


Done = Callable[[Desk, Any], Awaitable[None]]


async def _read(desk: Desk, session: Any) -> None:
    await session.execute(update_of(Message).values(state=MessageState.SETTLED))


async def _drawn(desk: Desk, session: Any) -> None:
    await Cards(session).drawn(desk.message_id, 5, "D1", "1.1")


async def _synced(desk: Desk, session: Any) -> None:
    await Accounts(session).synced(desk.account.id, 1, desk.db.now())


async def _service(desk: Desk, session: Any) -> None:
    await Syncs(session).change(desk.account.id, "drive", last_at=desk.db.now())


@pytest.mark.parametrize(
    ("job", "about", "done"),
    [
        ("triage_message", "message_id", _read), ("draft_reply", "message_id", _read),
        ("draw_card", "message_id", _drawn), ("sync_mailbox", "account", _synced), ("sync_drive", "account", _service),
    ],
)  # fmt: skip
async def test_a_failure_whose_work_got_done_is_over(
    db: Database, desk: Desk, clock: Clock, job: str, about: str, done: Done
) -> None:
    subject = desk.account.id if about == "account" else desk.message_id
    async with db.transaction() as session:
        await Syncs(session).want(desk.account.id, ["drive"], clock())
        await session.execute(update_of(Message).values(state=MessageState.STUCK))
        await Cards(session).want(desk.message_id, desk.account.user_id, clock())
    await keep(db, job, subject, desk.account.id)
    clock.advance(60)
    assert await closed(db) == [] and await waiting(db) == 1
    async with db.transaction() as session:
        await done(desk, session)
    assert await closed(db) == [desk.account.id] and await waiting(db) == 0


@pytest.mark.parametrize(
    ("job", "state", "over"),
    [
        ("send_reply", DraftState.SENDING, False), ("send_reply", DraftState.SENT, True),
        ("send_reply", DraftState.APPROVED, False), ("send_reply", DraftState.READY, True),
    ],
)  # fmt: skip
async def test_a_send_is_over_once_nothing_is_left_to_send(
    db: Database, desk: Desk, job: str, state: DraftState, over: bool
) -> None:
    await desk.put(state=state)
    await keep(db, job, desk.draft_id, desk.account.id)
    assert (await closed(db) == [desk.account.id]) == over


async def test_only_what_may_heal_on_accounts_that_may_work_is_rung_and_not_twice(
    db: Database, desk: Desk, clock: Clock
) -> None:
    bob = await join(db, BOB, "bob@fernhill.example")
    await keep(db, "sync_mailbox", desk.account.id, desk.account.id)
    await keep(db, "sync_mailbox", bob.id, bob.id)
    await keep(db, "save_draft", "d1", desk.account.id, "bad_request")
    async with db.transaction() as session:
        await Accounts(session).change(bob.id, paused=True)
    for due in (1, 0, 1):
        async with db.transaction() as session:
            letters = DeadLetters(session)
            found = await letters.healable(["service_down"], clock() - DAY, 2, 10)
            await letters.rung([one.id for one in found], clock())
        assert [one.account_id for one in found] == [desk.account.id] * due
        clock.advance(60)
        if not due:
            await keep(db, "sync_mailbox", desk.account.id, desk.account.id)
    await keep(db, "sync_mailbox", desk.account.id, desk.account.id)
    async with db.reading() as session:
        assert await DeadLetters(session).healable(["service_down"], clock() - DAY, 2, 10) == []  # two rounds are over
