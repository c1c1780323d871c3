"""Keeps of a mailbox what is to be kept: once an hour, some rows at a time."""

import time
from datetime import timedelta

from assistant.pruning import cut_documents, cut_messages, erase_old, forget_gone, rule_of, usual_rule
from bot.services import Services
from jobs.embed_documents import embed_documents
from jobs.remove_posts import remove_posts
from jobs.runner import Retries, job
from storage.accounts import Account, Accounts, AccountState
from storage.leases import Busy, lease
from storage.posts import Posts

LEASE_SECONDS = 165
ONE_RUN = 60.0  # seconds
PAUSE = timedelta(seconds=30)


@job(queue="bulk", timeout=160, retries=Retries(tries=2, base=60, cap=60))
async def prune_mailbox(services: Services, account_id: str) -> None:
    """As its owner and the deployment want it; where more is left it rings itself."""
    async with services.db.reading() as session:
        account = await Accounts(session).get(account_id)
    if account is None or account.state == AccountState.LEAVING:
        return
    try:
        async with lease(services.db, f"prune:{account_id}", LEASE_SECONDS):
            more = await _prune(services, account)
    except Busy:
        return
    rings = [embed_documents.ring(account_id)]
    async with services.db.reading() as session:
        rings += [remove_posts.ring(account.user_id)] if await Posts(session).left(account.user_id) else []
    rings += [prune_mailbox.ring(account_id, at=services.db.now() + PAUSE)] if more else []
    await services.bell.ring(rings)


async def _prune(services: Services, account: Account) -> bool:
    """Whether more is left, once the run has taken long enough."""
    db, library = services.db, services.library
    rule = rule_of(account, usual_rule(services.settings))
    before = db.now() - timedelta(days=rule.days)
    ends = time.monotonic() + ONE_RUN
    done = 1
    while done and time.monotonic() < ends:
        done = await erase_old(db, library, account, before) if rule.days else 0
        if rule.previews:
            done += await cut_messages(db, account.id) + await cut_documents(db, library, account.id)
    await forget_gone(db, account)
    return done > 0
