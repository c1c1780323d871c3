"""Cards: the Slack message of each mail, and whether it must be drawn anew.

Whoever changes what a card shows raises `wanted` in the same transaction; drawing brings `drawn` up to it. So the
database itself says which cards are out of date, and a lost ring is found by the sweep.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Index, case, func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.db import Base, index_where, insert_into, update_of
from storage.messages import Message
from storage.users import users_gone


class Card(Base):
    """The card of one message. `ts` is '' until it was posted; `posting_at` is set before the first try."""

    __tablename__ = "cards"
    __table_args__ = (
        index_where("ix_cards_due", "rung_at", holds="wanted > drawn AND failed = ''"),
        index_where("ix_cards_failed", "wanted_at", holds="failed != ''"),
        Index("ix_cards_place", "channel", "ts"),
    )

    message_id: Mapped[str] = mapped_column(ForeignKey("messages.id"), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    channel: Mapped[str] = mapped_column(default="")
    ts: Mapped[str] = mapped_column(default="")
    posting_at: Mapped[datetime | None]
    wanted: Mapped[int] = mapped_column(default=1)
    drawn: Mapped[int] = mapped_column(default=0)
    wanted_at: Mapped[datetime]
    rung_at: Mapped[datetime]  # when a drawing was last rung for; ahead of the clock while the card rests
    failed: Mapped[str] = mapped_column(default="")  # why it cannot be drawn, for status pages; '' if all is well


EMPTY: ColumnElement[str] = literal_column("''")  # in the SQL itself: a bound value would not match the index


class Cards:
    """Queries on cards."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def get(self, message_id: str) -> Card | None:
        """The card of that message."""
        return await self.session.get(Card, message_id)

    async def at(self, user_id: str, channel: str, ts: str) -> str:
        """The message whose card stands there for that user; '' if it is not a card."""
        where = (Card.channel == channel, Card.ts == ts, Card.user_id == user_id)
        return await self.session.scalar(select(Card.message_id).where(*where)) or ""

    async def want(self, message_id: str, user_id: str, now: datetime) -> None:
        """Asks for the card to be posted, or drawn anew."""
        row = {
            "message_id": message_id, "user_id": user_id, "channel": "", "ts": "", "wanted": 1, "drawn": 0,
            "wanted_at": now, "rung_at": now, "failed": "",
        }  # fmt: skip
        wish = {"wanted": Card.__table__.c.wanted + 1, "wanted_at": now, "rung_at": now, "failed": ""}
        upsert = insert_into(self.session, Card).on_conflict_do_update(index_elements=["message_id"], set_=wish)
        await self.session.execute(upsert, row)

    async def follow(self, ids: Sequence[str], now: datetime) -> None:
        """Asks for those cards to be drawn anew that these messages have; none is posted for the first time."""
        wish = {"wanted": Card.wanted + 1, "wanted_at": now, "rung_at": now, "failed": ""}
        await self.session.execute(update_of(Card).where(Card.message_id.in_(list(ids))).values(**wish))

    async def posting(self, message_id: str, now: datetime) -> None:
        """Keeps the intention to post, before the post: a crash between leaves evidence."""
        where = (Card.message_id == message_id, Card.ts == "")
        await self.session.execute(update_of(Card).where(*where).values(posting_at=now))

    async def drawn(self, message_id: str, upto: int, channel: str, ts: str) -> bool:
        """Keeps where the card stands, and that it shows what was wished up to then; whether more is wanted.

        If a newer wish was drawn meanwhile, ours may have arrived after it: then the card is wanted once more.
        """
        values: dict[str, Any] = {
            "drawn": case((Card.drawn < upto, upto), else_=Card.drawn),
            "wanted": case((Card.drawn > upto, Card.wanted + 1), else_=Card.wanted),
            "channel": channel,
            "ts": ts,
        }
        held = Card.__table__.c
        more = (held.wanted > held.drawn) & (held.failed == "")
        change = update_of(Card).where(Card.message_id == message_id).values(**values).returning(more)
        return bool(await self.session.scalar(change))

    async def failed(self, message_id: str, seen: int, why: str) -> None:
        """Gives up on drawing the wish that was `seen`: asking again would not help. A newer wish stays open."""
        where = (Card.message_id == message_id, Card.wanted == seen)
        await self.session.execute(update_of(Card).where(*where).values(failed=why))

    async def rest(self, message_id: str, seen: int, until: datetime) -> None:
        """Lets the sweep pass over the wish that was `seen` until then: it cannot be drawn now, but later it may."""
        where = (Card.message_id == message_id, Card.wanted == seen)
        await self.session.execute(update_of(Card).where(*where).values(rung_at=until))

    async def retry(self, since: datetime, ids: Sequence[str] | None = None) -> None:
        """Gives cards that failed, and were wanted after `since`, another chance; or of them these messages'."""
        where = [Card.failed != EMPTY, Card.wanted_at > since]
        where += [Card.message_id.in_(list(ids))] if ids is not None else []
        await self.session.execute(update_of(Card).where(*where).values(failed=""))

    async def unshown(self, account_ids: Sequence[str]) -> dict[str, int]:
        """How many cards of each account's mail could not be drawn, where there are some."""
        failed = select(Card.message_id).where(Card.failed != EMPTY)
        theirs = Message.account_id.concat("").in_(list(account_ids))  # so that the few failed cards are looked up,
        where = (Message.id.in_(failed), theirs)  # and not all mail of the accounts
        query = select(Message.account_id, func.count().label("many")).where(*where).group_by(Message.account_id)
        return {row.account_id: row.many for row in await self.session.execute(query)}

    async def out_of_date(self, before: datetime, limit: int) -> list[str]:
        """Messages whose card has waited to be drawn since before then."""
        query = (
            select(Card.message_id)
            .where(Card.wanted > Card.drawn, Card.rung_at < before, Card.failed == EMPTY)
            .where(Card.user_id.not_in(users_gone()))
            .order_by(Card.rung_at)
            .limit(limit)
        )
        return list(await self.session.scalars(query))

    async def touch(self, ids: Sequence[str], now: datetime) -> None:
        """Notes that these were rung again, so that the next minute does not ring them once more."""
        await self.session.execute(update_of(Card).where(Card.message_id.in_(list(ids))).values(rung_at=now))
