"""An answer that stands keeps no spinner and no Stop button, whatever Slack refuses meanwhile; and who presses a Stop
that is left over is told that there is nothing to stop."""

import pytest

from assistant.asking.values import Draught
from assistant.proposing import propose
from bot.errors import Temporary
from connectors.slack_streams import STATUSES, Place
from jobs.draw_proposal import draw_proposal
from jobs.end_question import end_question
from jobs.say_over import say_over
from jobs.settle_session import settle_session
from jobs.sweep import sweep
from sandbox.slack.orders import Stop
from storage.proposals import Proposals, ProposalState
from storage.questions import Questions, QuestionState
from tests.cast import ALICE, TEAM, join
from tests.database_fixture import Clock
from tests.eventually import eventually
from tests.handlers.office import Office
from tests.jobs.asking import SECRET, FakeAnswers, answers_in, ask_in_dm, begun, forever, reply, run, stored
from tests.proposal_desk import at_desk
from tests.proposals import asker_of, event_content

S = QuestionState
SET_STATUS = "agents.sessions.setStatus"


def limit(office: Office, times: int = 1, seconds: float = 40) -> None:
    """Slack wants silence for a while."""
    office.fail(SET_STATUS, kind="status", status=429, retry_after=seconds, times=times)


async def status_of(office: Office, question_id: str) -> str:
    row = await stored(office, question_id)
    return str(office.slack.sessions["D0ALICE", row.thread_ts]["status"])


async def left_over(office: Office, answers: FakeAnswers | None = None, *, queue_down: bool = False) -> str:
    """The id of a question that is over while its thread still shows a Stop button."""
    question_id = await ask_in_dm(office)
    office.fail("chat.startStream", kind="refuse", reason="unknown_method", times=1)

    async def late() -> None:
        await begun(office, question_id)
        limit(office)
        office.bell.down = queue_down

    answers = answers or FakeAnswers()
    answers.meanwhile = late
    await run(office, question_id, answers)
    assert await status_of(office, question_id) == "processing"
    return question_id


async def test_a_spinner_that_slack_would_not_take_back_is_taken_back_when_it_lets_us(
    alice: Office, clock: Clock
) -> None:
    question_id = await left_over(alice)
    assert SECRET in str(answers_in(alice, question_id)[0].blocks)
    (ring,) = alice.bell.of("settle_session")
    assert ring.args == (question_id,) and ring.at is not None and 40 <= (ring.at - clock()).total_seconds() <= 45
    await settle_session(alice.services, question_id)
    row = await stored(alice, question_id)
    assert (await status_of(alice, question_id), row.state, row.processing) == ("active", S.ANSWERED, False)
    calls = len(alice.calls(SET_STATUS))
    await settle_session(alice.services, question_id)
    assert len(alice.calls(SET_STATUS)) == calls


async def test_while_the_queue_is_down_the_answer_ends_all_the_same(alice: Office, clock: Clock) -> None:
    alice.bell.rings.clear()
    question_id = await left_over(alice, FakeAnswers(), queue_down=True)
    assert ((await stored(alice, question_id)).state, alice.bell.of("settle_session")) == (S.ANSWERED, [])
    alice.bell.down = False
    clock.advance(130)
    await sweep(alice.services, 7)
    assert len(alice.bell.of("settle_session")) == 1


async def test_where_something_waits_for_a_click_it_is_suspended_then(alice: Office) -> None:
    question_id = await left_over(alice)
    async with alice.db.reading() as session:
        _, (account,) = await Questions(session).accounts_of((await stored(alice, question_id)).user_id)
    draught = Draught("event.create", account.id, event_content())
    assert await propose(alice.db, question_id, asker_of(account, alice.db), [draught])
    await settle_session(alice.services, question_id)
    assert await status_of(alice, question_id) == "suspended"


@pytest.mark.parametrize("limited", [False, True])
async def test_once_nothing_waits_for_a_click_any_more_the_thread_says_so_too(office: Office, limited: bool) -> None:
    desk = await at_desk(office, "event.create")
    question_id = (await desk.row()).question_id
    async with office.db.transaction() as session:
        await Questions(session).finish(question_id, S.ANSWERED, office.db.now())
    await desk.draw()
    await office.services.slacks.of(TEAM).streams.settle(
        Place(desk.channel, desk.thread_ts, TEAM, ALICE.slack_id), "suspended"
    )
    if limited:
        limit(office)
    await desk.click("proposal_cancelled")
    await eventually(lambda: bool(office.bell.of("draw_proposal")))
    await desk.draw()
    for ring in office.bell.of("settle_session"):
        await settle_session(office.services, *map(str, ring.args))
    assert office.slack.sessions[desk.channel, desk.thread_ts]["status"] == "active"


async def test_while_another_card_of_the_thread_waits_it_stays_suspended(office: Office) -> None:
    desk = await at_desk(office, "event.create")
    question_id = (await desk.row()).question_id
    async with office.db.transaction() as session:
        await Questions(session).finish(question_id, S.ANSWERED, office.db.now())
    draught = Draught("event.create", desk.account.id, event_content(title="Another"))
    (other,) = await propose(office.db, question_id, asker_of(desk.account, office.db), [draught])
    await desk.draw()
    await desk.click("proposal_cancelled")
    await eventually(lambda: bool(office.bell.of("draw_proposal")))
    await desk.draw()
    assert office.calls(SET_STATUS) == []
    await draw_proposal(office.services, other)
    async with office.db.transaction() as session:
        where = (other, ProposalState.PROPOSED, ProposalState.EXPIRED, office.db.now())
        assert await Proposals(session).claim(*where)
    await draw_proposal(office.services, other)
    assert [call["status"] for call in office.calls(SET_STATUS)] == ["active"]


async def test_an_answer_whose_orders_came_to_nothing_to_click_waits_for_nobody(alice: Office) -> None:
    question_id = await ask_in_dm(alice)
    draught = Draught("event.create", "gone", event_content())
    await run(alice, question_id, FakeAnswers(said=reply(draughts=(draught,))))
    assert await status_of(alice, question_id) == "active"


async def test_a_ring_that_was_lost_is_rung_again_by_the_sweep(alice: Office, clock: Clock) -> None:
    question_id = await left_over(alice)
    alice.bell.rings.clear()
    clock.advance(130)
    await sweep(alice.services, 7)
    await sweep(alice.services, 7)
    assert [ring.args for ring in alice.bell.of("settle_session")] == [(question_id,)]
    assert alice.bell.of("answer_question") == []
    await settle_session(alice.services, question_id)
    alice.bell.rings.clear()
    clock.advance(130)
    await sweep(alice.services, 7)
    assert alice.bell.of("settle_session") == []


async def test_while_slack_wants_a_long_silence_one_ring_waits_for_its_end(alice: Office, clock: Clock) -> None:
    question_id = await left_over(alice)
    limit(alice, seconds=900)
    await settle_session(alice.services, question_id)
    alice.bell.rings.clear()
    for minute in range(14):
        clock.advance(60)
        await sweep(alice.services, minute)
    assert alice.bell.of("settle_session") == []
    clock.advance(240)
    await sweep(alice.services, 14)  # that ring was lost
    assert [ring.args for ring in alice.bell.of("settle_session")] == [(question_id,)]


async def test_a_spinner_of_which_nobody_knows_whether_it_stands_is_taken_back(alice: Office) -> None:
    question_id = await ask_in_dm(alice)
    alice.fail("chat.startStream", kind="refuse", reason="unknown_method", times=1)
    alice.fail(SET_STATUS, kind="cut_after", times=1)
    await run(alice, question_id, FakeAnswers())
    assert await status_of(alice, question_id) == "active"


async def test_what_was_not_shown_needs_no_call_to_take_it_back(alice: Office) -> None:
    question_id = await ask_in_dm(alice)
    alice.fail("chat.startStream", kind="refuse", reason="unknown_method", times=1)
    limit(alice)
    await run(alice, question_id, FakeAnswers())
    assert (alice.calls(SET_STATUS), alice.slack.sessions) == ([], {})
    assert not (await stored(alice, question_id)).processing


async def test_the_end_of_a_stream_takes_it_back_without_a_call_of_its_own(alice: Office) -> None:
    question_id = await ask_in_dm(alice)
    await run(alice, question_id, FakeAnswers())
    assert [call["status"] for call in alice.calls(SET_STATUS)] == ["processing"]
    assert not (await stored(alice, question_id)).processing


async def test_a_run_that_was_killed_leaves_no_spinner_to_the_one_after_it(alice: Office) -> None:
    """The second one has no room for a spinner, and ends with what the first one has shown."""
    question_id = await ask_in_dm(alice)
    with pytest.raises(Temporary):
        await run(alice, question_id, FakeAnswers(errors=[Temporary("down")]))
    streams = alice.services.slacks.of(TEAM).streams
    assert (await stored(alice, question_id)).processing
    while streams.may_process():
        pass
    await run(alice, question_id, FakeAnswers())
    assert await status_of(alice, question_id) == "active"


async def test_a_question_that_failed_or_was_stopped_keeps_none_either(alice: Office) -> None:
    question_id = await ask_in_dm(alice)
    with pytest.raises(Temporary):
        await run(alice, question_id, FakeAnswers(errors=[Temporary("down")]))
    limit(alice)
    await end_question(alice.services, question_id, "service_down", "trace7")
    assert await status_of(alice, question_id) == "processing"
    await settle_session(alice.services, question_id)
    assert await status_of(alice, question_id) == "closed"


async def test_a_thread_that_is_at_work_again_keeps_its_spinner(alice: Office) -> None:
    first = await left_over(alice)
    second = await ask_in_dm(alice, "And Bob?", (await stored(alice, first)).thread_ts)
    with pytest.raises(Temporary):
        await run(alice, second, FakeAnswers(errors=[Temporary("down")]))
    await settle_session(alice.services, first)
    assert (await status_of(alice, first), (await stored(alice, first)).processing) == ("processing", False)
    await run(alice, second, FakeAnswers())
    assert await status_of(alice, first) == "active"


async def test_of_a_burst_of_questions_every_answer_comes_and_no_spinner_stays(alice: Office, clock: Clock) -> None:
    """Slack's stand-in takes fifty statuses a minute, as Slack does; half of the questions are not streamed."""
    alice.slack.options.post_burst = 1000
    asked = []
    for number in range(STATUSES * 2):
        alice.fail("chat.startStream", kind="refuse", reason="unknown_method", times=1)
        asked.append(await ask_in_dm(alice, f"Question {number}?"))
        await run(alice, asked[-1], FakeAnswers())
        clock.advance(0.4)
    for ring in alice.bell.of("settle_session"):
        await settle_session(alice.services, str(ring.args[0]))
    assert all(SECRET in str(answers_in(alice, one)[0].blocks) for one in asked)
    assert {session["status"] for session in alice.slack.sessions.values()} == {"active"}


# Stop


async def press(office: Office, question_id: str) -> None:
    """A click on the Stop button of the thread, and what is rung for it."""
    office.bell.rings.clear()
    thread = (await stored(office, question_id)).thread_ts
    office.human("U0ALICE").stop(Stop(channel="D0ALICE", thread_ts=thread))
    await office.slack.delivery.settled()
    for ring in office.bell.of("say_over"):
        await say_over(office.services, *map(str, ring.args))


async def test_a_stop_that_is_left_over_says_that_the_answer_is_there_and_goes(alice: Office) -> None:
    question_id = await left_over(alice)
    await press(alice, question_id)
    (told,) = alice.heard("U0ALICE")
    assert "nothing left to stop" in told and "the answer is already there" in told
    assert await status_of(alice, question_id) == "active"
    assert ((await stored(alice, question_id)).state, len(answers_in(alice, question_id))) == (S.ANSWERED, 1)


async def test_a_stop_that_slack_lets_us_take_back_later_only_is_taken_back_later(alice: Office) -> None:
    question_id = await left_over(alice)
    limit(alice)
    await press(alice, question_id)
    assert (len(alice.heard("U0ALICE")), await status_of(alice, question_id)) == (1, "processing")
    (ring,) = alice.bell.of("settle_session")
    await settle_session(alice.services, *map(str, ring.args))
    assert await status_of(alice, question_id) == "active"


async def test_a_stop_of_what_runs_says_nothing_besides(alice: Office) -> None:
    question_id = await ask_in_dm(alice)

    async def stop() -> None:
        await begun(alice, question_id)
        await press(alice, question_id)
        await forever()

    await run(alice, question_id, FakeAnswers(meanwhile=stop))
    assert ((await stored(alice, question_id)).state, alice.heard("U0ALICE")) == (S.STOPPED, [])
    assert await status_of(alice, question_id) == "closed"


async def test_a_stop_of_a_thread_of_which_nothing_is_kept_any_more_goes_too(office: Office) -> None:
    await join(office.db)
    slack = office.services.slacks.of(TEAM)
    channel = await slack.open_dm(ALICE.slack_id)
    thread = await slack.post(channel, "root", [])
    await say_over(office.services, TEAM, ALICE.slack_id, channel, thread)
    assert office.slack.sessions[channel, thread]["status"] == "closed"
    assert "what came of it" in office.heard("U0ALICE")[0]
