"""Carries out an approved proposal, once."""

from assistant.carrying_out import carry_out as carry
from assistant.task import Hands
from bot.errors import Temporary
from bot.services import Services
from jobs import draw_proposal
from jobs.runner import Retries, job
from jobs.service_rings import look_again
from storage.documents import Service
from storage.proposals import Proposals

CHANGES = {"event": Service.CALENDAR, "file": Service.DRIVE}  # what is read again, so that questions know of it at once


@job(queue="outbound", timeout=140, retries=Retries(tries=4, base=30, cap=300))
async def carry_out(services: Services, proposal_id: str) -> None:
    """Every try first finds out what became of the one before it: none acts blindly."""
    async with services.db.reading() as session:
        proposal = await Proposals(session).get(proposal_id)
    if proposal is None:
        return
    boxes, account = services.mailboxes, proposal.account_id
    hands = Hands(boxes.of(account), boxes.calendar(account), boxes.drive(account))

    async def draw() -> None:
        await services.bell.ring([draw_proposal.draw_proposal.ring(proposal_id, correlation=proposal.correlation)])

    try:
        await carry(services.db, hands, proposal_id, draw)
    except Temporary:
        await draw()
        raise
    await draw()
    if changed := CHANGES.get(proposal.kind.partition(".")[0]):
        await services.bell.ring(await look_again(services, account, changed))
