"""Drafts: the reply to one message, its state, and every claim on it. Versions stand in storage/versions.py."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Index, Text, exists, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.accounts import Account, AccountState
from storage.db import Base, add_new, hits, index_where, update_of
from storage.messages import Message, MessageState
from storage.users import users_gone


class DraftState(StrEnum):
    """Where a reply stands. WRITING, APPROVED and SENDING are work to do; the others wait for a person or are ends."""

    WRITING = "writing"  # being drafted, or drafted anew
    READY = "ready"  # its card waits for a click
    APPROVED = "approved"  # the undo window runs
    SENDING = "sending"  # handed to the mail service; the outcome is not known yet
    SENT = "sent"
    DISCARDED = "discarded"
    ELSEWHERE = "elsewhere"  # sent by hand in the mail service
    DELETED = "deleted"  # deleted by hand in the mail service
    UNSURE = "unsure"  # nobody can tell whether it went out: a person must look


CHECKABLE = (DraftState.READY, DraftState.APPROVED, DraftState.UNSURE, DraftState.DELETED)
UNDER_WAY = (DraftState.WRITING, DraftState.SENDING)  # news about these waits until they are checkable again
OPEN = (*CHECKABLE, *UNDER_WAY)
DECIDED = (DraftState.APPROVED, DraftState.SENDING, DraftState.SENT, DraftState.DISCARDED)  # by its owner: it is done


def _work(table: str = "") -> str:
    """SQL for drafts that are work to do, by columns alone: the index holds these and no others."""
    return (
        f"{table}state IN ('writing', 'approved', 'sending')"
        f" OR ({table}state = 'ready' AND {table}number > {table}remote_number)"
        f" OR ({table}state = 'sent' AND NOT {table}receipted) OR ({table}state = 'discarded' AND {table}cleanup)"
    )


class Draft(Base):
    """The reply to a message. `version_id` is what stands on the card, `remote_number` what was last put in Gmail.

    A look at the mail service is due while `check_wanted` is ahead of `check_done`.
    """

    __tablename__ = "drafts"
    __table_args__ = (
        index_where("ix_drafts_work", "state", "changed_at", holds=_work()),
        index_where("ix_drafts_check", "state", "check_at", holds="check_wanted > check_done"),
        Index("ix_drafts_thread", "account_id", "thread_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(ForeignKey("messages.id"), unique=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    thread_id: Mapped[str]
    state: Mapped[str]
    version_id: Mapped[str] = mapped_column(default="")
    number: Mapped[int] = mapped_column(default=0)
    remote_id: Mapped[str] = mapped_column(default="")
    remote_message_id: Mapped[str] = mapped_column(default="")
    remote_number: Mapped[int] = mapped_column(default=0)
    creating_at: Mapped[datetime | None]
    instruction: Mapped[str] = mapped_column(Text, default="")
    acted_by: Mapped[str] = mapped_column(default="")
    acted_at: Mapped[datetime | None]
    send_after: Mapped[datetime | None]
    sending_at: Mapped[datetime | None]
    sent_id: Mapped[str] = mapped_column(default="")
    receipt: Mapped[dict[str, Any]] = mapped_column(default=dict)
    receipted: Mapped[bool] = mapped_column(default=False)  # whether the sent mail was read back
    note: Mapped[str] = mapped_column(Text, default="")
    cleanup: Mapped[bool] = mapped_column(default=False)
    check_wanted: Mapped[int] = mapped_column(default=0)
    check_done: Mapped[int] = mapped_column(default=0)
    check_at: Mapped[datetime | None]  # when a look was last rung for
    changed_at: Mapped[datetime]


class Drafts:
    """Queries on drafts."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def get(self, draft_id: str) -> Draft | None:
        """The draft with that id."""
        return await self.session.get(Draft, draft_id)

    async def writing(self, message_id: str) -> str | None:
        """The id of the reply to that message if it is to be written."""
        where = (Draft.message_id == message_id, Draft.state == DraftState.WRITING)
        return await self.session.scalar(select(Draft.id).where(*where))

    async def begin(self, draft_id: str, message_id: str, account_id: str, thread_id: str, now: datetime) -> bool:
        """Makes the draft row unless the message has one; True if this one stands."""
        row = {
            "id": draft_id, "message_id": message_id, "account_id": account_id, "thread_id": thread_id,
            "state": DraftState.WRITING, "version_id": "", "number": 0, "remote_id": "",
            "remote_message_id": "", "remote_number": 0,
            "instruction": "", "acted_by": "", "sent_id": "", "receipt": {}, "receipted": False,
            "note": "", "cleanup": False, "check_wanted": 0, "check_done": 0,
            "changed_at": now,
        }  # fmt: skip
        return bool(await add_new(self.session, Draft, [row], "id"))

    async def claim(
        self,
        draft_id: str,
        before: DraftState | Sequence[DraftState],
        after: DraftState,
        now: datetime,
        *,
        at_version: str | None = None,
        due: datetime | None = None,
        began: datetime | None = None,
        **values: Any,
    ) -> bool:
        """Moves the draft from one state to another, if it stands there (`at_version`: at that version, "" for none).

        With `due`, only if its sending was due by then; with `began`, only while the sending that began then is the
        last one. True for exactly one of any number of callers: the one that may go on.
        """
        states = [before] if isinstance(before, DraftState) else list(before)
        where = [Draft.id == draft_id, Draft.state.in_(states)]
        if at_version is not None:
            where.append(Draft.version_id == at_version)
        if due is not None:
            where.append(Draft.send_after <= due)
        if began is not None:
            where.append(Draft.sending_at == began)
        return await hits(self.session, update_of(Draft).where(*where).values(state=after, changed_at=now, **values))

    async def change(self, draft_id: str, **values: Any) -> None:
        """Sets columns that are no state."""
        assert "state" not in values
        await self.session.execute(update_of(Draft).where(Draft.id == draft_id).values(**values))

    async def left_over(self, draft_id: str, remote_id: str) -> None:
        """The mail service holds a draft of a reply that was discarded meanwhile: deleting it is work to do."""
        where = (Draft.id == draft_id, Draft.state == DraftState.DISCARDED)
        await self.session.execute(update_of(Draft).where(*where).values(remote_id=remote_id, cleanup=True))

    async def cleaned(self, draft_id: str, remote_id: str) -> None:
        """Notes that the mail service's draft is deleted, unless another one is to be deleted by now."""
        where = (Draft.id == draft_id, Draft.remote_id == remote_id, Draft.state == DraftState.DISCARDED)
        await self.session.execute(update_of(Draft).where(*where).values(cleanup=False))

    async def in_threads(self, account_id: str, thread_ids: Sequence[str]) -> list[Draft]:
        """Drafts in these threads that a change there may concern."""
        query = select(Draft).where(
            Draft.account_id == account_id, Draft.thread_id.in_(list(thread_ids)), Draft.state.in_(OPEN)
        )
        return list(await self.session.scalars(query))

    async def want_check(self, ids: Sequence[str], now: datetime) -> None:
        """Asks for these drafts to be held against the mail service."""
        values = {"check_wanted": Draft.check_wanted + 1, "check_at": now}
        await self.session.execute(update_of(Draft).where(Draft.id.in_(list(ids))).values(**values))

    async def checked(self, draft_id: str, upto: int) -> None:
        """Marks the first `upto` wishes for a look as answered; not if nobody could look because of its state."""
        where = (Draft.id == draft_id, Draft.check_done < upto, Draft.state.not_in(UNDER_WAY))
        await self.session.execute(update_of(Draft).where(*where).values(check_done=upto))

    async def unchecked(self, before: datetime, limit: int) -> list[str]:
        """Drafts for which a look was rung before then, and has not been had, on accounts that may work."""
        query = (
            select(Draft.id)
            .join(Account, Account.id == Draft.account_id)
            .where(
                Draft.state.in_(CHECKABLE),
                Draft.check_wanted > Draft.check_done,
                Draft.check_at < before,
                Account.works,
            )
            .order_by(Draft.check_at)
            .limit(limit)
        )
        return list(await self.session.scalars(query))

    async def touch_checks(self, ids: Sequence[str], now: datetime) -> None:
        """Notes that looks were rung for again, so that the next minute does not ring them once more."""
        await self.session.execute(update_of(Draft).where(Draft.id.in_(list(ids))).values(check_at=now))

    @staticmethod
    def answered() -> ColumnElement[bool]:
        """True of messages whose reply is written, whatever became of it."""
        return exists().where(Draft.message_id == Message.id, Draft.state != DraftState.WRITING)

    async def stuck(self, before: datetime, limit: int, *, due: datetime | None = None) -> list[Draft]:
        """Drafts with work to do that have not moved since `before`: to write, send, save, prove or clean up.

        Those that are approved if they are to be sent before `due`, or before `before`. Only on accounts that may
        work, and on paused ones what was approved before the pause; of people who are gone what they approved: that is
        to end. And a message that is stuck is healed before its reply is written.
        """
        ends = Draft.state.in_((DraftState.APPROVED, DraftState.SENDING)) & Account.user_id.in_(users_gone())
        given_up = select(Message.id).where(Message.state == MessageState.STUCK)
        query = (
            select(Draft)
            .join(Account, Account.id == Draft.account_id)
            .where(
                or_(Account.works, (Account.state == AccountState.CONNECTED) & Draft.state.in_(DECIDED), ends),
                text(f"({_work('drafts.')})"),  # word for word: else the index of these does not serve
                or_(Draft.state != DraftState.APPROVED, Draft.send_after < (due or before)),
                Draft.changed_at < before,
                or_(Draft.state != DraftState.WRITING, Draft.message_id.not_in(given_up)),
            )
            .order_by(Draft.changed_at)
            .limit(limit)
        )
        return list(await self.session.scalars(query))

    async def touch(self, ids: Sequence[str], now: datetime) -> None:
        """Notes that these were rung again, so that the next minute does not ring them once more."""
        await self.session.execute(update_of(Draft).where(Draft.id.in_(list(ids))).values(changed_at=now))
