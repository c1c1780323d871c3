"""Clicks on a proposal: approve, confirm, cancel, undo, try again (SPEC AS3, SL2, SE2)."""

from slack_bolt.async_app import AsyncAck, AsyncApp

from assistant.approval import Answer
from assistant.proposing import Settled, approve, cancel, confirm, retry, undo
from bot.queue import Ring
from bot.services import Services
from handlers.slack.clicks import Body, conclude, person_in, value_in
from jobs.carry_out import carry_out
from jobs.draw_proposal import draw_proposal


def register(bolt: AsyncApp, services: Services) -> None:
    """Adds the listeners."""
    db, seconds = services.db, services.settings.undo_seconds

    @bolt.action("proposal_approved")
    async def proposal_approved(ack: AsyncAck, body: Body) -> None:
        await ack()
        await conclude(services, body, lambda: approve(db, person_in(body), value_in(body), seconds), _rings)

    @bolt.action("proposal_confirmed")
    async def proposal_confirmed(ack: AsyncAck, body: Body) -> None:
        await ack()
        await conclude(services, body, lambda: confirm(db, person_in(body), value_in(body), seconds), _rings)

    @bolt.action("proposal_cancelled")
    async def proposal_cancelled(ack: AsyncAck, body: Body) -> None:
        await ack()
        await conclude(services, body, lambda: cancel(db, person_in(body), value_in(body)), _rings)

    @bolt.action("proposal_undone")
    async def proposal_undone(ack: AsyncAck, body: Body) -> None:
        await ack()
        await conclude(services, body, lambda: undo(db, person_in(body), value_in(body)), _rings)

    @bolt.action("proposal_retried")
    async def proposal_retried(ack: AsyncAck, body: Body) -> None:
        await ack()
        await conclude(services, body, lambda: retry(db, person_in(body), value_in(body)), _rings)

    @bolt.action("proposal_opened")
    async def proposal_opened(ack: AsyncAck) -> None:
        await ack()


def _rings(settled: Settled) -> list[Ring]:
    """The redrawing of the card, and the work where it was approved."""
    proposal = settled.proposal
    rings = [draw_proposal.ring(proposal.id, correlation=proposal.correlation)]
    if settled.answer is Answer.DONE and settled.due_at is not None:
        rings.append(carry_out.ring(proposal.id, at=settled.due_at, correlation=proposal.correlation))
    return rings
