"""The turns before a question: of its own thread, for an hour, from the cache or the database."""

from datetime import timedelta

from assistant.asking.turns.conversation import CONTEXT_SECONDS, add_turn, context_key, forget_turns, turns_of
from assistant.asking.turns.record import turn_of
from assistant.asking.values import Turn
from storage.db import Database, new_id
from storage.index.entry import Filters
from storage.questions import Question, Questions, QuestionState
from tests.cast import BOB, join
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


async def ask(db: Database, user_id: str, text: str, thread: str = "1.1", answer: str = "", by: str = "") -> Question:
    """A stored question, answered if there is an answer; `by` is the key of one that a button asks."""
    key = new_id()
    async with db.transaction() as session:
        values = {"id": key, "key": by or key, "user_id": user_id, "text": text, "channel": "D1", "thread_ts": thread,
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


async def follows(db: Database, cache: MemoryCache, question: Question) -> list[str]:
    """What was asked before it."""
    return [turn.question for turn in await turns_of(db, cache, question)]


async def test_another_try_follows_what_its_first_one_did_however_far_the_thread_has_gone_on(
    sqlite_db: Database, clock: Clock
) -> None:
    user, cache = (await join(sqlite_db)).user_id, MemoryCache()
    asked = []
    for text in ("What did Sarah send?", "And Bob?", "What is on Monday?"):
        asked.append(await ask(sqlite_db, user, text, answer="x"))
        await follows(sqlite_db, cache, asked[-1])
        clock.advance(CONTEXT_SECONDS // 2)
    again = await ask(sqlite_db, user, "And Bob?", answer="x", by=f"retried:{asked[1].id}")
    clock.advance(CONTEXT_SECONDS)
    third = await ask(sqlite_db, user, "And Bob?", by=f"retried:{again.id}")
    for question in (asked[1], again, third):
        assert await follows(sqlite_db, MemoryCache(), question) == ["What did Sarah send?"]
        assert await follows(sqlite_db, cache, again) == ["What did Sarah send?"]


async def test_a_suggestion_follows_the_answer_on_which_it_stood(sqlite_db: Database, clock: Clock) -> None:
    user, cache = (await join(sqlite_db)).user_id, MemoryCache()
    asked = []
    for text in ("What is new?", "What did Sarah send?", "What is on Monday?"):
        asked.append(await ask(sqlite_db, user, text, answer="x"))
        clock.advance(5)
    first = await ask(sqlite_db, user, "And last week?", answer="x", by=f"suggested:{asked[1].id}:0")
    clock.advance(5)
    again = await ask(sqlite_db, user, "And last week?", answer="x", by=f"retried:{first.id}")
    clock.advance(5)
    on = await ask(sqlite_db, user, "And to whom?", by=f"suggested:{again.id}:1")
    before = ["What is new?", "What did Sarah send?"]
    assert await follows(sqlite_db, cache, first) == await follows(sqlite_db, cache, again) == before
    assert await follows(sqlite_db, cache, on) == [*before, "And last week?"]
    typed = await ask(sqlite_db, user, "And Bob?")
    assert (await follows(sqlite_db, cache, typed))[-1] == "And last week?"


async def test_a_button_leads_to_no_turns_of_somebody_else(sqlite_db: Database) -> None:
    user, other = (await join(sqlite_db)).user_id, (await join(sqlite_db, BOB, "bob@fernhill.example")).user_id
    theirs = await ask(sqlite_db, other, "What did Sarah send?", answer="x")
    forged = await ask(sqlite_db, user, "And last week?", by=f"suggested:{theirs.id}:0")
    assert await turns_of(sqlite_db, MemoryCache(), forged) == ()


async def test_a_suggestion_has_at_most_the_last_turns(sqlite_db: Database, clock: Clock) -> None:
    user, last = (await join(sqlite_db)).user_id, ""
    for number in range(9):
        by = f"suggested:{last}:0" if last else ""
        last = (await ask(sqlite_db, user, f"{number}?", answer="x", by=by)).id
        clock.advance(5)
    question = await ask(sqlite_db, user, "And now?", by=f"suggested:{last}:1")
    assert await follows(sqlite_db, MemoryCache(), question) == ["4?", "5?", "6?", "7?", "8?"]
