"""Accounts: one a person and mailbox; syncs are wanted, done, and overdue."""

import asyncio
from datetime import timedelta

from bot.errors import Failure
from storage.accounts import Account, Accounts, AccountState
from storage.db import Database
from storage.users import Users
from tests.cast import ALICE, ALICE_MAIL, BOB, join
from tests.database_fixture import Clock


async def overdue(db: Database, seconds: float = 60) -> list[str]:
    async with db.reading() as session:
        return await Accounts(session).overdue(db.now() - timedelta(seconds=seconds))


async def test_connecting_twice_at_once_makes_one_person_and_one_account(db: Database) -> None:
    accounts = await asyncio.gather(*(join(db) for _ in range(6)))
    assert len({account.id for account in accounts}) == 1
    async with db.reading() as session:
        user = await Users(session).find(ALICE.team_id, ALICE.slack_id)
        assert user is not None
        assert [one.email for one in await Accounts(session).of_user(user.id)] == [ALICE_MAIL]


async def test_connecting_again_keeps_the_cursor(db: Database) -> None:
    account = await join(db, cursor="1234")
    async with db.transaction() as session:
        again = await Accounts(session).connect(account.user_id, ALICE_MAIL, db.now())
    assert (again.id, again.cursor, again.state) == (account.id, "1234", AccountState.CONNECTED)


async def test_a_person_may_have_several_mailboxes_oldest_first(db: Database) -> None:
    first = await join(db)
    second = await join(db, email="sales@fernhill.example")
    async with db.reading() as session:
        assert [one.id for one in await Accounts(session).of_user(first.user_id)] == [first.id, second.id]


async def test_only_connected_accounts_work_and_get_pushes(db: Database) -> None:
    alice, bob = await join(db), await join(db, BOB, "bob@fernhill.example")
    async with db.transaction() as session:
        await Accounts(session).change(bob.id, state=AccountState.RECONNECT)
        assert [one.id for one in await Accounts(session).working()] == [alice.id]
        assert await Accounts(session).ids_by_email([alice.email, bob.email, "x"]) == {alice.email: [alice.id]}


async def test_a_wish_that_comes_during_a_sync_stays_open(db: Database, clock: Clock) -> None:
    account = await join(db)
    async with db.transaction() as session:
        await Accounts(session).want_sync([account.id])
        seen = 1
        await Accounts(session).want_sync([account.id])
        await Accounts(session).synced(account.id, seen, clock())
    assert await overdue(db) == [account.id]
    async with db.transaction() as session:
        await Accounts(session).synced(account.id, 2, clock())
    assert await overdue(db) == []


async def test_wishes_at_once_are_all_counted(db: Database) -> None:
    account = await join(db)

    async def wish() -> None:
        async with db.transaction() as session:
            await Accounts(session).want_sync([account.id], db.now())

    await asyncio.gather(*(wish() for _ in range(15)))
    assert (await now(db, account)).sync_wanted == 15


async def test_more_accounts_at_once_than_a_statement_takes_values_are_asked_for(db: Database) -> None:
    account = await join(db)
    async with db.transaction() as session:
        await Accounts(session).want_sync([*(f"unknown{n}" for n in range(33_000)), account.id])
    assert (await now(db, account)).sync_wanted == 1


async def test_a_fresh_push_is_not_overdue_yet(db: Database, clock: Clock) -> None:
    account = await join(db)
    async with db.transaction() as session:
        await Accounts(session).want_sync([account.id], clock())
    assert await overdue(db) == []
    clock.advance(61)
    assert await overdue(db) == [account.id]


async def test_an_account_that_must_reconnect_is_never_overdue(db: Database, clock: Clock) -> None:
    account = await join(db)
    async with db.transaction() as session:
        await Accounts(session).want_sync([account.id])
        await Accounts(session).change(account.id, state=AccountState.RECONNECT)
    assert await overdue(db) == []


async def now(db: Database, account: Account) -> Account:
    async with db.reading() as session:
        found = await Accounts(session).get(account.id)
    assert found is not None
    return found


async def test_a_mailbox_that_somebody_else_has_connected_is_theirs(db: Database) -> None:
    account = await join(db)
    async with db.transaction() as session:
        accounts = Accounts(session)
        assert await accounts.is_anothers("somebody else", account.email)
        assert not await accounts.is_anothers(account.user_id, account.email)
        await accounts.change(account.id, state=AccountState.RECONNECT)
        assert not await accounts.is_anothers("somebody else", account.email)


async def test_a_paused_account_does_no_work_and_gets_no_pushes_until_it_is_resumed(db: Database, clock: Clock) -> None:
    alice = await join(db)
    async with db.transaction() as session:
        await Accounts(session).want_sync([alice.id])
        await Accounts(session).change(alice.id, paused=True)
        assert (await Accounts(session).working(), await Accounts(session).ids_by_email([alice.email])) == ([], {})
        assert await Accounts(session).is_anothers("somebody else", alice.email)
    assert await overdue(db) == []
    async with db.transaction() as session:
        await Accounts(session).change(alice.id, paused=False)
        assert await Accounts(session).ids_by_email([alice.email]) == {alice.email: [alice.id]}
        assert [one.works for one in await Accounts(session).working()] == [True]
    clock.advance(120)
    assert await overdue(db) == [alice.id]


async def test_a_mailbox_that_sleeps_is_still_its_owners(db: Database) -> None:
    alice = await join(db)
    async with db.transaction() as session:
        accounts = Accounts(session)
        await accounts.sleep_of(alice.user_id)
        assert await accounts.is_anothers("somebody else", alice.email)
        assert await accounts.is_connected(alice.email)


async def test_a_mailbox_that_somebody_else_works_with_by_now_does_not_wake_and_its_owner_is_told(
    db: Database,
) -> None:
    alice, sales = await join(db), await join(db, ALICE, "sales@fernhill.example")
    async with db.transaction() as session:
        await Accounts(session).sleep_of(alice.user_id)
    bob = await join(db, BOB, alice.email)
    async with db.transaction() as session:
        await Accounts(session).wake_of(alice.user_id)
        assert {one.id for one in await Accounts(session).working()} == {bob.id, sales.id}
        assert await Accounts(session).ended_untold() == [alice.id]
    ended = await now(db, alice)
    assert (ended.state, ended.ended) == (AccountState.RECONNECT, Failure.TAKEN)
