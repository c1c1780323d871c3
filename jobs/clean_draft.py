"""Deletes the mail service's draft of a reply that was discarded."""

from assistant.case import case_of_draft
from bot.services import Services
from jobs.runner import Retries, job
from storage.drafts import Drafts, DraftState


@job(queue="interactive", timeout=60, retries=Retries(tries=4, base=10, cap=300))
async def clean_draft(services: Services, draft_id: str) -> None:
    """Does nothing if it is gone already, or the reply is wanted after all."""
    case = await case_of_draft(services.db, draft_id)
    if case is None or case.draft is None or case.draft.state != DraftState.DISCARDED or not case.draft.cleanup:
        return
    remote_id = case.draft.remote_id
    if remote_id:
        await services.mailboxes.of(case.account.id).delete_draft(remote_id)
    async with services.db.transaction() as session:
        await Drafts(session).cleaned(draft_id, remote_id)
