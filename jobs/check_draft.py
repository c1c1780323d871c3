"""Looks whether a waiting reply was changed, sent or deleted in the mail service, and redraws its card if so."""

from assistant.case import case_of_draft
from assistant.reconcile import check_draft as check
from bot.services import Services
from jobs.draw_card import draw_card
from jobs.runner import Retries, job
from storage.leases import Busy, lease


@job(queue="inbound", timeout=90, retries=Retries(tries=3, base=10, cap=120))
async def check_draft(services: Services, draft_id: str) -> None:
    """Leaves a reply alone that somebody works on: they compare it themselves."""
    case = await case_of_draft(services.db, draft_id)
    if case is None:
        return
    try:
        async with lease(services.db, f"draft:{draft_id}", 100):
            changed = await check(services.db, services.mailboxes.of(case.account.id), draft_id)
    except Busy:
        return
    if changed:
        await services.bell.ring([draw_card.ring(case.message.id, correlation=case.message.correlation)])
