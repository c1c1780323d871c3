"""Questions: each turn of a conversation with Mailroom, what was understood, searched, answered and proposed (AS10)."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, Text, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.accounts import Account, AccountState
from storage.db import Base, add_new, hits, index_where, update_of
from storage.used import Used
from storage.users import User, users_gone

LEFT_PROCESSING = "processing AND state <> 'asked'"  # Slack shows work on what is over
UNTOLD = "CAST(actions AS TEXT) LIKE '%\"told\": false%'"  # of a share whose asker was told nothing yet


class QuestionState(StrEnum):
    """How far a question has come. ASKED is work to do; the others are ends."""

    ASKED = "asked"
    ANSWERED = "answered"
    STOPPED = "stopped"  # by the asker
    FAILED = "failed"  # out of retries; the asker was told


class Question(Used, Base):
    """One question of one user. A conversation is (channel, thread_ts) in the asker's DM with the bot.

    `key` is what makes a repeated delivery the same question: Slack's event id or trigger id. `thread_ts` is '' until
    the DM thread exists (asked by command or mention elsewhere; then `origin` is the channel it was asked in).
    `reading`, `plan`, `sources`, `answer`, `actions` are JSON of assistant.asking's values, for explaining and replay.
    """

    __tablename__ = "questions"
    __table_args__ = (
        Index("ix_questions_thread", "user_id", "channel", "thread_ts"),
        index_where("ix_questions_asked", "rung_at", holds="state = 'asked'"),
        index_where("ix_questions_untold", "rung_at", holds=UNTOLD),
        index_where("ix_questions_processing", "rung_at", holds=LEFT_PROCESSING),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    text: Mapped[str] = mapped_column(Text)
    channel: Mapped[str] = mapped_column(default="")
    thread_ts: Mapped[str] = mapped_column(default="")
    origin: Mapped[str] = mapped_column(default="")
    answer_ts: Mapped[str] = mapped_column(default="")  # the message that holds the answer, once it was begun
    state: Mapped[str]
    stop_wanted: Mapped[bool] = mapped_column(default=False)
    processing: Mapped[bool] = mapped_column(default=False)  # its thread may show so in Slack, or else what is over
    reading: Mapped[dict[str, Any]] = mapped_column(default=dict)
    plan: Mapped[dict[str, Any]] = mapped_column(default=dict)
    sources: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    answer: Mapped[dict[str, Any]] = mapped_column(default=dict)
    actions: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    correlation: Mapped[str]
    asked_at: Mapped[datetime]
    rung_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]


def sharing(form: str, channel: str) -> dict[str, Any]:
    """An answer that is to be posted there: once for each form that was submitted."""
    return {"kind": "shared", "form": form, "channel": channel, "state": "wanted", "told": False}


class Questions:
    """Queries on questions."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def ask(self, values: dict[str, Any]) -> bool:
        """Stores a question (id, key, user_id, text, channel, thread_ts, origin, correlation, asked_at); False if that
        key is known already."""
        row = {
            "answer_ts": "", "state": QuestionState.ASKED, "stop_wanted": False, "processing": False, "reading": {},
            "plan": {}, "sources": [], "answer": {}, "actions": [], "model": "", "prompt": "", "input_tokens": 0,
            "output_tokens": 0, "cost_usd": 0, "latency_ms": 0, "rung_at": values["asked_at"],
        } | values  # fmt: skip
        return bool(await add_new(self.session, Question, [row], "id"))

    async def get(self, question_id: str) -> Question | None:
        """The question with that id."""
        return await self.session.get(Question, question_id, populate_existing=True)

    async def earlier(self, question: Question, since: datetime, limit: int) -> list[Question]:
        """The answered questions before this one in its conversation, oldest first."""
        where = (
            Question.user_id == question.user_id,
            Question.channel == question.channel,
            Question.thread_ts == question.thread_ts,
            Question.asked_at < question.asked_at,
            Question.asked_at >= since,
            Question.state == QuestionState.ANSWERED,
        )
        query = select(Question).where(*where).order_by(Question.asked_at.desc()).limit(limit)
        return list(await self.session.scalars(query))[::-1] if question.thread_ts else []

    async def change(self, question_id: str, **values: Any) -> None:
        """Sets columns of one question."""
        await self.session.execute(update_of(Question).where(Question.id == question_id).values(**values))

    async def note_share(self, question_id: str, share: dict[str, Any], now: datetime, *, new: bool = False) -> None:
        """Keeps how a share stands, in place of what was kept of the same form before; with `new` if nothing was."""
        found = await self.session.get(Question, question_id, populate_existing=True, with_for_update=True)
        if found is None or (new and any(one.get("form") == share["form"] for one in found.actions)):
            return
        others = [one for one in found.actions if one.get("form") != share["form"]]
        await self.change(question_id, actions=[*others, share], rung_at=now)

    async def untold_shares(self, since: datetime, before: datetime, limit: int) -> list[tuple[str, str, str]]:
        """(id, channel, form) of shares whose asker was told nothing yet, of answers not older than `since`."""
        where = (Question.state == QuestionState.ANSWERED, Question.answered_at >= since, Question.rung_at < before)
        here = Question.user_id.not_in(users_gone())
        query = select(Question.id, Question.actions).where(*where, here, text(UNTOLD)).limit(limit)
        found = [(row.id, one) for row in await self.session.execute(query) for one in row.actions]
        return [(key, str(one["channel"]), str(one["form"])) for key, one in found if one.get("told") is False]

    async def finish(self, question_id: str, state: QuestionState, now: datetime, **values: Any) -> bool:
        """Moves an asked question to its end; True for the one caller that did it."""
        where = (Question.id == question_id, Question.state == QuestionState.ASKED)
        done = update_of(Question).where(*where).values(state=state, answered_at=now, **values)
        return await hits(self.session, done)

    async def stop(self, user_id: str, channel: str, thread_ts: str) -> list[str]:
        """Notes that the asker wants what runs in this thread to stop; gives the ids of those questions."""
        where = (
            Question.user_id == user_id,
            Question.channel == channel,
            Question.thread_ts == thread_ts,
            Question.state == QuestionState.ASKED,
        )
        ids = list(await self.session.scalars(select(Question.id).where(*where)))
        await self.session.execute(update_of(Question).where(*where).values(stop_wanted=True))
        return ids

    async def stuck(self, before: datetime, limit: int) -> list[tuple[str, str]]:
        """(id, correlation) of questions that nobody has answered since they were last rung."""
        where = (Question.state == QuestionState.ASKED, Question.rung_at < before)
        here = Question.user_id.not_in(users_gone())
        query = select(Question.id, Question.correlation).where(*where, here).order_by(Question.rung_at).limit(limit)
        return [(row.id, row.correlation) for row in await self.session.execute(query)]

    async def left_processing(self, before: datetime, limit: int) -> list[tuple[str, str]]:
        """(id, correlation) of questions that are over while Slack may still show that they are worked on."""
        where = (text(LEFT_PROCESSING), Question.rung_at < before, Question.user_id.not_in(users_gone()))
        query = select(Question.id, Question.correlation).where(*where).order_by(Question.rung_at).limit(limit)
        return [(row.id, row.correlation) for row in await self.session.execute(query)]

    async def last_in(self, user_id: str, channel: str, thread_ts: str) -> Question | None:
        """The newest question of that user's thread; one that is still asked before those that are over."""
        where = (Question.user_id == user_id, Question.channel == channel, Question.thread_ts == thread_ts)
        first = ((Question.state == QuestionState.ASKED).desc(), Question.asked_at.desc())
        return await self.session.scalar(select(Question).where(*where).order_by(*first).limit(1))

    async def touch(self, ids: Sequence[str], now: datetime) -> None:
        """Notes that these were rung again."""
        await self.session.execute(update_of(Question).where(Question.id.in_(list(ids))).values(rung_at=now))

    async def accounts_of(self, user_id: str) -> tuple[User, list[Account]]:
        """The asker, and the accounts that they have, oldest first: paused ones too, and those whose access has ended,
        of which there is still what was read before."""
        user = await self.session.get(User, user_id)
        assert user is not None
        where = (Account.user_id == user_id, Account.state.in_([AccountState.CONNECTED, AccountState.RECONNECT]))
        found = await self.session.scalars(select(Account).where(*where).order_by(Account.id))
        return user, list(found)
