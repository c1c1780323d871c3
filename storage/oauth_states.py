"""OAuth states: connections under way, each good once, for ten minutes, for one Slack user (SPEC AC1)."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Text, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.db import Base, add_new, hits, update_of

LASTS = timedelta(minutes=2)  # longer than any connection takes from its owner's yes on


class OAuthState(Base):
    """One connection under way: at Google, or with tokens `granted` and its owner still to say yes.

    `nonce` is the hash of the state that goes to Google, or the id under which tokens wait. `verifier` holds, sealed,
    what only its end needs; `browser` is the hash of its browser's cookie.
    """

    __tablename__ = "oauth_states"

    nonce: Mapped[str] = mapped_column(primary_key=True)
    team_id: Mapped[str]
    slack_id: Mapped[str]
    verifier: Mapped[str]
    browser: Mapped[str]
    granted: Mapped[str] = mapped_column(Text, default="")  # sealed tokens that wait for their owner's word
    expires_at: Mapped[datetime] = mapped_column(index=True)


class OAuthStates:
    """Queries on OAuth states."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def open(self, state: OAuthState) -> None:
        """Stores a connection under way."""
        self.session.add(state)
        await self.session.flush()

    async def spend_link(self, nonce: str, expires_at: datetime) -> bool:
        """Marks a link as used, as a row that no callback can use; False if it was used before."""
        blank = dict.fromkeys(("team_id", "slack_id", "verifier", "browser", "granted"), "")
        row = {"nonce": f"link:{nonce}", "expires_at": expires_at, **blank}
        return bool(await add_new(self.session, OAuthState, [row], "nonce"))

    async def is_spent(self, nonce: str) -> bool:
        """Whether a connection was made through that link."""
        return await self.session.get(OAuthState, f"link:{nonce}") is not None

    async def use(self, nonce: str, now: datetime) -> OAuthState | None:
        """Takes out a state that comes back from Google, for one caller only; None if unknown, used or expired."""
        row = await self._take(
            OAuthState.nonce == nonce,
            OAuthState.slack_id != "",  # a used link's mark stays
            OAuthState.granted == "",
        )
        return row if row is not None and row.expires_at >= now else None

    async def use_granted(self, nonce: str, browser: str, now: datetime) -> OAuthState | None:
        """Takes one that waits for a yes, for one caller in its own browser (by its hash); None if there is none.

        The row stays, so that its tokens are revoked where they end up in no account; so does an expired one.
        """
        same = (OAuthState.nonce == nonce, OAuthState.granted != "", OAuthState.browser == browser)
        taken = update_of(OAuthState).where(*same, OAuthState.expires_at >= now)
        taken = taken.values(browser="", expires_at=now + LASTS)
        row = (await self.session.execute(taken.returning(*OAuthState.__table__.c))).first()
        return OAuthState(**row._mapping) if row is not None else None

    async def _take(self, *where: ColumnElement[bool]) -> OAuthState | None:
        taken = delete(OAuthState).where(*where).returning(*OAuthState.__table__.c)
        row = (await self.session.execute(taken)).first()
        return OAuthState(**row._mapping) if row is not None else None

    async def refuse(self, nonce: str, browser: str, now: datetime) -> bool:
        """Ends one that waits for a yes, from its own browser; its tokens are to be revoked."""
        same = (OAuthState.nonce == nonce, OAuthState.granted != "", OAuthState.browser == browser)
        return await self._end(now, *same)

    async def end(self, nonce: str, now: datetime) -> bool:
        """Ends one whose tokens are to be revoked."""
        return await self._end(now, OAuthState.nonce == nonce)

    async def _end(self, now: datetime, *where: ColumnElement[bool]) -> bool:
        over = update_of(OAuthState).where(*where).values(expires_at=now - timedelta(seconds=1))
        return await hits(self.session, over)

    async def name(self, nonce: str, granted: str) -> None:
        """Keeps what was granted in other words: sealed anew."""
        await self.session.execute(update_of(OAuthState).where(OAuthState.nonce == nonce).values(granted=granted))

    async def unanswered(self, now: datetime) -> list[str]:
        """Those that were not connected in time: their tokens are to be revoked."""
        where = (OAuthState.granted != "", OAuthState.expires_at < now)
        return list(await self.session.scalars(select(OAuthState.nonce).where(*where)))

    async def get(self, nonce: str) -> OAuthState | None:
        """The connection under way."""
        return await self.session.get(OAuthState, nonce)

    async def drop(self, nonce: str) -> None:
        """Deletes one."""
        await self.session.execute(delete(OAuthState).where(OAuthState.nonce == nonce))

    async def forget(self, before: datetime) -> None:
        """Deletes expired ones, but those whose tokens are still to be revoked for a day."""
        revoked = or_(OAuthState.granted == "", OAuthState.expires_at < before - timedelta(days=1))
        await self.session.execute(delete(OAuthState).where(OAuthState.expires_at < before, revoked))
