"""Reads what is new among a person's files into the index. One at a time for each account."""

from assistant.syncing_drive import sync_files
from bot.services import Services
from jobs.runner import Retries, job
from jobs.service_sync import sync_service
from storage.documents import Service


@job(queue="bulk", timeout=160, retries=Retries(tries=5, base=30, cap=600))
async def sync_drive(services: Services, account_id: str) -> None:
    """Returns quietly if nobody wants it, or the owner has not allowed it."""
    drive = services.mailboxes.drive(account_id)
    more = await sync_service(
        services, account_id, Service.DRIVE, lambda shelf, cursor: sync_files(shelf, drive, cursor)
    )
    if more:
        await services.bell.ring([sync_drive.ring(account_id)])
