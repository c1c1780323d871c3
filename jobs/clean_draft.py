"""Deletes the mail service's draft of a reply that was discarded."""

from assistant.case import case_of_draft
from assistant.reconcile import clean
from bot.services import Services
from jobs.draw_card import draw_card
from jobs.runner import Retries, job
from storage.drafts import DraftState


@job(queue="interactive", timeout=60, retries=Retries(tries=4, base=10, cap=300))
async def clean_draft(services: Services, draft_id: str) -> None:
    """Does nothing if it is gone already, or the reply is wanted after all. Words that nobody saw are shown instead."""
    case = await case_of_draft(services.db, draft_id)
    if case is None or case.draft is None or case.draft.state != DraftState.DISCARDED or not case.draft.cleanup:
        return
    if not await clean(services.db, services.mailboxes.of(case.account.id), case):
        await services.bell.ring([draw_card.ring(case.message.id, correlation=case.message.correlation)])
