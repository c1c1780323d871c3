"""Which syncs of calendars, files and older mail are due, and how they are rung for."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.queue import Ring
from bot.services import Services
from jobs.read_history import read_history
from jobs.sync_asked import sync_asked
from jobs.sync_calendar import sync_calendar
from jobs.sync_drive import sync_drive
from jobs.turns import skipped_services
from storage.accounts import Account
from storage.documents import Service
from storage.syncs import ASKED, HISTORY, Syncs

JOBS = {
    Service.CALENDAR.value: sync_calendar,
    Service.DRIVE.value: sync_drive,
    HISTORY: read_history,
    ASKED: sync_asked,
}
READ = (Service.CALENDAR.value, Service.DRIVE.value)
LATE = timedelta(minutes=5)  # a reading under way says so more often than this
AT_ONCE = 500


def ring_of(account_id: str, service: str) -> Ring:
    """The ring of that service's sync."""
    return JOBS[service].ring(account_id)


async def due_services(session: AsyncSession, turns: Iterable[Account], now: datetime) -> set[tuple[str, str]]:
    """(account id, service) of what the schedule wants now, of these accounts, and of wishes left unanswered."""
    syncs = Syncs(session)
    for account_id in await syncs.without(HISTORY, AT_ONCE):  # connected by a version that could not be asked
        await syncs.want(account_id, [HISTORY], now - LATE - timedelta(seconds=1))
    late = await syncs.overdue(now - LATE, AT_ONCE)
    for account_id, service in late:
        await syncs.touch(account_id, service, now)
    found, skipped = set(late), {account.id: skipped_services(account) for account in turns}
    for service in READ:
        wished = [account_id for account_id, without in skipped.items() if service not in without]
        found |= set(await syncs.want_again(wished, [service], now))
    return found


async def look_again(services: Services, account_id: str, service: Service) -> list[Ring]:
    """Wants another sync of that service, such as after something was changed there; its ring."""
    async with services.db.transaction() as session:
        found = await Syncs(session).want_again([account_id], [service.value], services.db.now())
    return [ring_of(*wish) for wish in found]


async def first_syncs(services: Services, account_id: str) -> list[Ring]:
    """Rings for what a new connection allows to read besides mail."""
    async with services.db.reading() as session:
        syncs = await Syncs(session).of(account_id)
    return [ring_of(account_id, sync.service) for sync in syncs if sync.service in READ and sync.wanted > sync.done]
