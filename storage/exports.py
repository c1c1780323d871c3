"""Exports: archives of one's own data that were asked for, each good once and for a short while (SPEC AC6)."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, delete
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.db import Base, add_new, hits, update_of


class Export(Base):
    """One archive. `nonce` stands in its link; `code` is the hash of what its owner was told besides."""

    __tablename__ = "exports"

    nonce: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    code: Mapped[str]
    tries: Mapped[int]  # codes that were tried
    expires_at: Mapped[datetime] = mapped_column(index=True)


class Exports:
    """Queries on exports."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def offer(self, row: dict[str, Any]) -> None:
        """Stores one (nonce, user_id, code, expires_at)."""
        await add_new(self.session, Export, [row | {"tries": 0}])

    async def try_code(self, nonce: str, now: datetime, at_most: int) -> bool:
        """Counts a try; False if there is no such archive (any more), or too many codes were tried."""
        open_ = (Export.nonce == nonce, Export.expires_at > now, Export.tries < at_most)
        return await hits(self.session, update_of(Export).where(*open_).values(tries=Export.tries + 1))

    async def take(self, nonce: str, code: str) -> str:
        """The user whose archive that code opens, for one caller only; '' if it is the wrong one."""
        statement = delete(Export).where(Export.nonce == nonce, Export.code == code).returning(Export.user_id)
        return await self.session.scalar(statement) or ""

    async def forget(self, before: datetime) -> None:
        """Deletes expired ones."""
        await self.session.execute(delete(Export).where(Export.expires_at < before))
