"""Drafting: one reply a mail and one draft in the mail service, whatever is lost or repeated (SPEC DR1-DR7, RE6)."""

import asyncio

import pytest

from assistant.approval import approve, settle_unsure
from assistant.correcting import correct
from assistant.drafting import draft
from assistant.judgement import Category
from bot.errors import OutcomeUnknown, Permanent, Reconnect, Temporary
from connectors.llm.failover import NoModel
from connectors.llm.model import Refused
from connectors.mail.compose import fingerprint
from connectors.mail.read import read_email, read_full_text
from storage.db import Database
from storage.drafts import DraftState
from storage.leases import Busy
from storage.messages import MessageState
from tests.assistant.drafts import only_draft, regenerated, run, undrafted
from tests.assistant.sends import run_until_quiet
from tests.cast import (
    ALICE,
    ANSWER,
    SARAH,
    judged,
    question,
    ready_reply,
    reply_of,
)
from tests.database_fixture import Clock
from tests.fake_model import FakeModel

S = DraftState
CUT = OutcomeUnknown("cut")


async def test_a_reply_is_written_put_into_its_thread_and_shown(db: Database) -> None:
    desk = await undrafted(db)
    await run(desk, reply_of(missing=("the price",)))
    case, version, row = await desk.case(), await desk.version(), await desk.draft()
    raw = await only_draft(desk)
    assert (row.state, row.number, row.remote_number, row.thread_id) == (S.READY, 1, 1, desk.thread_id)
    assert desk.mail.held[desk.mail.drafts[row.remote_id]].thread_id == desk.thread_id
    assert row.remote_message_id == desk.mail.drafts[row.remote_id]
    assert await desk.audit() == ["mailroom drafted"]
    assert (version.author, version.body, version.missing) == ("model", ANSWER, ["the price"])
    assert fingerprint(raw) == version.fingerprint
    assert (case.message.state, case.card.wanted if case.card else 0) == (MessageState.SETTLED, 1)
    assert version.thread_tip == case.message.remote_id


async def test_what_the_model_took_is_kept_with_the_version(db: Database) -> None:
    desk = await undrafted(db)
    await run(desk, reply_of())
    version = await desk.version()
    assert (version.provider, version.model, version.input_tokens, version.output_tokens) == (
        "openai",
        "gpt-test",
        900,
        120,
    )
    assert (float(version.cost_usd), version.latency_ms) == (0.00123, 850)
    assert version.prompt.startswith("draft@")


async def test_running_again_makes_no_second_draft_and_asks_no_model(db: Database) -> None:
    desk = await undrafted(db)
    await run(desk, reply_of())
    await run(desk)
    assert (len(desk.mail.draft_ids), len(await desk.versions()), (await desk.card()).wanted) == (1, 1, 1)


async def test_of_eight_at_once_one_writes(db: Database) -> None:
    desk = await undrafted(db)
    ends = await asyncio.gather(*(run(desk, reply_of()) for _ in range(8)), return_exceptions=True)
    assert all(isinstance(end, FakeModel | Busy) for end in ends)
    assert (len(desk.mail.draft_ids), desk.mail.calls["create_draft"]) == (1, 1)
    assert (await desk.draft()).state == S.READY


async def test_a_draft_made_without_an_answer_is_found_at_once(db: Database) -> None:
    desk = await undrafted(db)
    desk.mail.fail("create_draft", CUT, acts=True)
    await run(desk, reply_of())
    assert fingerprint(await only_draft(desk)) == (await desk.version()).fingerprint
    assert ((await desk.draft()).state, desk.mail.calls["create_draft"]) == (S.READY, 1)


@pytest.mark.parametrize("acts", [True, False])
async def test_a_draft_of_which_nothing_is_known_is_looked_for_before_another_is_made(db: Database, acts: bool) -> None:
    desk = await undrafted(db)
    desk.mail.fail("create_draft", CUT, acts=acts)
    desk.mail.fail("drafts_in", Temporary("down"))
    with pytest.raises(Temporary):
        await run(desk, reply_of())
    assert (await desk.draft()).state == S.WRITING
    await run(desk)  # asks no model: the text is there
    assert fingerprint(await only_draft(desk)) == (await desk.version()).fingerprint
    assert desk.mail.calls["create_draft"] == (1 if acts else 2)
    assert (await desk.draft()).state == S.READY


@pytest.mark.parametrize("method", ["aliases", "thread", "has_written_to", "create_draft", "drafts_in"])
@pytest.mark.parametrize("acts", [False, True])
async def test_wherever_a_run_is_killed_the_next_one_leaves_one_draft(
    sqlite_db: Database, clock: Clock, method: str, acts: bool
) -> None:
    desk = await undrafted(sqlite_db)
    if method == "drafts_in":
        desk.mail.fail("create_draft", CUT, acts=acts)
    desk.mail.fail(method, asyncio.CancelledError(), acts=acts and method == "create_draft")
    with pytest.raises(asyncio.CancelledError):
        await run(desk, reply_of())
    clock.advance(200)
    await run(desk, reply_of())
    await only_draft(desk)
    assert (await desk.draft()).state == S.READY


@pytest.mark.parametrize("error", [Temporary("down"), Reconnect("revoked"), Permanent("no")])
async def test_a_mail_service_that_refuses_keeps_the_text_for_the_next_try(
    sqlite_db: Database, error: Exception
) -> None:
    desk = await undrafted(sqlite_db)
    desk.mail.fail("create_draft", error)
    with pytest.raises(type(error)):
        await run(desk, reply_of())
    assert ((await desk.draft()).state, (await desk.version()).body) == (S.WRITING, ANSWER)
    await run(desk)
    assert (await desk.draft()).state == S.READY


async def test_mail_that_needs_no_reply_gets_none(sqlite_db: Database) -> None:
    desk = await undrafted(sqlite_db)
    other = await judged(sqlite_db, desk.account, desk.mail.deliver(question()), category="informational")
    await draft(sqlite_db, desk.mail, FakeModel(), other)
    await draft(sqlite_db, desk.mail, FakeModel(), "unknown")
    assert desk.mail.draft_ids == []


async def test_mail_that_the_user_calls_worth_a_reply_gets_one(sqlite_db: Database) -> None:
    desk = await undrafted(sqlite_db)
    other = await judged(sqlite_db, desk.account, desk.mail.deliver(question()), category="informational")
    await correct(sqlite_db, ALICE, other, Category.NEEDS_REPLY)
    await draft(sqlite_db, desk.mail, FakeModel(reply_of()), other)
    assert len(desk.mail.draft_ids) == 1


# without a model


@pytest.mark.parametrize("failure", [Temporary("down"), Permanent("bad request"), Refused(), NoModel()])
async def test_without_a_model_s_answer_a_template_is_the_draft(sqlite_db: Database, failure: Exception) -> None:
    desk = await undrafted(sqlite_db)
    await run(desk, failure)
    version, row = await desk.version(), await desk.draft()
    assert (version.author, version.provider, version.model) == ("template", "", "")
    assert version.body.startswith("Hi Sarah,") and "Alice Marsh" in version.body
    assert (row.state, row.note) == (S.READY, "")
    await only_draft(desk)


# another one


async def test_another_draft_is_version_two_in_the_same_place(db: Database) -> None:
    desk = await undrafted(db)
    await run(desk, reply_of())
    before = await desk.draft()
    await regenerated(desk, "shorter please")
    model = await run(desk, reply_of("Dear Sarah, on Friday."))
    row, versions = await desk.draft(), await desk.versions()
    assert "shorter please" in model.prompts[0].user and ANSWER.splitlines()[2] in model.prompts[0].user
    assert [(one.number, one.author) for one in versions] == [(1, "model"), (2, "model")]
    assert (row.state, row.remote_id, row.remote_number, row.instruction) == (S.READY, before.remote_id, 2, "")
    assert read_full_text(await only_draft(desk)) == "Dear Sarah, on Friday."
    assert row.remote_message_id == desk.mail.drafts[row.remote_id]
    assert versions[1].rfc_id == read_email(await only_draft(desk)).rfc_id


async def test_another_draft_keeps_recipients_that_the_user_chose(sqlite_db: Database) -> None:
    desk = await ready_reply(sqlite_db, to=(SARAH,), cc=(type(SARAH)("", "nina@x.example"),))
    await regenerated(desk)
    await run(desk, reply_of("Short."))
    assert [one["email"] for one in (await desk.version()).cc] == ["nina@x.example"]


async def test_another_draft_without_a_model_says_so(sqlite_db: Database) -> None:
    desk = await ready_reply(sqlite_db)
    await regenerated(desk)
    await run(desk, Temporary("down"))
    assert ((await desk.draft()).note, (await desk.version()).author) == ("model", "template")


async def test_another_draft_whose_writing_was_cut_is_asked_for_once(sqlite_db: Database) -> None:
    desk = await ready_reply(sqlite_db)
    await regenerated(desk)
    desk.mail.fail("update_draft", CUT, acts=True)
    with pytest.raises(OutcomeUnknown):
        await run(desk, reply_of("Short."))
    await run(desk)
    assert read_full_text(await only_draft(desk)) == "Short."
    assert len(await desk.versions()) == 2


@pytest.mark.parametrize("acts", [True, False])
async def test_where_the_old_draft_was_deleted_the_new_one_is_made_once(sqlite_db: Database, acts: bool) -> None:
    desk = await ready_reply(sqlite_db)
    desk.mail.delete_by_hand((await desk.draft()).remote_id)
    await regenerated(desk)
    desk.mail.fail("create_draft", CUT, acts=acts)

    async def goes_down() -> None:
        desk.mail.fail("drafts_in", Temporary("down"))

    desk.mail.meanwhile("create_draft", goes_down)
    with pytest.raises(Temporary):
        await run(desk, reply_of("Short."))
    await run(desk)
    assert read_full_text(await only_draft(desk)) == "Short."
    assert (await desk.draft()).state == S.READY


async def test_a_reply_that_did_not_go_out_by_the_user_s_word_gets_a_new_draft(
    sqlite_db: Database, clock: Clock
) -> None:
    desk = await ready_reply(sqlite_db)
    desk.mail.delete_by_hand((await desk.draft()).remote_id)
    await desk.put(state=S.UNSURE)
    await settle_unsure(sqlite_db, ALICE, (await desk.version()).id, False)
    await run(desk)
    await only_draft(desk)
    await approve(sqlite_db, ALICE, (await desk.version()).id, 0)
    await run_until_quiet(desk, clock)
    assert len(desk.mail.sends) == 1


# decided otherwise meanwhile


async def test_a_reply_discarded_while_it_is_written_leaves_its_draft_to_be_cleaned_up(db: Database) -> None:
    desk = await undrafted(db)

    async def discard_and_clean_up() -> None:
        await correct(db, ALICE, desk.message_id, Category.SPAM)
        await desk.put(cleanup=False)  # nothing was there to be deleted yet

    desk.mail.meanwhile("create_draft", discard_and_clean_up)
    await run(desk, reply_of())
    row = await desk.draft()
    assert (row.state, row.cleanup, [row.remote_id]) == (S.DISCARDED, True, desk.mail.draft_ids)


async def test_a_reply_discarded_while_the_model_writes_is_not_brought_back(sqlite_db: Database) -> None:
    desk = await undrafted(sqlite_db)
    model = FakeModel(reply_of())
    model.meanwhile(lambda: correct(sqlite_db, ALICE, desk.message_id, Category.INFORMATIONAL))
    await draft(sqlite_db, desk.mail, model, desk.message_id)
    row = await desk.draft()
    assert row.state == S.DISCARDED
    assert row.cleanup or desk.mail.draft_ids == []


@pytest.mark.parametrize("state", [S.READY, S.APPROVED, S.SENDING, S.SENT, S.DISCARDED, S.UNSURE])
async def test_a_reply_that_is_not_being_written_is_left_alone(sqlite_db: Database, state: S) -> None:
    desk = await ready_reply(sqlite_db)
    await desk.put(state=state)
    await run(desk)
    assert ((await desk.draft()).state, desk.mail.calls["update_draft"]) == (state, 0)
