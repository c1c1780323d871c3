"""Asks the mail service to push notices for a mailbox; renewed daily, since a watch lapses after seven days."""

import structlog

from bot.errors import Permanent, Reconnect
from bot.services import Services
from jobs.runner import Retries, job
from jobs.sync_mailbox import sync_mailbox
from storage.accounts import Accounts

log = structlog.get_logger("watch")


@job(queue="bulk", timeout=60, retries=Retries(tries=5, base=60, cap=900))
async def watch_mailbox(services: Services, account_id: str) -> None:
    """Rings a sync whatever becomes of the watch: without one, mail is still looked for every few minutes.

    A refusal, such as of a topic that is not there, is told by the status and asked for again in an hour.
    """
    await services.bell.ring([sync_mailbox.ring(account_id)])
    async with services.db.reading() as session:
        account = await Accounts(session).get(account_id)
    if not services.settings.pubsub_topic or account is None or not account.works:
        return
    await _change(services, account_id, watch_tried_at=services.db.now())
    try:
        watch = await services.mailboxes.of(account_id).watch(services.settings.pubsub_topic)
    except Reconnect:
        raise
    except Permanent as error:
        log.warning("watch refused", account=account_id, failure=error.failure.value, reason=str(error))
        return await _change(services, account_id, watch_failure=error.failure.value)
    await _change(services, account_id, watch_until=watch.expires_at, watch_failure="")
    async with services.db.transaction() as session:
        await Accounts(session).want_sync([account_id])  # what came in between is seen
    await services.bell.ring([sync_mailbox.ring(account_id)])


async def _change(services: Services, account_id: str, **values: object) -> None:
    async with services.db.transaction() as session:
        await Accounts(session).change(account_id, **values)
