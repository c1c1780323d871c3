"""Looking at once is asked for by somebody else's program too: what it names is a text from outside."""

import pytest

from assistant.case import NotTheirs
from assistant.looking import Asked, ask_look_at
from storage.db import Database
from tests.cast import ALICE, audit_of, join


@pytest.mark.parametrize("account_id", ["\0", "é", "\u202e", "nothing"])
async def test_a_mailbox_that_can_be_none_is_nobodys_on_any_database(db: Database, account_id: str) -> None:
    await join(db)
    with pytest.raises(NotTheirs):
        await ask_look_at(db, ALICE, account_id)
    assert [entry.action for entry in await audit_of(db, "unknown")] == ["refused"]


async def test_a_look_that_is_begun_is_noted_and_one_that_is_under_way_is_not(sqlite_db: Database) -> None:
    account = await join(sqlite_db)
    assert [await ask_look_at(sqlite_db, ALICE, account.id) for _ in range(2)] == [Asked.BEGUN, Asked.BUSY]
    (noted,) = [entry for entry in await audit_of(sqlite_db, account.id) if entry.action == "sync asked"]
    assert (noted.actor, noted.team, noted.account) == (ALICE.slack_id, ALICE.team_id, account.id)
