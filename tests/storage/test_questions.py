"""Questions: taken once, ended once, and only what runs in a thread is stopped there."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from assistant.asking.turns.taking import Asked, take
from storage.db import Database
from storage.questions import LEFT_PROCESSING, UNTOLD, Question, Questions, QuestionState, sharing
from storage.users import Users
from tests.cast import ALICE, BOB, join
from tests.database_fixture import Clock

S = QuestionState
LATER = timedelta(minutes=1)


async def put(db: Database, question_id: str, user_id: str, **values: Any) -> bool:
    row = {
        "id": question_id, "key": f"event:{question_id}", "user_id": user_id, "text": "who?", "channel": "D1",
        "thread_ts": "1.1", "origin": "", "correlation": question_id, "asked_at": db.now(),
    }  # fmt: skip
    async with db.transaction() as session:
        return await Questions(session).ask(row | values)


async def get(db: Database, question_id: str) -> Question:
    async with db.reading() as session:
        found = await Questions(session).get(question_id)
    assert found is not None
    return found


@pytest.fixture
async def alice(db: Database) -> str:
    """Alice's user id; Bob is there as well."""
    await join(db, BOB, "bob@fernhill.example")
    return (await join(db)).user_id


async def bob(db: Database) -> str:
    async with db.reading() as session:
        found = await Users(session).find(BOB.team_id, BOB.slack_id)
    assert found is not None and found.slack_id != ALICE.slack_id
    return found.id


async def test_a_key_is_one_question(db: Database, alice: str) -> None:
    assert await put(db, "q1", alice)
    assert not await put(db, "q2", alice, key="event:q1")


async def test_a_question_ends_once(db: Database, alice: str) -> None:
    await put(db, "q1", alice)
    for state, done in ((S.ANSWERED, True), (S.STOPPED, False)):
        async with db.transaction() as session:
            assert await Questions(session).finish("q1", state, db.now(), model="gpt-test") is done
    assert ((await get(db, "q1")).state, (await get(db, "q1")).model) == (S.ANSWERED, "gpt-test")


async def test_stop_reaches_what_runs_in_that_thread_of_that_user(db: Database, alice: str) -> None:
    await put(db, "q1", alice)
    await put(db, "q2", alice, thread_ts="2.2")
    await put(db, "q3", await bob(db))
    await put(db, "q4", alice)
    async with db.transaction() as session:
        await Questions(session).finish("q4", S.ANSWERED, db.now())
        assert await Questions(session).stop(alice, "D1", "1.1") == ["q1"]
    assert [(await get(db, one)).stop_wanted for one in ("q1", "q2", "q3", "q4")] == [True, False, False, False]


async def test_the_conversation_is_what_was_answered_before_in_the_thread(
    db: Database, alice: str, clock: Clock
) -> None:
    for question_id, values in (("q1", {}), ("q2", {}), ("q3", {}), ("q4", {"thread_ts": "2.2"}), ("q5", {})):
        await put(db, question_id, alice, **values)
        clock.advance(60)
    await put(db, "q6", await bob(db))
    async with db.transaction() as session:
        for question_id in ("q1", "q2", "q4", "q6"):
            await Questions(session).finish(question_id, S.ANSWERED, db.now())
        now = await get(db, "q5")
        questions = Questions(session)
        assert [one.id for one in await questions.earlier(now, now.asked_at - 10 * LATER, 9)] == ["q1", "q2"]
        assert [one.id for one in await questions.earlier(now, now.asked_at - 10 * LATER, 1)] == ["q2"]
        assert [one.id for one in await questions.earlier(now, now.asked_at - 3.5 * LATER, 9)] == ["q2"]


async def test_only_what_stands_still_is_rung_again(db: Database, alice: str, clock: Clock) -> None:
    await put(db, "q1", alice)
    clock.advance(60)
    await put(db, "q2", alice)
    async with db.transaction() as session:
        questions = Questions(session)
        assert await questions.stuck(clock() - timedelta(seconds=30), 9) == [("q1", "q1")]
        await questions.touch(["q1"], clock())
        assert await questions.stuck(clock() - timedelta(seconds=30), 9) == []
        assert len(await questions.stuck(clock() + LATER, 1)) == 1


async def test_a_share_is_left_to_do_until_its_asker_was_told(db: Database) -> None:
    await join(db)
    async with db.transaction() as session:
        questions, now = Questions(session), db.now()
        key = await take(session, ALICE, Asked(key="share", text="x", origin="C0GENERAL"), now)
        await questions.finish(key, QuestionState.ANSWERED, now)
        await questions.note_share(key, sharing("V1", "C1"), now)
        span = (now - timedelta(days=1), now + timedelta(days=1), 9)
        assert await questions.untold_shares(*span) == [(key, "C1", "V1")]
        await questions.note_share(key, sharing("V1", "C1") | {"told": True}, now)
        assert await questions.untold_shares(*span) == []


async def test_shares_that_are_left_to_do_have_an_index_of_their_own(sqlite_db: Database) -> None:
    query = select(Question.id).where(text("rung_at < '2027'"), text(UNTOLD))
    async with sqlite_db.reading() as session:
        plan = [row.detail for row in await session.execute(text(f"EXPLAIN QUERY PLAN {query}"))]
    assert any("ix_questions_untold" in detail for detail in plan)


async def test_what_is_over_is_left_until_slack_shows_no_work_on_it(db: Database, alice: str, clock: Clock) -> None:
    for question_id in ("q1", "q2", "q3"):
        await put(db, question_id, alice)
        clock.advance(1)
    async with db.transaction() as session:
        questions = Questions(session)
        for question_id in ("q1", "q2"):
            await questions.change(question_id, processing=True)
        for question_id in ("q2", "q3"):
            await questions.finish(question_id, S.ANSWERED, db.now())
        assert await questions.left_processing(clock(), 9) == [("q2", "q2")]
        await questions.change("q2", processing=False)
        assert await questions.left_processing(clock(), 9) == []


async def test_what_is_left_processing_has_an_index_of_its_own(sqlite_db: Database) -> None:
    query = select(Question.id).where(text("rung_at < '2027'"), text(LEFT_PROCESSING))
    async with sqlite_db.reading() as session:
        plan = [row.detail for row in await session.execute(text(f"EXPLAIN QUERY PLAN {query}"))]
    assert any("ix_questions_processing" in detail for detail in plan)


async def test_the_last_of_a_thread_is_what_is_at_work_else_the_newest(db: Database, alice: str, clock: Clock) -> None:
    for question_id in ("q1", "q2"):
        await put(db, question_id, alice)
        clock.advance(60)
    await put(db, "q3", await bob(db))
    await put(db, "q4", alice, thread_ts="2.2")

    async def last() -> str:
        async with db.reading() as session:
            found = await Questions(session).last_in(alice, "D1", "1.1")
        return found.id if found else ""

    async with db.transaction() as session:
        await Questions(session).finish("q2", S.ANSWERED, db.now())
    assert await last() == "q1"
    async with db.transaction() as session:
        await Questions(session).finish("q1", S.ANSWERED, db.now())
    assert await last() == "q2"
