"""A waiting reply held against the mail service: what a hand did there shows on the card (SPEC SL4, SL13)."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from assistant.approval import approve, edit
from assistant.case import case_of_draft
from assistant.letters import letter_of
from assistant.reconcile import check_draft, letter_in, save
from bot.errors import OutcomeUnknown, Temporary
from connectors.mail.compose import fingerprint
from connectors.mail.read import read_email, read_full_text
from storage.db import Database
from storage.drafts import DraftState
from storage.leases import Busy
from tests.cast import ALICE, ANSWER, SARAH, Desk, ready_reply
from tests.database_fixture import Clock
from tests.fakes import rewrite

S = DraftState


async def check(desk: Desk) -> bool:
    return await check_draft(desk.db, desk.mail, desk.draft_id)


async def edit_in_slack(desk: Desk, body: str, **changes: Any) -> None:
    shown = await desk.version()
    await edit(desk.db, ALICE, shown.id, replace(letter_of(shown), body=body, **changes))


async def by_hand(desk: Desk, text: str = "", **headers: str) -> None:
    desk.mail.edit_by_hand((await desk.draft()).remote_id, text, **headers)


async def test_a_draft_that_nobody_touched_needs_no_new_card(db: Database) -> None:
    desk = await ready_reply(db)
    assert not await check(desk)
    assert (len(await desk.versions()), (await desk.card()).wanted) == (1, 1)


async def test_an_edit_by_hand_becomes_the_version_on_the_card(db: Database) -> None:
    desk = await ready_reply(db)
    await by_hand(desk, "By hand.", Subject="Re: Offer")
    assert await check(desk)
    version, draft = await desk.version(), await desk.draft()
    assert (version.author, version.body, version.subject) == ("gmail", "By hand.", "Re: Offer")
    assert (draft.state, draft.note, draft.remote_number) == (S.READY, "edited", 2)
    assert (await desk.card()).wanted == 2
    assert not await check(desk)
    assert len(await desk.versions()) == 2


async def test_looking_twice_at_once_makes_one_version(db: Database) -> None:
    desk = await ready_reply(db)
    await by_hand(desk, "By hand.")
    await asyncio.gather(*(check(desk) for _ in range(8)))
    assert [one.number for one in await desk.versions()] == [1, 2]
    assert (await desk.version()).body == "By hand."


async def test_an_edit_by_hand_ends_an_approval(db: Database) -> None:
    desk = await ready_reply(db)
    await approve(db, ALICE, (await desk.version()).id, 30)
    await by_hand(desk, "By hand.")
    assert await check(desk)
    draft = await desk.draft()
    assert (draft.state, draft.note, draft.send_after) == (S.READY, "edited,stopped", None)


async def test_a_newer_mail_is_said_and_the_draft_stays_as_it_is(db: Database, clock: Clock) -> None:
    desk = await ready_reply(db)
    clock.advance(60)
    desk.mail.deliver(b"From: sarah@brightwater.example\r\n\r\nand?", thread=desk.thread_id)
    assert await check(desk)
    draft, version = await desk.draft(), await desk.version()
    assert (draft.note, version.author, version.body, version.number) == ("newer", "model", ANSWER, 2)
    # what stands in the mail service is this version already: nothing is left to put there
    assert (draft.remote_number, version.fingerprint) == (2, fingerprint(desk.mail.raw_draft(draft.remote_id)))
    assert version.rfc_id == read_email(desk.mail.raw_draft(draft.remote_id)).rfc_id
    assert desk.mail.calls["update_draft"] == 0
    assert not await check(desk)


async def test_a_newer_mail_after_an_edit_by_hand_keeps_the_draft_s_own_form(db: Database, clock: Clock) -> None:
    desk = await ready_reply(db)
    await by_hand(desk, "By hand.")
    await check(desk)
    clock.advance(60)
    desk.mail.deliver(b"From: sarah@brightwater.example\r\n\r\nand?", thread=desk.thread_id)
    await check(desk)
    assert not await check(desk)
    assert (await desk.version()).author == "gmail"
    assert b"text/html" in desk.mail.raw_draft((await desk.draft()).remote_id)


async def test_two_mails_of_one_moment_are_no_endless_news(sqlite_db: Database) -> None:
    desk = await ready_reply(sqlite_db)
    desk.mail.deliver(b"From: sarah@brightwater.example\r\n\r\nand?", thread=desk.thread_id)
    assert await check(desk)
    assert not await check(desk)


async def test_a_draft_sent_by_hand_shows_so(db: Database, clock: Clock) -> None:
    desk = await ready_reply(db)
    clock.advance(5)
    sent_id = desk.mail.send_by_hand((await desk.draft()).remote_id)
    assert await check(desk)
    draft = await desk.draft()
    assert (draft.state, draft.sent_id) == (S.ELSEWHERE, sent_id)
    assert draft.receipt == {"at": clock().isoformat(), "remote_id": sent_id}


async def test_a_draft_edited_and_sent_by_hand_shows_as_sent(db: Database, clock: Clock) -> None:
    desk = await ready_reply(db)
    clock.advance(5)
    desk.mail.rewrites_ids = True
    await by_hand(desk, "All new words.")
    desk.mail.send_by_hand((await desk.draft()).remote_id)
    await check(desk)
    assert (await desk.draft()).state == S.ELSEWHERE


async def test_a_draft_deleted_by_hand_shows_so_and_does_not_come_back(db: Database) -> None:
    desk = await ready_reply(db)
    desk.mail.delete_by_hand((await desk.draft()).remote_id)
    assert await check(desk)
    assert ((await desk.draft()).state, desk.mail.draft_ids) == (S.DELETED, [])
    assert not await check(desk)


async def test_a_mail_the_user_had_sent_before_is_not_taken_for_the_draft(sqlite_db: Database, clock: Clock) -> None:
    desk = await ready_reply(sqlite_db)
    clock.advance(60)
    desk.mail.deliver(
        b"From: alice@fernhill.example\r\n\r\nlet me see", thread=desk.thread_id, labels=frozenset({"SENT"})
    )
    await check(desk)
    clock.advance(60)
    desk.mail.delete_by_hand((await desk.draft()).remote_id)
    await check(desk)
    assert (await desk.draft()).state == S.DELETED


async def test_an_unsure_reply_that_is_gone_is_never_called_deleted(sqlite_db: Database) -> None:
    desk = await ready_reply(sqlite_db)
    desk.mail.delete_by_hand((await desk.draft()).remote_id)
    await desk.put(state=S.UNSURE)
    await check(desk)
    assert (await desk.draft()).state == S.UNSURE


async def test_an_unsure_reply_whose_mail_turns_up_is_called_sent(sqlite_db: Database, clock: Clock) -> None:
    desk = await ready_reply(sqlite_db)
    clock.advance(5)
    sent_id = desk.mail.send_by_hand((await desk.draft()).remote_id)
    await desk.put(state=S.UNSURE)
    await check(desk)
    assert ((await desk.draft()).state, (await desk.draft()).sent_id) == (S.ELSEWHERE, sent_id)


@pytest.mark.parametrize("state", [S.WRITING, S.SENDING, S.SENT, S.DISCARDED, S.ELSEWHERE])
async def test_a_reply_that_does_not_wait_is_left_alone(sqlite_db: Database, state: S) -> None:
    desk = await ready_reply(sqlite_db)
    await desk.put(state=state)
    await by_hand(desk, "By hand.")
    assert not await check(desk)
    assert ((await desk.draft()).state, len(await desk.versions())) == (state, 1)


async def test_a_draft_without_recipients_is_shown_as_it_stands(sqlite_db: Database) -> None:
    desk = await ready_reply(sqlite_db)
    await by_hand(desk, To="")
    assert await check(desk)
    version = await desk.version()
    assert (version.to, version.cc, version.author) == ([], [], "gmail")
    assert not await check(desk)


async def test_a_draft_to_an_address_that_we_could_not_write_is_shown_as_it_stands(sqlite_db: Database) -> None:
    desk = await ready_reply(sqlite_db)
    draft_id = (await desk.draft()).remote_id
    raw = rewrite(desk.mail.raw_draft(draft_id), To="").replace(
        b"From: ", b'To: "odd local"@brightwater.example\r\nFrom: ', 1
    )
    await desk.mail.update_draft(draft_id, desk.thread_id, raw)
    assert await check(desk)
    assert not await check(desk)


async def test_a_bad_moment_of_the_mail_service_changes_nothing(sqlite_db: Database) -> None:
    desk = await ready_reply(sqlite_db)
    for method in ("draft", "thread"):
        desk.mail.fail(method, Temporary("down"))
        with pytest.raises(Temporary):
            await check(desk)
    assert ((await desk.draft()).state, len(await desk.versions())) == (S.READY, 1)


async def test_an_unknown_draft_is_nothing_to_check(sqlite_db: Database) -> None:
    desk = await ready_reply(sqlite_db)
    assert await case_of_draft(sqlite_db, "unknown") is None
    assert not await check_draft(sqlite_db, desk.mail, "unknown")
    await save(sqlite_db, desk.mail, "unknown")


def test_a_letter_is_read_with_its_signature_and_without_the_html() -> None:
    headers = b"From: Alice <a@x.example>\r\nTo: b@x.example\r\nBcc: c@x.example\r\nSubject: Re: x\r\n\r\n"
    letter = letter_in(headers + b"Hi\r\n\r\n-- \r\nAlice\r\n")
    assert letter.body == "Hi\n\n-- \nAlice"
    assert [one.email for one in letter.recipients] == ["b@x.example", "c@x.example"]


# putting the user's edit there


async def test_an_edit_in_slack_is_put_into_the_mail_service(db: Database) -> None:
    desk = await ready_reply(db)
    await edit_in_slack(desk, "Mine.", cc=(SARAH,), to=(SARAH,))
    await save(db, desk.mail, desk.draft_id)
    draft, version = await desk.draft(), await desk.version()
    raw = desk.mail.raw_draft(draft.remote_id)
    assert (read_full_text(raw), draft.remote_number, draft.number) == ("Mine.", 2, 2)
    assert (await desk.audit()).count("mailroom draft updated") == 1
    assert (read_email(raw).rfc_id, fingerprint(raw)) == (version.rfc_id, version.fingerprint)
    assert draft.remote_message_id == desk.mail.drafts[draft.remote_id]
    await save(db, desk.mail, desk.draft_id)
    assert desk.mail.calls["update_draft"] == 1
    assert not await check(desk)


async def test_several_edits_leave_the_last_one(sqlite_db: Database) -> None:
    desk = await ready_reply(sqlite_db)
    for body in ("One.", "Two.", "Three."):
        await edit_in_slack(desk, body)
    await save(sqlite_db, desk.mail, desk.draft_id)
    assert read_full_text(desk.mail.raw_draft((await desk.draft()).remote_id)) == "Three."


async def test_an_edit_back_to_what_stands_there_needs_no_writing(sqlite_db: Database) -> None:
    desk = await ready_reply(sqlite_db)
    await edit_in_slack(desk, "Mine.")
    await edit_in_slack(desk, ANSWER)
    await save(sqlite_db, desk.mail, desk.draft_id)
    draft = await desk.draft()
    assert (draft.remote_number, draft.number, desk.mail.calls["update_draft"]) == (3, 3, 0)


async def test_an_edit_put_there_without_an_answer_is_noticed(sqlite_db: Database) -> None:
    desk = await ready_reply(sqlite_db)
    await edit_in_slack(desk, "Mine.")
    desk.mail.fail("update_draft", OutcomeUnknown("cut"), acts=True)
    with pytest.raises(OutcomeUnknown):
        await save(sqlite_db, desk.mail, desk.draft_id)
    await edit_in_slack(desk, "Mine again.")
    await save(sqlite_db, desk.mail, desk.draft_id)
    assert read_full_text(desk.mail.raw_draft((await desk.draft()).remote_id)) == "Mine again."
    assert (await desk.draft()).number == 3


async def test_a_change_by_hand_wins_over_an_edit_that_was_not_put_there_yet(db: Database) -> None:
    desk = await ready_reply(db)
    await edit_in_slack(desk, "Mine.")
    await by_hand(desk, "By hand.")
    await save(db, desk.mail, desk.draft_id)
    draft = await desk.draft()
    assert (await desk.version()).body == "By hand."
    assert (draft.note, draft.number, draft.remote_number) == ("edited", 3, 3)
    assert [one.body for one in await desk.versions()] == [ANSWER, "Mine.", "By hand."]
    assert read_full_text(desk.mail.raw_draft(draft.remote_id)) == "By hand."


async def test_saving_what_was_deleted_by_hand_says_so(sqlite_db: Database) -> None:
    desk = await ready_reply(sqlite_db)
    await edit_in_slack(desk, "Mine.")
    desk.mail.delete_by_hand((await desk.draft()).remote_id)
    await save(sqlite_db, desk.mail, desk.draft_id)
    assert (await desk.draft()).state == S.DELETED


async def test_saving_waits_for_whoever_works_on_the_draft(db: Database) -> None:
    desk = await ready_reply(db)
    await edit_in_slack(desk, "Mine.")
    ends = await asyncio.gather(*(save(db, desk.mail, desk.draft_id) for _ in range(6)), return_exceptions=True)
    assert all(end is None or isinstance(end, Busy) for end in ends)
    assert desk.mail.calls["update_draft"] == 1
