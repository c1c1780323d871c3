"""A stored turn is looked up once more: the same finds, but for what has come and gone, and no model is asked."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete

from assistant.asking.answering import answer
from assistant.asking.kit import Answered
from assistant.asking.turns.record import plan_to_json, reading_from_json, reading_to_json, reply_to_json
from assistant.asking.turns.replaying import NotPlanned, replay
from bot.errors import Temporary
from storage.db import Database
from storage.documents import Document
from storage.questions import Question
from tests.assistant.asking.rig import BOB, NOW, SARAH, Rig, event, open_rig, planned, said, step
from tests.fakes import MemoryCache

DEPOSIT = "What did Sarah say about the deposit?"


def kept(rig: Rig, found: Answered) -> Question:
    """The turn as its row gives it back."""
    values = (reading_to_json(found.reading), plan_to_json(found.plan), reply_to_json(found.reply))
    reading, plan, reply = json.loads(json.dumps(values))
    return Question(id="q1", user_id=rig.asker.user_id, asked_at=NOW, reading=reading, plan=plan, answer=reply)


async def turn(rig: Rig) -> tuple[Question, Answered]:
    """A question about a mail and an event of the next day."""
    await rig.mail_of("Deposit", "The deposit is 23,000 EUR.", SARAH)
    rig.calendar.events.append(event("e1", "Deposit review", NOW + timedelta(days=1), guests=[SARAH]))
    found = await answer(rig.kit, rig.asker, DEPOSIT, (), rig.tell)
    return kept(rig, found), found


async def rig_of(db: Database) -> Rig:
    return await open_rig(
        db, planned(step("s1", "gmail.search"), step("s2", "calendar.search")), said("23,000 EUR [1].")
    )


async def test_the_row_alone_finds_again_what_was_found_also_days_later(sqlite_db: Database) -> None:
    rig = await rig_of(sqlite_db)
    question, found = await turn(rig)
    assert reading_from_json(question.reading) == found.reading
    asked = len(rig.model.prompts)
    replayed = await replay(rig.kit, replace(rig.asker, now=NOW + timedelta(days=9)), question)
    assert replayed.plan == found.plan and not replayed.missing
    assert len(replayed.then) == 2 and "calendar e1" in replayed.then and set(replayed.now) == set(replayed.then)
    assert len(rig.model.prompts) == asked


async def test_what_came_and_went_since_then_shows(sqlite_db: Database) -> None:
    rig = await rig_of(sqlite_db)
    question, _ = await turn(rig)
    async with sqlite_db.transaction() as session:
        await session.execute(delete(Document))
    new = await rig.mail_of("Deposit again", "The deposit is 24,000 EUR.", SARAH)
    rig.calendar.troubles.add("search", Temporary("down"), acts=False, times=1)
    kit = replace(rig.kit, cache=MemoryCache())  # what was deleted here in no product's way is in no cache any more
    replayed = await replay(kit, rig.asker, question)
    assert replayed.now == (f"gmail {new.id}",) and "calendar" in replayed.missing
    assert {one.partition(" ")[0] for one in replayed.then} == {"gmail", "calendar"}


async def test_a_turn_that_was_stopped_has_nothing_to_replay(sqlite_db: Database) -> None:
    rig = await rig_of(sqlite_db)
    with pytest.raises(NotPlanned):
        await replay(rig.kit, rig.asker, Question(id="q1", asked_at=NOW, reading={}, plan={}, answer={}))


async def test_each_of_several_tasks_is_looked_up_as_it_was(sqlite_db: Database) -> None:
    look, mails = planned(step("s1", "calendar.search")), planned(step("s1", "gmail.search", words="roof"))
    rig = await open_rig(sqlite_db, look, mails, said("The tour [1]."), said("The lease [1]."))
    await rig.mail_of("Lease", "The terms.", BOB, days_ago=3)  # found by its writer alone, as nothing has the word
    rig.calendar.events.append(event("e1", "Harbour tour", NOW + timedelta(days=5)))
    text = "What is on Monday? Which mails from Bob are about the roof?"
    found = await answer(rig.kit, rig.asker, text, (), rig.tell)
    replayed = await replay(rig.kit, rig.asker, kept(rig, found))
    assert set(replayed.now) == set(replayed.then) and len(replayed.now) == 2
