"""What stands still although it is work to do, and how it is rung again: mail, cards, replies, questions, proposals."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from assistant.proposing import expire_overdue
from bot.queue import Ring
from bot.services import Services
from jobs.answer_question import answer_question
from jobs.carry_out import carry_out
from jobs.check_draft import check_draft
from jobs.clean_draft import clean_draft
from jobs.draft_reply import draft_reply
from jobs.draw_card import draw_card
from jobs.draw_proposal import draw_proposal
from jobs.relabel_message import relabel_message
from jobs.save_draft import save_draft
from jobs.send_reply import send_reply
from jobs.settle_session import settle_session
from jobs.share_answer import share_answer
from jobs.triage_message import triage_message
from storage.cards import Cards
from storage.drafts import Draft, Drafts, DraftState
from storage.messages import Message, Messages, MessageState
from storage.proposals import Proposals
from storage.questions import Questions
from storage.verdicts import Verdicts

SHARED_WITHIN = timedelta(days=1)  # an answer older than this is not posted late
AT_ONCE = 500  # of each kind, the oldest first


@dataclass(frozen=True)
class Since:
    """Up to when something must have been touched last to be rung again: rows, cards and looks at Gmail. What was
    approved is rung for if its time comes before `due`; None: if it has come. `now` is when they are touched."""

    now: datetime
    rows: datetime
    cards: datetime
    checks: datetime
    due: datetime | None = None


async def still_rings(services: Services, since: Since) -> list[Ring]:
    """The rings of all that stands still, in the order in which people wait for it. Each row is touched: it is not
    given again before it has stood still anew."""
    answers = [*await _questions(services, since), *await _proposals(services, since)]
    return [*answers, *await _drafts(services, since), *await _mail(services, since)]


async def _mail(services: Services, since: Since) -> list[Ring]:
    async with services.db.transaction() as session:
        waiting = await Messages(session).waiting(since.rows, AT_ONCE)
        await Messages(session).touch([message.id for message in waiting], since.now)
        cards = await Cards(session).out_of_date(since.cards, AT_ONCE)
        await Cards(session).touch(cards, since.now)
        unlabelled = await Verdicts(session).unlabelled(since.rows, AT_ONCE)
        await Verdicts(session).touch(unlabelled, since.now)
        traces = await Messages(session).correlations([*cards, *unlabelled])
    drawn = (draw_card.ring(card, correlation=traces[card]) for card in cards)
    moved = (relabel_message.ring(message_id, correlation=traces[message_id]) for message_id in unlabelled)
    return [*map(_message_ring, waiting), *drawn, *moved]


def _message_ring(message: Message) -> Ring:
    found = message.state == MessageState.FOUND
    return (triage_message if found else draft_reply).ring(message.id, correlation=message.correlation)


async def _drafts(services: Services, since: Since) -> list[Ring]:
    async with services.db.transaction() as session:
        stuck = await Drafts(session).stuck(since.rows, AT_ONCE, due=since.due)
        await Drafts(session).touch([draft.id for draft in stuck], since.now)
        unchecked = await Drafts(session).unchecked(since.checks, AT_ONCE)
        await Drafts(session).touch_checks(unchecked, since.now)
        traces = await Messages(session).correlations([draft.message_id for draft in stuck])
    rings = (_draft_ring(draft, traces[draft.message_id], since.now) for draft in stuck)
    return [*rings, *map(check_draft.ring, unchecked)]


def _draft_ring(draft: Draft, trace: str, now: datetime) -> Ring:
    match draft.state:
        case DraftState.WRITING:
            return draft_reply.ring(draft.message_id, correlation=trace)
        case DraftState.DISCARDED:
            return clean_draft.ring(draft.id, correlation=trace)
        case DraftState.READY:
            return save_draft.ring(draft.id, correlation=trace)
        case DraftState.APPROVED:
            return send_reply.ring(draft.id, at=_ahead(draft.send_after, now), correlation=trace)
        case _:
            return send_reply.ring(draft.id, correlation=trace)


def _ahead(due: datetime | None, now: datetime) -> datetime | None:
    """The time, if it is still to come."""
    return due if due is not None and due > now else None


async def _questions(services: Services, since: Since) -> list[Ring]:
    async with services.db.transaction() as session:
        stuck = await Questions(session).stuck(since.rows, AT_ONCE)
        shares = await Questions(session).untold_shares(since.now - SHARED_WITHIN, since.rows, AT_ONCE)
        over = await Questions(session).left_processing(since.rows, AT_ONCE)
        keys = [*(key for key, _ in (*stuck, *over)), *(key for key, _, _ in shares)]
        await Questions(session).touch(keys, since.now)
    asked = [answer_question.ring(question, correlation=trace) for question, trace in stuck]
    settled = [settle_session.ring(question, correlation=trace) for question, trace in over]
    return [*asked, *(share_answer.ring(*share) for share in shares), *settled]


async def _proposals(services: Services, since: Since) -> list[Ring]:
    overdue = await expire_overdue(services.db)
    async with services.db.transaction() as session:
        proposals = Proposals(session)
        stuck = await proposals.stuck(since.rows, AT_ONCE, due=since.due)
        await proposals.touch([proposal for proposal, _, _ in stuck], since.now)
        undrawn = await proposals.undrawn(since.cards, AT_ONCE)
        await proposals.touch_drawings([proposal for proposal, _ in undrawn], since.now)
    work = [carry_out.ring(one, at=_ahead(due, since.now), correlation=trace) for one, trace, due in stuck]
    return [*work, *(draw_proposal.ring(one, correlation=trace) for one, trace in [*overdue, *undrawn])]
