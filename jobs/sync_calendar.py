"""Reads what is new in a calendar into the index. One at a time for each account."""

from assistant.syncing_calendar import sync_events
from bot.services import Services
from jobs.runner import Retries, job
from jobs.service_sync import sync_service
from storage.documents import Service


@job(queue="bulk", timeout=160, retries=Retries(tries=5, base=30, cap=600))
async def sync_calendar(services: Services, account_id: str) -> None:
    """Returns quietly if nobody wants it, or the owner has not allowed it."""
    calendar = services.mailboxes.calendar(account_id)
    more = await sync_service(
        services, account_id, Service.CALENDAR, lambda shelf, cursor: sync_events(shelf, calendar, cursor)
    )
    if more:
        await services.bell.ring([sync_calendar.ring(account_id)])
