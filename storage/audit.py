"""Audit: who did what on whose behalf, when and through what (SPEC OP5). Ids only, never mail content.

An entry is noted in the transaction of what it tells of, so that there is never one without the other. Within a minute
`storage/audit_chain.py` seals it into a chain; the database refuses every other change of it (revision 0005).
"""

from contextvars import ContextVar
from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.db import Base, index_where, new_id

# Through what things are done: whoever opens a door sets it for all that follows ("slack click", "api", "job NAME" …),
# so that no function between a door and its entry has to pass it on.
through: ContextVar[str] = ContextVar("through", default="")


class AuditEntry(Base):
    """One action. `actor` is a Slack user id or 'mailroom'; `subject` the id of what it was done to.

    `team` and `account` name the workspace and the mailbox, '' where there is none or it was not noted then. Sealed
    entries of a `chain` are numbered from 1 by `seq`; see storage/audit_chain.py for `before`, `hash` and `mac`.
    """

    __tablename__ = "audit"
    __table_args__ = (UniqueConstraint("chain", "seq"), index_where("ix_audit_waiting", "id", holds="seq IS NULL"))

    id: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str] = mapped_column(index=True)
    detail: Mapped[dict[str, Any]]
    team: Mapped[str] = mapped_column(default="")
    account: Mapped[str] = mapped_column(default="")
    chain: Mapped[str | None]
    seq: Mapped[int | None]
    before: Mapped[str] = mapped_column(default="")
    hash: Mapped[str] = mapped_column(default="")
    mac: Mapped[str] = mapped_column(default="")


class Audit:
    """Queries on the audit log; there is no update and no delete."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def note(
        self, now: datetime, actor: str, action: str, subject: str, *, team: str = "", account: str = "", **detail: Any
    ) -> None:
        """Adds one entry. `team` is the workspace, `account` the id of the mailbox; `detail` ids and markers, to which
        `through` is added where it is known."""
        if door := through.get():
            detail["through"] = door
        self.session.add(
            AuditEntry(
                id=new_id(), at=now, actor=actor, action=action, subject=subject, team=team, account=account,
                detail=detail,
            )
        )  # fmt: skip
        await self.session.flush()

    async def of(self, subject: str) -> list[AuditEntry]:
        """What was done to a thing, oldest first."""
        query = select(AuditEntry).where(AuditEntry.subject == subject).order_by(AuditEntry.id)
        return list(await self.session.scalars(query))
