"""Reads mails known by id only, so that they can be asked about: sent ones, old ones, and what triage missed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from assistant.gathering import gather
from bot.errors import MailroomError, Reconnect
from bot.queue import Ring
from bot.services import Services
from jobs.embed_documents import embed_documents
from jobs.pace import AT_ONCE, AWHILE, rest_after, rest_between
from jobs.runner import Retries, job
from jobs.tell_history import tell_history
from storage.accounts import Account, Accounts
from storage.db import new_id
from storage.documents import Documents
from storage.leases import Busy, lease
from storage.syncs import HISTORY, READING, Sync, Syncs

LEASE_SECONDS = 170
LIVE = timedelta(minutes=2)  # a row of runs that has not said so for longer is over
log = structlog.get_logger("history")


@dataclass(frozen=True)
class _Batch:
    """Whose mails a run is to read, and the history that they may belong to."""

    account: Account
    history: Sync | None

    @property
    def since(self) -> datetime | None:
        """From when on mails are read: all of them, unless the owner has stopped the reading of older ones."""
        return self.history.started_at if self.history and self.history.stopped_at else None

    @property
    def tellings(self) -> list[Ring]:
        """Whom to tell of the progress: the owner, until the history has come to its end."""
        history = self.history
        is_open = history is not None and history.started_at is not None and history.ended_at is None
        return [tell_history.ring(self.account.id, "")] if is_open else []


@job(queue="bulk", timeout=160, retries=Retries(tries=4, base=30, cap=600))
async def index_mails(services: Services, account_id: str, row: str) -> None:
    """One batch. Where more is left, one row of runs goes on after a rest; `row` is its name, '' for a run outside.

    However many ring, no account has two rows: together they would take more of its quota than is ours.
    """
    batch = await _batch(services, account_id)
    if batch is None:
        return await _end(services, account_id)
    if row and not await _goes_on(services, account_id, row):
        return
    try:
        async with lease(services.db, f"index:{account_id}", LEASE_SECONDS):
            more = await _read(services, batch)
    except Busy:
        if row:  # another run is at it; this row still has to go on
            await services.bell.ring([index_mails.ring(account_id, row, at=services.db.now() + AWHILE)])
        return
    except MailroomError as error:
        return await _postpone(services, batch, row, error)
    then = services.db.now() + rest_between(services.settings)
    next_one = await _next(services, account_id, row, then) if more else []
    if row and not more:
        await _end(services, account_id)
    await services.bell.ring([embed_documents.ring(account_id), *batch.tellings, *next_one])


async def _batch(services: Services, account_id: str) -> _Batch | None:
    async with services.db.reading() as session:
        account = await Accounts(session).get(account_id)
        history = await Syncs(session).get(account_id, HISTORY)
    return _Batch(account, history) if account is not None and account.works else None


async def _goes_on(services: Services, account_id: str, row: str) -> bool:
    """Whether this row is the one that reads the account."""
    async with services.db.reading() as session:
        reading = await Syncs(session).get(account_id, READING)
    return reading is not None and reading.cursor == row


async def _read(services: Services, batch: _Batch) -> bool:
    """Reads the batch; whether more is left, such as what came meanwhile and whose ring found us busy."""
    account = batch.account
    mail = services.mailboxes.of(account.id)
    read = await gather(services.db, services.library, mail, account, AT_ONCE, batch.since)
    async with services.db.reading() as session:
        documents = Documents(session)
        unread = read == AT_ONCE or await documents.unread(account.id, 1, since=batch.since)
        more = bool(unread or await documents.leaving(account.id, 1))
    if batch.history is not None and batch.history.failure and batch.history.done >= batch.history.wanted:
        async with services.db.transaction() as session:
            await Syncs(session).change(account.id, HISTORY, failure="")
    return more


async def _postpone(services: Services, batch: _Batch, row: str, error: MailroomError) -> None:
    """Comes back later; once access has ended, when the mailbox is connected again. No dead letter: it is told where
    the progress is shown, if older mail is what waits."""
    account_id = batch.account.id
    log.warning("reading waits", account=account_id, failure=error.failure.value, reason=str(error))
    then = services.db.now() + rest_after(error)
    if batch.tellings:
        async with services.db.transaction() as session:
            await Syncs(session).change(account_id, HISTORY, failure=error.failure.value, rung_at=then)
    if isinstance(error, Reconnect):
        await _end(services, account_id)
        return await services.bell.ring(batch.tellings)
    later = await _next(services, account_id, row, then)
    await services.bell.ring([*batch.tellings, *later])


async def _next(services: Services, account_id: str, row: str, then: datetime) -> list[Ring]:
    """The ring by which the row goes on at that time; a run outside begins one, unless another row reads already."""
    now = services.db.now()
    async with services.db.transaction() as session:
        syncs = Syncs(session)
        await syncs.ensure(account_id, READING)
        reading = await syncs.get(account_id, READING)
        if not row and reading is not None and reading.cursor and reading.rung_at and reading.rung_at > now - LIVE:
            return []
        following = row or new_id()
        await syncs.change(account_id, READING, cursor=following, rung_at=then)
    return [index_mails.ring(account_id, following, at=then if then > now else None)]


async def _end(services: Services, account_id: str) -> None:
    """The row ends: nothing is left, or nothing may be read. The next ring from outside begins another one."""
    async with services.db.transaction() as session:
        await Syncs(session).change(account_id, READING, cursor="", rung_at=services.db.now())
