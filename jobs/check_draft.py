"""Looks whether a waiting reply was changed, sent or deleted in the mail service, and redraws its card if so."""

from assistant.case import Case, case_of_draft
from assistant.reconcile import check_draft as check
from bot.errors import Permanent, Reconnect
from bot.services import Services
from jobs.draw_card import draw_card
from jobs.runner import Retries, job
from storage.drafts import CHECKABLE, Drafts
from storage.leases import Busy, lease


@job(queue="inbound", timeout=90, retries=Retries(tries=3, base=10, cap=120))
async def check_draft(services: Services, draft_id: str) -> None:
    """Looks until no wish for a look is unanswered. A wish that comes during the work is seen before the end."""
    while await _due(services, draft_id):
        try:
            async with lease(services.db, f"draft:{draft_id}", 100):
                while case := await _due(services, draft_id):
                    await _look(services, case)
        except Busy:
            return  # somebody works on the reply: the wish stays, and the sweep rings again


async def _due(services: Services, draft_id: str) -> Case | None:
    case = await case_of_draft(services.db, draft_id)
    if case is None or case.draft is None or case.draft.state not in CHECKABLE:
        return None
    return case if case.draft.check_wanted > case.draft.check_done else None


async def _look(services: Services, case: Case) -> None:
    assert case.draft is not None
    draft_id, wanted = case.draft.id, case.draft.check_wanted
    try:
        changed = await check(services.db, services.mailboxes.of(case.account.id), draft_id)
    except Reconnect:
        raise
    except Permanent:  # asking again would not help; before anything is sent, it is looked at once more
        await _looked(services, draft_id, wanted)
        raise
    if changed:  # rung before the wish is answered: if this is where the worker dies, it is looked at again
        await services.bell.ring([draw_card.ring(case.message.id, correlation=case.message.correlation)])
    await _looked(services, draft_id, wanted)


async def _looked(services: Services, draft_id: str, wanted: int) -> None:
    async with services.db.transaction() as session:
        await Drafts(session).checked(draft_id, wanted)
