"""What happens to a reply in Gmail shows on its card, and nothing goes out that was not shown (SPEC SL4, SL13)."""

import pytest
from playwright.async_api import Locator, expect

from tests.end_to_end.desk import Desk
from tests.end_to_end.play import ALICES, QUESTION, Play, fresh, until

pytestmark = pytest.mark.asyncio(loop_scope="session")

BY_HAND = "Dear Sarah,\n\nthere are two lamps left. Shall I keep one for you?\n\nAlice"


async def _open_draft(desk: Desk, play: Play, subject: str) -> Locator:
    await play.deliver(subject)
    await desk.is_ready(subject)
    return await desk.open_mail("drafts", subject)


async def test_a_draft_that_was_edited_unseen_is_not_sent_until_its_difference_was_approved(
    desk: Desk, play: Play
) -> None:
    subject = fresh("Edited unseen")
    draft = await _open_draft(desk, play, subject)
    await play.fault("push", "push", "refuse", times=None)  # the app does not hear of the edit before the click
    await draft.get_by_test_id("draft-text").fill(BY_HAND)
    await draft.get_by_test_id("draft-save").click()

    async def saved() -> bool:
        return "two lamps left" in (await play.mail((await play.draft(subject))["id"]))["text"]

    await until(saved)
    await desk.press(subject, "send_clicked")
    card = await desk.says(subject, "Nothing was sent", "This draft was changed in Gmail", "there are two lamps left")
    await expect(card.locator("s, del").first).to_contain_text("Hi Sarah")
    assert not await play.folder("sent", subject)
    await desk.press(subject, "send_clicked")
    await desk.says(subject, "word for word what you approved")
    assert (await play.sent(subject))["text"].replace("\r\n", "\n").strip() == BY_HAND


async def test_an_edit_in_gmail_shows_on_the_card_by_itself(desk: Desk, play: Play) -> None:
    subject = fresh("Edited in sight")
    draft = await _open_draft(desk, play, subject)
    await draft.get_by_test_id("draft-text").fill(BY_HAND)
    await draft.get_by_test_id("draft-save").click()
    card = await desk.says(subject, "This draft was changed in Gmail", "there are two lamps left", "you, in Gmail")
    await expect(card).not_to_contain_text("Nothing was sent")
    await expect(card.get_by_test_id("send_clicked")).to_be_enabled()


async def test_a_draft_sent_by_hand_shows_as_answered(desk: Desk, play: Play) -> None:
    subject = fresh("Sent by hand")
    draft = await _open_draft(desk, play, subject)
    await draft.get_by_test_id("draft-send").click()
    card = await desk.says(subject, "Answered in Gmail")
    await expect(card.get_by_test_id("send_clicked")).to_have_count(0)
    await play.sent(subject)


async def test_a_draft_deleted_by_hand_shows_as_deleted(desk: Desk, play: Play) -> None:
    subject = fresh("Deleted by hand")
    draft = await _open_draft(desk, play, subject)
    await draft.get_by_test_id("draft-delete").click()
    card = await desk.says(subject, "The draft was deleted in Gmail", "Nothing was sent")
    await expect(card.get_by_test_id("send_clicked")).to_have_count(0)


async def test_a_newer_mail_in_the_thread_is_told_on_the_card(desk: Desk, play: Play) -> None:
    subject = fresh("Two mails")
    first = await play.mail(await play.deliver(subject))
    await desk.is_ready(subject)
    await play.fault("push", "push", "refuse", times=None)
    answered = first["headers"]["Message-ID"]
    thread = {"inReplyTo": answered, "references": answered}
    await play.deliver(f"Re: {subject}", "Never mind, I have found a lamp in our store room.", **thread)
    await desk.press(subject, "send_clicked")
    await desk.says(subject, "Nothing was sent", "A newer message has come into this thread")
    assert not await play.folder("sent", subject)
    assert len(await play.get(f"mail/{ALICES}/drafts")) >= 1


async def test_a_reply_written_in_gmail_beside_the_draft_is_told_on_the_card(desk: Desk, play: Play) -> None:
    subject = fresh("Answered beside it")
    mail_id = await play.deliver(subject, QUESTION)
    await desk.is_ready(subject)
    await play.post(f"mail/{ALICES}/send", {"replyTo": mail_id, "text": "Yes, it is in stock. Alice"})
    await desk.says(subject, "A newer message has come into this thread")
