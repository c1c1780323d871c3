"""The conversation that a question belongs to: its last turns, kept for an hour (SPEC AS7)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from assistant.asking.turns.record import filters_from_json, plain, turn_of
from assistant.asking.turns.taking import BY_BUTTON, SUGGESTED
from assistant.asking.values import Turn
from bot.cache import Cache
from storage.db import Database
from storage.questions import Question, Questions

CONTEXT_SECONDS = 3600
TURNS = 5


async def turns_of(db: Database, cache: Cache, question: Question) -> tuple[Turn, ...]:
    """The turns before this question in its thread, oldest first; none are older than an hour. One that was asked by a
    button has those of that button's answer, however far the thread has gone on since."""
    if not question.thread_ts:
        return ()
    if question.key.startswith(BY_BUTTON):
        async with db.reading() as session:
            return await _read_turns(session, question)
    key = context_key(question)
    kept = _read(await cache.get(key))
    if kept is not None:
        return kept
    async with db.reading() as session:
        turns = await _read_turns(session, question)
    await cache.put(key, [plain(asdict(turn)) for turn in turns], CONTEXT_SECONDS)
    return turns


async def _read_turns(session: AsyncSession, question: Question) -> tuple[Turn, ...]:
    """What another try follows is what the first one did; a suggestion follows the answer on which it stood."""
    asked, follows = question, list[Question]()
    while asked.key.startswith(BY_BUTTON) and len(follows) < TURNS:
        before = await Questions(session).get(asked.key.split(":")[1])
        if before is None or before.user_id != question.user_id:
            break
        follows = [before, *follows] if asked.key.startswith(SUGGESTED) else follows
        asked = before
    since = asked.asked_at - timedelta(seconds=CONTEXT_SECONDS)
    return tuple(map(turn_of, [*await Questions(session).earlier(asked, since, TURNS), *follows][-TURNS:]))


async def add_turn(cache: Cache, question: Question, turns: Sequence[Turn], turn: Turn) -> None:
    """Keeps a turn that was just answered as the newest one of its thread."""
    if question.thread_ts:
        kept = [plain(asdict(one)) for one in (*turns, turn)][-TURNS:]
        await cache.put(context_key(question), kept, CONTEXT_SECONDS)


async def forget_turns(cache: Cache, question: Question) -> None:
    """Drops what is kept of the thread: its questions in the database say more by now."""
    await cache.forget(context_key(question))


def context_key(question: Question) -> str:
    """A key of the asker's own thread."""
    return f"context:{question.user_id}:{question.channel}:{question.thread_ts}"


def _read(kept: Any) -> tuple[Turn, ...] | None:
    try:
        return tuple(_turn(one) for one in kept) if isinstance(kept, list) else None
    except (LookupError, TypeError, ValueError):
        return None


def _turn(told: Mapping[str, Any]) -> Turn:
    return Turn(
        str(told["question"]),
        filters_from_json(told["filters"]),
        str(told["words"]),
        tuple(map(str, told["sources"])),
        bool(told["asked_back"]),
        told.get("order", ""),
        int(told.get("most", 0)),
        str(told.get("asks", "")),
        tuple(map(str, told.get("times", ()))),
    )
