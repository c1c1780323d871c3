"""Verdicts: what triage said of each message, what it cost, and what the user said instead (SPEC TR1, TR7)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Text, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.accounts import Account
from storage.db import Base, add_new, index_where, update_of
from storage.used import Used


class Verdict(Used, Base):
    """The one verdict on a message. `corrected_to` is the user's own word for it, '' if they agreed so far.

    `relabel_at` is when the mail service's labels were last asked to follow that word; None once they do.
    """

    __tablename__ = "verdicts"
    __table_args__ = (
        Index("ix_verdicts_shape", "account_id", "sender", "shape", "created_at"),
        Index("ix_verdicts_corrected", "account_id", "sender", "corrected_to"),
        index_where("ix_verdicts_relabel", "relabel_at", holds="relabel_at IS NOT NULL"),
    )

    message_id: Mapped[str] = mapped_column(ForeignKey("messages.id"), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    sender: Mapped[str]
    list_id: Mapped[str]
    shape: Mapped[str]
    category: Mapped[str]
    confidence: Mapped[float]
    reasoning: Mapped[str] = mapped_column(Text)
    summary: Mapped[str] = mapped_column(Text)
    tags: Mapped[list[str]]
    priority: Mapped[str]
    action_items: Mapped[list[dict[str, Any]]]
    language: Mapped[str]
    source: Mapped[str]
    corrected_to: Mapped[str] = mapped_column(default="")
    corrected_by: Mapped[str] = mapped_column(default="")
    corrected_at: Mapped[datetime | None]
    relabel_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class Verdicts:
    """Queries on verdicts."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def get(self, message_id: str) -> Verdict | None:
        """The verdict on that message."""
        return await self.session.get(Verdict, message_id)

    async def give(self, row: dict[str, Any]) -> bool:
        """Stores a verdict unless the message has one; True if this one stands."""
        return bool(await add_new(self.session, Verdict, [row], "message_id"))

    async def of_shape(self, account_id: str, sender: str, shape: str, sources: Sequence[str]) -> Verdict | None:
        """The newest verdict by one of these judges on a mail of the same sender and shape."""
        query = (
            select(Verdict)
            .where(Verdict.account_id == account_id, Verdict.sender == sender, Verdict.shape == shape)
            .where(Verdict.source.in_(sources))
            .order_by(Verdict.created_at.desc())
            .limit(1)
        )
        return await self.session.scalar(query)

    async def correct(self, message_id: str, category: str, who: str, now: datetime) -> None:
        """Keeps the user's own word, and that the mail service's labels must follow it."""
        values = {"corrected_to": category, "corrected_by": who, "corrected_at": now, "relabel_at": now}
        await self.session.execute(update_of(Verdict).where(Verdict.message_id == message_id).values(**values))

    async def relabelled(self, followed: Verdict) -> None:
        """Notes that the labels follow this word, unless the user has another one by now."""
        same = (Verdict.corrected_to == followed.corrected_to, Verdict.corrected_at == followed.corrected_at)
        where = (Verdict.message_id == followed.message_id, *same)
        await self.session.execute(update_of(Verdict).where(*where).values(relabel_at=None))

    async def unlabelled(self, before: datetime, limit: int) -> list[str]:
        """Messages whose labels were asked for before then and do not follow yet, on accounts that may work."""
        query = (
            select(Verdict.message_id)
            .join(Account, Account.id == Verdict.account_id)
            .where(Verdict.relabel_at.is_not(None), Verdict.relabel_at < before, Account.works)
            .order_by(Verdict.relabel_at)
            .limit(limit)
        )
        return list(await self.session.scalars(query))

    async def touch(self, message_ids: Sequence[str], now: datetime) -> None:
        """Notes that the labels of these were asked for again, so that the next minute does not ask once more."""
        some = Verdict.message_id.in_(list(message_ids))
        await self.session.execute(update_of(Verdict).where(some).values(relabel_at=now))

    async def corrections(self, account_id: str, sender: str) -> list[tuple[str, str, str, int]]:
        """What the user said of mail from this sender: (category, list id, shape, how often)."""
        query = (
            select(Verdict.corrected_to, Verdict.list_id, Verdict.shape, func.count())
            .where(Verdict.account_id == account_id, Verdict.sender == sender)
            .where(Verdict.corrected_to > "")  # with != the index would not serve
            .group_by(Verdict.corrected_to, Verdict.list_id, Verdict.shape)
        )
        return [
            (category, list_id, shape, count) for category, list_id, shape, count in await self.session.execute(query)
        ]
