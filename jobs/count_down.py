"""Redraws an approved card while its undo window runs, so that the seconds left are true."""

from assistant.case import case_of_version
from bot.services import Services
from jobs.draw_card import draw_card
from jobs.runner import Retries, job
from storage.cards import Cards
from storage.drafts import DraftState


@job(queue="interactive", timeout=30, retries=Retries(tries=1, base=1, cap=1))
async def count_down(services: Services, version_id: str) -> None:
    """Does nothing once the approval was undone or sent."""
    async with services.db.transaction() as session:
        case = await case_of_version(session, version_id)
        if case is None or case.draft is None or case.draft.state != DraftState.APPROVED:
            return
        await Cards(session).want(case.message.id, case.user.id, services.db.now())
    await services.bell.ring([draw_card.ring(case.message.id, correlation=case.message.correlation)])
