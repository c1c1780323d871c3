"""Reads one new mail and judges it; rings the draft if it needs a reply, its card if it gets one."""

from assistant.gathering import gather_message
from assistant.triage import triage
from bot.services import Services
from jobs.draft_reply import draft_reply
from jobs.draw_card import draw_card
from jobs.runner import Job, Retries, job
from storage.messages import Messages, MessageState

NEXT: dict[str, Job[Services, str]] = {MessageState.JUDGED: draft_reply, MessageState.SETTLED: draw_card}


@job(queue="inbound", timeout=180, retries=Retries(tries=6, base=60, cap=900))
async def triage_message(services: Services, message_id: str) -> None:
    """Rings what comes after judging, whoever judged: a second run rings again, which does no harm."""
    async with services.db.reading() as session:
        task = await Messages(session).task(message_id)
    if task is None:
        return
    account_id, correlation = task
    state = await triage(services.db, services.mailboxes.of(account_id), services.model_for(account_id), message_id)
    if following := NEXT.get(state):
        await services.bell.ring([following.ring(message_id, correlation=correlation)])
    await gather_message(services.db, services.library, message_id)  # if this fails, the row is still to be read
