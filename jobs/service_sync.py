"""What the syncs of calendar and files share: whether one is due, one at a time, for as long as a run may take."""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass

import structlog

from assistant.shelving import Shelf
from bot.errors import MailroomError, Permanent, Reconnect
from bot.services import Services
from connectors.google.scopes import services_of
from jobs.embed_documents import embed_documents
from jobs.turns import skipped_services
from storage.accounts import Account, Accounts
from storage.documents import Service
from storage.leases import Busy, lease
from storage.syncs import Sync, Syncs

LEASE_SECONDS = 170
RUN_SECONDS = 60  # after which a long sync lets others work and goes on later

log = structlog.get_logger("service_sync")
Read = Callable[[Shelf, str], AsyncGenerator[int, None]]


@dataclass(frozen=True)
class Due:
    """A wish for a sync that is to be answered."""

    account: Account
    sync: Sync


async def due(services: Services, account_id: str, service: Service) -> Due | None:
    """The unanswered wish, if the account may work and its owner allowed this service. One for a service that its owner
    does not want to be read is answered by not reading it."""
    async with services.db.reading() as session:
        account = await Accounts(session).get(account_id)
        sync = await Syncs(session).get(account_id, service)
    if account is None or not account.works or sync is None or sync.wanted <= sync.done:
        return None
    if service in skipped_services(account):
        await _note(services, Due(account, sync), service, done=sync.wanted)
        return None
    return Due(account, sync) if service in services_of(account.scopes.split()) else None


async def sync_service(services: Services, account_id: str, service: Service, read: Read) -> bool:
    """Reads until no wish is unanswered; whether there was too much of it for one run.

    Somebody else may be at it: whoever holds the lease looks again before and after letting go.
    """
    while wish := await due(services, account_id, service):
        try:
            async with lease(services.db, f"{service}:{account_id}", LEASE_SECONDS):
                while wish:
                    if not await _answered(services, wish, service, read):
                        return True
                    wish = await due(services, account_id, service)
        except Busy:
            return False
    return False


async def _answered(services: Services, wish: Due, service: Service, read: Read) -> bool:
    """One reading, and what came of it; False if it was stopped for now."""
    try:
        whole = await _read(services, wish, service, read)
    except Reconnect:
        raise
    except MailroomError as error:
        if not await _failed(services, wish, service, error):
            raise
        return True
    if whole:
        await _note(services, wish, service, done=wish.sync.wanted, last_at=services.db.now(), failure="")
    return whole


async def _read(services: Services, wish: Due, service: Service, read: Read) -> bool:
    shelf = Shelf(services.db, services.library, wish.account, service)
    ends, changed = services.db.now().timestamp() + RUN_SECONDS, 0
    whole = True
    async with aclosing(read(shelf, wish.sync.cursor)) as steps:
        async for count in steps:
            changed += count
            if services.db.now().timestamp() > ends:
                whole = False
                break
    if changed:
        await services.bell.ring([embed_documents.ring(wish.account.id)])
    return whole


async def _failed(services: Services, wish: Due, service: Service, error: MailroomError) -> bool:
    """Keeps how the reading failed; whether that is all there is to do.

    A refusal that has been told of once, such as an API that is not enabled, is not told of every few minutes.
    """
    told = isinstance(error, Permanent) and wish.sync.failure == error.failure
    answered = {"done": wish.sync.wanted} if isinstance(error, Permanent) else {}
    await _note(services, wish, service, failure=error.failure.value, **answered)
    if told:
        log.info("still refused", service=service.value, failure=error.failure.value)
    return told


async def _note(services: Services, wish: Due, service: Service, **values: object) -> None:
    async with services.db.transaction() as session:
        await Syncs(session).change(wish.account.id, service, **values)
