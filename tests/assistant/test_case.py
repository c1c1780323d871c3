"""Whose mail it is: a reference from a payload opens the owner's case, and nobody else's (SPEC SE2)."""

import pytest

from assistant.case import NotTheirs, Person, case_of_version, load_case, own_case
from storage.accounts import Accounts
from storage.db import Database, new_id
from tests.cast import ALICE, ALICE_MAIL, BOB, MALLORY, audit_of, found, join, ready_reply
from tests.fakes import FakeMail


async def test_a_version_and_a_message_open_their_owner_s_case(db: Database) -> None:
    desk = await ready_reply(db)
    for reference in ((await desk.version()).id, desk.message_id):
        case = await own_case(db, ALICE, reference)
        assert (case.message.id, case.user.slack_id) == (desk.message_id, ALICE.slack_id)
    assert await desk.audit() == []


async def test_an_old_version_opens_the_case_as_it_stands_now(db: Database) -> None:
    desk = await ready_reply(db)
    old = await desk.version()
    await desk.put(version_id="")
    assert (await own_case(db, ALICE, old.id)).version is None


@pytest.mark.parametrize(
    "person", [MALLORY, BOB, Person("T0OTHER", ALICE.slack_id), Person("", ""), Person("T0MAIL", "")]
)
async def test_another_s_reference_is_refused_and_kept_in_the_audit_log(sqlite_db: Database, person: Person) -> None:
    desk = await ready_reply(sqlite_db)
    await join(sqlite_db, BOB, "bob@fernhill.example")
    for reference in ((await desk.version()).id, desk.message_id):
        with pytest.raises(NotTheirs):
            await own_case(sqlite_db, person, reference)
    assert await desk.audit() == [f"{person.slack_id} refused"] * 2


async def test_an_unknown_reference_is_refused_just_the_same(db: Database) -> None:
    await ready_reply(db)
    for reference in (new_id(), "", "0", "x" * 5000, "'; DROP TABLE drafts; --"):
        with pytest.raises(NotTheirs):
            await own_case(db, ALICE, reference)
    assert [entry.action for entry in await audit_of(db, "unknown")] == ["refused"] * 5


async def test_a_draft_s_own_id_is_no_reference(db: Database) -> None:
    desk = await ready_reply(db)
    with pytest.raises(NotTheirs):
        await own_case(db, ALICE, desk.draft_id)


async def test_a_message_that_was_only_found_has_a_case_without_the_rest(db: Database) -> None:
    account, mail = await join(db), FakeMail(db.now)
    message_id = await found(db, account, mail.deliver(b""))
    async with db.reading() as session:
        case = await load_case(session, message_id)
        assert await load_case(session, new_id()) is None
        assert await case_of_version(session, new_id()) is None
    assert case is not None
    assert (case.verdict, case.draft, case.version, case.card) == (None, None, None, None)


async def test_the_user_s_own_addresses_are_the_account_s_and_its_aliases(sqlite_db: Database) -> None:
    desk = await ready_reply(sqlite_db)
    async with sqlite_db.transaction() as session:
        await Accounts(session).change(desk.account.id, aliases=[{"email": "Sales@Fernhill.example"}])
    assert (await desk.case()).me == {ALICE_MAIL, "sales@fernhill.example"}
