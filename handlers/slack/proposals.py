"""Clicks on a proposal: approve, confirm, cancel, undo, try again (SPEC AS3, SL2, SE2)."""

from collections.abc import Awaitable, Callable

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp

from assistant.approval import Answer
from assistant.case import NotTheirs
from assistant.proposing import Settled, approve, cancel, confirm, retry, undo
from bot.errors import Temporary
from bot.services import Services
from bot.views.notices import delayed, late, on_hold, refusal
from handlers.slack.clicks import Body, person_in, value_in, whisper
from jobs.carry_out import carry_out
from jobs.draw_proposal import draw_proposal

log = structlog.get_logger("clicks")


def register(bolt: AsyncApp, services: Services) -> None:
    """Adds the listeners."""
    db, seconds = services.db, services.settings.undo_seconds

    @bolt.action("proposal_approved")
    async def proposal_approved(ack: AsyncAck, body: Body) -> None:
        await ack()
        await _settle(services, body, lambda: approve(db, person_in(body), value_in(body), seconds))

    @bolt.action("proposal_confirmed")
    async def proposal_confirmed(ack: AsyncAck, body: Body) -> None:
        await ack()
        await _settle(services, body, lambda: confirm(db, person_in(body), value_in(body), seconds))

    @bolt.action("proposal_cancelled")
    async def proposal_cancelled(ack: AsyncAck, body: Body) -> None:
        await ack()
        await _settle(services, body, lambda: cancel(db, person_in(body), value_in(body)))

    @bolt.action("proposal_undone")
    async def proposal_undone(ack: AsyncAck, body: Body) -> None:
        await ack()
        await _settle(services, body, lambda: undo(db, person_in(body), value_in(body)))

    @bolt.action("proposal_retried")
    async def proposal_retried(ack: AsyncAck, body: Body) -> None:
        await ack()
        await _settle(services, body, lambda: retry(db, person_in(body), value_in(body)))

    @bolt.action("proposal_opened")
    async def proposal_opened(ack: AsyncAck) -> None:
        await ack()


async def _settle(services: Services, body: Body, decide: Callable[[], Awaitable[Settled]]) -> None:
    """Takes one decision; rings the work and the redrawing of the card, or says why nothing was done."""
    try:
        settled = await decide()
    except NotTheirs:
        return await whisper(services, body, refusal())
    proposal = settled.proposal
    rings = [draw_proposal.ring(proposal.id, correlation=proposal.correlation)]
    if settled.answer is Answer.DONE and settled.due_at is not None:
        rings.append(carry_out.ring(proposal.id, at=settled.due_at, correlation=proposal.correlation))
    try:
        await services.bell.ring(rings)
    except Temporary as error:  # the rows say what is to be done: the sweep will ring
        log.warning("ring failed", reason=str(error))
        if settled.answer is Answer.DONE:
            return await whisper(services, body, delayed())
    if settled.answer is not Answer.DONE:
        await whisper(services, body, on_hold() if settled.answer is Answer.PAUSED else late())
