"""How much of the mail has been read: the mailbox that is least far speaks for all."""

from datetime import UTC, datetime
from typing import Any

import pytest

from assistant.asking.evidence.unread import Unread, unread_of
from storage.db import Database
from storage.documents import Documents
from storage.syncs import HISTORY, Syncs
from tests.cast import ALICE, join

NOV, OCT = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 10, 1, tzinfo=UTC)


async def boxes(db: Database, *states: dict[str, Any] | None) -> list[str]:
    """Mailboxes of Alice's whose history stands so; None: none was asked for."""
    ids = []
    for number, state in enumerate(states):
        account = await join(db, ALICE, f"box{number}@fernhill.example")
        ids.append(account.id)
        if state is not None:
            async with db.transaction() as session:
                await Syncs(session).want(account.id, [HISTORY], db.now())
                await Syncs(session).change(account.id, HISTORY, **{"done": 0} | state)
    return ids


@pytest.mark.parametrize(
    ("states", "missing"),
    [
        ([None], None),
        ([{"done": 1, "reached": OCT}], None),
        ([{}], Unread()),
        ([{"reached": NOV}], Unread(NOV)),
        ([{"reached": OCT}, {"reached": NOV}], Unread(NOV)),
        ([{"reached": OCT}, {}], Unread()),
        ([{"reached": OCT, "failure": "revoked"}, {}], Unread(OCT, "revoked")),
        ([{"done": 1}, None, {"reached": NOV}], Unread(NOV)),
    ],
)
async def test_what_is_missing(db: Database, states: list[dict[str, Any] | None], missing: Unread | None) -> None:
    assert await unread_of(db, await boxes(db, *states)) == missing


async def test_mail_that_is_listed_but_not_read_is_missing_too(db: Database) -> None:
    (account_id,) = await boxes(db, {"done": 1, "reached": OCT})
    async with db.transaction() as session:
        await Documents(session).expect(account_id, [("m1", "t1")], NOV, db.now())
    assert await unread_of(db, [account_id]) == Unread(OCT)
