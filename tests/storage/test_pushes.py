"""Pushes: stored in groups, each before its answer; one ring an account and group; failures reach all who wait."""

import asyncio
from collections import Counter
from typing import cast

import pytest
from sqlalchemy import func, select

from bot.errors import Temporary
from storage.accounts import Account, Accounts, AccountState
from storage.db import Database, open_database
from storage.pushes import Notice, Push, Pushes, PushInbox
from tests.cast import ALICE_MAIL, BOB, join
from tests.database_fixture import Clock


def notices(count: int, *emails: str) -> list[Notice]:
    return [Notice(emails[n % len(emails)], str(1000 + n), f"n{n}") for n in range(count)]


async def stored(db: Database) -> int:
    async with db.reading() as session:
        return await session.scalar(select(func.count()).select_from(Push)) or 0


async def account_now(db: Database, account: Account) -> Account:
    async with db.reading() as session:
        found = await Accounts(session).get(account.id)
    assert found is not None
    return found


async def test_two_hundred_pushes_at_once_are_all_stored_with_a_ring_for_each_account_and_group(db: Database) -> None:
    alice, bob = await join(db), await join(db, BOB, "bob@fernhill.example")
    inbox = PushInbox(db)
    answers = await asyncio.gather(*map(inbox.put, notices(200, alice.email, bob.email)))
    rings = Counter(account for answer in answers for account in answer)
    assert await stored(db) == 200
    # all of them waited while the writer had not begun: one group
    assert rings == {alice.id: 1, bob.id: 1}
    assert (await account_now(db, alice)).sync_wanted == 1


async def test_more_than_a_group_rings_once_a_group(sqlite_db: Database) -> None:
    alice = await join(sqlite_db)
    inbox = PushInbox(sqlite_db)
    answers = await asyncio.gather(*map(inbox.put, notices(450, alice.email)))
    assert await stored(sqlite_db) == 450
    assert sum(map(len, answers)) == (await account_now(sqlite_db, alice)).sync_wanted == 3


async def test_the_answer_comes_after_the_row(db: Database, clock: Clock) -> None:
    alice = await join(db)
    assert await PushInbox(db).put(Notice(alice.email, "1001", "n1")) == [alice.id]
    async with db.reading() as session:
        push = (await session.scalars(select(Push))).one()
    assert (push.account_id, push.notice_id, push.history_id) == (alice.id, "n1", "1001")
    found = await account_now(db, alice)
    assert found.sync_wanted == 1 and found.last_push_at == clock()


async def test_a_push_for_an_unknown_mailbox_is_answered_and_not_stored(db: Database) -> None:
    alice = await join(db)
    inbox = PushInbox(db)
    answers = await asyncio.gather(*map(inbox.put, notices(6, alice.email, "nobody@fernhill.example")))
    assert [bool(answer) for answer in answers] == [True, False, False, False, False, False]
    assert await stored(db) == 3


async def test_a_push_for_an_account_that_must_reconnect_is_dropped(db: Database) -> None:
    alice = await join(db)
    async with db.transaction() as session:
        await Accounts(session).change(alice.id, state=AccountState.RECONNECT)
    assert await PushInbox(db).put(Notice(alice.email, "1001", "n1")) == []
    assert await stored(db) == 0


async def test_a_mailbox_that_two_people_share_rings_for_both(db: Database) -> None:
    alice, bob = await join(db, email="info@fernhill.example"), await join(db, BOB, "info@fernhill.example")
    assert sorted(await PushInbox(db).put(Notice("info@fernhill.example", "1", "n1"))) == sorted([alice.id, bob.id])
    assert await stored(db) == 2


async def test_the_ring_passes_from_one_who_hung_up_to_the_next(sqlite_db: Database) -> None:
    alice = await join(sqlite_db)
    inbox = PushInbox(sqlite_db)
    first, second = (asyncio.create_task(inbox.put(notice)) for notice in notices(2, alice.email))
    await asyncio.sleep(0)
    first.cancel()
    assert await second == [alice.id]


async def test_a_push_that_comes_while_a_group_is_written_goes_with_the_next(sqlite_db: Database) -> None:
    alice = await join(sqlite_db)
    inbox = PushInbox(sqlite_db)
    async with sqlite_db.transaction():  # the writer waits for its turn
        first = asyncio.create_task(inbox.put(Notice(alice.email, "1", "n1")))
        for _ in range(3):
            await asyncio.sleep(0)
        second = asyncio.create_task(inbox.put(Notice(alice.email, "2", "n2")))
        await asyncio.sleep(0)
    assert [await first, await second] == [[alice.id], [alice.id]]
    assert await stored(sqlite_db) == 2


async def test_a_failure_of_the_database_reaches_everybody_who_waits(clock: Clock) -> None:
    db = open_database("postgresql+asyncpg://u@/x?host=/nowhere-at-all", clock)
    inbox = PushInbox(db)
    answers = await asyncio.gather(*map(inbox.put, notices(250, ALICE_MAIL)), return_exceptions=True)
    assert len(answers) == 250
    assert all(isinstance(answer, Temporary) for answer in answers)
    await db.close()


async def test_after_a_failure_the_inbox_goes_on(sqlite_db: Database) -> None:
    alice = await join(sqlite_db)
    inbox = PushInbox(sqlite_db)
    broken = Notice(alice.email, "1", cast(str, None))  # a row that the database refuses
    answers = await asyncio.gather(inbox.put(broken), inbox.put(Notice(alice.email, "2", "n2")), return_exceptions=True)
    assert all(isinstance(answer, Temporary) for answer in answers)
    assert await inbox.put(Notice(alice.email, "3", "n3")) == [alice.id]
    assert await stored(sqlite_db) == 1


async def test_closing_finishes_what_was_taken(sqlite_db: Database) -> None:
    alice = await join(sqlite_db)
    inbox = PushInbox(sqlite_db)
    put = asyncio.create_task(inbox.put(Notice(alice.email, "1", "n1")))
    await asyncio.sleep(0)
    await inbox.close()
    assert await put == [alice.id]


async def test_closing_an_unused_inbox_is_fine(sqlite_db: Database) -> None:
    await PushInbox(sqlite_db).close()


async def test_old_notices_are_forgotten(db: Database, clock: Clock) -> None:
    alice = await join(db)
    await PushInbox(db).put(Notice(alice.email, "1", "n1"))
    clock.advance(100)
    await PushInbox(db).put(Notice(alice.email, "2", "n2"))
    async with db.transaction() as session:
        await Pushes(session).forget(clock())
    assert await stored(db) == 1


@pytest.mark.parametrize("email", ["", "ALICE@FERNHILL.EXAMPLE"])
async def test_mailboxes_are_matched_as_they_are_stored(sqlite_db: Database, email: str) -> None:
    await join(sqlite_db)
    assert await PushInbox(sqlite_db).put(Notice(email, "1", "n1")) == []
