"""Dead letters: jobs that are out of retries, for a person to see, retry or resolve (SPEC RE5)."""

from datetime import datetime
from typing import Any

from sqlalchemy import Text, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.db import Base, new_id


class DeadLetter(Base):
    """A job that failed for good. Arguments are ids; the error's words hold no mail content."""

    __tablename__ = "dead_letters"

    id: Mapped[str] = mapped_column(primary_key=True)
    job: Mapped[str]
    args: Mapped[list[str]]
    failure: Mapped[str]
    error: Mapped[str] = mapped_column(Text)
    stack: Mapped[str] = mapped_column(Text)
    tries: Mapped[int]
    correlation: Mapped[str]
    created_at: Mapped[datetime]
    account_id: Mapped[str] = mapped_column(default="", index=True)  # '' if the job was about no mailbox
    resolved_at: Mapped[datetime | None]
    resolved_by: Mapped[str] = mapped_column(default="")  # a Slack user id, or 'mailroom'
    resolution: Mapped[str] = mapped_column(default="")  # "retried", "dismissed" or "healed"


class DeadLetters:
    """Queries on dead letters."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def add(self, values: dict[str, Any]) -> None:
        """Stores one."""
        self.session.add(DeadLetter(id=new_id(), **values))
        await self.session.flush()

    async def waiting(self) -> int:
        """How many wait for a person."""
        query = select(func.count()).select_from(DeadLetter).where(DeadLetter.resolved_at.is_(None))
        return await self.session.scalar(query) or 0
