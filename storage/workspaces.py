"""Workspaces: the Slack teams that Mailroom is installed in."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.db import Base, add_new


class WorkspaceState(StrEnum):
    """Whether Mailroom may speak in a workspace."""

    INSTALLED = "installed"
    GONE = "gone"  # uninstalled, or its tokens were revoked


class Workspace(Base):
    """A Slack team. `tokens` is sealed, and '' where the deployment has one token in its settings."""

    __tablename__ = "workspaces"

    team_id: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(default=WorkspaceState.INSTALLED)
    name: Mapped[str] = mapped_column(default="")
    bot_user_id: Mapped[str] = mapped_column(default="")
    scopes: Mapped[str] = mapped_column(Text, default="")
    tokens: Mapped[str] = mapped_column(Text, default="")
    installed_by: Mapped[str] = mapped_column(default="")
    changed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class Workspaces:
    """Queries on workspaces."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def ensure(self, team_id: str, now: datetime) -> None:
        """Stores the team unless it is known."""
        row = {
            "team_id": team_id, "created_at": now, "state": WorkspaceState.INSTALLED, "name": "", "bot_user_id": "",
            "scopes": "", "tokens": "", "installed_by": "",
        }  # fmt: skip
        await add_new(self.session, Workspace, [row])
