"""After a long standstill: how far back the inbox is looked through, and what is said of the mail before that."""

import pytest

from assistant.syncing import LeftOut, sync
from storage.accounts import Accounts
from storage.db import Database
from storage.messages import Messages, MessageState
from tests.assistant.pages import BOUNDS, account_now, added, run
from tests.cast import join
from tests.database_fixture import Clock
from tests.fakes import FakeMail

LONG = [
    (6, 7, None),
    (20, 21, None),
    (30, 31, None),
    (45, 31, LeftOut(46, 31, 0)),
]


@pytest.mark.parametrize(("away", "looked", "left_out"), LONG)
async def test_after_a_lost_cursor_the_look_goes_back_to_the_last_sync_and_says_what_it_leaves_out(
    sqlite_db: Database, clock: Clock, away: int, looked: int, left_out: LeftOut | None
) -> None:
    account, mail = await join(sqlite_db, cursor="lost"), FakeMail(sqlite_db.now)
    async with sqlite_db.transaction() as session:
        await Accounts(session).synced(account.id, 0, sqlite_db.now())
    clock.advance(away * 86400)
    mail.recently = [added("m1")]
    pages = await run(sqlite_db, mail, account.id)
    assert mail.asked_recent == [(looked, 500)]
    assert [one.left_out for one in pages if one.left_out] == ([left_out] if left_out else [])
    assert [len(one.messages) for one in pages][-1] == 1


@pytest.mark.parametrize("known", [True, False])
async def test_a_look_that_is_full_leaves_something_out_unless_it_reaches_what_was_read(
    sqlite_db: Database, known: bool
) -> None:
    account, mail = await join(sqlite_db, cursor="lost"), FakeMail(sqlite_db.now)
    mail.recently = [added(f"m{number}") for number in range(500)]
    if known:
        async with sqlite_db.transaction() as session:
            [(message, _)] = await Messages(session).found(account.id, [("m499", "t1", [])], sqlite_db.now())
            await Messages(session).judge(message, MessageState.JUDGED, sqlite_db.now(), received_at=sqlite_db.now())
    pages = await run(sqlite_db, mail, account.id)
    assert [one.left_out for one in pages] == ([None] if known else [LeftOut(1, 7, 500), None])


async def test_what_is_left_out_is_said_before_the_cursor_moves_on(sqlite_db: Database, clock: Clock) -> None:
    account, mail = await join(sqlite_db, cursor="lost"), FakeMail(sqlite_db.now, cursor="900")
    clock.advance(60 * 86400)
    async for one in sync(sqlite_db, mail, account, BOUNDS):
        assert one.left_out is not None
        break
    assert (await account_now(sqlite_db, account.id)).cursor == "lost"
