"""Accounts: connected mailboxes, their tokens (encrypted), cursor, and whether a sync is wanted."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Select, Text, UniqueConstraint, and_, func, literal, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, aliased, mapped_column

from bot.errors import Failure
from storage.db import Base, add_new, hits, new_id, update_of
from storage.users import User, users_gone

AT_ONCE = 10_000  # ids a statement: PostgreSQL takes 32,767 values in one


class AccountState(StrEnum):
    """Whether Mailroom may work on a mailbox."""

    CONNECTED = "connected"
    RECONNECT = "reconnect"
    LEAVING = "leaving"  # disconnected by its owner: it is being erased
    ASLEEP = "asleep"  # connected, but its workspace has removed Mailroom: nobody is there to be told anything


HAS = (AccountState.CONNECTED, AccountState.ASLEEP)  # the mailbox is its owner's, though work on it may rest


class Account(Base):
    """A connected mailbox. A sync is due while `sync_wanted` is ahead of `sync_done`."""

    __tablename__ = "accounts"
    __table_args__ = (UniqueConstraint("user_id", "email"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    email: Mapped[str] = mapped_column(index=True)
    state: Mapped[str]
    tokens: Mapped[str] = mapped_column(Text)
    scopes: Mapped[str] = mapped_column(Text)
    cursor: Mapped[str] = mapped_column(default="")
    sync_wanted: Mapped[int] = mapped_column(default=0)
    sync_done: Mapped[int] = mapped_column(default=0)
    last_push_at: Mapped[datetime | None]
    last_sync_at: Mapped[datetime | None]
    watch_until: Mapped[datetime | None]
    watch_tried_at: Mapped[datetime | None]
    end_told: Mapped[bool] = mapped_column(default=True)  # False: access has ended and its owner does not know yet
    ended: Mapped[str] = mapped_column(default="")  # how it has ended: a bot.errors.Failure, '' if it has not
    aliases: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    aliases_at: Mapped[datetime | None]
    paused: Mapped[bool] = mapped_column(default=False)  # by its owner: nothing is read, judged or drafted
    preferences: Mapped[dict[str, Any]] = mapped_column(default=dict)  # assistant.preferences.Preferences as JSON
    created_at: Mapped[datetime]
    watch_failure: Mapped[str] = mapped_column(default="")  # bot.errors.Failure of the last watch, '' if it worked

    @hybrid_property
    def works(self) -> bool:
        """Whether Mailroom may work on it now: its access stands, and its owner has not paused it."""
        return self.state == AccountState.CONNECTED and not self.paused

    @works.inplace.expression
    @classmethod
    def _works(cls) -> ColumnElement[bool]:
        return and_(cls.state == AccountState.CONNECTED, cls.paused.is_(False))


def counted_each(account_ids: Sequence[str], at_most: int, *kinds: ColumnElement[bool]) -> Select[Any]:
    """Of each account its id and, for each condition that ties rows to Account, how many there are. No more are counted
    than one beyond `at_most`, so that the cost has an end."""
    some = (select(literal(1)).where(kind).correlate(Account).limit(at_most + 1).subquery() for kind in kinds)
    counts = (select(func.count()).select_from(rows).scalar_subquery() for rows in some)
    return select(Account.id, *counts).where(Account.id.in_(list(account_ids)))


class Accounts:
    """Queries on accounts."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def get(self, account_id: str) -> Account | None:
        """The account with that id."""
        return await self.session.get(Account, account_id)

    async def of_user(self, user_id: str) -> list[Account]:
        """The user's accounts, oldest first."""
        found = await self.session.scalars(select(Account).where(Account.user_id == user_id).order_by(Account.id))
        return list(found)

    async def opens(self, account_id: str) -> bool:
        """Whether its mailbox may be opened: connected, with an owner who is there; paused or not."""
        where = (Account.id == account_id, Account.state == AccountState.CONNECTED)
        return await self.session.scalar(select(Account.id).where(*where)) is not None

    async def preferences(self, account_ids: Iterable[str]) -> dict[str, dict[str, Any]]:
        """What the owners of these accounts have decided, as stored: account id -> assistant.preferences as JSON."""
        query = select(Account.id, Account.preferences).where(Account.id.in_(list(account_ids)))
        return {account_id: stored or {} for account_id, stored in await self.session.execute(query)}

    async def working(self) -> list[Account]:
        """Every account that may be worked on."""
        found = await self.session.scalars(select(Account).where(Account.works))
        return list(found)

    async def ids_by_email(self, emails: Iterable[str]) -> Mapping[str, list[str]]:
        """Accounts of these mailboxes that may work: email -> account ids (two people may share a mailbox)."""
        query = select(Account.email, Account.id).where(Account.email.in_(list(emails)), Account.works)
        found: dict[str, list[str]] = {}
        for email, account_id in await self.session.execute(query):
            found.setdefault(email, []).append(account_id)
        return found

    async def ids(self) -> list[str]:
        """Every account that is not on its way out."""
        return list(await self.session.scalars(select(Account.id).where(Account.state != AccountState.LEAVING)))

    async def is_connected(self, email: str) -> bool:
        """Whether anybody has this mailbox connected, paused, asleep or not."""
        where = (Account.email == email, Account.state.in_(HAS))
        return (await self.session.scalars(select(Account.id).where(*where))).first() is not None

    async def is_anothers(self, user_id: str, email: str) -> bool:
        """Whether another user has this mailbox, if only asleep: two of them would answer each mail twice."""
        where = (Account.email == email, Account.user_id != user_id, Account.state.in_(HAS))
        return (await self.session.scalars(select(Account.id).where(*where))).first() is not None

    async def connect(self, user_id: str, email: str, now: datetime) -> Account:
        """The account of this mailbox for this user, made if new; tokens come by `keep_tokens`."""
        row = {
            "id": new_id(), "user_id": user_id, "email": email, "state": AccountState.RECONNECT, "tokens": "",
            "scopes": "", "cursor": "", "sync_wanted": 0, "sync_done": 0, "aliases": [], "end_told": True,
            "ended": "",
            "paused": False, "preferences": {}, "created_at": now, "watch_failure": "",
        }  # fmt: skip
        await add_new(self.session, Account, [row])
        found = await self.session.scalar(select(Account).where(Account.user_id == user_id, Account.email == email))
        assert found is not None
        return found

    async def change(self, account_id: str, **values: Any) -> None:
        """Sets columns of one account."""
        await self.session.execute(update_of(Account).where(Account.id == account_id).values(**values))

    async def open(self, account_id: str, **values: Any) -> bool:
        """Connects an account with these columns; False where it is on its way out, or its owner was deactivated or has
        no workspace with Mailroom by now."""
        stays = (Account.id == account_id, Account.state != AccountState.LEAVING, Account.user_id.not_in(users_gone()))
        return await hits(
            self.session, update_of(Account).where(*stays).values(state=AccountState.CONNECTED, ended="", **values)
        )

    async def exchange(self, account_id: str, standing: str, **values: Any) -> bool:
        """Sets columns of a connected account only while these sealed tokens are `standing`; False if not."""
        same = (Account.id == account_id, Account.state == AccountState.CONNECTED, Account.tokens == standing)
        return await hits(self.session, update_of(Account).where(*same).values(**values))

    async def want_sync(self, account_ids: Iterable[str], pushed_at: datetime | None = None) -> None:
        """Asks for another sync of these accounts; `pushed_at` when a push asked for it."""
        values: dict[str, Any] = {"sync_wanted": Account.sync_wanted + 1}
        if pushed_at is not None:
            values["last_push_at"] = pushed_at
        ids = list(account_ids)
        for at in range(0, len(ids), AT_ONCE):
            some = Account.id.in_(ids[at : at + AT_ONCE])
            await self.session.execute(update_of(Account).where(some).values(**values))

    async def leave(self, account_id: str) -> bool:
        """Ends all work on an account for good; True for the one caller that did it."""
        stays = (Account.id == account_id, Account.state != AccountState.LEAVING)
        values = {"state": AccountState.LEAVING, "tokens": "", "end_told": True}
        return await hits(self.session, update_of(Account).where(*stays).values(**values))

    async def move_cursor(self, account_id: str, cursor: str) -> None:
        """Moves the cursor, in the same transaction as the rows it stands for."""
        await self.change(account_id, cursor=cursor)

    async def synced(self, account_id: str, wanted: int, now: datetime) -> None:
        """Marks the sync that answers the first `wanted` wishes as done."""
        await self.change(account_id, sync_done=wanted, last_sync_at=now)

    async def sleep(self, team_id: str) -> None:
        """Rests the connected accounts of a workspace."""
        await self._shift(User.team_id == team_id, AccountState.CONNECTED, state=AccountState.ASLEEP)

    async def sleep_of(self, user_id: str) -> None:
        """Rests the connected accounts of a user."""
        await self._shift(User.id == user_id, AccountState.CONNECTED, state=AccountState.ASLEEP)

    async def wake(self, team_id: str) -> None:
        """Connects what rests in a workspace, each with a wish for a sync, but for people who were deactivated."""
        await self._wake((User.team_id == team_id) & User.left_at.is_(None))

    async def wake_of(self, user_id: str) -> None:
        """Connects what rests of a user, each with a wish for a sync, where their workspace has Mailroom."""
        await self._wake((User.id == user_id) & User.id.not_in(users_gone()))

    async def _wake(self, whose: ColumnElement[bool]) -> None:
        other = aliased(Account)  # a mailbox that somebody else works with by now stays theirs; its owner is told
        works = select(other.id).where(other.email == Account.email, other.state == AccountState.CONNECTED).exists()
        lost = {"state": AccountState.RECONNECT, "end_told": False, "ended": Failure.TAKEN.value}
        await self._shift(whose, AccountState.ASLEEP, works, **lost)
        values = {"state": AccountState.CONNECTED, "sync_wanted": Account.sync_wanted + 1}
        await self._shift(whose, AccountState.ASLEEP, **values)

    async def _shift(
        self, whose: ColumnElement[bool], before: AccountState, *where: ColumnElement[bool], **values: Any
    ) -> None:
        there = (Account.user_id.in_(select(User.id).where(whose)), Account.state == before, *where)
        await self.session.execute(update_of(Account).where(*there).values(**values))

    async def ended_untold(self) -> list[str]:
        """Accounts whose access has ended without their owner, who is there, having been told."""
        there = Account.user_id.not_in(users_gone())
        where = (Account.state == AccountState.RECONNECT, Account.end_told.is_(False), there)
        return list(await self.session.scalars(select(Account.id).where(*where)))

    async def tell_end(self, account_id: str) -> bool:
        """Marks the owner as told; True for the one caller that is to do it."""
        where = (Account.id == account_id, Account.state == AccountState.RECONNECT, Account.end_told.is_(False))
        return await hits(self.session, update_of(Account).where(*where).values(end_told=True))

    async def overdue(self, before: datetime) -> list[str]:
        """Accounts that may work and whose wish for a sync is unanswered with their last push older than `before`."""
        query = select(Account.id).where(
            Account.works,
            Account.sync_wanted > Account.sync_done,
            (Account.last_push_at.is_(None)) | (Account.last_push_at < before),
        )
        return list(await self.session.scalars(query))
