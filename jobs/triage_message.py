"""Reads one new mail and judges it; rings the draft if it needs a reply, its card if it gets one."""

from assistant.triage import triage
from bot.services import Services
from jobs.draft_reply import draft_reply
from jobs.draw_card import draw_card
from jobs.runner import Retries, job
from storage.accounts import Accounts, AccountState
from storage.messages import Messages, MessageState


@job(queue="inbound", timeout=180, retries=Retries(tries=5, base=60, cap=900))
async def triage_message(services: Services, message_id: str) -> None:
    """Does nothing if the message was judged already."""
    async with services.db.reading() as session:
        message = await Messages(session).get(message_id)
        account = await Accounts(session).get(message.account_id) if message else None
    if message is None or account is None or account.state != AccountState.CONNECTED:
        return
    if message.state == MessageState.FOUND:
        await triage(services.db, services.mailboxes.of(account.id), services.model, message_id)
    await ring_next(services, message_id)


async def ring_next(services: Services, message_id: str) -> None:
    """Rings whatever comes after judging, from the rows: a second run rings again, which does no harm."""
    async with services.db.reading() as session:
        message = await Messages(session).get(message_id)
    if message is not None and message.state == MessageState.JUDGED:
        await services.bell.ring([draft_reply.ring(message_id, correlation=message.correlation)])
    elif message is not None and message.state == MessageState.SETTLED:
        await services.bell.ring([draw_card.ring(message_id, correlation=message.correlation)])
