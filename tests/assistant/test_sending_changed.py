"""An approval is for exactly what was shown: a change by hand, or a newer mail, stops it and asks again (SPEC SL13)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.approval import Answer, approve, edit, undo
from assistant.letters import letter_of
from assistant.sending import ARRIVES_WITHIN
from bot.errors import OutcomeUnknown, Temporary
from connectors.mail.read import read_email, read_full_text
from storage.db import Database
from storage.drafts import DraftState
from tests.assistant.sends import approved, assert_sent_once, run
from tests.cast import ALICE, ANSWER, SARAH, Desk, ready_reply
from tests.database_fixture import Clock

S = DraftState
CUT = OutcomeUnknown("cut")

Change = Callable[[Desk, str], object]
EDITS: dict[str, Change] = {
    "text": lambda desk, draft: desk.mail.edit_by_hand(draft, "Other words"),
    "to": lambda desk, draft: desk.mail.edit_by_hand(draft, To="mallory@fernhill.example"),
    "another to": lambda desk, draft: desk.mail.edit_by_hand(draft, To=f"{SARAH.email}, m@fernhill.example"),
    "cc": lambda desk, draft: desk.mail.edit_by_hand(draft, Cc="m@fernhill.example"),
    "bcc": lambda desk, draft: desk.mail.edit_by_hand(draft, Bcc="m@fernhill.example"),
    "subject": lambda desk, draft: desk.mail.edit_by_hand(draft, Subject="Re: Something else"),
    "nobody": lambda desk, draft: desk.mail.edit_by_hand(draft, To=""),
}


@pytest.mark.parametrize("change", EDITS)
async def test_a_draft_that_was_edited_by_hand_is_shown_again_and_not_sent(sqlite_db: Database, change: str) -> None:
    desk = await approved(sqlite_db)
    before = await desk.version()
    EDITS[change](desk, (await desk.draft()).remote_id)
    await run(desk)
    draft, version = await desk.draft(), await desk.version()
    assert (desk.mail.sends, draft.state, draft.send_after) == ([], S.READY, None)
    assert (version.author, version.number, version.id == before.id) == ("gmail", 2, False)
    assert set(draft.note.split(",")) == {"edited", "stopped"}
    assert (await approve(sqlite_db, ALICE, before.id, 0)).answer is Answer.LATE


async def test_what_was_edited_by_hand_is_sent_as_it_stands_once_it_is_approved(db: Database) -> None:
    desk = await approved(db)
    desk.mail.edit_by_hand((await desk.draft()).remote_id, "Other words", Bcc="m@fernhill.example")
    await run(desk)
    version = await desk.version()
    assert (version.body, [one["email"] for one in version.bcc]) == ("Other words", ["m@fernhill.example"])
    assert version.unknown == ["m@fernhill.example"]
    await approve(db, ALICE, version.id, 0)
    await run(desk)
    await assert_sent_once(desk)
    assert b"text/html" in desk.mail.sends[0]


async def test_a_newer_mail_in_the_thread_stops_an_approval(db: Database, clock: Clock) -> None:
    desk = await approved(db)
    clock.advance(5)
    newer = desk.mail.deliver(b"From: sarah@brightwater.example\r\n\r\nNever mind!", thread=desk.thread_id)
    await run(desk)
    draft, version = await desk.draft(), await desk.version()
    assert (desk.mail.sends, draft.state) == ([], S.READY)
    assert set(draft.note.split(",")) == {"newer", "stopped"}
    assert (version.thread_tip, version.body, version.author) == (newer.remote_id, ANSWER, "model")
    await approve(db, ALICE, version.id, 0)
    await run(desk)
    await assert_sent_once(desk)


async def test_what_went_to_the_trash_is_no_newer_mail(sqlite_db: Database, clock: Clock) -> None:
    desk = await approved(sqlite_db)
    clock.advance(5)
    desk.mail.deliver(b"From: x@y.example\r\n\r\nspam", thread=desk.thread_id, labels=frozenset({"TRASH"}))
    await run(desk)
    await assert_sent_once(desk)


async def test_a_change_between_an_unanswered_send_and_the_next_run_stops_it(sqlite_db: Database, clock: Clock) -> None:
    desk = await approved(sqlite_db)
    desk.mail.fail("send_draft", CUT)
    with pytest.raises(OutcomeUnknown):
        await run(desk)
    desk.mail.edit_by_hand((await desk.draft()).remote_id, "Other words")
    with pytest.raises(Temporary, match="unanswered"):  # nobody can say yet that nothing was sent
        await run(desk)
    assert (await desk.draft()).state == S.SENDING
    clock.advance(ARRIVES_WITHIN.total_seconds() + 1)
    await run(desk)
    draft = await desk.draft()
    assert (desk.mail.sends, draft.state, draft.sending_at) == ([], S.READY, None)
    assert set(draft.note.split(",")) == {"edited", "stopped"}


async def test_the_user_s_own_edit_reaches_the_mail_service_before_it_is_sent(db: Database) -> None:
    desk = await ready_reply(db)
    shown = await desk.version()
    letter = letter_of(shown)
    await edit(db, ALICE, shown.id, replace(letter, body="Mine."))
    mine = await desk.version()
    await approve(db, ALICE, mine.id, 0)
    await run(desk)
    await assert_sent_once(desk)
    assert read_full_text(desk.mail.sends[0]) == "Mine."
    assert read_email(desk.mail.sends[0]).rfc_id == mine.rfc_id
    assert (await desk.draft()).version_id == mine.id


async def test_an_edit_in_slack_while_the_old_text_is_compared_is_what_goes_out(sqlite_db: Database) -> None:
    desk = await approved(sqlite_db)
    shown = await desk.version()
    mine = replace(letter_of(shown), body="Mine.")

    async def think_again() -> None:
        await undo(sqlite_db, ALICE, shown.id)
        await edit(sqlite_db, ALICE, shown.id, mine)
        await approve(sqlite_db, ALICE, (await desk.version()).id, 0)

    desk.mail.meanwhile("draft", think_again)
    await run(desk)
    assert (desk.mail.sends, (await desk.draft()).state) == ([], S.APPROVED)
    await run(desk)
    await assert_sent_once(desk)
    assert read_full_text(desk.mail.sends[0]) == "Mine."


async def test_an_edit_by_hand_while_our_own_is_put_there_is_not_lost(sqlite_db: Database) -> None:
    desk = await ready_reply(sqlite_db)
    shown = await desk.version()
    letter = letter_of(shown)
    await edit(sqlite_db, ALICE, shown.id, replace(letter, body="Mine."))
    await approve(sqlite_db, ALICE, (await desk.version()).id, 0)
    remote_id = (await desk.draft()).remote_id

    async def type_at_the_same_time() -> None:
        desk.mail.meanwhile("draft", type_again)

    async def type_again() -> None:
        desk.mail.edit_by_hand(remote_id, "By hand.")

    desk.mail.meanwhile("update_draft", type_at_the_same_time)
    await run(desk)
    draft, version = await desk.draft(), await desk.version()
    assert (desk.mail.sends, draft.state, version.author, version.body) == ([], S.READY, "gmail", "By hand.")


async def test_an_older_text_put_back_by_hand_is_a_change_like_any_other(sqlite_db: Database) -> None:
    desk = await ready_reply(sqlite_db)
    remote_id = (await desk.draft()).remote_id
    first = desk.mail.raw_draft(remote_id)
    desk.mail.edit_by_hand(remote_id, "Second thoughts")
    await approve(sqlite_db, ALICE, (await desk.version()).id, 0)
    await run(desk)
    await approve(sqlite_db, ALICE, (await desk.version()).id, 0)
    await desk.mail.update_draft(remote_id, desk.thread_id, first)
    await run(desk)
    assert (desk.mail.sends, (await desk.version()).body) == ([], ANSWER)
    assert desk.mail.raw_draft(remote_id) == first


# acted on in the mail service itself


async def test_a_draft_sent_by_hand_is_not_sent_again(db: Database) -> None:
    desk = await approved(db)
    sent_id = desk.mail.send_by_hand((await desk.draft()).remote_id)
    await run(desk)
    draft = await desk.draft()
    assert (draft.state, draft.sent_id, draft.receipt["remote_id"]) == (S.ELSEWHERE, sent_id, sent_id)
    assert desk.mail.sends == []


async def test_a_draft_deleted_by_hand_is_not_sent(db: Database) -> None:
    desk = await approved(db)
    desk.mail.delete_by_hand((await desk.draft()).remote_id)
    await run(desk)
    assert ((await desk.draft()).state, desk.mail.sends) == (S.DELETED, [])


async def test_the_mail_service_being_away_leaves_an_approval_as_it_is(sqlite_db: Database, clock: Clock) -> None:
    desk = await approved(sqlite_db)
    for method in ("draft", "thread"):
        desk.mail.fail(method, Temporary("down"))
        with pytest.raises(Temporary):
            await run(desk)
        assert (await desk.draft()).state == S.APPROVED
    clock.advance(timedelta(hours=1).total_seconds())
    await run(desk)
    await assert_sent_once(desk)
