"""Whatever Slack refuses or loses, whoever is killed or stopped: a question ends with one message, and a whole one."""

from typing import Any

import pytest

from assistant.asking.values import Progress
from bot.errors import OutcomeUnknown, Temporary, Waiting
from storage.leases import Busy, lease
from storage.questions import Questions, QuestionState
from tests.handlers.office import Office
from tests.jobs.asking import (
    SECRET,
    FakeAnswers,
    answers_in,
    ask,
    ask_in_dm,
    begun,
    by_bot,
    forever,
    run,
    stored,
    tasks_in,
)

S = QuestionState
Json = dict[str, Any]


async def test_two_runs_answer_once(alice: Office) -> None:
    question_id, answers = await ask_in_dm(alice), FakeAnswers()
    for _ in range(2):
        await run(alice, question_id, answers)
    assert (len(answers_in(alice, question_id)), len(answers.asked)) == (1, 1)


async def test_while_another_worker_is_at_it_a_run_waits(alice: Office) -> None:
    question_id = await ask_in_dm(alice)
    async with lease(alice.db, f"question:{question_id}", 60):
        with pytest.raises(Busy):
            await run(alice, question_id, FakeAnswers())
    assert by_bot(alice) == []


@pytest.mark.parametrize("method", ["chat.startStream", "chat.stopStream", "chat.postMessage"])
async def test_an_answer_of_slack_that_is_lost_makes_no_second_message(alice: Office, method: str) -> None:
    question_id, answers = await ask(alice), FakeAnswers()
    alice.fail(method, kind="cut_after", times=1)
    with pytest.raises(OutcomeUnknown):
        await run(alice, question_id, answers)
    await run(alice, question_id, answers)
    (message,) = answers_in(alice, question_id)
    assert SECRET in str(message.blocks) and message.stream is None
    assert len(by_bot(alice)) == 2  # the question and its answer
    assert (await stored(alice, question_id)).state == S.ANSWERED


async def test_what_was_answered_before_a_crash_is_shown_without_asking_the_model_again(alice: Office) -> None:
    question_id, answers = await ask_in_dm(alice), FakeAnswers()
    alice.fail("chat.stopStream", kind="status", status=500, times=1)
    with pytest.raises(OutcomeUnknown):
        await run(alice, question_id, answers)
    await run(alice, question_id, answers)
    (message,) = answers_in(alice, question_id)
    assert SECRET in str(message.blocks) and message.stream is None and len(answers.asked) == 1


async def test_a_half_written_message_of_a_dead_worker_is_finished_not_repeated(alice: Office) -> None:
    question_id = await ask_in_dm(alice)
    dead = FakeAnswers(errors=[Temporary("killed")], progress=[Progress("a", "Searching", "in_progress")])
    with pytest.raises(Temporary):
        await run(alice, question_id, dead)
    assert answers_in(alice, question_id)[0].stream is not None
    await run(alice, question_id, FakeAnswers())
    (message,) = answers_in(alice, question_id)
    assert SECRET in str(message.blocks) and "Searching" not in str(message.blocks)
    assert message.stream is None


@pytest.mark.parametrize("reason", ["unknown_method", "not_allowed_token_type", "missing_scope"])
async def test_where_slack_does_not_stream_the_answer_replaces_a_posted_message(alice: Office, reason: str) -> None:
    question_id = await ask_in_dm(alice)
    for method in ("chat.startStream", "agents.sessions.setStatus"):
        alice.fail(method, kind="refuse", reason=reason)
    await run(alice, question_id, FakeAnswers())
    (message,) = answers_in(alice, question_id)
    assert SECRET in str(message.blocks) and "spectrometers" in message.text
    assert alice.calls("chat.appendStream") == []


async def test_a_stream_that_has_expired_is_replaced_by_an_update(alice: Office) -> None:
    question_id = await ask_in_dm(alice)

    async def expire() -> None:
        message = await begun(alice, question_id)
        assert message.stream is not None
        message.stream.started -= 400

    await run(alice, question_id, FakeAnswers(meanwhile=expire))
    (message,) = answers_in(alice, question_id)
    assert SECRET in str(message.blocks) and message.text


async def test_with_slacks_limit_on_streams_reached_the_answer_still_comes(alice: Office) -> None:
    question_id = await ask_in_dm(alice)
    for method in ("chat.startStream", "agents.sessions.setStatus"):
        alice.fail(method, kind="status", status=429, retry_after=30)
    await run(alice, question_id, FakeAnswers())
    assert SECRET in str(answers_in(alice, question_id)[0].blocks)
    alice.faults.clear()
    later = await ask_in_dm(alice, "And what did Bob say?")
    await run(alice, later, FakeAnswers())
    assert alice.calls("chat.startStream") == []  # it had asked for thirty seconds of silence
    assert SECRET in str(answers_in(alice, later)[0].blocks)


@pytest.mark.parametrize("method", ["chat.postMessage", "chat.startStream", "chat.update"])
async def test_an_answer_that_slack_does_not_let_through_for_long_is_not_made_twice(alice: Office, method: str) -> None:
    question_id, answers = await ask_in_dm(alice), FakeAnswers()
    if method != "chat.startStream":
        alice.fail("chat.startStream", kind="refuse", reason="unknown_method")
        alice.fail(method, kind="status", status=429, retry_after=60)
    else:
        alice.fail(method, kind="status", status=503)
    with pytest.raises(Temporary) as caught:
        await run(alice, question_id, answers)
    assert isinstance(caught.value, Waiting) == (method != "chat.startStream")
    assert (await stored(alice, question_id)).answer
    alice.faults.clear()
    await run(alice, question_id, answers)
    (message,) = answers_in(alice, question_id)
    assert SECRET in str(message.blocks) and len(answers.asked) == 1


async def test_refused_progress_does_not_hold_up_the_answer(alice: Office) -> None:
    question_id = await ask_in_dm(alice)
    alice.fail("chat.appendStream", kind="status", status=429, retry_after=60)
    await run(alice, question_id, FakeAnswers(progress=[Progress("a", "Searching", "in_progress")]))
    (message,) = answers_in(alice, question_id)
    assert tasks_in(message) == {"Searching": "complete"}


async def test_stop_ends_the_work_within_a_second_or_so(alice: Office) -> None:
    question_id, answers = await ask_in_dm(alice), FakeAnswers()
    row = await stored(alice, question_id)

    async def pressed() -> None:
        async with alice.db.transaction() as session:
            assert await Questions(session).stop(row.user_id, row.channel, row.thread_ts) == [question_id]
        await forever()

    answers.meanwhile = pressed
    await run(alice, question_id, answers)
    (message,) = answers_in(alice, question_id)
    assert "Stopped" in str(message.blocks) and SECRET not in str(message.blocks) and message.stream is None
    assert (await stored(alice, question_id)).state == S.STOPPED
    assert alice.slack.sessions["D0ALICE", row.thread_ts]["status"] == "closed"


async def test_a_stop_that_slack_tells_only_on_the_stream_is_heard_too(alice: Office) -> None:
    question_id = await ask_in_dm(alice)

    async def pressed() -> None:
        message = await begun(alice, question_id)
        assert message.stream is not None
        message.stream.stopped_by_user = True

    await run(alice, question_id, FakeAnswers(meanwhile=pressed))
    (message,) = answers_in(alice, question_id)
    assert "Stopped" in str(message.blocks) and SECRET not in str(message.blocks)
    assert (await stored(alice, question_id)).state == S.STOPPED
