"""From a mail to its answer through the page: approve, undo, edit, discard (SPEC SL1-SL3, SL14, DR3)."""

import pytest
from playwright.async_api import expect

from tests.end_to_end.desk import Desk
from tests.end_to_end.play import QUESTION, Play, fresh, until, words_of

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_an_approved_reply_counts_down_and_stands_in_sent_in_its_thread(desk: Desk, play: Play) -> None:
    subject = fresh("Lamp in stock?")
    await desk.write_to_oneself(subject, QUESTION)
    await desk.is_ready(subject)
    (asked,) = await play.folder("inbox", subject)
    await desk.press(subject, "send_clicked")
    await desk.says(subject, "Sending in", "Approved by")
    await expect(desk.card(subject).get_by_test_id("send_undone")).to_be_visible()
    await desk.says(subject, "Sent", "To: sarah.lindqvist@northlab.example", "word for word what you approved")
    view = await desk.open_mail("sent", subject)
    await view.get_by_test_id("show-headers").click()
    answered = (await play.mail(asked["id"]))["headers"]["Message-ID"]
    for header in ("in-reply-to", "references"):
        await expect(view.locator(f"[data-header={header}]")).to_contain_text(answered)
    sent = await play.sent(subject)
    assert sent["threadId"] == asked["threadId"]
    assert sent["headers"]["Subject"] == f"Re: {subject}"
    assert not await play.folder("drafts", subject)


async def test_undo_takes_the_approval_back_and_nothing_is_sent(desk: Desk, play: Play) -> None:
    subject = fresh("Undo this")
    await play.deliver(subject)
    await desk.is_ready(subject)
    await desk.press(subject, "send_clicked")
    await desk.press(subject, "send_undone")
    await desk.is_ready(subject)
    other = fresh("Sent after it")  # approved later than the one that was undone: once it is out, so would that one be
    await play.deliver(other)
    await play.click(await play.card(other), "send_clicked")
    await play.sent(other)
    assert not await play.folder("sent", subject)
    assert await play.draft(subject)


async def test_an_edit_changes_the_card_and_the_draft_in_gmail(desk: Desk, play: Play) -> None:
    subject = fresh("Edit this")
    await play.deliver(subject)
    await desk.is_ready(subject)
    await desk.press(subject, "edit_clicked")
    await desk.field("body").get_by_test_id("body").fill("Dear Sarah,\n\nyes, it is on my shelf.\n\nAlice")
    await desk.field("cc").get_by_test_id("cc").fill("bob@fernhill.example")
    await desk.page.get_by_test_id("modal-submit").click()
    await expect(desk.modal).to_have_count(0)
    await desk.says(subject, "it is on my shelf", "Cc: bob@fernhill.example", "written by you")
    view = await desk.open_mail("drafts", subject)
    await expect(view.get_by_test_id("draft-text")).to_have_value("Dear Sarah,\n\nyes, it is on my shelf.\n\nAlice\n")

    async def in_gmail() -> bool:
        return "on my shelf" in (await play.mail((await play.draft(subject))["id"]))["text"]

    await until(in_gmail)
    await desk.press(subject, "send_clicked")
    await desk.confirm("never written to bob@fernhill.example")
    sent = await play.sent(subject)
    assert "on my shelf" in sent["text"] and sent["cc"] == "bob@fernhill.example"


async def test_a_bad_address_is_told_at_its_field_and_nothing_changes(desk: Desk, play: Play) -> None:
    subject = fresh("No such address")
    await play.deliver(subject)
    await desk.is_ready(subject)
    await desk.press(subject, "edit_clicked")
    await desk.field("to").get_by_test_id("to").fill("sarah at northlab")
    await desk.page.get_by_test_id("modal-submit").click()
    await expect(desk.field("to").get_by_test_id("field-error")).to_contain_text(
        "“sarah at northlab” is not an address"
    )
    await expect(desk.field("body").get_by_test_id("field-error")).to_be_hidden()
    await desk.page.get_by_test_id("modal-close").click()
    await desk.is_ready(subject)
    assert "To: sarah.lindqvist@northlab.example" in words_of(await play.card(subject))


async def test_discard_deletes_the_draft_in_gmail(desk: Desk, play: Play) -> None:
    subject = fresh("Discard this")
    await play.deliver(subject)
    await desk.is_ready(subject)
    assert await play.draft(subject)
    await desk.press(subject, "discard_clicked")
    await desk.says(subject, "Draft discarded by", "Nothing was sent")
    await expect(desk.card(subject).get_by_test_id("send_clicked")).to_have_count(0)

    async def gone() -> bool:
        return not await play.folder("drafts", subject)

    await until(gone, what="the draft's deletion")
    assert not await play.folder("sent", subject)


async def test_a_double_click_on_approve_sends_one_mail(desk: Desk, play: Play) -> None:
    subject = fresh("Twice")
    await play.deliver(subject)
    await desk.is_ready(subject)
    await desk.card(subject).get_by_test_id("send_clicked").dblclick()
    await desk.says(subject, "word for word what you approved")
    assert len(await play.folder("sent", subject)) == 1
