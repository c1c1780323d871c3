"""Places: where in Slack the cards, answers and shared answers of a mailbox or a person stand, to take them back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.cards import Card
from storage.db import update_of
from storage.drafts import Draft, DraftState
from storage.messages import Message, MessageState
from storage.posts import Place
from storage.proposals import Proposal, ProposalState
from storage.questions import Question, QuestionState

WAITING = (DraftState.WRITING, DraftState.READY, DraftState.APPROVED, DraftState.SENDING, DraftState.UNSURE)
OPEN = (ProposalState.PROPOSED, ProposalState.APPROVED, ProposalState.DOING)


@dataclass(frozen=True)
class Lost:
    """A message that a run which was killed may have posted: the block by which it is known, and since when."""

    channel: str
    block_id: str
    since: datetime
    thread_ts: str = ""


def waits(message_id: Any) -> ColumnElement[bool]:
    """That the mail still waits for a decision, or for work of ours."""
    reply = select(Draft.id).where(Draft.message_id == message_id, Draft.state.in_(WAITING)).exists()
    under_way = (MessageState.FOUND, MessageState.JUDGED, MessageState.STUCK)
    return reply | select(Message.id).where(Message.id == message_id, Message.state.in_(under_way)).exists()


class Places:
    """Queries on where messages stand. Each place is given once for removal, then forgotten in its own table."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def of_account(self, account_id: str) -> list[Place]:
        """Cards and proposals of a mailbox."""
        mine = Card.message_id.in_(select(Message.id).where(Message.account_id == account_id))
        return [*await self._cards(mine, account_id), *await self._proposals(Proposal.account_id == account_id)]

    async def settled(self, user_id: str) -> list[Place]:
        """A user's cards and proposals that wait for nobody."""
        cards = (Card.user_id == user_id) & ~waits(Card.message_id)
        proposals = (Proposal.user_id == user_id) & Proposal.state.not_in(OPEN)
        return [*await self._cards(cards), *await self._proposals(proposals)]

    async def everything(self, user_id: str) -> list[Place]:
        """All of a user's cards and proposals."""
        return [*await self._cards(Card.user_id == user_id), *await self._proposals(Proposal.user_id == user_id)]

    async def _cards(self, which: ColumnElement[bool], account_id: str = "") -> list[Place]:
        query = select(Card.message_id, Card.channel, Card.ts).where(which, Card.ts != "")
        rows = list(await self.session.execute(query))
        gone = {"channel": "", "ts": "", "posting_at": None, "drawn": Card.wanted}
        await self.session.execute(update_of(Card).where(which, Card.ts != "").values(**gone))
        return [Place(row.channel, row.ts, account_id) for row in rows]

    async def _proposals(self, which: ColumnElement[bool]) -> list[Place]:
        query = select(Proposal.channel, Proposal.ts, Proposal.account_id).where(which, Proposal.ts != "")
        rows = list(await self.session.execute(query))
        gone = {"ts": "", "posting_at": None, "drawn": Proposal.wanted}
        await self.session.execute(update_of(Proposal).where(which, Proposal.ts != "").values(**gone))
        return [Place(row.channel, row.ts, row.account_id) for row in rows]

    async def ended_before(self, user_id: str, before: datetime) -> list[Place]:
        """A user's answers to what was asked before then, and proposals that came to their end before then."""
        over = (Proposal.user_id == user_id) & Proposal.state.not_in(OPEN) & (Proposal.changed_at < before)
        asked = (Question.asked_at < before) & (Question.state != QuestionState.ASKED)
        return [*await self._proposals(over), *await self._answers((Question.user_id == user_id) & asked)]

    async def answers(self, user_id: str) -> list[Place]:
        """A user's answers that are at an end."""
        return await self._answers((Question.user_id == user_id) & (Question.state != QuestionState.ASKED))

    async def answers_since(self, user_id: str, since: datetime, account_id: str) -> list[Place]:
        """All of a user's answers to what was asked since then, as places of that mailbox."""
        return await self._answers((Question.user_id == user_id) & (Question.asked_at >= since), account_id)

    async def _answers(self, which: ColumnElement[bool], account_id: str = "") -> list[Place]:
        """Answers, and the messages of ours under which they stand."""
        query = select(Question.channel, Question.thread_ts, Question.answer_ts, Question.origin)
        rows = list(await self.session.execute(query.where(which, Question.answer_ts != "")))
        forgotten = update_of(Question).where(which, Question.answer_ts != "").values(answer_ts="")
        await self.session.execute(forgotten)
        answers = [Place(row.channel, row.answer_ts, account_id) for row in rows if "." in row.answer_ts]
        begun = {row.thread_ts: row.channel for row in rows if row.origin and row.thread_ts}
        return [*answers, *(Place(channel, ts, account_id) for ts, channel in begun.items())]

    async def lost(self, account_id: str, channel: str) -> Sequence[Lost]:
        """Cards and proposals of a mailbox that may stand in Slack although nobody noted where."""
        cards = (
            select(literal("card:") + Card.message_id, Card.posting_at, literal(""))
            .join(Message, Message.id == Card.message_id)
            .where(Message.account_id == account_id, Card.ts == "", Card.posting_at.is_not(None))
        )
        proposals = select(literal("proposal:") + Proposal.id, Proposal.posting_at, Proposal.thread_ts).where(
            Proposal.account_id == account_id, Proposal.ts == "", Proposal.posting_at.is_not(None)
        )
        rows = [*await self.session.execute(cards), *await self.session.execute(proposals)]
        return [Lost(channel, row[0], row[1], row[2]) for row in rows]
