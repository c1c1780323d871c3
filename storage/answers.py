"""Answers: what models said lately, sealed, for when none of them can be asked (SPEC RE4)."""

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from storage.db import Base


class ModelAnswer(Base):
    """One answer. `key` is a hash of the question and the shape of its answer; `sealed` the answer and who gave it."""

    __tablename__ = "model_answers"

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    sealed: Mapped[str] = mapped_column(Text)
    answered_at: Mapped[datetime] = mapped_column(index=True)
