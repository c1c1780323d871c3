"""Sends an approved reply once its undo window is over."""

from assistant.case import case_of_draft
from assistant.sending import send
from bot.errors import Temporary
from bot.services import Services
from jobs.draw_card import draw_card
from jobs.runner import Retries, job


@job(queue="outbound", timeout=140, retries=Retries(tries=8, base=5, cap=60))
async def send_reply(services: Services, draft_id: str) -> None:
    """Every try first finds out what became of the one before it: none sends blindly."""
    case = await case_of_draft(services.db, draft_id)
    if case is None:
        return
    again = draw_card.ring(case.message.id, correlation=case.message.correlation)
    try:
        await send(services.db, services.mailboxes.of(case.account.id), draft_id)
    except Temporary:
        await services.bell.ring([again])
        raise
    await services.bell.ring([again])
