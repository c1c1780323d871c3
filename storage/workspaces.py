"""Workspaces: the Slack teams that Mailroom is installed in."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Text, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.db import Base, add_new, hits, update_of


class WorkspaceState(StrEnum):
    """Whether Mailroom may speak in a workspace."""

    INSTALLED = "installed"
    ENDED = "ended"  # its tokens have run out and Slack gives no new ones: to be installed again, all data stays
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

    async def get(self, team_id: str) -> Workspace | None:
        """The team, if known."""
        return await self.session.get(Workspace, team_id)

    async def install(self, team_id: str, now: datetime, **values: str) -> None:
        """Makes the team one that Mailroom speaks in, or does so again, with these columns."""
        await self.ensure(team_id, now)
        alive = {"state": WorkspaceState.INSTALLED, "changed_at": now}
        await self.session.execute(update_of(Workspace).where(Workspace.team_id == team_id).values(**alive, **values))

    async def exchange(self, team_id: str, standing: str, tokens: str) -> bool:
        """Stores other sealed tokens in place of those that are `standing`; False if these do not stand any more."""
        return await self._replace(team_id, standing, tokens=tokens)

    async def end(self, team_id: str, state: WorkspaceState, now: datetime, standing: str) -> bool:
        """Ends a workspace whose `standing` sealed tokens do nothing any more; False if others stand by now."""
        return await self._replace(team_id, standing, state=state, tokens="", changed_at=now)

    async def leave(self, team_id: str, at: datetime, now: datetime) -> bool:
        """Ends a workspace that Slack says was left `at` that time; False if it has been installed since, or ended."""
        before = (Workspace.changed_at.is_(None)) | (Workspace.changed_at <= at)
        here = (Workspace.team_id == team_id, Workspace.state != WorkspaceState.GONE, before)
        gone = {"state": WorkspaceState.GONE, "tokens": "", "changed_at": now}
        return await hits(self.session, update_of(Workspace).where(*here).values(**gone))

    async def gone_before(self, before: datetime) -> list[str]:
        """Workspaces that were left before then and not come back to."""
        where = (Workspace.state == WorkspaceState.GONE, Workspace.changed_at < before)
        return list(await self.session.scalars(select(Workspace.team_id).where(*where)))

    async def _replace(self, team_id: str, standing: str, **values: Any) -> bool:
        here = (Workspace.team_id == team_id, Workspace.state == WorkspaceState.INSTALLED)
        same = Workspace.tokens == standing
        return await hits(self.session, update_of(Workspace).where(*here, same).values(**values))
