"""Cards: the Slack message of each mail, and whether it must be drawn anew.

Whoever changes what a card shows raises `wanted` in the same transaction; drawing brings `drawn` up to it. So the
database itself says which cards are out of date, and a lost ring is found by the sweep.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.db import Base, insert_new


class Card(Base):
    """The card of one message. `ts` is '' until it was posted; `posting_at` is set before the first try."""

    __tablename__ = "cards"
    __table_args__ = (Index("ix_cards_wanted", "wanted_at"),)

    message_id: Mapped[str] = mapped_column(ForeignKey("messages.id"), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    channel: Mapped[str] = mapped_column(default="")
    ts: Mapped[str] = mapped_column(default="")
    posting_at: Mapped[datetime | None]
    wanted: Mapped[int] = mapped_column(default=1)
    drawn: Mapped[int] = mapped_column(default=0)
    wanted_at: Mapped[datetime]
    failed: Mapped[str] = mapped_column(default="")  # why it cannot be drawn, for status pages; '' if all is well


class Cards:
    """Queries on cards."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def get(self, message_id: str) -> Card | None:
        """The card of that message."""
        return await self.session.get(Card, message_id)

    async def want(self, message_id: str, user_id: str, now: datetime) -> None:
        """Asks for the card to be posted, or drawn anew."""
        row = {
            "message_id": message_id, "user_id": user_id, "channel": "", "ts": "", "wanted": 0, "drawn": 0,
            "wanted_at": now, "failed": "",
        }  # fmt: skip
        await self.session.execute(insert_new(self.session, Card, [row]))
        values = {"wanted": Card.wanted + 1, "wanted_at": now, "failed": ""}
        await self.session.execute(update(Card).where(Card.message_id == message_id).values(**values))

    async def posting(self, message_id: str, channel: str, now: datetime) -> None:
        """Keeps the intention to post, before the post: a crash between leaves evidence."""
        where = (Card.message_id == message_id, Card.ts == "")
        await self.session.execute(update(Card).where(*where).values(channel=channel, posting_at=now))

    async def posted(self, message_id: str, channel: str, ts: str) -> None:
        """Keeps where the card stands."""
        await self.session.execute(update(Card).where(Card.message_id == message_id).values(channel=channel, ts=ts))

    async def drawn(self, message_id: str, upto: int) -> bool:
        """Marks that wish as drawn; True if no newer wish came meanwhile."""
        where = (Card.message_id == message_id, Card.drawn < upto)
        await self.session.execute(update(Card).where(*where).values(drawn=upto))
        card = await self.session.get(Card, message_id, populate_existing=True)
        return card is not None and card.wanted <= card.drawn

    async def failed(self, message_id: str, why: str) -> None:
        """Gives up on drawing until something changes: asking again would not help."""
        await self.session.execute(update(Card).where(Card.message_id == message_id).values(failed=why))

    async def out_of_date(self, before: datetime, limit: int) -> list[str]:
        """Messages whose card has waited to be drawn since before then."""
        query = (
            select(Card.message_id)
            .where(Card.wanted > Card.drawn, Card.wanted_at < before, Card.failed == "")
            .order_by(Card.wanted_at)
            .limit(limit)
        )
        return list(await self.session.scalars(query))

    async def touch(self, ids: Sequence[str], now: datetime) -> None:
        """Notes that these were rung again, so that the next minute does not ring them once more."""
        await self.session.execute(update(Card).where(Card.message_id.in_(list(ids))).values(wanted_at=now))
