"""Workspaces: the Slack teams that Mailroom is installed in."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.db import Base, add_new


class Workspace(Base):
    """A Slack team."""

    __tablename__ = "workspaces"

    team_id: Mapped[str] = mapped_column(primary_key=True)
    created_at: Mapped[datetime]


class Workspaces:
    """Queries on workspaces."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def ensure(self, team_id: str, now: datetime) -> None:
        """Stores the team unless it is known."""
        row = {"team_id": team_id, "created_at": now}
        await add_new(self.session, Workspace, [row])
