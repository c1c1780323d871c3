"""Puts an edited reply into the mail service's draft."""

from assistant.case import case_of_draft
from assistant.reconcile import save
from bot.services import Services
from jobs.draw_card import draw_card
from jobs.runner import Retries, job


@job(queue="interactive", timeout=90, retries=Retries(tries=4, base=5, cap=120))
async def save_draft(services: Services, draft_id: str) -> None:
    """Does nothing if the mail service holds the present version already."""
    case = await case_of_draft(services.db, draft_id)
    if case is None:
        return
    await save(services.db, services.mailboxes.of(case.account.id), draft_id)
    await services.bell.ring([draw_card.ring(case.message.id, correlation=case.message.correlation)])
