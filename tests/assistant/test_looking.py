"""Looking at once is asked for by somebody else's program too: what it names is a text from outside."""

import pytest

from assistant.case import NotTheirs
from assistant.looking import ask_look_at
from storage.db import Database
from tests.cast import ALICE, audit_of, join


@pytest.mark.parametrize("account_id", ["\0", "é", "\u202e", "nothing"])
async def test_a_mailbox_that_can_be_none_is_nobodys_on_any_database(db: Database, account_id: str) -> None:
    await join(db)
    with pytest.raises(NotTheirs):
        await ask_look_at(db, ALICE, account_id)
    assert [entry.action for entry in await audit_of(db, "unknown")] == ["refused"]
