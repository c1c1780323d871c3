"""Retention: which rows of a mailbox are old or settled enough to be cut to a preview, or to go (SPEC AC6).

Mail that waits for a decision is in none of these.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, delete, func, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from storage.cards import Card
from storage.contacts import Contact
from storage.db import update_of
from storage.documents import SEEN, Document, Service
from storage.drafts import Draft, DraftState
from storage.messages import Message, MessageState
from storage.places import OPEN, waits
from storage.posts import Place
from storage.proposals import Proposal
from storage.questions import Question, QuestionState
from storage.verdicts import Verdict
from storage.versions import DraftVersion

ENDED = (MessageState.SETTLED, MessageState.SKIPPED, MessageState.GONE)
EMPTY: dict[str, Any] = {"reading": {}, "plan": {}, "sources": [], "answer": {}}
_PROVING = select(Draft.id).where(
    Draft.message_id == Message.id, Draft.state == DraftState.SENT, Draft.receipted.is_(False)
)


def _waiting_mail() -> ColumnElement[bool]:
    """That a document is a mail that still waits for a decision."""
    same = (Message.account_id == Document.account_id, Message.remote_id == Document.remote_id)
    return select(Message.id).where(*same, waits(Message.id)).exists()


class Retention:
    """Queries on what may be cut or erased, of one mailbox at a time."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def whole_messages(self, account_id: str, limit: int) -> list[Message]:
        """Settled mails of which more than a preview is kept."""
        where = (Message.account_id == account_id, text("messages.pruned_at IS NULL"), Message.state.in_(ENDED))
        query = select(Message).where(*where, ~waits(Message.id), ~_PROVING.exists()).order_by(Message.id).limit(limit)
        return list(await self.session.scalars(query))

    async def versions_of(self, message_ids: Sequence[str]) -> list[DraftVersion]:
        """All versions of the replies to these mails."""
        replies = select(Draft.id).where(Draft.message_id.in_(list(message_ids)))
        return list(await self.session.scalars(select(DraftVersion).where(DraftVersion.draft_id.in_(replies))))

    async def cut_message(self, message_id: str, email: dict[str, Any], now: datetime) -> None:
        """Keeps this much of a mail."""
        change = update_of(Message).where(Message.id == message_id).values(email=email, pruned_at=now)
        await self.session.execute(change)

    async def cut_version(self, version_id: str, body: str) -> None:
        """Keeps this much of a reply that nobody can send any more."""
        await self.session.execute(update_of(DraftVersion).where(DraftVersion.id == version_id).values(body=body))

    async def whole_documents(self, account_id: str, limit: int) -> list[Document]:
        """Documents of which more than a preview is kept, without mail that waits. Nobody else changes them until the
        transaction ends."""
        where = (Document.account_id == account_id, text("documents.pruned_at IS NULL"), Document.state.in_(SEEN))
        query = select(Document).where(*where, ~_waiting_mail()).order_by(Document.at).limit(limit)
        return list(await self.session.scalars(query.with_for_update()))

    async def cut_document(self, document_id: str, **values: Any) -> None:
        """Keeps this much of a document."""
        await self.session.execute(update_of(Document).where(Document.id == document_id).values(**values))

    async def old_mails(self, account_id: str, before: datetime, limit: int) -> list[str]:
        """Remote ids of indexed mails from before then."""
        where = (Document.account_id == account_id, Document.service == Service.GMAIL, Document.at < before)
        query = select(Document.remote_id).where(*where, Document.state.in_(SEEN), ~_waiting_mail()).limit(limit)
        return list(await self.session.scalars(query))

    async def old_messages(self, account_id: str, before: datetime, limit: int) -> list[str]:
        """Ids of mails that came before then."""
        where = (Message.account_id == account_id, func.coalesce(Message.received_at, Message.found_at) < before)
        query = select(Message.id).where(*where, ~waits(Message.id), ~_PROVING.exists()).limit(limit)
        return list(await self.session.scalars(query))

    async def erase_messages(self, account_id: str, ids: Sequence[str]) -> list[Place]:
        """Erases mails with all that hangs on them; where their cards stood."""
        cards = await self.session.execute(select(Card.channel, Card.ts).where(Card.message_id.in_(ids), Card.ts != ""))
        places = [Place(row.channel, row.ts, account_id) for row in cards]
        replies = select(Draft.id).where(Draft.message_id.in_(ids))
        await self.session.execute(delete(DraftVersion).where(DraftVersion.draft_id.in_(replies)))
        for table in (Draft, Verdict, Card):
            await self.session.execute(delete(table).where(table.message_id.in_(ids)))
        await self.session.execute(delete(Message).where(Message.id.in_(ids)))
        return places

    async def forget_contacts(self, account_id: str, before: datetime) -> None:
        """Erases people of whom nothing was heard since then."""
        await self.session.execute(delete(Contact).where(Contact.account_id == account_id, Contact.last_at < before))

    async def forget_answers(self, before: datetime, user_id: str = "") -> None:
        """Empties answers to what was asked before then: the words of mail are in them. Of one user, if named, the
        questions as well."""
        which = [Question.asked_at < before, Question.state != QuestionState.ASKED]
        full = [cast(Question.answer, Text) != "{}", cast(Question.sources, Text) != "[]"]
        full += [Question.text != ""] if user_id else []
        which += [Question.user_id == user_id] if user_id else []
        empty = EMPTY | ({"text": ""} if user_id else {})
        await self.session.execute(update_of(Question).where(*which, or_(*full)).values(**empty))

    async def forget_proposals(self, before: datetime, user_id: str = "") -> None:
        """Erases proposals that came to their end before then, of one user if named."""
        which = [Proposal.state.not_in(OPEN), Proposal.changed_at < before]
        which += [Proposal.user_id == user_id] if user_id else []
        await self.session.execute(delete(Proposal).where(*which))

    async def answers_of(self, user_id: str) -> list[tuple[str, list[dict[str, Any]], dict[str, Any]]]:
        """(id, sources, answer) of a user's answers that name sources."""
        where = (Question.user_id == user_id, Question.state == QuestionState.ANSWERED)
        query = select(Question.id, Question.sources, Question.answer).where(
            *where, cast(Question.answer, Text) != "{}"
        )
        return [(row.id, row.sources, row.answer) for row in await self.session.execute(query)]

    async def change_answer(self, question_id: str, **values: Any) -> None:
        """Sets columns of one answer."""
        await self.session.execute(update_of(Question).where(Question.id == question_id).values(**values))
