"""Users: the Slack people whom Mailroom serves."""

from datetime import datetime

from sqlalchemy import ForeignKey, Select, UniqueConstraint, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.db import Base, add_new, hits, new_id, update_of
from storage.workspaces import Workspace, WorkspaceState


class User(Base):
    """A Slack user of one workspace. `dm_channel` is the conversation with the bot, '' until it was opened."""

    __tablename__ = "users"
    __table_args__ = (UniqueConstraint("team_id", "slack_id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    team_id: Mapped[str] = mapped_column(ForeignKey("workspaces.team_id"))
    slack_id: Mapped[str]
    dm_channel: Mapped[str] = mapped_column(default="")
    zone: Mapped[str] = mapped_column(default="UTC")
    tier: Mapped[str] = mapped_column(default="")  # 'free', 'pro' or 'enterprise'; '' = what the settings say
    created_at: Mapped[datetime]
    failures_ts: Mapped[str] = mapped_column(default="")  # the message that tells of what waits for them, '' if none
    left_at: Mapped[datetime | None]  # since when an admin of the workspace has deactivated them


def users_gone() -> Select[str]:
    """Ids of the users who were deactivated, or whose workspace has no Mailroom any more: what waits for them rests."""
    gone = select(Workspace.team_id).where(Workspace.state != WorkspaceState.INSTALLED)
    return select(User.id).where(User.team_id.in_(gone) | User.left_at.is_not(None))


def users_in(team_id: str) -> Select[str]:
    """Ids of all users of a workspace."""
    return select(User.id).where(User.team_id == team_id)


class Users:
    """Queries on users."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def ensure(self, team_id: str, slack_id: str, now: datetime) -> User:
        """The user, made if new."""
        row = {
            "id": new_id(),
            "team_id": team_id,
            "slack_id": slack_id,
            "created_at": now,
            "dm_channel": "",
            "zone": "UTC",
            "tier": "",
            "failures_ts": "",
        }
        await add_new(self.session, User, [row])
        found = await self.find(team_id, slack_id)
        assert found is not None
        return found

    async def find(self, team_id: str, slack_id: str) -> User | None:
        """The user, if known."""
        return await self.session.scalar(select(User).where(User.team_id == team_id, User.slack_id == slack_id))

    async def get(self, user_id: str) -> User | None:
        """The user with that id of ours."""
        return await self.session.get(User, user_id)

    async def is_gone(self, user_id: str) -> bool:
        """Whether they were deactivated, or their workspace has no Mailroom any more."""
        return await self.session.scalar(users_gone().where(User.id == user_id)) is not None

    async def tells_failures(self, user_id: str, before: str, after: str) -> bool:
        """Keeps which message tells of what failed; False if it is not `before` any more."""
        same = (User.id == user_id, User.failures_ts == before)
        return await hits(self.session, update_of(User).where(*same).values(failures_ts=after))

    async def leave(self, user_id: str, now: datetime) -> bool:
        """Notes that they were deactivated; False if that was known."""
        here = (User.id == user_id, User.left_at.is_(None))
        return await hits(self.session, update_of(User).where(*here).values(left_at=now))

    async def come_back(self, user_id: str) -> bool:
        """Notes that they were let in again; False if they had not left."""
        away = (User.id == user_id, User.left_at.is_not(None))
        return await hits(self.session, update_of(User).where(*away).values(left_at=None))

    async def move(self, user_id: str, zone: str) -> None:
        """Keeps the time zone that they have chosen in Slack."""
        await self.session.execute(update_of(User).where(User.id == user_id).values(zone=zone))

    async def opened_dm(self, user_id: str, channel: str, zone: str) -> None:
        """Keeps the conversation with the bot and the person's time zone."""
        await self.session.execute(update_of(User).where(User.id == user_id).values(dm_channel=channel, zone=zone))
