"""Sending: exactly once, whatever is lost, repeated, killed or raced, and proved afterwards (SPEC SL2, SL14, RE1)."""

import asyncio

import pytest

from assistant.approval import approve, undo
from assistant.sending import LOOK_FOR, send
from bot.errors import Failure, OutcomeUnknown, Reconnect, Temporary
from connectors.mail.read import read_email, read_full_text
from storage.db import Database
from storage.drafts import DraftState
from storage.leases import Busy
from tests.assistant.sends import approved, assert_sent_once, draw, run, run_until_quiet, say_nothing
from tests.cast import ALICE, ANSWER, SARAH, Desk, ready_reply
from tests.database_fixture import Clock

S = DraftState
CUT = OutcomeUnknown("cut")


# the undo window


async def test_nothing_goes_out_while_the_undo_window_is_open(db: Database, clock: Clock) -> None:
    desk = await approved(db, 30)
    clock.advance(20)
    with pytest.raises(Temporary) as caught:
        await run(desk)
    assert caught.value.retry_after == 10
    assert desk.mail.sends == []
    clock.advance(10)
    await run(desk)
    await assert_sent_once(desk)


async def test_what_was_undone_is_not_sent(db: Database, clock: Clock) -> None:
    desk = await approved(db, 30)
    await undo(db, ALICE, (await desk.version()).id)
    clock.advance(60)
    await run(desk)
    assert (desk.mail.sends, (await desk.draft()).state) == ([], S.READY)


async def test_an_undo_while_the_draft_is_compared_still_counts(db: Database) -> None:
    desk = await approved(db)
    version = (await desk.version()).id
    desk.mail.meanwhile("draft", lambda: undo(db, ALICE, version))
    await run(desk)
    assert (desk.mail.sends, (await desk.draft()).state) == ([], S.READY)


async def test_a_new_approval_while_the_draft_is_compared_gets_its_own_undo_window(db: Database, clock: Clock) -> None:
    desk = await approved(db)
    version = (await desk.version()).id

    async def think_again() -> None:
        await undo(db, ALICE, version)
        await approve(db, ALICE, version, 30)

    desk.mail.meanwhile("draft", think_again)
    await run(desk)
    assert (desk.mail.sends, (await desk.draft()).state) == ([], S.APPROVED)
    clock.advance(30)
    await run(desk)
    await assert_sent_once(desk)


async def test_nothing_is_sent_without_an_approval(sqlite_db: Database) -> None:
    desk = await ready_reply(sqlite_db)
    for state in set(S) - {S.APPROVED, S.SENDING}:
        await desk.put(state=state, receipt={"at": "then"})
        await run(desk)
        assert (await desk.draft()).state == state
    await send(sqlite_db, desk.mail, "no such draft", say_nothing)
    assert desk.mail.sends == []


async def test_a_reply_waits_a_minute_for_its_card_to_show_the_approval(sqlite_db: Database, clock: Clock) -> None:
    desk = await approved(sqlite_db)
    with pytest.raises(Temporary, match="does not show"):
        await send(sqlite_db, desk.mail, desk.draft_id, say_nothing)
    assert (desk.mail.sends, (await desk.draft()).state) == ([], S.APPROVED)
    clock.advance(61)
    await send(sqlite_db, desk.mail, desk.draft_id, say_nothing)
    await assert_sent_once(desk)


async def test_it_is_told_that_nothing_can_be_taken_back_before_the_mail_goes_out(sqlite_db: Database) -> None:
    desk = await approved(sqlite_db)
    seen: list[tuple[str, int]] = []

    async def begun() -> None:
        seen.append(((await desk.draft()).state, len(desk.mail.sends)))

    await draw(desk)
    await send(sqlite_db, desk.mail, desk.draft_id, begun)
    assert seen == [(S.SENDING, 0)]
    await assert_sent_once(desk)


async def test_ended_access_before_the_send_asks_again_and_says_why(sqlite_db: Database) -> None:
    desk = await approved(sqlite_db)
    desk.mail.fail("draft", Reconnect("gone"))
    await run(desk)
    draft = await desk.draft()
    assert (draft.state, draft.note, desk.mail.sends) == (S.READY, "reconnect", [])


# exactly what was shown, once


async def test_the_mail_that_goes_out_is_what_the_card_showed(db: Database, clock: Clock) -> None:
    desk = await approved(db)
    clock.advance(5)
    await run(desk)
    email = read_email(desk.mail.sends[0])
    version, draft = await desk.version(), await desk.draft()
    assert (email.to, email.subject, email.rfc_id) == ((SARAH,), version.subject, version.rfc_id)
    assert read_full_text(desk.mail.sends[0]) == ANSWER
    assert draft.receipt == {"at": clock().isoformat(), "remote_id": draft.sent_id, "proven": True}
    assert await desk.audit() == ["U0ALICE approved", "mailroom sending", "mailroom sent"]
    assert (await desk.card()).wanted == 5  # ready, approved, sending, sent, proven


async def test_running_twice_sends_once(db: Database) -> None:
    desk = await approved(db)
    await run(desk)
    await run(desk)
    await assert_sent_once(desk)


async def test_of_ten_runs_at_once_one_sends_and_the_others_are_told_that_it_is_busy(db: Database) -> None:
    desk = await approved(db)
    ends = await asyncio.gather(*(run(desk) for _ in range(10)), return_exceptions=True)
    assert all(end is None or isinstance(end, Busy) for end in ends)
    await assert_sent_once(desk)


async def test_bcc_goes_out_as_it_was_shown(sqlite_db: Database) -> None:
    desk = await approved(sqlite_db, bcc=(SARAH,), to=(), cc=())
    await run(desk)
    assert read_email(desk.mail.sends[0]).bcc == (SARAH,)
    await assert_sent_once(desk)


# no answer came back


@pytest.mark.parametrize("rewrites", [False, True])
async def test_a_mail_that_went_out_without_an_answer_is_found_and_not_sent_again(
    db: Database, clock: Clock, rewrites: bool
) -> None:
    desk = await approved(db)
    desk.mail.rewrites_ids = rewrites
    desk.mail.fail("send_draft", CUT, acts=True)
    with pytest.raises(OutcomeUnknown):
        await run(desk)
    assert (await desk.draft()).state == S.SENDING
    clock.advance(20)
    await run(desk)
    await assert_sent_once(desk)
    assert desk.mail.calls["send_draft"] == 1


async def test_a_mail_that_did_not_go_out_is_sent_by_the_next_run(db: Database, clock: Clock) -> None:
    desk = await approved(db)
    desk.mail.fail("send_draft", CUT, times=3)
    await run_until_quiet(desk, clock)
    await assert_sent_once(desk)
    assert desk.mail.calls["send_draft"] == 4


async def test_a_busy_service_is_asked_again_and_the_mail_goes_out_once(sqlite_db: Database, clock: Clock) -> None:
    desk = await approved(sqlite_db)
    desk.mail.fail("send_draft", Temporary("429", Failure.RATE_LIMIT, retry_after=7), times=2)
    await run_until_quiet(desk, clock)
    await assert_sent_once(desk)


@pytest.mark.parametrize("method", ["draft", "thread", "send_draft", "message"])
@pytest.mark.parametrize("acts", [False, True])
async def test_wherever_a_run_is_killed_the_next_ones_send_one_mail(
    sqlite_db: Database, clock: Clock, method: str, acts: bool
) -> None:
    desk = await approved(sqlite_db)
    desk.mail.fail(method, asyncio.CancelledError(), acts=acts and method == "send_draft")
    with pytest.raises(asyncio.CancelledError):
        await run(desk)
    clock.advance(200)
    await run_until_quiet(desk, clock)
    await assert_sent_once(desk)


async def test_a_worker_that_died_holding_the_lease_delays_but_does_not_double(db: Database, clock: Clock) -> None:
    desk = await approved(db)
    gate, reached = asyncio.Event(), asyncio.Event()

    async def hang() -> None:
        reached.set()
        await gate.wait()

    desk.mail.meanwhile("send_draft", hang)
    first = asyncio.create_task(run(desk))
    await reached.wait()
    with pytest.raises(Busy):
        await run(desk)
    clock.advance(200)  # given up for dead, although it only was slow
    await run(desk)
    gate.set()
    await asyncio.gather(first, return_exceptions=True)
    await run_until_quiet(desk, clock)
    await assert_sent_once(desk)


async def test_a_draft_that_is_gone_with_no_mail_to_be_seen_is_looked_for_and_then_a_person_is_asked(
    db: Database, clock: Clock
) -> None:
    desk = await approved(db)
    desk.mail.hides_sent = True
    desk.mail.fail("send_draft", CUT, acts=True)
    with pytest.raises(OutcomeUnknown):
        await run(desk)
    clock.advance(LOOK_FOR.total_seconds() - 1)
    with pytest.raises(Temporary) as caught:
        await run(desk)
    assert caught.value.retry_after == 20
    assert (await desk.draft()).state == S.SENDING
    clock.advance(2)
    await run(desk)
    assert (await desk.draft()).state == S.UNSURE
    assert (await desk.audit())[-1] == "mailroom unsure"
    await run(desk)
    assert len(desk.mail.sends) == 1


async def test_a_mail_that_shows_up_late_is_found_before_anybody_is_asked(db: Database, clock: Clock) -> None:
    desk = await approved(db)
    desk.mail.hides_sent = True
    desk.mail.fail("send_draft", CUT, acts=True)
    with pytest.raises(OutcomeUnknown):
        await run(desk)
    clock.advance(100)
    with pytest.raises(Temporary):
        await run(desk)
    desk.mail.hides_sent = False
    await run(desk)
    await assert_sent_once(desk)


async def test_a_draft_that_vanishes_between_look_and_send_is_looked_for(sqlite_db: Database, clock: Clock) -> None:
    desk = await approved(sqlite_db)

    async def by_hand() -> None:
        desk.mail.send_by_hand((await desk.draft()).remote_id)

    desk.mail.meanwhile("send_draft", by_hand)
    with pytest.raises(Temporary):
        await run(desk)
    clock.advance(10)
    await run(desk)
    draft = await desk.draft()
    assert (draft.state, desk.mail.sends) == (S.SENT, [])


async def test_an_older_mail_of_the_same_words_is_not_taken_for_this_one(sqlite_db: Database, clock: Clock) -> None:
    desk = await ready_reply(sqlite_db)
    draft = await desk.draft()
    same = desk.mail.raw_draft(draft.remote_id).replace(b"Message-ID: <", b"Message-ID: <old-")
    desk.mail.deliver(same, thread=desk.thread_id, labels=frozenset({"SENT"}))
    clock.advance(3600)
    newest = desk.mail.deliver(b"From: sarah@brightwater.example\r\n\r\nand?", thread=desk.thread_id)
    await with_tip(desk, newest.remote_id)
    await approve(sqlite_db, ALICE, (await desk.version()).id, 0)
    desk.mail.fail("send_draft", CUT)
    await run_until_quiet(desk, clock)
    assert len(desk.mail.sends) == 1


async def with_tip(desk: Desk, tip: str) -> None:
    async with desk.db.transaction() as session:
        version = await session.merge(await desk.version())
        version.thread_tip = tip
