"""Posts: messages that Mailroom wrote in Slack, so that they can be taken back (SPEC SL17).

Cards and answers stand in their own tables; they come here when they are to go.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, ForeignKey, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.db import Base, add_new, hits, index_where, new_id, update_of


class Post(Base):
    """One message. `account_id` is '' where it is about no mailbox. It is to go once `leaves_at` is set.

    Where Slack refused that for good it is `refused`, until its owner has been told. `ts` is '' until it was posted:
    after a crash it may stand there all the same, and is known by its block.
    """

    __tablename__ = "posts"
    __table_args__ = (index_where("ix_posts_leaving", "leaves_at", holds="leaves_at IS NOT NULL"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), index=True)
    account_id: Mapped[str] = mapped_column(default="", index=True)
    channel: Mapped[str]
    ts: Mapped[str]
    thread_ts: Mapped[str] = mapped_column(default="")  # the thread that it is looked for in; '' for none
    posted_at: Mapped[datetime]
    leaves_at: Mapped[datetime | None]  # when its removal is due; ahead of the clock while Slack asks us to wait
    refused: Mapped[bool] = mapped_column(default=False)


@dataclass(frozen=True)
class Place:
    """Where a message stands in Slack, and of which mailbox it speaks ('' for none)."""

    channel: str
    ts: str
    account_id: str = ""


def block_of(post_id: str) -> str:
    """The id of the block by which Slack's copy of a message is known, whose ts nobody noted."""
    return f"post:{post_id}"


def _row(user_id: str, place: Place, now: datetime) -> dict[str, Any]:
    return {
        "id": new_id(), "user_id": user_id, "account_id": place.account_id, "channel": place.channel, "ts": place.ts,
        "thread_ts": "", "posted_at": now, "leaves_at": None,
    }  # fmt: skip


class Posts:
    """Queries on posts."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def mean(self, post: Place, user_id: str, now: datetime, thread_ts: str = "") -> str:
        """Keeps the intention to post, before the post; gives the row's id, by which the message's block is named."""
        row = _row(user_id, post, now) | {"thread_ts": thread_ts}
        await add_new(self.session, Post, [row])
        return str(row["id"])

    async def stands(self, post_id: str, post: Place, user_id: str, now: datetime) -> None:
        """Notes where a message that was meant stands; one that was looked for in vain, as it was to go, still is."""
        stands = update_of(Post).where(Post.id == post_id).values(ts=post.ts, posted_at=now)
        if not await hits(self.session, stands):
            await self.take_back(user_id, [post], now)

    async def keep(self, user_id: str, account_id: str, channel: str, ts: str, now: datetime) -> None:
        """Notes a message that was just posted."""
        await self._add(user_id, [Place(channel, ts, account_id)], now, None)

    async def take_back(self, user_id: str, places: Sequence[Place], now: datetime) -> None:
        """Notes messages that are to go."""
        await self._add(user_id, places, now, now)

    async def _add(self, user_id: str, places: Sequence[Place], now: datetime, leaves_at: datetime | None) -> None:
        rows = [_row(user_id, place, now) | {"leaves_at": leaves_at} for place in places]
        if rows:
            await add_new(self.session, Post, rows)

    async def take_back_of_account(self, account_id: str, now: datetime) -> None:
        """All that speaks of a mailbox is to go."""
        await self._due(now, Post.account_id == account_id)

    async def take_back_shared(self, user_id: str, own: str, account_id: str, since: datetime, now: datetime) -> None:
        """What the user shared outside their own conversation since then is to go, with that mailbox."""
        shared = (Post.user_id == user_id, Post.channel != own, Post.posted_at >= since, Post.leaves_at.is_(None))
        await self.session.execute(update_of(Post).where(*shared).values(leaves_at=now, account_id=account_id))

    async def take_back_in(self, user_id: str, channel: str, now: datetime) -> None:
        """All that stands in that conversation of the user's is to go."""
        await self._due(now, Post.user_id == user_id, Post.channel == channel)

    async def _due(self, now: datetime, *where: ColumnElement[bool]) -> None:
        await self.session.execute(update_of(Post).where(*where, Post.leaves_at.is_(None)).values(leaves_at=now))

    async def leaving(self, user_id: str, limit: int) -> list[Post]:
        """Those of a user that are to go: first those that must be looked for, then the newest, so that no thread is
        gone before what stands in it."""
        where = (Post.user_id == user_id, Post.leaves_at.is_not(None), Post.refused.is_(False))
        return list(
            await self.session.scalars(select(Post).where(*where).order_by(Post.ts != "", Post.ts.desc()).limit(limit))
        )

    async def refuse(self, post_id: str) -> None:
        """Slack does not remove this one, however often it is asked."""
        await self.session.execute(update_of(Post).where(Post.id == post_id).values(refused=True))

    async def refused(self, user_id: str) -> list[str]:
        """The ids of a user's that Slack refused to remove, of which they have not been told."""
        return list(await self.session.scalars(select(Post.id).where(Post.user_id == user_id, Post.refused)))

    async def left(self, user_id: str, account_id: str | None = None) -> int:
        """How many of a user's are still to go; of one mailbox, if it is named. What Slack refused stays."""
        where = [Post.user_id == user_id, Post.leaves_at.is_not(None), Post.refused.is_(False)]
        where += [Post.account_id == account_id] if account_id is not None else []
        return await self.session.scalar(select(func.count()).select_from(Post).where(*where)) or 0

    async def removed(self, ids: Sequence[str]) -> None:
        """Forgets messages that are gone, or stay for good."""
        await self.session.execute(delete(Post).where(Post.id.in_(list(ids))))

    async def rest(self, user_id: str, until: datetime) -> None:
        """Lets the sweep pass over a user's removals until then."""
        where = (Post.user_id == user_id, Post.leaves_at.is_not(None))
        await self.session.execute(update_of(Post).where(*where).values(leaves_at=until))

    async def users_waiting(self, before: datetime, limit: int) -> list[str]:
        """Users of whom something was to go before then."""
        due = select(Post.user_id).where(Post.leaves_at.is_not(None), Post.leaves_at < before).distinct().limit(limit)
        return list(await self.session.scalars(due))

    async def forget(self, before: datetime) -> int:
        """Forgets what was posted before then and is to stay: it can no longer be taken back. How many."""
        old = delete(Post).where(Post.posted_at < before, Post.leaves_at.is_(None))
        return cast("CursorResult[Any]", await self.session.execute(old)).rowcount
