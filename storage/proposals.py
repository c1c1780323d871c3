"""Proposals: writes that were asked for in words and wait for a click on their exact content (SPEC AS3, SL13).

Each has a card of its own. As with mail cards, whoever changes what it shows raises `wanted` in the same statement, and
drawing brings `drawn` up to it.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, case, literal_column, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.accounts import Account, AccountState
from storage.db import Base, add_new, hits, index_where, update_of
from storage.users import User, users_gone


class ProposalState(StrEnum):
    """How far a proposal has come. APPROVED and DOING are work to do."""

    PROPOSED = "proposed"
    APPROVED = "approved"  # by its owner, for exactly this content
    DOING = "doing"  # the intention: the act may have happened
    DONE = "done"
    CANCELLED = "cancelled"
    EXPIRED = "expired"  # nobody clicked in time: it was not run
    CHANGED = "changed"  # what it was about is gone or was taken over by hand: there is nothing left to ask
    FAILED = "failed"


OPEN = "state in ('approved', 'doing')"
WAITING = "state = 'proposed'"
UNDRAWN = "wanted > drawn and failed = ''"


class Proposal(Base):
    """One write. `kind` is 'event.create', 'event.update', 'event.delete', 'file.share', 'mail.draft' or 'mail.send'.

    `content` is all that the card shows and all that will be done; `basis` is what it was made from (the event's etag,
    the file's permissions), compared again before acting. `digest` binds the button to both; where the world has
    changed, the same row asks again with another content, basis and digest. `result` is the evidence of what was
    begun and what came of it: ids, links and times at the service. It outlives a failure, so that trying again looks
    first. `note` is what the card adds: a bot.errors.Failure, or 'changed', 'newer', 'left' (its owner had), 'unsure',
    'had', 'gone', 'edited'.
    """

    __tablename__ = "proposals"
    __table_args__ = (
        index_where("ix_proposals_open", "rung_at", holds=OPEN),
        index_where("ix_proposals_waiting", "expires_at", holds=WAITING),
        index_where("ix_proposals_undrawn", "drawing_at", holds=UNDRAWN),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    question_id: Mapped[str] = mapped_column(ForeignKey("questions.id"), index=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    kind: Mapped[str]
    content: Mapped[dict[str, Any]] = mapped_column(default=dict)
    basis: Mapped[dict[str, Any]] = mapped_column(default=dict)
    digest: Mapped[str]
    previous: Mapped[dict[str, Any]] = mapped_column(default=dict)  # content and basis before they changed, to compare
    flags: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    prepared: Mapped[bool] = mapped_column(default=False)  # signed and flagged: it may be shown
    state: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    result: Mapped[dict[str, Any]] = mapped_column(default=dict)
    decided_by: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]  # not before then: until then it can be taken back
    began_at: Mapped[datetime | None]  # when the last try to act began
    expires_at: Mapped[datetime]
    correlation: Mapped[str] = mapped_column(default="")
    channel: Mapped[str] = mapped_column(default="")
    thread_ts: Mapped[str] = mapped_column(default="")
    ts: Mapped[str] = mapped_column(default="")
    posting_at: Mapped[datetime | None]
    wanted: Mapped[int] = mapped_column(default=1)
    drawn: Mapped[int] = mapped_column(default=0)
    drawing_at: Mapped[datetime]  # when a drawing was last rung for; ahead of the clock while the card rests
    failed: Mapped[str] = mapped_column(default="")  # why the card cannot be drawn; '' if all is well
    rung_at: Mapped[datetime]  # when the work was last rung for
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class Proposals:
    """Queries on proposals."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def add(self, values: dict[str, Any], now: datetime) -> bool:
        """Stores a proposal (id, question_id, user_id, account_id, kind, content, basis, digest, expires_at,
        correlation); False if that id is known already."""
        row = {
            "state": ProposalState.PROPOSED, "note": "", "result": {}, "previous": {}, "flags": [], "prepared": False,
            "decided_by": "", "channel": "", "thread_ts": "", "ts": "", "wanted": 1, "drawn": 0, "failed": "",
            "drawing_at": now, "rung_at": now, "created_at": now, "changed_at": now,
        } | values  # fmt: skip
        return bool(await add_new(self.session, Proposal, [row], "id"))

    async def get(self, proposal_id: str) -> Proposal | None:
        """The proposal with that id."""
        return await self.session.get(Proposal, proposal_id, populate_existing=True)

    async def of_questions(self, ids: Sequence[str]) -> list[Proposal]:
        """What was proposed for these questions, the oldest first."""
        query = select(Proposal).where(Proposal.question_id.in_(list(ids)))
        return list(await self.session.scalars(query.order_by(Proposal.created_at, Proposal.id)))

    async def wait_for(self, ids: Sequence[str]) -> bool:
        """Whether anything that was proposed for these questions waits for a click."""
        where = (Proposal.question_id.in_(list(ids)), Proposal.state == ProposalState.PROPOSED)
        return (await self.session.scalars(select(Proposal.id).where(*where).limit(1))).first() is not None

    async def owned(self, proposal_id: str) -> tuple[Proposal, User, Account] | None:
        """The proposal with whose it is and the account it would act on."""
        query = (
            select(Proposal, User, Account)
            .join(User, User.id == Proposal.user_id)
            .join(Account, Account.id == Proposal.account_id)
            .where(Proposal.id == proposal_id, Account.state != AccountState.LEAVING)
            .execution_options(populate_existing=True)
        )
        row = (await self.session.execute(query)).first()
        return (row[0], row[1], row[2]) if row else None

    async def claim(
        self,
        proposal_id: str,
        before: ProposalState | Sequence[ProposalState],
        after: ProposalState,
        now: datetime,
        *,
        at_digest: str = "",
        due: datetime | None = None,
        began: datetime | None = None,
        **values: Any,
    ) -> bool:
        """Moves a proposal on and asks for its card to be drawn; True for the one of several callers that may go on.

        With `at_digest`, only while exactly that content stands; with `due`, only if its time to be taken back is over
        by then; with `began`, only while the try that began then is the last one.
        """
        states = [before] if isinstance(before, ProposalState) else list(before)
        where = [Proposal.id == proposal_id, Proposal.state.in_(states)]
        where += [Proposal.digest == at_digest] if at_digest else []
        where += [Proposal.due_at <= due] if due is not None else []
        where += [Proposal.began_at == began] if began is not None else []
        moved = {"state": after, "changed_at": now, "rung_at": now, **_wish(now), **values}
        return await hits(self.session, update_of(Proposal).where(*where).values(**moved))

    async def prepare(self, proposal_id: str, at_digest: str, now: datetime, **values: Any) -> bool:
        """Completes a proposal that nobody was shown yet; True for the one caller that did it."""
        where = (Proposal.id == proposal_id, Proposal.digest == at_digest, Proposal.prepared.is_(False))
        still = Proposal.state == ProposalState.PROPOSED
        done = update_of(Proposal).where(*where, still).values(prepared=True, changed_at=now, **values)
        return await hits(self.session, done)

    async def unpreparable(self, proposal_id: str, note: str, now: datetime) -> None:
        """Settles a proposal that could not be completed: it was never shown."""
        where = (Proposal.id == proposal_id, Proposal.prepared.is_(False), Proposal.state == ProposalState.PROPOSED)
        values = {"state": ProposalState.FAILED, "note": note, "changed_at": now}
        await self.session.execute(update_of(Proposal).where(*where).values(**values))

    async def change(self, proposal_id: str, **values: Any) -> None:
        """Sets columns that are no state."""
        assert "state" not in values
        await self.session.execute(update_of(Proposal).where(Proposal.id == proposal_id).values(**values))

    async def want(self, proposal_id: str, now: datetime) -> None:
        """Asks for the card to be drawn anew."""
        await self.session.execute(update_of(Proposal).where(Proposal.id == proposal_id).values(**_wish(now)))

    async def drawn(self, proposal_id: str, upto: int, ts: str) -> None:
        """Keeps where the card stands and that it shows what was wished up to then; see storage.cards.Cards.drawn."""
        values: dict[str, Any] = {
            "drawn": case((Proposal.drawn < upto, upto), else_=Proposal.drawn),
            "wanted": case((Proposal.drawn > upto, Proposal.wanted + 1), else_=Proposal.wanted),
            "ts": ts,
        }
        await self.session.execute(update_of(Proposal).where(Proposal.id == proposal_id).values(**values))

    async def undrawable(self, proposal_id: str, seen: int, why: str) -> None:
        """Gives up on drawing the wish that was `seen`. A newer wish stays open."""
        where = (Proposal.id == proposal_id, Proposal.wanted == seen)
        await self.session.execute(update_of(Proposal).where(*where).values(failed=why))

    async def retry_drawings(self, since: datetime, ids: Sequence[str] | None = None) -> None:
        """Gives cards that could not be drawn, of proposals that changed after `since`, another chance; or of them
        these."""
        where = [Proposal.failed != literal_column("''"), Proposal.changed_at > since]
        where += [Proposal.id.in_(list(ids))] if ids is not None else []
        await self.session.execute(update_of(Proposal).where(*where).values(failed=""))

    async def rest(self, proposal_id: str, seen: int, until: datetime) -> None:
        """Lets the sweep pass over the wish that was `seen` until then."""
        where = (Proposal.id == proposal_id, Proposal.wanted == seen)
        await self.session.execute(update_of(Proposal).where(*where).values(drawing_at=until))

    async def stuck(
        self, before: datetime, limit: int, *, due: datetime | None = None
    ) -> list[tuple[str, str, datetime | None]]:
        """(id, correlation, when it is due) of approved ones that were last rung for before `before`, and are due
        before `due`, or before `before`; also of people who are gone: their approval is to end."""
        where = (text(f"proposals.{OPEN}"), Proposal.rung_at < before, Proposal.due_at < (due or before))
        query = select(Proposal.id, Proposal.correlation, Proposal.due_at).where(*where)
        rows = await self.session.execute(query.order_by(Proposal.rung_at).limit(limit))
        return [(row.id, row.correlation, row.due_at) for row in rows]

    async def touch(self, ids: Sequence[str], now: datetime) -> None:
        """Notes that the work on these was rung for again."""
        await self.session.execute(update_of(Proposal).where(Proposal.id.in_(list(ids))).values(rung_at=now))

    async def undrawn(self, before: datetime, limit: int) -> list[tuple[str, str]]:
        """(id, correlation) of those whose card has waited to be drawn since before then."""
        query = (
            select(Proposal.id, Proposal.correlation)
            .where(Proposal.wanted > Proposal.drawn, Proposal.failed == literal_column("''"))
            .where(Proposal.drawing_at < before, Proposal.user_id.not_in(users_gone()))
            .order_by(Proposal.drawing_at)
            .limit(limit)
        )
        return [(row.id, row.correlation) for row in await self.session.execute(query)]

    async def touch_drawings(self, ids: Sequence[str], now: datetime) -> None:
        """Notes that drawings of these were rung for again."""
        await self.session.execute(update_of(Proposal).where(Proposal.id.in_(list(ids))).values(drawing_at=now))

    async def overdue(self, now: datetime, limit: int) -> list[tuple[str, str]]:
        """(id, correlation) of those that nobody decided in time."""
        where = (text(f"proposals.{WAITING}"), Proposal.expires_at <= now)
        query = select(Proposal.id, Proposal.correlation).where(*where).order_by(Proposal.expires_at).limit(limit)
        return [(row.id, row.correlation) for row in await self.session.execute(query)]


def _wish(now: datetime) -> dict[str, Any]:
    return {"wanted": Proposal.__table__.c.wanted + 1, "drawing_at": now, "failed": ""}
