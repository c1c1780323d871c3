"""Drafts the reply to one mail, or drafts it anew, puts it in the mail service, and rings its card."""

from assistant.drafting import draft
from bot.services import Services
from jobs.draw_card import draw_card
from jobs.runner import Retries, job
from storage.messages import Messages


@job(queue="inbound", timeout=180, retries=Retries(tries=3, base=60, cap=600))
async def draft_reply(services: Services, message_id: str) -> None:
    """Does nothing if the reply stands already."""
    async with services.db.reading() as session:
        message = await Messages(session).get(message_id)
    if message is None:
        return
    mail = services.mailboxes.of(message.account_id)
    await draft(services.db, mail, services.model, message_id)
    await services.bell.ring([draw_card.ring(message_id, correlation=message.correlation)])
