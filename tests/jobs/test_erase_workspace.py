"""A workspace that removed Mailroom is erased after its days of grace, unless it has come back."""

from datetime import timedelta

from assistant.installing import workspace_installed, workspace_left
from assistant.leaving import QUIET
from jobs.erase_workspace import erase_workspace
from jobs.leave_mailbox import leave_mailbox
from jobs.sweep import sweep
from tests.cast import TEAM
from tests.database_fixture import Clock
from tests.handlers.office import Office
from tests.leaving import Parting, counts, parting


async def left_for(office: Office, clock: Clock, days: float) -> Parting:
    home = await parting(office, clock)
    await workspace_left(office.db, TEAM, clock() + timedelta(seconds=1))
    clock.advance(86_400 * days)
    return home


async def test_within_its_days_of_grace_everything_stays(office: Office, clock: Clock) -> None:
    home = await left_for(office, clock, 29)
    await erase_workspace(home.services, TEAM)
    await sweep(home.services, 60)
    assert office.bell.of("erase_workspace") == [] and await home.leaving() is None
    assert home.is_granted()


async def test_after_them_nothing_is_left_and_access_is_returned(office: Office, clock: Clock) -> None:
    home = await left_for(office, clock, 31)
    await sweep(home.services, 60)
    assert [ring.args for ring in office.bell.of("erase_workspace")] == [(TEAM,)]
    await erase_workspace(home.services, TEAM)
    await leave_mailbox(home.services, home.account.id)
    clock.advance(QUIET.total_seconds())
    await leave_mailbox(home.services, home.account.id)
    assert not home.is_granted() and len(home.mail.drafts) == 1
    await erase_workspace(home.services, TEAM)
    assert {name for name, count in (await counts(office)).items() if count} <= {"audit", "leases"}


async def test_a_workspace_that_came_back_is_not_erased(office: Office, clock: Clock) -> None:
    home = await left_for(office, clock, 31)
    await workspace_installed(office.db, TEAM, "U0ALICE")
    await erase_workspace(home.services, TEAM)
    assert await home.leaving() is None and (await counts(office))["messages"] == 1
