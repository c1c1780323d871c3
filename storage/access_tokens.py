"""Access tokens: what a person's own programs show to the API. The token itself is nowhere here, only its id."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Select, delete, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.db import Base, add_new, hits, update_of
from storage.users import User


class AccessToken(Base):
    """One token, good until it expires or is revoked. `id` is its jti; `key` the name of the key that signed it."""

    __tablename__ = "access_tokens"

    id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), index=True)
    name: Mapped[str]  # what its owner calls it
    key: Mapped[str]
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]  # to the minute
    revoked_at: Mapped[datetime | None]

    def is_good(self, now: datetime) -> bool:
        """Whether it still opens anything."""
        return self.revoked_at is None and self.expires_at > now


class AccessTokens:
    """Queries on access tokens."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def add(self, row: dict[str, Any]) -> None:
        """Stores one (id, user_id, name, key, made_at, expires_at)."""
        await add_new(self.session, AccessToken, [row])

    async def with_owner(self, token_id: str) -> tuple[AccessToken, User] | None:
        """The token of that id, good or not, with whose it is."""
        query = select(AccessToken, User).join(User, User.id == AccessToken.user_id).where(AccessToken.id == token_id)
        row = (await self.session.execute(query)).first()
        return (row[0], row[1]) if row is not None else None

    async def good_of(self, user_id: str, now: datetime) -> list[AccessToken]:
        """The user's tokens that still open something, the oldest first."""
        query = select(AccessToken).where(AccessToken.user_id == user_id, *_good(now))
        return list(await self.session.scalars(query.order_by(AccessToken.made_at, AccessToken.id)))

    async def use(self, token_id: str, now: datetime, before: datetime) -> bool:
        """Notes that it was shown just now; False where that was noted since `before`."""
        due = (AccessToken.id == token_id, or_(AccessToken.used_at.is_(None), AccessToken.used_at < before))
        return await hits(self.session, update_of(AccessToken).where(*due).values(used_at=now))

    async def revoke(self, token_id: str, user_id: str, now: datetime) -> bool:
        """Ends a token of that user for good; False if it is not theirs, or was over."""
        theirs = (AccessToken.id == token_id, AccessToken.user_id == user_id, *_good(now))
        return await hits(self.session, update_of(AccessToken).where(*theirs).values(revoked_at=now))

    async def revoke_of(self, users: Select[str] | Sequence[str], now: datetime) -> list[tuple[str, str]]:
        """Ends all tokens of these users for good: (id, user id) of each."""
        ended = update_of(AccessToken).where(AccessToken.user_id.in_(users), *_good(now)).values(revoked_at=now)
        rows = await self.session.execute(ended.returning(AccessToken.id, AccessToken.user_id))
        return [(row.id, row.user_id) for row in rows]

    async def revoke_signed(self, key: str, now: datetime) -> list[str]:
        """Ends all tokens that this key signed, for good; their ids."""
        ended = update_of(AccessToken).where(AccessToken.key == key, *_good(now)).values(revoked_at=now)
        return list(await self.session.scalars(ended.returning(AccessToken.id)))

    async def signed_by(self, now: datetime) -> dict[str, int]:
        """How many good tokens each key has signed."""
        query = select(AccessToken.key, func.count()).where(*_good(now)).group_by(AccessToken.key)
        return {row[0]: row[1] for row in await self.session.execute(query)}

    async def forget(self, before: datetime) -> None:
        """Deletes what expired or was revoked before then."""
        over = or_(AccessToken.expires_at < before, AccessToken.revoked_at < before)
        await self.session.execute(delete(AccessToken).where(over))


def _good(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return AccessToken.revoked_at.is_(None), AccessToken.expires_at > now
