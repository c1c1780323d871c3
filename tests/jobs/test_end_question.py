"""A question that could not be answered ends with a word to its asker, in the place of the answer."""

import pytest

from bot.errors import Failure, OutcomeUnknown, Temporary
from jobs.answer_question import answer_question
from jobs.dead_letters import DeadLetterBox
from jobs.end_question import end_question
from jobs.sweep import sweep
from sandbox.faults import Fault
from storage.questions import Questions, QuestionState
from tests.database_fixture import Clock
from tests.handlers.office import Office
from tests.jobs.asking import FakeAnswers, answers_in, ask, ask_in_dm, by_bot, run, stored

S = QuestionState


async def test_out_of_retries_the_asker_is_told_where_the_answer_would_stand(alice: Office) -> None:
    question_id = await ask_in_dm(alice)
    with pytest.raises(Temporary):
        await run(alice, question_id, FakeAnswers(errors=[Temporary("down")]))
    box = DeadLetterBox(alice.db, alice.bell, {})
    await box.dead_letter(answer_question.path, (question_id,), Temporary("down"), 4, "trace7")
    (ring,) = alice.bell.of("end_question")
    assert ring.args == (question_id, "service_down", "trace7")
    for _ in range(2):
        await end_question(alice.services, *map(str, ring.args))
    (message,) = answers_in(alice, question_id)
    assert "trace7" in str(message.blocks) and "Ask Again" in str(message.blocks) and message.stream is None
    row = await stored(alice, question_id)
    assert (row.state, alice.slack.sessions["D0ALICE", row.thread_ts]["status"]) == (S.FAILED, "closed")


async def test_a_question_that_never_got_as_far_as_slack_is_told_as_well(alice: Office) -> None:
    question_id = await ask(alice)
    await end_question(alice.services, question_id, "nonsense", "trace7")
    root, message = by_bot(alice)
    assert answers_in(alice, question_id) == [message] and message.thread_ts == root.ts
    assert "Something went wrong" in message.text


async def test_an_answered_question_does_not_fail_afterwards(alice: Office) -> None:
    question_id = await ask_in_dm(alice)
    await run(alice, question_id, FakeAnswers())
    await end_question(alice.services, question_id, "unknown", "trace7")
    assert (await stored(alice, question_id)).state == S.ANSWERED
    assert "trace7" not in str(answers_in(alice, question_id)[0].blocks)


async def test_where_slack_takes_nothing_the_question_ends_all_the_same(alice: Office) -> None:
    question_id = await ask_in_dm(alice)
    alice.faults.add(Fault(service="slack", method="chat.postMessage", kind="refuse", reason="channel_not_found"))
    await end_question(alice.services, question_id, Failure.UNKNOWN, "trace7")
    assert (await stored(alice, question_id)).state == S.FAILED


async def test_while_slack_is_away_the_end_is_told_later(alice: Office) -> None:
    question_id = await ask_in_dm(alice)
    alice.faults.add(Fault(service="slack", method="chat.postMessage", kind="status", status=503, times=1))
    with pytest.raises(OutcomeUnknown):
        await end_question(alice.services, question_id, Failure.UNKNOWN, "trace7")
    assert (await stored(alice, question_id)).state == S.ASKED
    await end_question(alice.services, question_id, Failure.UNKNOWN, "trace7")
    assert len(answers_in(alice, question_id)) == 1


async def test_a_question_that_stands_still_is_rung_again_every_two_minutes(alice: Office, clock: Clock) -> None:
    question_id = await ask(alice)

    async def rung() -> list[object]:
        alice.bell.rings.clear()
        await sweep(alice.services, 7)
        return [ring.args[0] for ring in alice.bell.of("answer_question")]

    clock.advance(100)
    assert await rung() == []
    clock.advance(30)
    assert (await rung(), await rung()) == ([question_id], [])
    async with alice.db.transaction() as session:
        await Questions(session).finish(question_id, S.ANSWERED, clock())
    clock.advance(600)
    assert await rung() == []
