"""Somebody who is deactivated in Slack: their work rests, their data waits, an admin can have it erased."""

from assistant.leaving import QUIET
from jobs.erase_person import begin_erasing, finish_erasing
from jobs.leave_mailbox import leave_mailbox
from jobs.sweep import sweep
from storage.accounts import Account, Accounts, AccountState
from storage.users import User, Users
from tests.cast import ALICE, BOB, TEAM, audit_of, join, ready_reply
from tests.database_fixture import Clock
from tests.handlers.office import Office
from tests.leaving import BOB_MAIL, counts, parting


async def deactivate(office: Office, *, deleted: bool = True) -> None:
    office.slack.deactivate(office.slack.users["U0ALICE"], deleted=deleted)
    await office.slack.delivery.settled()


async def state_of(office: Office, account: Account) -> str:
    async with office.db.reading() as session:
        found = await Accounts(session).get(account.id)
    assert found is not None
    return found.state


async def alice(office: Office) -> User:
    async with office.db.reading() as session:
        user = await Users(session).find(ALICE.team_id, ALICE.slack_id)
    assert user is not None
    return user


async def test_who_is_deactivated_has_no_more_work_done_and_nothing_erased(office: Office, clock: Clock) -> None:
    desk = await ready_reply(office.db)
    bob = await join(office.db, BOB, BOB_MAIL)
    await deactivate(office)
    assert await state_of(office, desk.account) == AccountState.ASLEEP
    assert await state_of(office, bob) == AccountState.CONNECTED
    office.bell.rings.clear()
    clock.advance(3600)
    await sweep(office.services, 60)
    rung = {ring.job.rpartition(".")[2] for ring in office.bell.rings if desk.message_id in ring.args}
    assert rung == set()
    assert (await counts(office))["messages"] == 1


async def test_who_is_let_in_again_finds_everything_as_it_was(office: Office) -> None:
    desk = await ready_reply(office.db)
    await deactivate(office)
    await deactivate(office, deleted=False)
    assert await state_of(office, desk.account) == AccountState.CONNECTED
    user = await alice(office)
    assert user.left_at is None
    noted = [(entry.action, entry.detail) for entry in await audit_of(office.db, user.id)]
    assert noted == [(action, {"through": "slack event"}) for action in ("person left", "person back")]


async def test_who_moves_is_told_times_of_the_new_place_and_an_unknown_place_changes_nothing(office: Office) -> None:
    await join(office.db)
    for zone, kept in (("Asia/Tokyo", "Asia/Tokyo"), ("Moon/Tranquility", "Asia/Tokyo")):
        office.slack.move(office.slack.users["U0ALICE"], zone)
        await office.slack.delivery.settled()
        assert (await alice(office)).zone == kept


async def test_an_installation_wakes_nobody_who_was_deactivated(office: Office) -> None:
    desk = await ready_reply(office.db)
    await deactivate(office)
    async with office.db.transaction() as session:
        await Accounts(session).wake(TEAM)
    assert await state_of(office, desk.account) == AccountState.ASLEEP


async def test_a_change_of_a_profile_changes_nothing(office: Office) -> None:
    account = await join(office.db)
    async with office.db.transaction() as session:
        await Accounts(session).change(account.id, state=AccountState.RECONNECT)
    await deactivate(office, deleted=False)
    assert await state_of(office, account) == AccountState.RECONNECT


async def test_an_admin_can_have_a_person_who_left_erased(office: Office, clock: Clock) -> None:
    home = await parting(office, clock)
    await deactivate(office)
    user = await alice(office)
    assert await begin_erasing(home.services, user) == [home.account.id]
    assert not await finish_erasing(home.services, user)
    await leave_mailbox(home.services, home.account.id)
    clock.advance(QUIET.total_seconds())
    await leave_mailbox(home.services, home.account.id)
    assert await begin_erasing(home.services, user) == []
    assert await finish_erasing(home.services, user)
    left = {name for name, count in (await counts(office)).items() if count}
    assert left <= {"audit", "workspaces", "leases"}
    assert not home.is_granted()
