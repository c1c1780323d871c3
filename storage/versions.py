"""Draft versions: exactly what a card showed, so that an approval can be held to it (SPEC SL13)."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Text, UniqueConstraint, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.db import Base, add_new
from storage.used import Used


class DraftVersion(Used, Base):
    """One state of a reply. Its id is the opaque value of the card's buttons; it is never changed."""

    __tablename__ = "draft_versions"
    __table_args__ = (UniqueConstraint("draft_id", "number"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    draft_id: Mapped[str] = mapped_column(ForeignKey("drafts.id"))
    number: Mapped[int]
    author: Mapped[str]  # see bot.views.reply_part.AUTHOR_WORDS
    sender: Mapped[dict[str, Any]]
    to: Mapped[list[dict[str, Any]]]
    cc: Mapped[list[dict[str, Any]]]
    bcc: Mapped[list[dict[str, Any]]]
    subject: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    rfc_id: Mapped[str]
    in_reply_to: Mapped[str] = mapped_column(Text)
    references: Mapped[list[str]]
    thread_tip: Mapped[str]  # the remote id of the thread's newest message when this was shown
    fingerprint: Mapped[str]
    flags: Mapped[list[dict[str, Any]]]
    files: Mapped[list[str]]  # names of what was attached in the mail service
    unknown: Mapped[list[str]]  # recipients never written to before
    missing: Mapped[list[str]]
    provider: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]


class Versions:
    """Queries on draft versions."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def get(self, version_id: str) -> DraftVersion | None:
        """The version with that id."""
        return await self.session.get(DraftVersion, version_id)

    async def add(self, version: DraftVersion) -> bool:
        """Stores a version; False if that number of the draft is taken already."""
        columns = DraftVersion.__table__.columns.keys()
        row = {name: getattr(version, name) for name in columns if getattr(version, name) is not None}
        return bool(await add_new(self.session, DraftVersion, [row], "id"))

    async def before(self, version: DraftVersion) -> DraftVersion | None:
        """The version that this one followed."""
        where = (DraftVersion.draft_id == version.draft_id, DraftVersion.number < version.number)
        newest = select(DraftVersion).where(*where).order_by(DraftVersion.number.desc()).limit(1)
        return await self.session.scalar(newest)

    async def of_draft(self, draft_id: str) -> list[DraftVersion]:
        """All versions of a draft, first one first."""
        query = select(DraftVersion).where(DraftVersion.draft_id == draft_id).order_by(DraftVersion.number)
        return list(await self.session.scalars(query))
