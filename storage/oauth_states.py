"""OAuth states: connections under way, each good once, for ten minutes, for one Slack user (SPEC AC1)."""

from datetime import datetime

from sqlalchemy import Text, delete
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.db import Base, add_new


class OAuthState(Base):
    """One connection under way. `verifier` is the PKCE secret, sealed; `browser` the hash of its browser's cookie."""

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

    async def use(self, nonce: str, now: datetime) -> OAuthState | None:
        """Takes the state out, for one caller only; None if unknown, used or expired."""
        statement = (
            delete(OAuthState)
            .where(OAuthState.nonce == nonce, OAuthState.slack_id != "")  # a used link's mark stays
            .returning(
                OAuthState.team_id,
                OAuthState.slack_id,
                OAuthState.verifier,
                OAuthState.browser,
                OAuthState.expires_at,
            )
        )
        row = (await self.session.execute(statement)).first()
        if row is None or row.expires_at < now:
            return None
        return OAuthState(nonce=nonce, **row._mapping)

    async def forget(self, before: datetime) -> None:
        """Deletes expired ones."""
        await self.session.execute(delete(OAuthState).where(OAuthState.expires_at < before))
