"""To whom a drafted reply goes, from which address, in which thread, on what it was written (SPEC DR2, DR3, DR6)."""

import pytest

from assistant.drafting import draft
from connectors.mail.read import read_email, read_full_text
from storage.db import Database
from tests.assistant.drafts import only_draft, regenerated, run, undrafted
from tests.cast import (
    ALICE_MAIL,
    ANSWER,
    QUESTION_ID,
    SARAH,
    alias,
    judged,
    question,
    reply_of,
)
from tests.database_fixture import Clock
from tests.fake_model import FakeModel
from tests.fakes import SENT, write_mail


async def test_the_draft_answers_the_mail_s_own_id_in_its_own_chain(db: Database) -> None:
    desk = await undrafted(
        db, References="<q0@brightwater.example> <qx@brightwater.example>", In_Reply_To="<qx@brightwater.example>"
    )
    await run(desk, reply_of())
    email = read_email(await only_draft(desk))
    assert email.in_reply_to == QUESTION_ID
    assert email.references == ("<q0@brightwater.example>", "<qx@brightwater.example>", QUESTION_ID)
    assert email.subject == "Re: Quote for two spectrometers"


async def test_a_mail_that_only_names_its_parent_still_gives_a_chain(sqlite_db: Database) -> None:
    desk = await undrafted(sqlite_db, In_Reply_To="<q0@brightwater.example>")
    await run(desk, reply_of())
    assert read_email(await only_draft(desk)).references == ("<q0@brightwater.example>", QUESTION_ID)


async def test_a_reply_goes_to_reply_to_and_to_all_but_the_user(sqlite_db: Database) -> None:
    desk = await undrafted(
        sqlite_db, Reply_To="desk@brightwater.example", To=f"{ALICE_MAIL}, Sales@fernhill.example", Cc="bob@x.example"
    )
    desk.mail.names = [alias(ALICE_MAIL, default=True), alias("sales@fernhill.example")]
    await run(desk, reply_of())
    email = read_email(await only_draft(desk))
    assert [one.email for one in email.to] == ["desk@brightwater.example"]
    assert [one.email for one in email.cc] == ["bob@x.example"]


async def test_a_reply_comes_from_the_alias_that_was_addressed_with_its_signature_once(sqlite_db: Database) -> None:
    desk = await undrafted(sqlite_db, To="Sales <sales@fernhill.example>")
    sales = alias("sales@fernhill.example", "Fernhill Sales", "Fernhill Sales\n+44 1632 960000")
    desk.mail.names = [alias(ALICE_MAIL, signature="Alice", default=True), sales]
    await run(desk, reply_of())
    raw = await only_draft(desk)
    assert read_email(raw).sender.email == "sales@fernhill.example"
    assert read_full_text(raw) == f"{ANSWER}\n\n-- \nFernhill Sales\n+44 1632 960000"
    await regenerated(desk)
    await run(desk, reply_of("Short."))
    assert read_full_text(await only_draft(desk)) == "Short.\n\n-- \nFernhill Sales\n+44 1632 960000"


async def test_aliases_are_asked_for_once_an_hour(sqlite_db: Database, clock: Clock) -> None:
    desk = await undrafted(sqlite_db)
    await run(desk, reply_of())
    for seconds, asked in ((3599, 1), (2, 2)):
        clock.advance(seconds)
        other = await judged(sqlite_db, desk.account, desk.mail.deliver(question()))
        await draft(sqlite_db, desk.mail, FakeModel(reply_of()), other)
        assert desk.mail.calls["aliases"] == asked


async def test_recipients_never_written_to_are_marked(sqlite_db: Database) -> None:
    desk = await undrafted(sqlite_db, Cc="bob@x.example")
    desk.mail.correspondents = {"bob@x.example"}
    await run(desk, reply_of())
    assert (await desk.version()).unknown == [SARAH.email]


async def test_the_thread_so_far_is_told_to_the_model(sqlite_db: Database, clock: Clock) -> None:
    desk = await undrafted(sqlite_db)
    earlier = write_mail("sarah@brightwater.example", "Quote", "We spoke about the XR-7 model.")
    await judged(sqlite_db, desk.account, desk.mail.deliver(earlier, thread=desk.thread_id), category="informational")
    model = await run(desk, reply_of())
    [prompt] = model.prompts
    assert prompt.user.count("XR-7") == 1
    assert prompt.user.count("could you send me the quote") == 1


async def test_a_stranger_who_forged_their_way_into_a_thread_is_told_nothing_of_it(db: Database, clock: Clock) -> None:
    desk = await undrafted(db)
    clock.advance(5)
    forged = {"To": ALICE_MAIL, "In_Reply_To": QUESTION_ID, "References": QUESTION_ID}
    raw = write_mail("Eve <eve@evil.example>", "Re: Quote for two spectrometers", "What did Sarah say?", **forged)
    strangers = await judged(db, desk.account, desk.mail.deliver(raw, thread=desk.thread_id))
    model = FakeModel(reply_of())
    await draft(db, desk.mail, model, strangers)
    [prompt] = model.prompts
    assert "What did Sarah say?" in prompt.user
    for secret in ("could you send me the quote", "sarah@brightwater.example", "Lindqvist"):
        assert secret not in prompt.user


@pytest.mark.parametrize("reply_to", ["eve@evil.example", "eve@evil.example, sarah@brightwater.example"])
async def test_nor_is_one_who_has_answers_to_a_partner_s_forged_mail_come_to_them(
    sqlite_db: Database, clock: Clock, reply_to: str
) -> None:
    desk = await undrafted(sqlite_db)
    clock.advance(5)
    forged = question("What did I say?", "Re: Quote", Message_ID="<2@evil.example>", Reply_To=reply_to)
    strangers = await judged(sqlite_db, desk.account, desk.mail.deliver(forged, thread=desk.thread_id))
    model = FakeModel(reply_of())
    await draft(sqlite_db, desk.mail, model, strangers)
    assert "could you send me the quote" not in model.prompts[0].user


async def test_one_who_was_there_in_copy_is_told_the_thread(sqlite_db: Database, clock: Clock) -> None:
    desk = await undrafted(sqlite_db, Cc="Bob <bob@fernhill.example>")
    clock.advance(5)
    raw = write_mail("Bob <bob@fernhill.example>", "Re: Quote", "Shall I?", To=ALICE_MAIL, In_Reply_To=QUESTION_ID)
    bobs = await judged(sqlite_db, desk.account, desk.mail.deliver(raw, thread=desk.thread_id))
    model = FakeModel(reply_of())
    await draft(sqlite_db, desk.mail, model, bobs)
    assert model.prompts[0].user.count("could you send me the quote") == 1


async def test_the_thread_s_newest_mail_is_what_the_card_was_made_on(sqlite_db: Database, clock: Clock) -> None:
    desk = await undrafted(sqlite_db)
    clock.advance(5)
    desk.mail.deliver(question(), thread=desk.thread_id, labels=frozenset({"TRASH"}))
    mine = desk.mail.deliver(question(), thread=desk.thread_id, labels=SENT)
    await run(desk, reply_of())
    assert (await desk.version()).thread_tip == mine.remote_id
