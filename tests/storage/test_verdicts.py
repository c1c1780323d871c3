"""Verdicts: one a message, whoever judges; and what the user said instead."""

import asyncio

import pytest

from storage.accounts import Accounts, AccountState
from storage.db import Database
from storage.verdicts import Verdicts
from tests.cast import found, join, judged, question, verdict_row
from tests.database_fixture import Clock
from tests.fakes import FakeMail

SENDER = "sarah@brightwater.example"


async def test_of_ten_verdicts_at_once_one_stands(db: Database) -> None:
    account, mail = await join(db), FakeMail(db.now)
    message_id = await found(db, account, mail.deliver(question()))

    async def give(number: int) -> bool:
        async with db.transaction() as session:
            return await Verdicts(session).give(verdict_row(account.id, message_id, db, summary=str(number)))

    given = await asyncio.gather(*map(give, range(10)))
    assert given.count(True) == 1
    async with db.reading() as session:
        verdict = await Verdicts(session).get(message_id)
    assert verdict is not None and verdict.summary == str(given.index(True))


async def test_the_newest_verdict_of_a_shape_is_a_judge_s_own(db: Database, clock: Clock) -> None:
    account, mail = await join(db), FakeMail(db.now)
    for source, summary in (("openai", "old"), ("anthropic", "new"), ("rule:same-shape", "reused")):
        clock.advance(10)
        await judged(db, account, mail.deliver(question()), shape="s1", source=source, summary=summary)
    await judged(db, account, mail.deliver(question()), shape="s2", summary="another shape")
    async with db.reading() as session:
        verdicts = Verdicts(session)
        found = await verdicts.of_shape(account.id, SENDER, "s1", ("openai", "anthropic"))
        assert found is not None and found.summary == "new"
        assert await verdicts.of_shape(account.id, SENDER, "s3", ("openai",)) is None
        assert await verdicts.of_shape(account.id, "else@x.example", "s1", ("openai",)) is None
        assert await verdicts.of_shape("another account", SENDER, "s1", ("openai",)) is None


async def test_corrections_are_counted_by_what_they_say(db: Database, clock: Clock) -> None:
    account, mail = await join(db), FakeMail(db.now)
    ids = [await judged(db, account, mail.deliver(question()), shape=shape) for shape in ("s1", "s1", "s2", "s3")]
    async with db.transaction() as session:
        for message_id, category in zip(ids, ("spam", "spam", "informational", ""), strict=True):
            if category:
                await Verdicts(session).correct(message_id, category, "U0ALICE", clock())
    async with db.reading() as session:
        verdicts = Verdicts(session)
        assert sorted(await verdicts.corrections(account.id, SENDER)) == [
            ("informational", "", "s2", 1),
            ("spam", "", "s1", 2),
        ]
        assert await verdicts.corrections("another account", SENDER) == []


async def test_a_correction_asks_for_the_labels_until_they_follow_it(db: Database, clock: Clock) -> None:
    account, mail = await join(db), FakeMail(db.now)
    first, second, _ = [await judged(db, account, mail.deliver(question())) for _ in range(3)]
    async with db.transaction() as session:
        verdicts = Verdicts(session)
        await verdicts.correct(first, "spam", "U0ALICE", clock())
        clock.advance(10)
        await verdicts.correct(second, "spam", "U0ALICE", clock())
        assert await verdicts.unlabelled(clock(), 9) == [first]
        clock.advance(10)
        assert await verdicts.unlabelled(clock(), 9) == [first, second]
        assert await verdicts.unlabelled(clock(), 1) == [first]
        await verdicts.touch([first], clock())
        assert await verdicts.unlabelled(clock(), 9) == [second]
        followed = await verdicts.get(second)
        assert followed is not None
        await verdicts.relabelled(followed)
        clock.advance(10)
        assert await verdicts.unlabelled(clock(), 9) == [first]
        await Accounts(session).change(account.id, state=AccountState.RECONNECT)
        assert await verdicts.unlabelled(clock(), 9) == []


@pytest.mark.parametrize("category", ["spam", "informational"])
async def test_labels_that_follow_an_older_word_do_not_answer_a_newer_one(
    db: Database, clock: Clock, category: str
) -> None:
    account, mail = await join(db), FakeMail(db.now)
    message_id = await judged(db, account, mail.deliver(question()))
    async with db.transaction() as session:
        await Verdicts(session).correct(message_id, "spam", "U0ALICE", clock())
    async with db.reading() as session:
        older = await Verdicts(session).get(message_id)
    clock.advance(1)
    async with db.transaction() as session:
        assert older is not None
        await Verdicts(session).correct(message_id, category, "U0ALICE", clock())
        await Verdicts(session).relabelled(older)
        clock.advance(1)
        assert await Verdicts(session).unlabelled(clock(), 9) == [message_id]


async def test_a_correction_keeps_what_was_judged_beside_it(db: Database, clock: Clock) -> None:
    account, mail = await join(db), FakeMail(db.now)
    message_id = await judged(db, account, mail.deliver(question()))
    async with db.transaction() as session:
        await Verdicts(session).correct(message_id, "spam", "U0ALICE", clock())
    async with db.reading() as session:
        verdict = await Verdicts(session).get(message_id)
    assert verdict is not None
    assert (verdict.category, verdict.corrected_to, verdict.corrected_by) == ("needs_reply", "spam", "U0ALICE")
    assert verdict.corrected_at == clock()
