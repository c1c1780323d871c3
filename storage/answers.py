"""Answers: what models said lately, sealed, for when none of them can be asked (SPEC RE4)."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Text, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.db import Base, add_new, update_of


class ModelAnswer(Base):
    """One answer. `key` is a hash of the question and the shape of its answer; `sealed` the answer and who gave it."""

    __tablename__ = "model_answers"

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    sealed: Mapped[str] = mapped_column(Text)
    answered_at: Mapped[datetime] = mapped_column(index=True)


class ModelAnswers:
    """Queries on answers."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def keep(self, account_id: str, key: str, sealed: str, now: datetime) -> None:
        """Keeps an answer, in place of an earlier one to the same question."""
        row: dict[str, Any] = {"account_id": account_id, "key": key, "sealed": sealed, "answered_at": now}
        if await add_new(self.session, ModelAnswer, [row], "key"):
            return
        same = (ModelAnswer.account_id == account_id, ModelAnswer.key == key)
        await self.session.execute(update_of(ModelAnswer).where(*same).values(sealed=sealed, answered_at=now))

    async def sealed(self, account_id: str, key: str, since: datetime) -> str:
        """The kept answer that is not older than that, still sealed; '' if there is none."""
        same = (ModelAnswer.account_id == account_id, ModelAnswer.key == key, ModelAnswer.answered_at >= since)
        return await self.session.scalar(select(ModelAnswer.sealed).where(*same)) or ""

    async def forget(self, before: datetime) -> None:
        """Drops what was answered before then."""
        await self.session.execute(delete(ModelAnswer).where(ModelAnswer.answered_at < before))
