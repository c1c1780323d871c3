"""Dead letters: jobs that are out of retries, to see, retry or dismiss, and for time to heal (SPEC RE5)."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Index, Text, delete, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.accounts import Account
from storage.cards import Card
from storage.db import Base, hits, new_id, update_of
from storage.drafts import Draft, DraftState
from storage.messages import Message, MessageState
from storage.syncs import Sync
from storage.users import User


class Resolution(StrEnum):
    """What became of a dead letter; '' while it waits."""

    RETRIED = "retried"  # by a person
    DISMISSED = "dismissed"  # by a person: its job is not to be told of again
    HEALED = "healed"  # its work got done after all
    TOLD = "told"  # whoever asked for it was told at once


class DeadLetter(Base):
    """A job that failed for good. Arguments are ids; the error's words hold no mail content.

    One row tells of a job however often it fails: `tries` adds up, `failed_at` moves on. `rounds` is how often it was
    rung anew by itself, last at `rung_at`.
    """

    __tablename__ = "dead_letters"
    __table_args__ = (Index("ix_dead_letters_subject", "job", "subject"),)

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
    resolution: Mapped[str] = mapped_column(default="")
    subject: Mapped[str] = mapped_column(default="")  # the arguments in one line: which call of the job it was
    failed_at: Mapped[datetime | None]
    rounds: Mapped[int] = mapped_column(default=0)
    rung_at: Mapped[datetime | None]
    told: Mapped[bool] = mapped_column(default=False)  # its owner has been told of it


WAITS = DeadLetter.resolved_at.is_(None)


def _by_job(name: str) -> str:
    return f"jobs.{name}.{name}"


HANDLING = [_by_job(name) for name in ("triage_message", "draft_reply")]  # of a mail


def _done() -> ColumnElement[bool]:
    """True of a letter whose work is done: by the sweep, by a later run, or because nothing is left to do."""
    about, later = DeadLetter.subject, DeadLetter.failed_at
    ends = (MessageState.SETTLED, MessageState.SKIPPED, MessageState.GONE)
    work = (DraftState.WRITING, DraftState.APPROVED, DraftState.SENDING)
    writing = exists().where(Draft.message_id == about, Draft.state == DraftState.WRITING)
    read = exists().where(Message.id == about, Message.state.in_(ends)) & ~writing
    drawn = exists().where(Card.message_id == about, Card.drawn >= Card.wanted)
    sent = exists().where(Draft.id == about, Draft.state.not_in(work))
    saved = exists().where(Draft.id == about, Draft.remote_number >= Draft.number)
    synced = exists().where(Account.id == about, Account.last_sync_at > later)
    cases = [
        (("triage_message", "draft_reply"), read), (("draw_card",), drawn), (("send_reply",), sent),
        (("save_draft",), saved), (("sync_mailbox",), synced),
    ]  # fmt: skip
    for job, service in (("sync_calendar", "calendar"), ("sync_drive", "drive"), ("read_history", "history")):
        cases.append(((job,), exists().where(Sync.account_id == about, Sync.service == service, Sync.last_at > later)))
    return or_(*(DeadLetter.job.in_([_by_job(name) for name in names]) & done for names, done in cases))


class DeadLetters:
    """Queries on dead letters."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def get(self, letter_id: str) -> DeadLetter | None:
        """The letter with that id."""
        return await self.session.get(DeadLetter, letter_id, populate_existing=True)

    async def keep(self, values: dict[str, Any], now: datetime) -> bool:
        """Stores a failure; False if it is told of already: a letter of the same call waits, or was dismissed."""
        again = await self._same(values["job"], values["subject"])
        if again is None:
            self.session.add(DeadLetter(id=new_id(), created_at=now, failed_at=now, **values))
            await self.session.flush()
            return True
        told = {name: values[name] for name in ("failure", "error", "stack", "correlation")}
        change = update_of(DeadLetter).where(DeadLetter.id == again)
        await self.session.execute(change.values(**told, tries=DeadLetter.tries + values["tries"], failed_at=now))
        return False

    async def _same(self, job: str, subject: str) -> str | None:
        stays = WAITS | (DeadLetter.resolution == Resolution.DISMISSED)
        where = (DeadLetter.job == job, DeadLetter.subject == subject, stays)
        return (await self.session.scalars(select(DeadLetter.id).where(*where))).first()

    async def of_mail(self, message_id: str) -> DeadLetter | None:
        """How the handling of a mail failed last, if that waits or was dismissed."""
        stays = WAITS | (DeadLetter.resolution == Resolution.DISMISSED)
        where = (DeadLetter.job.in_(HANDLING), DeadLetter.subject == message_id, stays)
        query = select(DeadLetter).where(*where).order_by(DeadLetter.failed_at.desc()).limit(1)
        return (await self.session.scalars(query)).first()

    @staticmethod
    def dismissed() -> ColumnElement[bool]:
        """True of mail whose owner lets it rest that it could not be handled."""
        where = (DeadLetter.subject == Message.id, DeadLetter.resolution == Resolution.DISMISSED)
        return exists().where(DeadLetter.job.in_(HANDLING), *where)

    async def waiting(self, account_id: str | None = None) -> int:
        """How many wait: all of them, or those about one mailbox ('': those about none)."""
        where = [WAITS] if account_id is None else [WAITS, DeadLetter.account_id == account_id]
        return await self.session.scalar(select(func.count()).select_from(DeadLetter).where(*where)) or 0

    async def of_user(self, user_id: str, limit: int) -> list[DeadLetter]:
        """Those that wait for a user, the latest first."""
        mine = select(Account.id).where(Account.user_id == user_id)
        query = select(DeadLetter).where(WAITS, DeadLetter.account_id.in_(mine))
        found = await self.session.scalars(query.order_by(DeadLetter.failed_at.desc()).limit(limit))
        return list(found)

    async def counts(self, account_ids: Sequence[str]) -> dict[tuple[str, str], int]:
        """How many wait, by account and class of failure."""
        query = (
            select(DeadLetter.account_id, DeadLetter.failure, func.count().label("many"))
            .where(WAITS, DeadLetter.account_id.in_(list(account_ids)))
            .group_by(DeadLetter.account_id, DeadLetter.failure)
        )
        return {(row.account_id, row.failure): row.many for row in await self.session.execute(query)}

    async def resolve(self, letter_id: str, resolution: Resolution, by: str, now: datetime) -> bool:
        """Ends one that waits; True for the one caller that did."""
        values = {"resolved_at": now, "resolved_by": by, "resolution": resolution.value}
        return await hits(self.session, update_of(DeadLetter).where(DeadLetter.id == letter_id, WAITS).values(**values))

    async def reopen(self, ids: Sequence[str]) -> None:
        """Lets those wait again that a person wanted tried."""
        where = (DeadLetter.id.in_(list(ids)), DeadLetter.resolution == Resolution.RETRIED)
        values = {"resolved_at": None, "resolved_by": "", "resolution": ""}
        await self.session.execute(update_of(DeadLetter).where(*where).values(**values))

    async def tell(self, user_id: str) -> bool:
        """Marks what waits for a user as told; whether there was anything untold."""
        mine = select(Account.id).where(Account.user_id == user_id)
        where = (WAITS, DeadLetter.told.is_(False), DeadLetter.account_id.in_(mine))
        return await hits(self.session, update_of(DeadLetter).where(*where).values(told=True))

    async def untold_users(self, before: datetime, limit: int) -> list[str]:
        """Users who have not been told of something that failed before then."""
        query = select(Account.user_id).join(DeadLetter, DeadLetter.account_id == Account.id).distinct().limit(limit)
        return list(
            await self.session.scalars(query.where(WAITS, DeadLetter.told.is_(False), DeadLetter.failed_at < before))
        )

    async def settled_users(self, limit: int) -> list[str]:
        """Users whose message tells of failures although none of theirs waits any more."""
        theirs = exists().where(Account.user_id == User.id, DeadLetter.account_id == Account.id, WAITS)
        query = select(User.id).where(User.failures_ts != "", ~theirs).limit(limit)
        return list(await self.session.scalars(query))

    async def close_healed(self, quiet_since: datetime, now: datetime) -> list[str]:
        """Resolves those whose work is done, or that were rung before `quiet_since` and have not failed again; the
        accounts that they were about."""
        quiet = DeadLetter.rung_at.is_not(None) & (DeadLetter.rung_at < quiet_since)
        quiet &= DeadLetter.failed_at <= DeadLetter.rung_at
        values = {"resolved_at": now, "resolved_by": "mailroom", "resolution": Resolution.HEALED.value}
        change = update_of(DeadLetter).where(WAITS, quiet | _done()).values(**values)
        found = await self.session.execute(change.returning(DeadLetter.account_id))
        return sorted({row.account_id for row in found if row.account_id})

    async def healable(self, failures: Sequence[str], since: datetime, rounds: int, limit: int) -> list[DeadLetter]:
        """Those of these classes that first failed after `since`, were rung anew fewer than `rounds` times and have
        failed again since; on accounts that may work, or about none."""
        may = (DeadLetter.account_id == "") | DeadLetter.account_id.in_(select(Account.id).where(Account.works))
        again = DeadLetter.rung_at.is_(None) | (DeadLetter.failed_at > DeadLetter.rung_at)
        query = select(DeadLetter).where(
            WAITS, DeadLetter.failure.in_(list(failures)), DeadLetter.created_at > since, DeadLetter.rounds < rounds,
            again, may,
        )  # fmt: skip
        return list(await self.session.scalars(query.order_by(DeadLetter.failed_at).limit(limit)))

    async def rung(self, ids: Sequence[str], now: datetime) -> None:
        """Notes that these were rung anew."""
        change = update_of(DeadLetter).where(DeadLetter.id.in_(list(ids)))
        await self.session.execute(change.values(rung_at=now, rounds=DeadLetter.rounds + 1))

    async def forget(self, before: datetime) -> None:
        """Deletes those that ended before then."""
        await self.session.execute(delete(DeadLetter).where(DeadLetter.resolved_at < before))
