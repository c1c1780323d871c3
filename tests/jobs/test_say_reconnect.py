"""Ended access is told once, and looked for by the sweep."""

from storage.accounts import Accounts, AccountState
from storage.db import Database
from tests.cast import join


async def test_an_end_is_told_by_one_caller_only(db: Database) -> None:
    account = await join(db)
    async with db.transaction() as session:
        accounts = Accounts(session)
        await accounts.change(account.id, state=AccountState.RECONNECT, end_told=False)
        assert await accounts.ended_untold() == [account.id]
        assert await accounts.tell_end(account.id)
        assert not await accounts.tell_end(account.id)
        assert await accounts.ended_untold() == []


async def test_a_connected_mailbox_is_never_called_ended(db: Database) -> None:
    account = await join(db)
    async with db.transaction() as session:
        await Accounts(session).change(account.id, end_told=False)
        assert not await Accounts(session).tell_end(account.id)
