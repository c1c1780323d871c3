"""The user's own word on a mail: kept, acted on at once, and a lesson for the next mail (SPEC TR7)."""

import asyncio

import pytest

from assistant.approval import Answer, approve
from assistant.case import NotTheirs
from assistant.correcting import correct, wants_draft
from assistant.judgement import Category
from storage.db import Database
from storage.drafts import DraftState
from storage.messages import MessageState
from storage.verdicts import Verdicts
from tests.cast import ALICE, MALLORY, SARAH, Desk, found, judged, ready_reply

C = Category


async def undrafted(db: Database, category: str) -> Desk:
    desk = await ready_reply(db)
    message_id = await judged(db, desk.account, desk.mail.deliver(b"From: x@y.example\r\n\r\nhi"), category=category)
    return Desk(db, desk.mail, desk.account, message_id, "", "")


async def test_needs_no_reply_discards_the_open_draft(db: Database) -> None:
    desk = await ready_reply(db)
    decided = await correct(db, ALICE, desk.message_id, C.INFORMATIONAL)
    case = await desk.case()
    assert decided.answer is Answer.DONE
    assert case.verdict is not None and case.verdict.corrected_to == "informational"
    assert case.draft is not None and (case.draft.state, case.draft.cleanup) == (DraftState.DISCARDED, True)
    assert not wants_draft(case)
    assert await desk.audit() == ["U0ALICE corrected"]


async def test_a_draft_that_is_being_written_is_discarded_too(sqlite_db: Database) -> None:
    desk = await ready_reply(sqlite_db)
    await desk.put(state=DraftState.WRITING)
    assert (await correct(sqlite_db, ALICE, desk.message_id, C.SPAM)).answer is Answer.DONE
    assert (await desk.draft()).state == DraftState.DISCARDED


async def test_after_a_discarded_draft_another_word_still_counts(db: Database) -> None:
    desk = await ready_reply(db)
    for category in (C.SPAM, C.INFORMATIONAL):
        assert (await correct(db, ALICE, desk.message_id, category)).answer is Answer.DONE
    case = await desk.case()
    assert case.verdict is not None and case.verdict.corrected_to == "informational"
    assert (await desk.draft()).state == DraftState.DISCARDED


@pytest.mark.parametrize("state", [DraftState.APPROVED, DraftState.SENDING, DraftState.SENT, DraftState.UNSURE])
async def test_a_reply_that_is_on_its_way_is_not_called_back_by_a_correction(
    sqlite_db: Database, state: DraftState
) -> None:
    desk = await ready_reply(sqlite_db)
    await desk.put(state=state)
    assert (await correct(sqlite_db, ALICE, desk.message_id, C.SPAM)).answer is Answer.LATE
    case = await desk.case()
    assert case.verdict is not None and case.verdict.corrected_to == ""
    assert case.draft is not None and case.draft.state == state


async def test_of_correction_and_approval_at_once_one_counts(db: Database) -> None:
    desk = await ready_reply(db)
    version = (await desk.version()).id
    decided = await asyncio.gather(correct(db, ALICE, desk.message_id, C.SPAM), approve(db, ALICE, version, 30))
    assert sorted(one.answer for one in decided) == [Answer.DONE, Answer.LATE]
    case = await desk.case()
    assert case.verdict is not None and case.draft is not None
    assert (case.verdict.corrected_to == "spam") == (case.draft.state == DraftState.DISCARDED)


async def test_needs_a_reply_asks_for_a_draft(db: Database) -> None:
    desk = await undrafted(db, "informational")
    assert (await correct(db, ALICE, desk.message_id, C.NEEDS_REPLY)).answer is Answer.DONE
    case = await desk.case()
    assert case.message.state == MessageState.JUDGED
    assert wants_draft(case)
    assert (await desk.card()).wanted == 1


async def test_the_same_word_again_changes_nothing(db: Database) -> None:
    desk = await undrafted(db, "informational")
    assert (await correct(db, ALICE, desk.message_id, C.INFORMATIONAL)).answer is Answer.LATE
    assert (await correct(db, ALICE, desk.message_id, C.SPAM)).answer is Answer.DONE
    assert (await correct(db, ALICE, desk.message_id, C.SPAM)).answer is Answer.LATE
    assert (await correct(db, ALICE, desk.message_id, C.INFORMATIONAL)).answer is Answer.DONE
    assert await desk.audit() == ["U0ALICE corrected"] * 2


async def test_another_s_word_counts_for_nothing(sqlite_db: Database) -> None:
    desk = await ready_reply(sqlite_db)
    with pytest.raises(NotTheirs):
        await correct(sqlite_db, MALLORY, desk.message_id, C.SPAM)
    case = await desk.case()
    assert case.verdict is not None and case.verdict.corrected_to == ""
    assert await desk.audit() == ["U0MALLORY refused"]


async def test_a_mail_that_was_not_judged_yet_cannot_be_corrected(sqlite_db: Database) -> None:
    desk = await ready_reply(sqlite_db)
    remote = desk.mail.deliver(b"From: x@y.example\r\n\r\nhi")
    message_id = await found(sqlite_db, desk.account, remote)
    assert (await correct(sqlite_db, ALICE, message_id, C.SPAM)).answer is Answer.LATE


async def test_a_correction_is_a_lesson_on_the_sender(db: Database) -> None:
    desk = await ready_reply(db)
    await correct(db, ALICE, desk.message_id, C.SPAM)
    async with db.reading() as session:
        assert await Verdicts(session).corrections(desk.account.id, SARAH.email) == [("spam", "", "s1", 1)]
