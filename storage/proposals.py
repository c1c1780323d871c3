"""Proposals: writes that were asked for in words and wait for a click on their exact content (SPEC AS3, SL13)."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.db import Base, hits, index_where, update_of


class ProposalState(StrEnum):
    """How far a proposal has come. APPROVED and DOING are work to do."""

    PROPOSED = "proposed"
    APPROVED = "approved"  # by its owner, for exactly this content
    DOING = "doing"  # the intention: the act may have happened
    DONE = "done"
    CANCELLED = "cancelled"
    EXPIRED = "expired"  # nobody clicked in time: it was not run
    CHANGED = "changed"  # what it was about has changed: nothing was done
    FAILED = "failed"


class Proposal(Base):
    """One write. `kind` is 'event.create', 'event.update', 'event.delete', 'file.share', 'mail.draft' or 'mail.send'.

    `content` is all that the card shows and all that will be done; `basis` is what it was made from (the event's etag,
    the file's permissions), compared again before acting. `digest` binds the button to both. `result` says what came
    of it: ids and links at the service.
    """

    __tablename__ = "proposals"
    __table_args__ = (index_where("ix_proposals_open", "changed_at", holds="state in ('approved', 'doing')"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    question_id: Mapped[str] = mapped_column(ForeignKey("questions.id"), index=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    kind: Mapped[str]
    content: Mapped[dict[str, Any]] = mapped_column(default=dict)
    basis: Mapped[dict[str, Any]] = mapped_column(default=dict)
    digest: Mapped[str]
    state: Mapped[str]
    result: Mapped[dict[str, Any]] = mapped_column(default=dict)
    channel: Mapped[str] = mapped_column(default="")
    thread_ts: Mapped[str] = mapped_column(default="")
    ts: Mapped[str] = mapped_column(default="")
    decided_by: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class Proposals:
    """Queries on proposals."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    def add(self, proposal: Proposal) -> None:
        """Stores a new proposal."""
        self.session.add(proposal)

    async def get(self, proposal_id: str) -> Proposal | None:
        """The proposal with that id."""
        return await self.session.get(Proposal, proposal_id, populate_existing=True)

    async def move(
        self, proposal_id: str, before: ProposalState, after: ProposalState, now: datetime, **values: Any
    ) -> bool:
        """Moves a proposal on; True for the one caller that did it."""
        where = (Proposal.id == proposal_id, Proposal.state == before)
        done = update_of(Proposal).where(*where).values(state=after, changed_at=now, **values)
        return await hits(self.session, done)

    async def change(self, proposal_id: str, **values: Any) -> None:
        """Sets columns of one proposal."""
        await self.session.execute(update_of(Proposal).where(Proposal.id == proposal_id).values(**values))

    async def stuck(self, before: datetime, limit: int) -> list[str]:
        """Approved ones that have not moved since `before`."""
        open_ = Proposal.state.in_([ProposalState.APPROVED, ProposalState.DOING])
        query = select(Proposal.id).where(open_, Proposal.changed_at < before).order_by(Proposal.changed_at)
        return list(await self.session.scalars(query.limit(limit)))
