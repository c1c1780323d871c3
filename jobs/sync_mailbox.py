"""Reads what is new in a mailbox, and rings triage for it. One at a time for each account."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from assistant.syncing import Bounds, sync
from bot.queue import Ring
from bot.services import Services
from bot.settings import Settings
from jobs.check_draft import check_draft
from jobs.index_mails import index_mails
from jobs.runner import Retries, job
from jobs.say_left_out import say_left_out
from jobs.triage_message import triage_message
from jobs.turns import went_unannounced
from storage.accounts import Account, Accounts
from storage.leases import Busy, lease

log = structlog.get_logger("sync")
LEASE_SECONDS = 120
AT_ONCE = 10  # waiting replies looked at together


@dataclass(frozen=True)
class _Due:
    account: Account
    wanted: int


def bounds(settings: Settings) -> Bounds:
    """How far back syncs may go, from the settings."""
    return Bounds(
        settings.first_sync_days, settings.first_sync_limit, settings.resync_days, settings.resync_limit
    )  # fmt: skip


async def _due(services: Services, account_id: str) -> _Due | None:
    async with services.db.reading() as session:
        account = await Accounts(session).get(account_id)
    if account is None or not account.works or account.sync_wanted <= account.sync_done:
        return None
    return _Due(account, account.sync_wanted)


@job(queue="inbound", timeout=110, retries=Retries(tries=5, base=10, cap=300))
async def sync_mailbox(services: Services, account_id: str) -> None:
    """Syncs until no wish is unanswered. A wish that comes during the work is seen before the end."""
    while due := await _due(services, account_id):
        try:
            async with lease(services.db, f"sync:{account_id}", LEASE_SECONDS):
                while due:
                    await _once(services, due)
                    due = await _due(services, account_id)
        except Busy:
            return  # whoever holds it looks again before and after letting go


def checks_of(drafts: Sequence[str], now: datetime) -> list[Ring]:
    """Looks at waiting replies: a few at once, the rest of many (after a lost cursor) one a second.

    Each look takes of the mailbox's quota, and new mail must not wait for them.
    """
    waits = [timedelta(seconds=max(0, place + 1 - AT_ONCE)) for place in range(len(drafts))]
    return [check_draft.ring(draft, at=now + wait if wait else None) for draft, wait in zip(drafts, waits, strict=True)]


async def _once(services: Services, due: _Due) -> None:
    mail, found = services.mailboxes.of(due.account.id), 0
    async for page in sync(services.db, mail, due.account, bounds(services.settings)):
        found += len(page.messages)
        triages = [triage_message.ring(message, correlation=correlation) for message, correlation in page.messages]
        checks = checks_of(page.drafts, services.db.now())
        reads = [index_mails.ring(due.account.id, "")] if page.unindexed else []
        left = page.left_out
        says = [say_left_out.ring(due.account.id, left.days, left.looked, left.newest)] if left else []
        if triages or checks or reads or says:
            await services.bell.ring([*triages, *checks, *reads, *says])
    async with services.db.transaction() as session:
        await Accounts(session).synced(due.account.id, due.wanted, services.db.now())
        if found and went_unannounced(due.account, services.db.now()):
            log.warning("mail came without a push: the watch is set again", account=due.account.id)
            await Accounts(session).change(due.account.id, watch_until=None)  # the sweep asks for another one
