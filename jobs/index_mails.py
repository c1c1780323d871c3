"""Reads mails known by id only, so that they can be asked about: sent ones, old ones, and what triage missed."""

from datetime import timedelta

from assistant.gathering import gather
from bot.services import Services
from jobs.embed_documents import embed_documents
from jobs.runner import Retries, job
from storage.accounts import Account, Accounts, AccountState
from storage.documents import Documents
from storage.leases import Busy, lease

LEASE_SECONDS = 170
AT_ONCE = 40
REST = timedelta(seconds=15)  # 160 mails a minute: half of what Gmail allows a user, the rest is for live mail


@job(queue="bulk", timeout=160, retries=Retries(tries=4, base=30, cap=600))
async def index_mails(services: Services, account_id: str) -> None:
    """One batch; where more is left it rings itself after a rest. One at a time for each account."""
    account = await _account(services, account_id)
    if account is None:
        return
    try:
        async with lease(services.db, f"index:{account_id}", LEASE_SECONDS):
            mail = services.mailboxes.of(account_id)
            read = await gather(services.db, services.library, mail, account, AT_ONCE)
    except Busy:
        return  # whoever holds it rings again while anything is left
    rings = [embed_documents.ring(account_id)]
    if read == AT_ONCE or await _left(services, account_id):
        rings.append(index_mails.ring(account_id, at=services.db.now() + REST))
    await services.bell.ring(rings)


async def _account(services: Services, account_id: str) -> Account | None:
    async with services.db.reading() as session:
        account = await Accounts(session).get(account_id)
    return account if account is not None and account.state == AccountState.CONNECTED else None


async def _left(services: Services, account_id: str) -> bool:
    """Whether more came while this batch was read: its ring found us busy."""
    async with services.db.reading() as session:
        documents = Documents(session)
        return bool(await documents.unread(account_id, 1) or await documents.leaving(account_id, 1))
