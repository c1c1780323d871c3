"""Seen events: which of Slack's events were taken already, so that a retry is not done twice (SPEC SL5)."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.db import Base, add_new


class SeenEvent(Base):
    """An event id of Slack."""

    __tablename__ = "seen_events"

    event_id: Mapped[str] = mapped_column(primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(index=True)


class SeenEvents:
    """Queries on seen events."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def first_time(self, event_id: str, now: datetime) -> bool:
        """Keeps the id; True if it was not there yet."""
        row = {"event_id": event_id, "seen_at": now}
        return bool(await add_new(self.session, SeenEvent, [row], "event_id"))

    async def unsee(self, event_id: str) -> None:
        """Takes the id back, when what the event asked for could not be begun."""
        await self.session.execute(delete(SeenEvent).where(SeenEvent.event_id == event_id))

    async def forget(self, before: datetime) -> None:
        """Deletes ids older than any retry."""
        await self.session.execute(delete(SeenEvent).where(SeenEvent.seen_at < before))
