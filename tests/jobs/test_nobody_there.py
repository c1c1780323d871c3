"""Somebody was deactivated, or their workspace removed Mailroom: what is still in the queue says nothing to them, and
nothing in their name, until they are back."""

from datetime import timedelta
from typing import Any

import pytest

from assistant.departing import person_back, person_left
from assistant.installing import workspace_left
from bot.errors import Permanent, Reconnect, WorkspaceGone
from jobs.dead_letters import DeadLetterBox
from jobs.draw_card import draw_card
from jobs.draw_proposal import draw_proposal
from jobs.end_question import end_question
from jobs.runner import Job, find_jobs
from jobs.say_left_out import say_left_out
from jobs.say_reconnect import say_reconnect
from jobs.share_answer import share_answer
from jobs.sweep import sweep
from jobs.sync_mailbox import sync_mailbox
from jobs.tell_failures import NEWS, tell_failures
from jobs.tell_history import tell_history
from storage.accounts import Accounts, AccountState
from storage.questions import Questions, QuestionState, sharing
from storage.syncs import HISTORY, Syncs
from storage.users import Users
from tests.cast import ALICE, TEAM, ready_reply
from tests.database_fixture import Clock
from tests.handlers.office import Office
from tests.jobs.asking import FakeAnswers, answers_in, ask_in_dm, by_bot, run, stored
from tests.proposal_desk import connect, set_up
from tests.proposals import mail_content

S = QuestionState


async def gone(office: Office) -> None:
    """Alice is deactivated."""
    assert await person_left(office.db, TEAM, ALICE.slack_id)


async def quietly(job: Job[Any, *tuple[Any, ...]], office: Office, *args: Any) -> None:
    """Runs a job, which may find that nobody is there to be told: the worker takes that for its end."""
    try:
        await job(office.services, *args)
    except WorkspaceGone:
        return


@pytest.mark.parametrize("state", [AccountState.ASLEEP, AccountState.LEAVING, AccountState.RECONNECT])
async def test_no_job_goes_on_with_a_token_of_whoever_is_gone_leaves_or_has_lost_the_mailbox(
    office: Office, state: AccountState
) -> None:
    """Whatever job asks, and however long its token would last: this is the one door to Google."""
    account, boxes = await connect(office), office.services.mailboxes
    access = await boxes.token(account.id)
    async with office.db.transaction() as session:
        await Accounts(session).change(account.id, state=state)
    for rings in (boxes.of(account.id).profile(), boxes.calendar(account.id).event("e1"), boxes.token(account.id)):
        with pytest.raises(Reconnect):
            await rings
    async with office.db.transaction() as session:
        await Accounts(session).change(account.id, state=AccountState.CONNECTED)
    assert await boxes.token(account.id) == access


async def test_a_question_rests_until_its_asker_is_back(alice: Office, clock: Clock) -> None:
    question_id, answers = await ask_in_dm(alice), FakeAnswers()
    await gone(alice)
    with pytest.raises(WorkspaceGone):
        await run(alice, question_id, answers)
    await quietly(end_question, alice, question_id, "unknown", "trace7")
    assert ((await stored(alice, question_id)).state, answers.asked, by_bot(alice)) == (S.ASKED, [], [])
    assert await person_back(alice.db, TEAM, ALICE.slack_id)
    clock.advance(130)
    alice.bell.rings.clear()
    await sweep(alice.services, 7)
    assert [ring.args for ring in alice.bell.of("answer_question")] == [(question_id,)]
    await run(alice, question_id, answers)
    assert len(answers_in(alice, question_id)) == 1


async def test_an_answer_is_not_put_into_a_channel_for_somebody_who_is_gone(alice: Office, clock: Clock) -> None:
    question_id = await ask_in_dm(alice)
    await run(alice, question_id, FakeAnswers())
    async with alice.db.transaction() as session:
        await Questions(session).note_share(question_id, sharing("V1", "C0INBOX"), clock(), new=True)
    await gone(alice)
    before = len(alice.slack.talk.channels["C0INBOX"].messages)
    await quietly(share_answer, alice, question_id, "C0INBOX", "V1")
    assert len(alice.slack.talk.channels["C0INBOX"].messages) == before
    assert [one["state"] for one in (await stored(alice, question_id)).actions] == ["wanted"]
    assert await person_back(alice.db, TEAM, ALICE.slack_id)
    await share_answer(alice.services, question_id, "C0INBOX", "V1")
    assert len(alice.slack.talk.channels["C0INBOX"].messages) == before + 1


async def test_no_notice_is_posted_to_somebody_who_is_gone(alice: Office, clock: Clock) -> None:
    async with alice.db.transaction() as session:
        user = await Users(session).find(TEAM, ALICE.slack_id)
        assert user is not None
        (account,) = (await Questions(session).accounts_of(user.id))[1]
        await Syncs(session).want(account.id, [HISTORY], clock())
        await Syncs(session).change(account.id, HISTORY, started_at=clock())
    await gone(alice)
    await quietly(say_left_out, alice, account.id, 9, 9, 9)
    await quietly(tell_history, alice, account.id, "x")
    await DeadLetterBox(alice.db, alice.bell, find_jobs("jobs")).dead_letter(
        sync_mailbox.path, (account.id,), Permanent("refused"), 1, "trace7"
    )
    await quietly(tell_failures, alice, user.id, NEWS)
    assert by_bot(alice) == []
    assert await person_back(alice.db, TEAM, ALICE.slack_id)
    await tell_failures(alice.services, user.id, NEWS)
    await tell_history(alice.services, account.id, "x")
    assert len(by_bot(alice)) == 2


async def test_that_access_has_ended_is_told_once_they_are_back(alice: Office, clock: Clock) -> None:
    async with alice.db.transaction() as session:
        user = await Users(session).find(TEAM, ALICE.slack_id)
        assert user is not None
        (account,) = (await Questions(session).accounts_of(user.id))[1]
        await Accounts(session).change(account.id, state=AccountState.RECONNECT, end_told=False)
    await gone(alice)
    await quietly(say_reconnect, alice, account.id)
    await sweep(alice.services, 7)
    assert (by_bot(alice), alice.bell.of("say_reconnect")) == ([], [])
    assert await person_back(alice.db, TEAM, ALICE.slack_id)
    await sweep(alice.services, 7)
    assert [ring.args for ring in alice.bell.of("say_reconnect")] == [(account.id,)]
    await say_reconnect(alice.services, account.id)
    assert len(by_bot(alice)) == 1


@pytest.mark.parametrize("how", ["deactivated", "uninstalled"])
async def test_no_card_is_posted_first_for_somebody_who_is_gone_and_it_comes_once_they_are_back(
    office: Office, clock: Clock, how: str
) -> None:
    desk = await ready_reply(office.db)
    proposal = await set_up(office, "mail.draft", mail_content(), {}, desk.account)
    if how == "deactivated":
        await gone(office)
    else:
        assert await workspace_left(office.db, TEAM, clock() + timedelta(seconds=1))
    for job, key in ((draw_card, desk.message_id), (draw_proposal, proposal.id)):
        await quietly(job, office, key)
    assert [message for message in by_bot(office) if message.blocks] == []
    if how == "deactivated":
        assert await person_back(office.db, TEAM, ALICE.slack_id)
        await draw_card(office.services, desk.message_id)
        await draw_proposal(office.services, proposal.id)
        assert len(by_bot(office)) >= 2
