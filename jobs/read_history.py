"""Lists the older mail of a newly connected mailbox, a stretch at a time, and rings its reading."""

from datetime import timedelta

from assistant.remembering import list_older
from bot.errors import MailroomError
from bot.services import Services
from jobs.index_mails import index_mails
from jobs.runner import Retries, job
from storage.accounts import Accounts, AccountState
from storage.leases import Busy, lease
from storage.syncs import HISTORY, Sync, Syncs

LEASE_SECONDS = 110
PAGES = 10  # of a hundred mails each, in one run
REST = timedelta(seconds=5)


@job(queue="bulk", timeout=100, retries=Retries(tries=4, base=30, cap=600))
async def read_history(services: Services, account_id: str) -> None:
    """Goes on where the last run stopped. A listing under way is never started twice."""
    if await _due(services, account_id) is None:
        return
    try:
        async with lease(services.db, f"history:{account_id}", LEASE_SECONDS):
            more = await _stretch(services, account_id)
    except Busy:
        return
    except MailroomError as error:
        async with services.db.transaction() as session:
            await Syncs(session).change(account_id, HISTORY, failure=error.failure.value)
        raise
    rings = [index_mails.ring(account_id, "")]
    if more:
        rings.append(read_history.ring(account_id, at=services.db.now() + REST))
    await services.bell.ring(rings)


async def _due(services: Services, account_id: str) -> Sync | None:
    async with services.db.reading() as session:
        account = await Accounts(session).get(account_id)
        sync = await Syncs(session).get(account_id, HISTORY)
    if account is None or account.state != AccountState.CONNECTED or sync is None or sync.wanted <= sync.done:
        return None
    return sync


async def _stretch(services: Services, account_id: str) -> bool:
    """Some pages; whether more are left. The last one answers the wish."""
    mail, days = services.mailboxes.of(account_id), services.settings.history_days
    for _ in range(PAGES):
        sync = await _due(services, account_id)
        if sync is None:
            return False
        if not await list_older(services.db, mail, sync, days):
            async with services.db.transaction() as session:
                await Syncs(session).change(account_id, HISTORY, done=sync.wanted, cursor="", last_at=services.db.now())
            return False
        async with services.db.transaction() as session:
            await Syncs(session).change(account_id, HISTORY, rung_at=services.db.now())
    return True
