"""Only the owner decides about a mailbox, what did not change is not noted, and what was switched on is read again."""

from decimal import Decimal

import pytest

from assistant.case import NotTheirs, Person
from assistant.preferences import Preferences, preferences_of
from assistant.preferring import choose, pause, preferred, preferred_of
from connectors.google.scopes import CALENDAR, DRIVE
from storage.accounts import Account, Accounts
from storage.db import Database
from storage.syncs import Syncs
from tests.cast import ALICE, BOB, TEAM, audit_of, join

SCOPES = " ".join(f"https://www.googleapis.com/auth/{name}" for name in ("gmail.modify", "calendar.events", "drive"))
WANTED = Preferences(60, frozenset({"drive"}), daily_usd=Decimal("1.50"))


@pytest.fixture
async def account(db: Database) -> Account:
    account = await join(db)
    async with db.transaction() as session:
        await Accounts(session).change(account.id, scopes=SCOPES)
        await Syncs(session).want(account.id, [CALENDAR, DRIVE], db.now())
    return account


@pytest.mark.parametrize("person", [BOB, Person(TEAM, ""), Person("T0OTHER", ALICE.slack_id)])
async def test_nobody_else_sees_or_changes_it(db: Database, account: Account, person: Person) -> None:
    await join(db, BOB, "bob@fernhill.example")
    for act in (
        preferred(db, person, account.id),
        pause(db, person, account.id, paused=True),
        choose(db, person, account.id, True, WANTED),
    ):
        with pytest.raises(NotTheirs):
            await act
    assert [box.email for box in await preferred_of(db, ALICE)] == [account.email]
    assert (await preferred(db, ALICE, account.id)).paused is False


async def test_what_is_chosen_holds_and_is_noted_once(db: Database, account: Account) -> None:
    first = await choose(db, ALICE, account.id, False, WANTED)
    again = await choose(db, ALICE, account.id, False, WANTED)
    assert (set(first.changed), again.changed) == ({"every_minutes", "skipped_services", "daily_usd"}, ())
    assert (await preferred(db, ALICE, account.id)).preferences == WANTED
    assert len(await audit_of(db, account.id)) == 1


async def test_after_a_pause_mail_and_what_is_not_skipped_is_read_at_once(db: Database, account: Account) -> None:
    paused = await choose(db, ALICE, account.id, True, WANTED)
    assert (paused.mail, paused.services) == (False, ())
    resumed = await pause(db, ALICE, account.id, paused=False)
    assert (resumed.changed, resumed.mail, resumed.services) == (("resumed",), True, (CALENDAR,))
    assert (await pause(db, ALICE, account.id, paused=False)).changed == ()


async def test_pausing_keeps_the_preferences(db: Database, account: Account) -> None:
    await choose(db, ALICE, account.id, False, WANTED)
    await pause(db, ALICE, account.id, paused=True)
    async with db.reading() as session:
        row = await Accounts(session).get(account.id)
    assert row is not None and row.paused and preferences_of(row.preferences) == WANTED
