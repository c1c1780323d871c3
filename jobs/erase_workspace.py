"""Erases what is kept of a workspace that removed Mailroom, some time after: mailboxes first, then its people."""

from datetime import timedelta

from sqlalchemy import select

from assistant.erasing import erase_workspace as erase
from assistant.leaving import begin
from bot.services import Services
from jobs.leave_mailbox import leave_mailbox
from jobs.runner import Retries, job
from storage.accounts import Account
from storage.audit import Audit
from storage.leases import Busy, lease
from storage.leavings import Leavings
from storage.users import User
from storage.workspaces import Workspaces

LEASE_SECONDS = 165


@job(queue="bulk", timeout=160, retries=Retries(tries=2, base=60, cap=60))
async def erase_workspace(services: Services, team_id: str) -> None:
    """Does nothing in a workspace that was come back to. Rung hourly until nothing is left: each run goes on."""
    before = services.db.now() - timedelta(days=services.settings.grace_days)
    async with services.db.reading() as session:
        if team_id not in await Workspaces(session).gone_before(before):
            return
    try:
        async with lease(services.db, f"erase-workspace:{team_id}", LEASE_SECONDS):
            await _erase(services, team_id)
    except Busy:
        return


async def _erase(services: Services, team_id: str) -> None:
    """Returns every token to Google before the people go: only their mailboxes' rows know of it."""
    db = services.db
    async with db.transaction() as session:
        people = select(User.id).where(User.team_id == team_id)
        for account in list(await session.scalars(select(Account).where(Account.user_id.in_(people)))):
            await begin(session, account, db.now(), drops_drafts=False, in_slack=False)
        left = await Leavings(session).in_workspace(team_id)
    if left:
        return await services.bell.ring([leave_mailbox.ring(account_id) for account_id in left])
    await erase(db, services.library, team_id)
    async with db.transaction() as session:
        await Audit(session).note(db.now(), "mailroom", "workspace erased", team_id, team=team_id)
