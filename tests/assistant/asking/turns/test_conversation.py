"""The turns before a question: of its own thread, for an hour, from the cache or the database."""

from datetime import timedelta

from assistant.asking.turns.conversation import CONTEXT_SECONDS, add_turn, context_key, forget_turns, turns_of
from assistant.asking.turns.record import turn_of
from assistant.asking.values import Turn
from storage.db import Database, new_id
from storage.index.entry import Filters
from storage.questions import Question, Questions, QuestionState
from tests.cast import join
from tests.database_fixture import Clock
from tests.fakes import MemoryCache

TURN = Turn(
    "What is new?",
    Filters(senders=frozenset({"bob@fernhill.example"})),
    "new",
    ("d1",),
    False,
    "newest",
    1,
    "What?",
    ("May",),
)


async def ask(db: Database, user_id: str, text: str, thread: str = "1.1", answer: str = "") -> Question:
    """A stored question, answered if there is an answer."""
    key = new_id()
    async with db.transaction() as session:
        values = {"id": key, "key": key, "user_id": user_id, "text": text, "channel": "D1", "thread_ts": thread,
                  "origin": "", "correlation": "", "asked_at": db.now()}  # fmt: skip
        await Questions(session).ask(values)
        if answer:
            await Questions(session).finish(key, QuestionState.ANSWERED, db.now(), answer={"text": answer})
    async with db.reading() as session:
        found = await Questions(session).get(key)
    assert found is not None
    return found


async def test_earlier_turns_come_from_the_database_and_then_from_the_cache(sqlite_db: Database, clock: Clock) -> None:
    user, cache = (await join(sqlite_db)).user_id, MemoryCache()
    await ask(sqlite_db, user, "What is new?", answer="Nothing.")
    clock.advance(5)
    question = await ask(sqlite_db, user, "And last week?")
    first = await turns_of(sqlite_db, cache, question)
    assert [one.question for one in first] == ["What is new?"] and cache.hits == 0
    assert await turns_of(sqlite_db, cache, question) == first and cache.hits == 1


async def test_a_new_turn_is_added_to_what_is_kept(sqlite_db: Database) -> None:
    user, cache = (await join(sqlite_db)).user_id, MemoryCache()
    question = await ask(sqlite_db, user, "And last week?")
    before = await turns_of(sqlite_db, cache, question)
    await add_turn(cache, question, before, TURN)
    assert await turns_of(sqlite_db, cache, question) == (TURN,)


async def test_what_was_forgotten_is_read_anew(sqlite_db: Database, clock: Clock) -> None:
    user, cache = (await join(sqlite_db)).user_id, MemoryCache()
    await ask(sqlite_db, user, "What is new?", answer="Nothing.")
    clock.advance(5)
    question = await ask(sqlite_db, user, "And last week?")
    await add_turn(cache, question, (), TURN)
    await forget_turns(cache, question)
    assert [one.question for one in await turns_of(sqlite_db, cache, question)] == ["What is new?"]


async def test_nothing_that_was_answered_is_kept_in_the_cache(sqlite_db: Database, clock: Clock) -> None:
    user, cache = (await join(sqlite_db)).user_id, MemoryCache()
    answered = await ask(sqlite_db, user, "What is new?", answer="SECRET-7QX [1].")
    clock.advance(5)
    question = await ask(sqlite_db, user, "And last week?")
    turns = await turns_of(sqlite_db, cache, question)
    await add_turn(cache, question, turns, turn_of(answered))
    assert "What is new?" in str(cache.held) and "SECRET-7QX" not in str(cache.held)


async def test_turns_are_of_the_same_user_and_thread_and_of_the_last_hour(sqlite_db: Database, clock: Clock) -> None:
    user = (await join(sqlite_db)).user_id
    await ask(sqlite_db, user, "too old", answer="x")
    clock.advance(CONTEXT_SECONDS + 60)
    await ask(sqlite_db, user, "another thread", thread="2.2", answer="x")
    clock.advance(5)
    question = await ask(sqlite_db, user, "And now?")
    assert await turns_of(sqlite_db, MemoryCache(), question) == ()
    assert context_key(question).startswith(f"context:{user}:")
    assert timedelta(seconds=CONTEXT_SECONDS) == timedelta(minutes=60)


async def test_a_question_outside_a_thread_has_no_turns(sqlite_db: Database) -> None:
    user, cache = (await join(sqlite_db)).user_id, MemoryCache()
    question = await ask(sqlite_db, user, "alone", thread="")
    await add_turn(cache, question, (), TURN)
    assert await turns_of(sqlite_db, cache, question) == () and not cache.held


async def test_what_cannot_be_read_from_the_cache_is_a_miss(sqlite_db: Database) -> None:
    user, cache = (await join(sqlite_db)).user_id, MemoryCache()
    question = await ask(sqlite_db, user, "And now?")
    await cache.put(context_key(question), [{"question": "x"}], 60)
    assert await turns_of(sqlite_db, cache, question) == ()
