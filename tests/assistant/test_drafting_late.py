"""A draft that is written too late: whatever moved on meanwhile stands, and nothing unseen takes its place."""

from assistant.approval import Answer, approve
from assistant.drafting import draft
from jobs.give_up import give_up
from storage.db import Database
from storage.drafts import DraftState
from storage.messages import MessageState
from tests.assistant.drafts import regenerated, run, undrafted
from tests.assistant.sends import assert_sent_once
from tests.assistant.sends import run as run_send
from tests.cast import ALICE, ALICE_MAIL, ready_reply, reply_of
from tests.fake_model import FakeModel
from tests.fakes import write_mail


async def test_a_text_written_too_late_never_replaces_what_was_approved(db: Database) -> None:
    desk = await ready_reply(db)
    shown = await desk.version()
    await regenerated(desk)
    model = FakeModel(reply_of("A completely other text."))

    async def given_up_and_approved() -> None:
        await give_up(db, "jobs.draft_reply.draft_reply", desk.message_id)
        assert (await approve(db, ALICE, shown.id, 0)).answer is Answer.DONE

    model.meanwhile(given_up_and_approved)
    await draft(db, desk.mail, model, desk.message_id)
    row = await desk.draft()
    assert (row.state, row.version_id, row.cleanup) == (DraftState.APPROVED, shown.id, False)
    await run_send(desk)
    await assert_sent_once(desk)
    assert b"other text" not in desk.mail.sends[0]


async def test_an_edit_by_hand_comes_before_another_draft(sqlite_db: Database) -> None:
    desk = await ready_reply(sqlite_db)
    desk.mail.edit_by_hand((await desk.draft()).remote_id, text="My own words.")
    await regenerated(desk)
    model = await run(desk)
    row = await desk.draft()
    assert (model.prompts, row.state, row.note) == ([], DraftState.READY, "edited")
    assert "My own words." in (await desk.version()).body


async def test_a_mail_that_cannot_be_answered_is_settled_without_asking_a_model(sqlite_db: Database) -> None:
    raw = write_mail('"a b"@odd.example', "A question", "Could you tell me the price?", To=ALICE_MAIL)
    desk = await ready_reply(sqlite_db, undrafted=True, raw=raw)
    model = await run(desk)
    case = await desk.case()
    assert (model.prompts, case.draft, case.message.state) == ([], None, MessageState.SETTLED)


async def test_an_address_that_cannot_be_written_to_is_left_out(sqlite_db: Database) -> None:
    desk = await undrafted(sqlite_db, Cc='"a b"@odd.example, carol@customer.example')
    await run(desk, reply_of())
    version = await desk.version()
    assert [one["email"] for one in version.cc] == ["carol@customer.example"]
