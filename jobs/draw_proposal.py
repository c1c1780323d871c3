"""Posts a proposal's card into its question's thread, or redraws it, until it shows the present state."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from assistant.clashing import Clashes, clashes_of
from assistant.preparing import people_in, prepare
from assistant.task import UNDER_WAY
from bot.errors import Permanent, Reconnect, Temporary
from bot.services import Services
from bot.views.mail_card import Drawn
from bot.views.proposal_card import proposal_card
from bot.views.proposal_parts import Shown
from jobs.drop_twins import LATE, drop_twins
from jobs.posting import post_once
from jobs.runner import Retries, job
from jobs.settle_session import settle_decided
from jobs.standing import reached
from storage.contacts import Contacts
from storage.db import Database
from storage.leases import Busy, held, hold, let_go
from storage.proposals import Proposal, Proposals, ProposalState
from storage.questions import Questions

LEASE_SECONDS = 75
REST = timedelta(minutes=5)  # while the workspace's access to Slack has ended: its cards are not broken


@dataclass(frozen=True)
class _Picture:
    """What a card is to show, as it was read under the lease."""

    proposal: Proposal
    team_id: str
    drawn: Drawn


@job(queue="interactive", timeout=60, retries=Retries(tries=4, base=5, cap=120))
async def draw_proposal(services: Services, proposal_id: str) -> None:
    """Draws until nothing newer is wanted. Exactly one message stands in Slack, whatever is run twice or killed."""
    db = services.db
    try:
        async with db.transaction() as session:
            proposal = await Proposals(session).get(proposal_id)
            if proposal is None or proposal.wanted <= proposal.drawn or proposal.failed:
                return
            if not proposal.ts:
                await reached(session, proposal.user_id)
            taken = await hold(session, f"proposal-card:{proposal_id}", LEASE_SECONDS, db.now())
    except Busy:
        return  # whoever holds it looks again before letting go
    async with held(db, taken):
        picture = await _next(services, proposal)
        while picture is not None:
            await _draw(services, picture)
            async with db.transaction() as session:
                stored = await Proposals(session).get(proposal_id)
                if stored is None or stored.wanted <= stored.drawn or stored.failed:
                    return await let_go(session, taken)
            picture = await _next(services, stored)


async def _prepared(services: Services, proposal: Proposal) -> None:
    """Completes what was never shown. Where its mailbox refuses to help, there is nothing to approve: it is told so."""
    try:
        await prepare(services.db, services.mailboxes.of(proposal.account_id), proposal.id)
    except Permanent as error:
        async with services.db.transaction() as session:
            await Proposals(session).unpreparable(proposal.id, str(error.failure), services.db.now())


async def _next(services: Services, proposal: Proposal) -> _Picture | None:
    """What the card is to show, made ready before; what it was while the last one was drawn may be another by now."""
    await _prepared(services, proposal)
    clashes = await clashes_of(services.db, proposal, services.mailboxes.calendar)
    return await _picture(services.db, proposal.id, clashes)


async def _picture(db: Database, proposal_id: str, clashes: Clashes) -> _Picture | None:
    """What the card is to show; before a first post the place and the intention are kept as well."""
    async with db.transaction() as session:
        found = await Proposals(session).owned(proposal_id)
        if found is None:
            return None
        proposal, user, account = found
        if not proposal.channel:
            proposal = await _placed(session, proposal)
        names = await Contacts(session).names_of(account.id, _people(proposal))
        if not proposal.ts and proposal.posting_at is None:
            await Proposals(session).change(proposal_id, posting_at=db.now())
        shown = Shown(proposal, account.email, names, clashes)
        return _Picture(proposal, user.team_id, proposal_card(shown, db.now()))


def _people(proposal: Proposal) -> list[str]:
    said = proposal.content
    return [*people_in(proposal.kind, said), *said.get("guests", []), *said.get("after", {}).get("guests", [])]


async def _placed(session: AsyncSession, proposal: Proposal) -> Proposal:
    question = await Questions(session).get(proposal.question_id)
    if question is None or not question.channel or not question.thread_ts:
        raise Temporary("the question has no thread yet", retry_after=5)
    place = {"channel": question.channel, "thread_ts": question.thread_ts}
    await Proposals(session).change(proposal.id, **place)
    proposal.channel, proposal.thread_ts = question.channel, question.thread_ts
    return proposal


async def _draw(services: Services, picture: _Picture) -> None:
    db, proposal_id, seen = services.db, picture.proposal.id, picture.proposal.wanted
    try:
        ts = await _show(services, picture)
    except Reconnect:
        async with db.transaction() as session:
            await Proposals(session).rest(proposal_id, seen, db.now() + REST)
        raise
    except Permanent as error:
        async with db.transaction() as session:
            await Proposals(session).undrawable(proposal_id, seen, str(error))
        raise
    async with db.transaction() as session:
        await Proposals(session).drawn(proposal_id, seen, ts)
    if not picture.proposal.ts and picture.proposal.posting_at is not None:
        await services.bell.ring([drop_twins.ring("proposal", proposal_id, at=db.now() + LATE)])
    if picture.proposal.state not in (ProposalState.PROPOSED, *UNDER_WAY):
        await settle_decided(services, picture.proposal.question_id)


async def _show(services: Services, picture: _Picture) -> str:
    """Where the card stands now. The picture's own intention to post is not in it, an earlier try's is."""
    slack, proposal, drawn = services.slacks.of(picture.team_id), picture.proposal, picture.drawn
    if proposal.ts:
        await slack.update(proposal.channel, proposal.ts, drawn.text, drawn.blocks)
        return proposal.ts
    return await post_once(slack, drawn, proposal.channel, proposal.thread_ts, proposal.posting_at)
