"""Leavings: mailboxes that their owners have disconnected, until nothing of them is left (SPEC AC6).

The row is the intention, and what has been done of it. It outlives the account, so that a token that Google did not
take back yet is not lost: that is all it is kept for, and only until Google has.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Text, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.db import Base, add_new, update_of
from storage.users import User


class Leaving(Base):
    """One mailbox on its way out. `tokens` are sealed as they were in its account's row, '' once they are not needed.

    The four times say what is done: Gmail told, token taken back, rows and index erased, owner told.
    """

    __tablename__ = "leavings"

    account_id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    email: Mapped[str]
    tokens: Mapped[str] = mapped_column(Text)
    drops_drafts: Mapped[bool]  # drafts that Mailroom made in Gmail and nobody approved are to go as well
    in_slack: Mapped[bool]  # False where Mailroom has no say in the workspace any more
    tries: Mapped[int]  # at the present step
    closed_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]  # when it is looked at next


class Leavings:
    """Queries on leavings."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def begin(self, row: dict[str, Any], now: datetime) -> None:
        """Stores an intention (account_id, user_id, email, tokens, drops_drafts, in_slack) unless there is one."""
        await add_new(self.session, Leaving, [row | {"tries": 0, "asked_at": now, "due_at": now}])

    async def get(self, account_id: str) -> Leaving | None:
        """The intention to let that mailbox go."""
        return await self.session.get(Leaving, account_id, populate_existing=True)

    async def change(self, account_id: str, **values: Any) -> None:
        """Sets columns of one."""
        await self.session.execute(update_of(Leaving).where(Leaving.account_id == account_id).values(**values))

    async def end(self, account_id: str) -> None:
        """Forgets one: nothing is left to do."""
        await self.session.execute(delete(Leaving).where(Leaving.account_id == account_id))

    async def of_user(self, user_id: str) -> list[str]:
        """Mailboxes of that user on their way out."""
        return list(await self.session.scalars(select(Leaving.account_id).where(Leaving.user_id == user_id)))

    async def in_workspace(self, team_id: str) -> list[str]:
        """Mailboxes on their way out of that workspace."""
        people = select(User.id).where(User.team_id == team_id)
        return list(await self.session.scalars(select(Leaving.account_id).where(Leaving.user_id.in_(people))))

    async def has_tokens(self, email: str) -> bool:
        """Whether access to that mailbox is still needed to let it go, and is given back by that."""
        where = (Leaving.email == email, Leaving.tokens != "")
        return (await self.session.scalars(select(Leaving.account_id).where(*where))).first() is not None

    async def due(self, before: datetime, limit: int) -> Sequence[str]:
        """Mailboxes to look at since before then."""
        query = select(Leaving.account_id).where(Leaving.due_at < before).order_by(Leaving.due_at).limit(limit)
        return list(await self.session.scalars(query))

    async def touch(self, ids: Sequence[str], now: datetime) -> None:
        """Notes that these were rung again."""
        await self.session.execute(update_of(Leaving).where(Leaving.account_id.in_(list(ids))).values(due_at=now))
