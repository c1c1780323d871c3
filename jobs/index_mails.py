"""Reads mails known by id only, so that they can be asked about: sent ones, old ones, and what triage missed."""

from datetime import timedelta

from assistant.gathering import gather
from bot.services import Services
from jobs.embed_documents import embed_documents
from jobs.runner import Retries, job
from storage.accounts import Account, Accounts, AccountState
from storage.db import new_id
from storage.documents import Documents
from storage.leases import Busy, lease
from storage.syncs import READING, Syncs

LEASE_SECONDS = 170
AT_ONCE = 40
REST = timedelta(seconds=15)  # 160 mails a minute: half of what Gmail allows a user, the rest is for live mail
LIVE = timedelta(minutes=2)  # a row of runs that has not said so for longer is over


@job(queue="bulk", timeout=160, retries=Retries(tries=4, base=30, cap=600))
async def index_mails(services: Services, account_id: str, row: str) -> None:
    """One batch. Where more is left, one row of runs goes on after a rest; `row` is its name, '' for a run outside.

    However many ring, no account has two rows: together they would take more of its quota than is ours.
    """
    account = await _account(services, account_id)
    if account is None or (row and not await _goes_on(services, account_id, row)):
        return
    try:
        async with lease(services.db, f"index:{account_id}", LEASE_SECONDS):
            mail = services.mailboxes.of(account_id)
            read = await gather(services.db, services.library, mail, account, AT_ONCE)
    except Busy:
        if row:  # another run is at it; this row still has to go on
            await services.bell.ring([index_mails.ring(account_id, row, at=services.db.now() + REST)])
        return
    more = read == AT_ONCE or await _left(services, account_id)
    rings = [embed_documents.ring(account_id)]
    if following := await _following(services, account_id, row, more):
        rings.append(index_mails.ring(account_id, following, at=services.db.now() + REST))
    await services.bell.ring(rings)


async def _account(services: Services, account_id: str) -> Account | None:
    async with services.db.reading() as session:
        account = await Accounts(session).get(account_id)
    return account if account is not None and account.state == AccountState.CONNECTED else None


async def _goes_on(services: Services, account_id: str, row: str) -> bool:
    """Whether this row is the one that reads the account."""
    async with services.db.reading() as session:
        reading = await Syncs(session).get(account_id, READING)
    return reading is not None and reading.cursor == row


async def _left(services: Services, account_id: str) -> bool:
    """Whether more came while this batch was read: its ring found us busy."""
    async with services.db.reading() as session:
        documents = Documents(session)
        return bool(await documents.unread(account_id, 1) or await documents.leaving(account_id, 1))


async def _following(services: Services, account_id: str, row: str, more: bool) -> str:
    """The name of the row that this run is to ring on, '' if none: all is read, or another row reads it."""
    now = services.db.now()
    async with services.db.transaction() as session:
        syncs = Syncs(session)
        await syncs.ensure(account_id, READING)
        if not more:
            if row:
                await syncs.change(account_id, READING, cursor="", rung_at=now)
            return ""
        reading = await syncs.get(account_id, READING)
        if not row and reading is not None and reading.cursor and reading.rung_at and reading.rung_at > now - LIVE:
            return ""
        following = row or new_id()
        await syncs.change(account_id, READING, cursor=following, rung_at=now)
    return following
