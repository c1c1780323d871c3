"""Asked in the thread of a mail's card, a question leans on that mail; nobody else's card lends anything."""

from datetime import timedelta

import pytest

from assistant.asking.plan.planning import Wanted, plan_prompt
from assistant.asking.question.reading import read_question
from assistant.asking.turns.card_thread import ABOUT, card_turn
from assistant.asking.turns.taking import Asked, take
from assistant.asking.values import Asker
from assistant.case import Person
from storage.cards import Cards
from storage.db import Database
from storage.questions import Question, Questions
from tests.cast import ALICE, BOB, Desk, ready_reply


async def carded(db: Database) -> Desk:
    desk = await ready_reply(db)
    async with db.transaction() as session:
        await Cards(session).drawn(desk.message_id, 1, "D0ALICE", "1.5")
    return desk


async def asked(db: Database, person: Person = ALICE, channel: str = "D0ALICE", thread: str = "1.5") -> Question:
    async with db.transaction() as session:
        taken = await take(session, person, Asked(f"{person}{channel}{thread}", "when?", channel, thread), db.now())
        found = await Questions(session).get(taken)
    assert found is not None
    return found


async def test_a_question_under_a_card_leans_on_its_mail(db: Database) -> None:
    desk = await carded(db)
    turn = await card_turn(db, await asked(db))
    assert turn is not None
    assert (turn.question, turn.filters.thread_id, turn.words) == (ABOUT, desk.thread_id, "")
    asker = Asker(desk.account.user_id, "UTC", db.now() + timedelta(hours=1), ())
    assert read_question("and when is it due?", asker, {}, [turn]).filters.thread_id == desk.thread_id


@pytest.mark.parametrize("words", ["what does it say?", "who wrote this?", "summarize this", "and?", "when is it due?"])
async def test_nothing_that_a_mail_says_reaches_the_planning_call(sqlite_db: Database, words: str) -> None:
    desk = await carded(sqlite_db)
    turn = await card_turn(sqlite_db, await asked(sqlite_db))
    assert turn is not None
    asker = Asker(desk.account.user_id, "UTC", sqlite_db.now(), ())
    reading = read_question(words, asker, {}, [turn])
    prompt = plan_prompt(Wanted(asker, reading, [turn], lambda _: reading))
    assert reading.filters.thread_id == desk.thread_id and words in prompt.user
    assert "spectrometers" not in f"{prompt.system}{prompt.user}"


async def test_anywhere_else_there_is_nothing_to_lean_on(db: Database) -> None:
    await carded(db)
    for question in (
        await asked(db, BOB),
        await asked(db, channel="D0OTHER"),
        await asked(db, thread="1.6"),
        await asked(db, thread=""),
    ):
        assert await card_turn(db, question) is None
