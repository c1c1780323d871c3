"""Replies of the same words, as a template gives them: one that went out does not stand for another."""

import pytest

from assistant.approval import Answer, approve
from assistant.reconcile import check_draft
from bot.errors import OutcomeUnknown, Temporary
from storage.db import Database
from storage.drafts import DraftState
from tests.assistant.drafts import run as write
from tests.assistant.sends import approved, run, run_until_quiet
from tests.cast import ALICE, Desk, judged, question, ready_reply, reply_of
from tests.database_fixture import Clock
from tests.fakes import rewrite

S = DraftState
CUT = OutcomeUnknown("cut")


async def two_replies(db: Database) -> tuple[Desk, Desk]:
    """Two mails of Sarah's in one thread, each with a reply of the very same words, both shown as they stand."""
    first = await ready_reply(db)
    again = question("Hi Alice,\n\nany news?\n", Message_ID="<q2@brightwater.example>")
    message_id = await judged(db, first.account, first.mail.deliver(again, thread=first.thread_id))
    second = Desk(db, first.mail, first.account, message_id, "", first.thread_id)
    await write(second, reply_of())
    second = Desk(db, first.mail, first.account, message_id, (await second.draft()).id, first.thread_id)
    assert (await first.version()).fingerprint == (await second.version()).fingerprint
    await check_draft(db, first.mail, first.draft_id)
    return first, second


async def approve_now(desk: Desk) -> None:
    assert (await approve(desk.db, ALICE, (await desk.version()).id, 0)).answer is Answer.DONE


async def test_a_reply_of_the_same_words_sent_just_before_is_not_taken_for_this_one(db: Database, clock: Clock) -> None:
    first, second = await two_replies(db)
    await approve_now(first)
    await run(first)
    clock.advance(5)
    await check_draft(db, second.mail, second.draft_id)  # the card shows that the first reply went out
    clock.advance(20)
    await approve_now(second)
    second.mail.fail("send_draft", CUT)
    with pytest.raises(OutcomeUnknown):
        await run(second)
    await run_until_quiet(second, clock)
    assert ((await second.draft()).state, len(second.mail.sends), second.mail.draft_ids) == (S.SENT, 2, [])
    assert (await second.draft()).sent_id != (await first.draft()).sent_id


async def test_of_two_replies_of_the_same_words_approved_together_none_is_told_for_the_other(
    db: Database, clock: Clock
) -> None:
    both = await two_replies(db)
    first, second = both
    for desk in both:
        await approve_now(desk)
    first.mail.meanwhile("thread", lambda: run(second))
    first.mail.fail("send_draft", CUT)  # whichever asks first has no answer, and was not heard
    for desk in (first, *both):
        try:
            await run(desk)
        except Temporary:
            clock.advance(10)
    for desk in both:
        await run_until_quiet(desk, clock)
    assert [(await desk.draft()).state for desk in both].count(S.SENT) == len(first.mail.sends)


async def test_the_same_words_sent_by_hand_are_not_told_as_this_reply_sent(db: Database, clock: Clock) -> None:
    desk = await approved(db)
    remote_id = (await desk.draft()).remote_id
    desk.mail.fail("send_draft", CUT)
    with pytest.raises(OutcomeUnknown):
        await run(desk)
    same = rewrite(desk.mail.raw_draft(remote_id), Message_ID="<by-hand@mail.gmail.com>")
    clock.advance(5)
    desk.mail.deliver(same, thread=desk.thread_id, labels=frozenset({"SENT"}))
    clock.advance(60)
    await run(desk)
    assert ((await desk.draft()).state, desk.mail.draft_ids, desk.mail.sends) == (S.READY, [remote_id], [])


async def test_the_same_words_sent_before_do_not_stand_for_a_draft_that_vanished(db: Database, clock: Clock) -> None:
    first, second = await two_replies(db)
    await approve_now(first)
    await run(first)
    clock.advance(5)
    await check_draft(db, second.mail, second.draft_id)
    await approve_now(second)
    second.mail.fail("send_draft", CUT)
    with pytest.raises(OutcomeUnknown):
        await run(second)
    second.mail.delete_by_hand((await second.draft()).remote_id)
    await run_until_quiet(second, clock)
    assert ((await second.draft()).state, len(second.mail.sends)) == (S.UNSURE, 1)
