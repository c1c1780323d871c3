"""Posts: every message that Mailroom wrote in Slack besides the cards, so that it can be taken back (SPEC SL17)."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.db import Base, new_id


class Post(Base):
    """One message. `account_id` is '' where it is about no mailbox."""

    __tablename__ = "posts"

    id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), index=True)
    account_id: Mapped[str] = mapped_column(default="", index=True)
    channel: Mapped[str]
    ts: Mapped[str]
    posted_at: Mapped[datetime]


class Posts:
    """Queries on posts."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def keep(self, user_id: str, account_id: str, channel: str, ts: str, now: datetime) -> None:
        """Notes a message that was just posted."""
        post = Post(id=new_id(), user_id=user_id, account_id=account_id, channel=channel, ts=ts, posted_at=now)
        self.session.add(post)
        await self.session.flush()
