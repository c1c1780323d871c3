"""Lists the older mail of a newly connected mailbox, a stretch at a time, and rings its reading."""

from datetime import timedelta

import structlog

from assistant.pruning import rule_of, usual_rule
from assistant.remembering import list_older
from bot.errors import MailroomError, Reconnect
from bot.services import Services
from jobs.index_mails import index_mails
from jobs.pace import rest_after
from jobs.runner import Retries, job
from jobs.tell_history import tell_history
from storage.accounts import Accounts
from storage.leases import Busy, lease
from storage.syncs import HISTORY, Sync, Syncs

LEASE_SECONDS = 110
PAGES = 10  # of a hundred mails each, in one run
REST = timedelta(seconds=5)
log = structlog.get_logger("history")


@job(queue="bulk", timeout=100, retries=Retries(tries=4, base=30, cap=600))
async def read_history(services: Services, account_id: str) -> None:
    """Goes on where the last run stopped. A listing under way is never started twice.

    What fails leaves no dead letter: its owner sees it where the progress is shown, and it is tried again by itself.
    """
    if await _due(services, account_id) is None:
        return
    try:
        async with lease(services.db, f"history:{account_id}", LEASE_SECONDS):
            more = await _stretch(services, account_id)
    except Busy:
        return
    except MailroomError as error:
        return await _postpone(services, account_id, error)
    rings = [index_mails.ring(account_id, ""), tell_history.ring(account_id, "")]
    if more:
        rings.append(read_history.ring(account_id, at=services.db.now() + REST))
    await services.bell.ring(rings)


async def _postpone(services: Services, account_id: str, error: MailroomError) -> None:
    """Keeps what failed as words for its owner, and comes back; once access has ended, when it is connected again."""
    log.warning("history waits", account=account_id, failure=error.failure.value, reason=str(error))
    then = services.db.now() + rest_after(error)
    async with services.db.transaction() as session:
        await Syncs(session).change(account_id, HISTORY, failure=error.failure.value, rung_at=then)
    later = [] if isinstance(error, Reconnect) else [read_history.ring(account_id, at=then)]
    await services.bell.ring([tell_history.ring(account_id, ""), *later])


async def _due(services: Services, account_id: str) -> Sync | None:
    async with services.db.reading() as session:
        account = await Accounts(session).get(account_id)
        sync = await Syncs(session).get(account_id, HISTORY)
    if account is None or not account.works or sync is None or sync.stopped_at is not None:
        return None
    return sync if sync.wanted > sync.done else None


async def _days(services: Services, account_id: str) -> int:
    """How far back it is read: no mail that would be erased again at once."""
    async with services.db.reading() as session:
        account = await Accounts(session).get(account_id)
    kept = rule_of(account, usual_rule(services.settings)).days if account is not None else 0
    return min(services.settings.history_days, kept or services.settings.history_days)


async def _stretch(services: Services, account_id: str) -> bool:
    """Some pages; whether more are left."""
    mail, days = services.mailboxes.of(account_id), await _days(services, account_id)
    for _ in range(PAGES):
        sync = await _due(services, account_id)
        if sync is None:
            return False
        await list_older(services.db, mail, sync, days)
        async with services.db.transaction() as session:
            await Syncs(session).touch(account_id, HISTORY, services.db.now())
    return True
