"""Sends an approved reply once its undo window is over."""

from datetime import timedelta

from assistant.case import case_of_draft
from assistant.sending import send
from bot.errors import Temporary
from bot.services import Services
from jobs.draw_card import draw_card
from jobs.runner import Retries, job
from storage.cards import Cards
from storage.drafts import DraftState

LATE = timedelta(seconds=5)


@job(queue="outbound", timeout=140, retries=Retries(tries=4, base=30, cap=300))
async def send_reply(services: Services, draft_id: str) -> None:
    """Every try first finds out what became of the one before it: none sends blindly."""
    case = await case_of_draft(services.db, draft_id)
    if case is None:
        return
    card = draw_card.ring(case.message.id, correlation=case.message.correlation)

    async def draw() -> None:
        await services.bell.ring([card])

    try:
        await send(services.db, services.mailboxes.of(case.account.id), draft_id, draw)
    except Temporary:
        await _say_late(services, draft_id)
        await draw()
        raise
    await draw()


async def _say_late(services: Services, draft_id: str) -> None:
    """The card of a reply that should be gone by now is drawn anew: it says that it waits."""
    case = await case_of_draft(services.db, draft_id)
    if case is None or case.draft is None or case.card is None or case.draft.send_after is None:
        return
    now, late = services.db.now(), case.draft.send_after + LATE
    if case.draft.state == DraftState.APPROVED and now > late and case.card.drawn >= case.card.wanted:
        async with services.db.transaction() as session:
            await Cards(session).want(case.message.id, case.user.id, now)
