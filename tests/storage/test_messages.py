"""Messages: found once however often they are told of, and moved on by one caller."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import true

from storage.accounts import Accounts, AccountState
from storage.db import Database
from storage.drafts import Drafts, DraftState
from storage.messages import Message, Messages, MessageState
from tests.cast import BOB, found, join, judged, question, ready_reply
from tests.database_fixture import Clock
from tests.fakes import FakeMail

S = MessageState
ENTRY = ("m1", "t1", ["INBOX"])


async def store(db: Database, account_id: str, *entries: tuple[str, str, list[str]]) -> list[tuple[str, str]]:
    async with db.transaction() as session:
        return await Messages(session).found(account_id, entries, db.now())


async def read(db: Database, message_id: str) -> Message:
    async with db.reading() as session:
        message = await Messages(session).get(message_id)
    assert message is not None
    return message


async def test_a_message_told_of_by_twenty_at_once_is_stored_once(db: Database) -> None:
    account = await join(db)
    new = await asyncio.gather(*(store(db, account.id, ENTRY) for _ in range(20)))
    assert [len(one) for one in new].count(1) == 1
    async with db.reading() as session:
        counts = await Messages(session).counts([account.id], 9)
    assert counts == {(account.id, S.FOUND): 1, (account.id, S.SETTLED): 0}


async def test_what_is_settled_is_counted_to_an_end_and_what_waits_to_the_last(db: Database) -> None:
    account, bob = await join(db), await join(db, BOB, "bob@fernhill.example")
    for state, many in ((S.SETTLED, 5), (S.STUCK, 4), (S.SKIPPED, 4)):
        for number in range(many):
            [(message_id, _)] = await store(db, account.id, (f"{state}{number}", "t", ["INBOX"]))
            async with db.transaction() as session:
                await Messages(session).move(message_id, S.FOUND, state, db.now())
    async with db.reading() as session:
        counts = await Messages(session).counts([account.id, bob.id], 3)
        exact = await Messages(session).counts([account.id], 5)
    assert counts == {(account.id, S.STUCK): 4, (account.id, S.SETTLED): 4, (bob.id, S.SETTLED): 0}
    assert exact[account.id, S.SETTLED] == 5


async def test_only_the_new_ones_are_given(db: Database) -> None:
    account = await join(db)
    await store(db, account.id, ENTRY)
    new = await store(db, account.id, ("m2", "t1", []), ENTRY, ("m3", "t1", []))
    assert len(new) == 2
    assert {(await read(db, message_id)).remote_id for message_id, _ in new} == {"m2", "m3"}
    assert all([(await read(db, message_id)).correlation == correlation for message_id, correlation in new])


async def test_nothing_found_is_nothing_stored(db: Database) -> None:
    assert await store(db, (await join(db)).id) == []


async def test_three_thousand_at_once_are_stored(db: Database) -> None:
    account = await join(db)
    assert len(await store(db, account.id, *((f"m{n}", "t", ["INBOX"]) for n in range(3000)))) == 3000


async def test_two_accounts_may_hold_messages_of_one_remote_id(db: Database) -> None:
    alice, bob = await join(db), await join(db, BOB, "bob@fernhill.example")
    assert len(await store(db, alice.id, ENTRY)) == len(await store(db, bob.id, ENTRY)) == 1


async def test_of_ten_who_move_a_message_on_one_did_it(db: Database) -> None:
    account = await join(db)
    message_id = (await store(db, account.id, ENTRY))[0][0]

    async def move() -> bool:
        async with db.transaction() as session:
            return await Messages(session).move(message_id, S.FOUND, S.JUDGED, db.now())

    assert (await asyncio.gather(*(move() for _ in range(10)))).count(True) == 1
    assert (await read(db, message_id)).state == S.JUDGED


async def test_of_ten_who_judge_a_message_one_keeps_what_it_read(db: Database) -> None:
    account = await join(db)
    message_id = (await store(db, account.id, ENTRY))[0][0]

    async def judge(sender: str) -> bool:
        async with db.transaction() as session:
            return await Messages(session).judge(message_id, S.JUDGED, db.now(), sender=sender)

    done = await asyncio.gather(*(judge(f"{n}@customer.example") for n in range(10)))
    assert done.count(True) == 1
    assert (await read(db, message_id)).sender == f"{done.index(True)}@customer.example"


async def test_settling_ends_what_was_judged_or_stuck_and_nothing_else(db: Database) -> None:
    account = await join(db)
    message_id = (await store(db, account.id, ENTRY))[0][0]

    async def settle() -> bool:
        async with db.transaction() as session:
            return await Messages(session).settle(message_id, db.now())

    assert not await settle()
    for state in (S.JUDGED, S.STUCK):
        async with db.transaction() as session:
            before = S((await read(db, message_id)).state)
            assert await Messages(session).move(message_id, before, state, db.now())
        assert await settle()
        assert (await read(db, message_id)).state == S.SETTLED


async def test_a_message_is_work_only_while_its_account_may_work(db: Database) -> None:
    account = await join(db)
    message_id, correlation = (await store(db, account.id, ENTRY))[0]

    async def task() -> tuple[str, str] | None:
        async with db.reading() as session:
            return await Messages(session).task(message_id)

    assert await task() == (account.id, correlation)
    async with db.transaction() as session:
        await Accounts(session).change(account.id, state=AccountState.RECONNECT)
    assert await task() is None


async def test_a_thread_is_what_was_read_oldest_first(db: Database, clock: Clock) -> None:
    account, mail = await join(db), FakeMail(db.now)
    first = mail.deliver(question())
    clock.advance(60)
    second = mail.deliver(question(), thread=first.thread_id)
    ids = [await judged(db, account, second), await judged(db, account, first)]
    await found(db, account, mail.deliver(question(), thread=first.thread_id))  # not read yet
    async with db.reading() as session:
        assert [one.id for one in await Messages(session).in_thread(account.id, first.thread_id)] == ids[::-1]


async def test_what_waits_is_work_to_do_on_accounts_that_may_work(db: Database, clock: Clock) -> None:
    account = await join(db)
    states = {S.FOUND: "m1", S.JUDGED: "m2", S.SETTLED: "m3", S.SKIPPED: "m4", S.GONE: "m5", S.STUCK: "m6"}
    new = await store(db, account.id, *((remote, "t", []) for remote in states.values()))
    by_remote = {(await read(db, message_id)).remote_id: message_id for message_id, _ in new}
    async with db.transaction() as session:
        for state, remote in states.items():
            await Messages(session).move(by_remote[remote], S.FOUND, state, db.now())

    async def waiting(limit: int = 10) -> set[str]:
        async with db.reading() as session:
            found = await Messages(session).waiting(clock() - timedelta(seconds=60), limit)
        return {one.id for one in found}

    assert await waiting() == set()
    clock.advance(61)
    assert await waiting() == {by_remote["m1"], by_remote["m2"]}
    assert len(await waiting(1)) == 1
    async with db.transaction() as session:
        await Messages(session).touch([by_remote["m1"]], clock())
    assert await waiting() == {by_remote["m2"]}
    async with db.transaction() as session:
        await Accounts(session).change(account.id, state=AccountState.RECONNECT)
    assert await waiting() == set()


async def test_stuck_mail_heals_to_where_it_was(db: Database, clock: Clock) -> None:
    account, mail = await join(db), FakeMail(db.now)
    unread = await found(db, account, mail.deliver(question()))
    read_one = await judged(db, account, mail.deliver(question()))
    async with db.transaction() as session:
        await Messages(session).move(unread, S.FOUND, S.STUCK, db.now())
        await Messages(session).move(read_one, S.JUDGED, S.STUCK, db.now())
        await Messages(session).heal(clock() - timedelta(days=1), Drafts.answered(), true())
    assert [(await read(db, one)).state for one in (unread, read_one)] == [S.FOUND, S.JUDGED]


@pytest.mark.parametrize("state", DraftState)
async def test_stuck_mail_whose_reply_is_written_heals_to_where_nothing_is_left_to_do(
    sqlite_db: Database, clock: Clock, state: DraftState
) -> None:
    desk = await ready_reply(sqlite_db)
    await desk.put(state=state)
    async with sqlite_db.transaction() as session:
        await Messages(session).move(desk.message_id, S.SETTLED, S.STUCK, clock())
        await Messages(session).heal(clock() - timedelta(days=1), Drafts.answered(), true())
    expected = S.JUDGED if state is DraftState.WRITING else S.SETTLED
    assert (await read(sqlite_db, desk.message_id)).state == expected


async def test_mail_that_has_been_stuck_for_long_stays_so(db: Database, clock: Clock) -> None:
    account, mail = await join(db), FakeMail(db.now)
    message_id = await found(db, account, mail.deliver(question()))
    clock.advance(100)
    async with db.transaction() as session:
        await Messages(session).move(message_id, S.FOUND, S.STUCK, db.now())
        await Messages(session).heal(clock(), Drafts.answered(), true())
    assert (await read(db, message_id)).state == S.STUCK


async def test_labels_follow_the_mail_service(db: Database) -> None:
    account = await join(db)
    message_id = (await store(db, account.id, ENTRY))[0][0]
    async with db.transaction() as session:
        await Messages(session).relabelled(account.id, "m1", ["SPAM"])
        await Messages(session).relabelled(account.id, "unknown", ["SPAM"])
    assert (await read(db, message_id)).labels == ["SPAM"]
