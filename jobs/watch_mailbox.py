"""Asks the mail service to push notices for a mailbox; renewed daily, since a watch lapses after seven days."""

from bot.services import Services
from jobs.runner import Retries, job
from jobs.sync_mailbox import sync_mailbox
from storage.accounts import Accounts


@job(queue="bulk", timeout=60, retries=Retries(tries=5, base=60, cap=900))
async def watch_mailbox(services: Services, account_id: str) -> None:
    """Rings a sync whatever becomes of the watch: without one, mail is still looked for every few minutes."""
    await services.bell.ring([sync_mailbox.ring(account_id)])
    if not services.settings.pubsub_topic:
        return
    async with services.db.transaction() as session:
        await Accounts(session).change(account_id, watch_tried_at=services.db.now())
    watch = await services.mailboxes.of(account_id).watch(services.settings.pubsub_topic)
    async with services.db.transaction() as session:
        await Accounts(session).change(account_id, watch_until=watch.expires_at)
        await Accounts(session).want_sync([account_id])  # what came in between is seen
    await services.bell.ring([sync_mailbox.ring(account_id)])
