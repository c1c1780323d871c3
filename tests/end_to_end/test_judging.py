"""Another draft on request, the user's word on what a mail is, and the reasons (SPEC DR7, TR7, SL16)."""

import pytest
from playwright.async_api import expect

from tests.end_to_end.desk import Desk
from tests.end_to_end.play import SARAH, Play, fresh, until
from tests.end_to_end.stack import Stack

pytestmark = pytest.mark.asyncio(loop_scope="session")

NEWS = "Hello Alice,\n\nour office is closed on Friday while the roof is mended. We are back on Monday.\n\nSarah"


async def test_regenerate_writes_another_draft_by_the_instruction(desk: Desk, play: Play) -> None:
    subject = fresh("Another one")
    await play.deliver(subject)
    await desk.is_ready(subject)
    await desk.press(subject, "regenerate_clicked")
    await desk.field("instruction").get_by_test_id("instruction").fill("Decline politely.")
    await desk.page.get_by_test_id("modal-submit").click()
    await desk.says(subject, "we cannot take this on at the moment", "Draft 2")
    await desk.is_ready(subject)
    draft = await play.mail((await play.draft(subject))["id"])
    assert "we cannot take this on at the moment" in draft["text"]


async def test_this_is_spam_discards_the_draft_and_moves_the_mail(desk: Desk, play: Play) -> None:
    subject = fresh("Spam after all")
    await play.deliver(subject, sender=f"Sam Pusher <{fresh('sam').replace(' ', '.')}@pusher.example>")
    await desk.is_ready(subject)
    await desk.choose(subject, "This is spam")
    await desk.says(subject, "Draft discarded", "It now counts as spam")
    await until(lambda: play.folder("spam", subject), what="the mail in Spam")

    async def gone() -> bool:
        return not await play.folder("drafts", subject)

    await until(gone, what="the draft's deletion")


async def test_needs_no_reply_discards_the_draft_and_can_be_taken_back(desk: Desk, play: Play, stack: Stack) -> None:
    subject = fresh("No reply needed")
    await play.deliver(subject, sender=f"Kim Short <{fresh('kim').replace(' ', '.')}@short.example>")
    await desk.is_ready(subject)
    await desk.choose(subject, "Needs no reply")
    await desk.says(subject, "Draft discarded", "It now counts as for your information")
    assert await play.folder("inbox", subject)

    async def tidy() -> bool:
        return stack.query("SELECT count(*) FROM drafts WHERE cleanup") == [(0,)]

    await until(tidy, what="the draft's deletion")
    assert not await play.folder("drafts", subject)
    await desk.choose(subject, "Needs a reply")
    await desk.is_ready(subject)
    assert await play.draft(subject)


async def test_a_mail_for_information_gets_a_draft_when_the_user_wants_one(desk: Desk, play: Play) -> None:
    subject = fresh("Closed on Friday")
    await play.deliver(subject, NEWS, sender=f"Lee News <{fresh('lee').replace(' ', '.')}@roof.example>")
    card = await desk.says(subject, "for your information", "No reply was drafted")
    await expect(card.get_by_test_id("send_clicked")).to_have_count(0)
    await desk.choose(subject, "Needs a reply")
    await desk.is_ready(subject)
    assert await play.draft(subject)


async def test_why_shows_the_reasons_and_who_wrote_the_draft(desk: Desk, play: Play) -> None:
    subject = fresh("Why")
    await play.deliver(subject, sender=SARAH)
    await desk.is_ready(subject)
    await desk.press(subject, "why_clicked")
    for words in ("needs a reply", "% sure", "openai", "The draft was written by", "tokens"):
        await expect(desk.modal).to_contain_text(words)
    await desk.page.get_by_test_id("modal-close").click()
    await expect(desk.modal).to_have_count(0)
