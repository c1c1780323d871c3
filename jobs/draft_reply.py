"""Drafts the reply to one mail, or drafts it anew, puts it in the mail service, and rings its card."""

from functools import partial

from assistant.drafting import draft
from assistant.recalling import recall
from bot.services import Services
from jobs.draw_card import draw_card
from jobs.runner import Retries, job
from storage.messages import Messages


@job(queue="inbound", timeout=180, retries=Retries(tries=4, base=60, cap=600))
async def draft_reply(services: Services, message_id: str) -> None:
    """Does nothing if the reply stands already."""
    async with services.db.reading() as session:
        task = await Messages(session).task(message_id)
    if task is None:
        return
    account_id, correlation = task
    mail, memory = services.mailboxes.of(account_id), partial(recall, services.library)
    await draft(services.db, mail, services.model_for(account_id), message_id, memory)
    await services.bell.ring([draw_card.ring(message_id, correlation=correlation)])
