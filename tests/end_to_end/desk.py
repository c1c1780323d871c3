"""The page as a person uses it: Slack on the left, the mailbox on the right."""

import re

from playwright.async_api import Locator, Page, expect


class Desk:
    """Alice in front of the page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def card(self, subject: str) -> Locator:
        """The card about a mail (not one about an answer to it)."""
        heading = self.page.locator("h3").filter(has_text=re.compile(rf"^(?!Re:).*{re.escape(subject)}$"))
        return self.page.get_by_test_id("message").filter(has=heading)

    async def write_to_oneself(self, subject: str, text: str, sender: str = "") -> None:
        """Writes a mail from outside, as the page offers."""
        await self.page.get_by_test_id("outside-open").click()
        if sender:
            await self.page.get_by_test_id("outside-from").fill(sender)
        await self.page.get_by_test_id("outside-subject").fill(subject)
        await self.page.get_by_test_id("outside-text").fill(text)
        await self.page.get_by_test_id("outside-send").click()

    async def press(self, subject: str, action_id: str) -> None:
        """Presses a button of a card."""
        await self.card(subject).get_by_test_id(action_id).click()

    async def confirm(self, *words: str) -> None:
        """Says yes to the question that a flagged card asks, which names its reasons."""
        for word in words:
            await expect(self.page.get_by_test_id("confirm")).to_contain_text(word)
        await self.page.get_by_test_id("confirm-yes").click()

    async def choose(self, subject: str, label: str) -> None:
        """Chooses from the menu of a card."""
        await self.press(subject, "class_corrected")
        await self.page.get_by_test_id("menu").get_by_text(label, exact=True).click()

    async def says(self, subject: str, *words: str | re.Pattern[str], seconds: float = 20) -> Locator:
        """The card about a mail, once it says all this."""
        card = self.card(subject)
        for word in words:
            await expect(card).to_contain_text(word, timeout=seconds * 1000)
        await expect(card).to_have_count(1)
        return card

    async def is_ready(self, subject: str, seconds: float = 20) -> Locator:
        """The card about a mail, once it can be approved."""
        card = self.card(subject)
        await expect(card.get_by_test_id("send_clicked")).to_be_enabled(timeout=seconds * 1000)
        return card

    async def open_mail(self, folder: str, subject: str) -> Locator:
        """Opens a mail or draft in a folder."""
        await self.page.get_by_test_id(f"folder-{folder}").click()
        await self.page.get_by_test_id("mail-row").filter(has_text=subject).click()
        view = self.page.get_by_test_id("mail-view")
        await view.wait_for()
        return view

    async def say(self, text: str) -> None:
        """Types into Slack's composer and presses Enter."""
        await self.page.get_by_test_id("composer").fill(text)
        await self.page.get_by_test_id("composer").press("Enter")

    @property
    def newest(self) -> Locator:
        """The newest message in the conversation, but for the one that tells how older mail is being read: it comes
        whenever that begins."""
        beside = re.compile("Reading your older mail|Your older mail is read")
        return self.page.get_by_test_id("message").filter(has_not_text=beside).last

    @property
    def modal(self) -> Locator:
        """The modal that is open."""
        return self.page.get_by_test_id("modal")

    def field(self, block_id: str) -> Locator:
        """A block of the modal that is open."""
        return self.modal.locator(f"[data-block-id='{block_id}']")
