"""Audit: who did what on whose behalf, when and through what (SPEC OP5). Ids only, never mail content."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.db import Base, new_id


class AuditEntry(Base):
    """One action. `actor` is a Slack user id or 'mailroom'; `subject` the id of what it was done to.

    Entries of one `chain` are numbered from 1 by `seq`, and each holds the hash of the one before it. What was noted
    before there were chains has none.
    """

    __tablename__ = "audit"
    __table_args__ = (UniqueConstraint("chain", "seq"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str] = mapped_column(index=True)
    detail: Mapped[dict[str, Any]]
    chain: Mapped[str | None]
    seq: Mapped[int | None]
    before: Mapped[str] = mapped_column(default="")
    hash: Mapped[str] = mapped_column(default="")


class Audit:
    """Queries on the audit log; there is no update and no delete."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def note(self, now: datetime, actor: str, action: str, subject: str, **detail: Any) -> None:
        """Adds one entry."""
        self.session.add(AuditEntry(id=new_id(), at=now, actor=actor, action=action, subject=subject, detail=detail))
        await self.session.flush()

    async def of(self, subject: str) -> list[AuditEntry]:
        """What was done to a thing, oldest first."""
        query = select(AuditEntry).where(AuditEntry.subject == subject).order_by(AuditEntry.id)
        return list(await self.session.scalars(query))
