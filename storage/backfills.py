"""Back-fills: how far the reading of a mailbox's old mail has come (SPEC IN10)."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storage.db import Base


class BackfillState(StrEnum):
    """Where a back-fill stands. LISTING and READING are work to do, the others are ends."""

    LISTING = "listing"  # weeks are still to be asked for
    READING = "reading"  # all ids are known, some mail is unread
    DONE = "done"
    STOPPED = "stopped"  # by its owner
    FAILED = "failed"  # `error` says why; it can be started again where it stopped


class Backfill(Base):
    """One mailbox's old mail, from `until` back to `since`, a week at a time, newest first.

    All weeks newer than `week_end` are listed. `page` is where the listing of the week before `week_end` goes on, ''
    at its beginning.
    """

    __tablename__ = "backfills"

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    state: Mapped[str] = mapped_column(index=True)
    since: Mapped[datetime]
    until: Mapped[datetime]
    week_end: Mapped[datetime]
    page: Mapped[str] = mapped_column(default="")
    listed: Mapped[int] = mapped_column(default=0)
    read: Mapped[int] = mapped_column(default=0)
    estimate: Mapped[int] = mapped_column(default=0)  # of how many mails there are; 0 if unknown
    error: Mapped[str] = mapped_column(default="")
    told: Mapped[str] = mapped_column(default="")  # ts of the message in Slack that shows the progress
    started_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
