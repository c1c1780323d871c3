"""The conversation that a question belongs to: its last turns, kept for an hour (SPEC AS7)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from assistant.asking.turns.record import filters_from_json, plain, turn_of
from assistant.asking.values import Turn
from bot.cache import Cache
from storage.db import Database
from storage.questions import Question, Questions

CONTEXT_SECONDS = 3600
TURNS = 5


async def turns_of(db: Database, cache: Cache, question: Question) -> tuple[Turn, ...]:
    """The turns before this question in its thread, oldest first; none are older than an hour."""
    if not question.thread_ts:
        return ()
    key = context_key(question)
    kept = _read(await cache.get(key))
    if kept is not None:
        return kept
    since = question.asked_at - timedelta(seconds=CONTEXT_SECONDS)
    async with db.reading() as session:
        turns = tuple(turn_of(one) for one in await Questions(session).earlier(question, since, TURNS))
    await cache.put(key, [plain(asdict(turn)) for turn in turns], CONTEXT_SECONDS)
    return turns


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
