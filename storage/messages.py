"""Messages: every mail found in a connected mailbox, what it says, and how far the pipeline has come with it."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Index, UniqueConstraint, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.accounts import Account, counted_each
from storage.db import Base, add_new, hits, index_where, new_id, update_of
from storage.verdicts import Verdict

AT_ONCE = 500  # rows a statement: both databases take some 32,000 values in one


class MessageState(StrEnum):
    """How far a message has come. FOUND and JUDGED are work to do, the others are ends."""

    FOUND = "found"  # known by id only
    JUDGED = "judged"  # read and classified
    SETTLED = "settled"  # its card, if it gets one, is wanted
    SKIPPED = "skipped"  # a draft or sent mail: nothing to judge
    GONE = "gone"  # deleted before it was read
    STUCK = "stuck"  # out of retries; a dead letter tells


class Message(Base):
    """One mail of one account. `email` is the parsed mail as JSON (connectors.mail.email.Email)."""

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("account_id", "remote_id"),
        Index("ix_messages_thread", "account_id", "thread_id"),
        Index("ix_messages_state", "state", "found_at"),
        Index("ix_messages_counts", "account_id", "state"),
        index_where("ix_messages_whole", "account_id", "id", holds="pruned_at IS NULL"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    remote_id: Mapped[str]
    thread_id: Mapped[str]
    labels: Mapped[list[str]] = mapped_column(default=list)
    state: Mapped[str]
    correlation: Mapped[str]
    sender: Mapped[str] = mapped_column(default="")
    email: Mapped[dict[str, Any]] = mapped_column(default=dict)
    received_at: Mapped[datetime | None]
    found_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    pruned_at: Mapped[datetime | None]  # since when only a preview of it is kept


class Messages:
    """Queries on messages."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def get(self, message_id: str) -> Message | None:
        """The message with that id of ours."""
        return await self.session.get(Message, message_id)

    async def found(
        self, account_id: str, entries: Sequence[tuple[str, str, list[str]]], now: datetime
    ) -> list[tuple[str, str]]:
        """Stores (remote id, thread id, labels) of unknown messages; gives (id, correlation) of the new ones."""
        rows = [
            {
                "id": new_id(), "account_id": account_id, "remote_id": remote_id, "thread_id": thread_id,
                "labels": labels, "state": MessageState.FOUND, "correlation": new_id(), "sender": "", "email": {},
                "found_at": now, "changed_at": now,
            }
            for remote_id, thread_id, labels in entries
        ]  # fmt: skip
        new: list[tuple[str, str]] = []
        for at in range(0, len(rows), AT_ONCE):
            stored = await add_new(self.session, Message, rows[at : at + AT_ONCE], "id", "correlation")
            new += [(row.id, row.correlation) for row in stored]
        return new

    async def task(self, message_id: str) -> tuple[str, str] | None:
        """(account id, correlation) of a message whose account may work; None of any other."""
        query = (
            select(Message.account_id, Message.correlation)
            .join(Account, Account.id == Message.account_id)
            .where(Message.id == message_id, Account.works)
        )
        row = (await self.session.execute(query)).first()
        return (row[0], row[1]) if row else None

    async def found_since(self, account_id: str, since: datetime) -> int:
        """How many messages were found since then."""
        where = (Message.account_id == account_id, Message.found_at >= since)
        return await self.session.scalar(select(func.count()).select_from(Message).where(*where)) or 0

    async def correlations(self, ids: Sequence[str]) -> dict[str, str]:
        """The correlation ids of these messages, by the messages' ids."""
        query = select(Message.id, Message.correlation).where(Message.id.in_(list(ids)))
        return {row.id: row.correlation for row in await self.session.execute(query)}

    async def judge(self, message_id: str, after: MessageState, now: datetime, **read: Any) -> bool:
        """Keeps what a found message says (columns `read`) and moves it on; True for the one caller that did it."""
        where = (Message.id == message_id, Message.state == MessageState.FOUND)
        return await hits(self.session, update_of(Message).where(*where).values(state=after, changed_at=now, **read))

    async def settle(self, message_id: str, now: datetime) -> bool:
        """Nothing is left to draft for a judged message, nor for one that was stuck; False if that was so already."""
        where = (Message.id == message_id, Message.state.in_([MessageState.JUDGED, MessageState.STUCK]))
        values = {"state": MessageState.SETTLED, "changed_at": now}
        return await hits(self.session, update_of(Message).where(*where).values(**values))

    async def move(self, message_id: str, before: MessageState, after: MessageState, now: datetime) -> bool:
        """Moves a message on; True for the one caller that did it."""
        where = (Message.id == message_id, Message.state == before)
        return await hits(self.session, update_of(Message).where(*where).values(state=after, changed_at=now))

    async def relabelled(self, account_id: str, remote_id: str, labels: list[str]) -> None:
        """Keeps the vendor's present labels."""
        where = (Message.account_id == account_id, Message.remote_id == remote_id)
        await self.session.execute(update_of(Message).where(*where).values(labels=labels))

    async def read_of(self, account_id: str, remote_ids: Sequence[str]) -> dict[str, Message]:
        """Of these remote ids the messages that were read."""
        named = (Message.account_id == account_id, Message.remote_id.in_(list(remote_ids)))
        found = await self.session.scalars(select(Message).where(*named, Message.received_at.is_not(None)))
        return {message.remote_id: message for message in found}

    async def in_thread(self, account_id: str, thread_id: str) -> list[Message]:
        """The messages of a thread that were read, oldest first."""
        query = (
            select(Message)
            .where(Message.account_id == account_id, Message.thread_id == thread_id, Message.received_at.is_not(None))
            .order_by(Message.received_at)
        )
        return list(await self.session.scalars(query))

    async def waiting(self, before: datetime, limit: int) -> list[Message]:
        """Messages with work to do that have not moved since `before`, on accounts that may work."""
        query = (
            select(Message)
            .join(Account, Account.id == Message.account_id)
            .where(
                Message.state.in_([MessageState.FOUND, MessageState.JUDGED]),
                Message.changed_at < before,
                Account.works,
            )
            .order_by(Message.changed_at)
            .limit(limit)
        )
        return list(await self.session.scalars(query))

    async def heal(self, since: datetime, answered: ColumnElement[bool], which: ColumnElement[bool]) -> list[str]:
        """Gives stuck mail found after `since` another chance, of it `which`: what failed may have healed (SPEC RE5).

        `answered` is true of messages whose reply is written: nothing is left to do for those, whose ids it gives.
        """
        judged = exists().where(Verdict.message_id == Message.id)
        stuck = (Message.state == MessageState.STUCK, Message.found_at > since, which)
        rests = update_of(Message).where(*stuck, answered).values(state=MessageState.SETTLED, changed_at=since)
        settled = [row.id for row in await self.session.execute(rests.returning(Message.__table__.c.id))]
        for state, where in ((MessageState.JUDGED, judged), (MessageState.FOUND, ~judged)):
            await self.session.execute(update_of(Message).where(*stuck, where).values(state=state, changed_at=since))
        return settled

    async def touch(self, ids: Sequence[str], now: datetime) -> None:
        """Notes that these were rung again, so that the next minute does not ring them once more."""
        await self.session.execute(update_of(Message).where(Message.id.in_(list(ids))).values(changed_at=now))

    async def counts(self, account_ids: Sequence[str], at_most: int) -> dict[tuple[str, str], int]:
        """How many messages of each account wait, are settled or stuck: (account id, state) -> count. Of those that are
        settled no more are counted than one beyond `at_most`."""
        states = (MessageState.FOUND, MessageState.JUDGED, MessageState.STUCK)
        query = (
            select(Message.account_id, Message.state, func.count())
            .where(Message.account_id.in_(list(account_ids)), Message.state.in_(states))
            .group_by(Message.account_id, Message.state)
        )
        counts = {(row[0], row[1]): row[2] for row in await self.session.execute(query)}
        settled = (Message.account_id == Account.id) & (Message.state == MessageState.SETTLED)
        for account_id, many in await self.session.execute(counted_each(account_ids, at_most, settled)):
            counts[account_id, MessageState.SETTLED] = many
        return counts

    async def oldest_open(self, account_ids: Sequence[str]) -> dict[str, datetime]:
        """Since when the oldest message with work to do was found, for each account that has one."""
        query = (
            select(Message.account_id, func.min(Message.found_at).label("oldest"))
            .where(
                Message.account_id.in_(list(account_ids)), Message.state.in_([MessageState.FOUND, MessageState.JUDGED])
            )
            .group_by(Message.account_id)
        )
        return {row.account_id: row.oldest for row in await self.session.execute(query)}
