"""Sources of an answer: their addresses stay Google's, and a click shows the mail, event or file on the page."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.sandbox.page.conftest import Open
from tests.sandbox.page.fake_sandbox import ALICE, BOB, FakeSandbox
from tests.sandbox.page.scene import actions, button, mail, message, section
from tests.sandbox.page.test_office import EVENT, FILE

pytestmark = pytest.mark.asyncio(loop_scope="session")

MAIL_LINK = "https://mail.google.com/mail/?authuser={}#all/m1"
EVENT_LINK = "https://www.google.com/calendar/event?eid=e1"
FILE_LINK = "https://drive.google.com/file/d/f1/view?usp=drivesdk"


async def answered(open_page: Open, fake: FakeSandbox, url: str) -> Page:
    """The page with an answer that names one source."""
    row = {"type": "rich_text_section", "elements": [{"type": "link", "url": url, "text": "The source"}]}
    fake.messages = [message({"type": "rich_text", "block_id": "sources", "elements": [row]})]
    return await open_page()


async def follow(page: Page) -> None:
    """Follows the source by keyboard."""
    await page.get_by_role("link", name="The source").press("Enter")


def put(fake: FakeSandbox, folder: str, **more: Any) -> None:
    row, body = mail("m1", "Price?", **more)
    fake.bodies["m1"] = body | {"unread": row["unread"]}
    if folder:
        fake.mail[folder].append(row)


async def test_a_mail_opens_in_the_mailbox_and_its_address_stays(open_page: Open, fake: FakeSandbox) -> None:
    put(fake, "spam", labels=["SPAM", "UNREAD"])
    page = await answered(open_page, fake, MAIL_LINK.format("alice%40fernhill.example"))
    link = page.get_by_role("link", name="The source")
    await expect(link).to_have_attribute("href", MAIL_LINK.format("alice%40fernhill.example"))
    await expect(link).to_have_attribute("title", f"Opens in the mailbox here; in Slack it leads to {MAIL_LINK}".format(
        "alice%40fernhill.example"))  # fmt: skip
    await link.click()
    await expect(page.get_by_test_id("mail-subject")).to_have_text("Price?")
    await expect(page.get_by_test_id("folder-spam")).to_have_attribute("aria-current", "true")
    assert await fake.until_asked("/messages/m1/labels") == {"add": [], "remove": ["UNREAD"]}
    assert len(page.context.pages) == 1


async def test_a_mail_of_somebody_else_opens_in_their_mailbox(open_page: Open, fake: FakeSandbox) -> None:
    put(fake, "", keeper=BOB)
    page = await answered(open_page, fake, MAIL_LINK.format("Bob%40fernhill.example"))
    await follow(page)
    await expect(page.get_by_test_id("mail-subject")).to_have_text("Price?")
    await expect(page.get_by_test_id("account-switch")).to_have_value(BOB)
    await expect(page.get_by_test_id("mail-back")).to_be_focused()


@pytest.mark.parametrize(("labels", "said"), [([], "is archived"), (["TRASH"], "in the bin")])
async def test_a_mail_in_no_folder_opens_and_says_where_it_lies(
    open_page: Open, fake: FakeSandbox, labels: list[str], said: str
) -> None:
    put(fake, "", labels=labels)
    page = await answered(open_page, fake, MAIL_LINK.format(ALICE))
    await follow(page)
    await expect(page.get_by_test_id("mail-subject")).to_have_text("Price?")
    await expect(page.get_by_test_id("mail-nowhere")).to_contain_text(said)


async def test_a_narrow_screen_turns_to_the_mail(open_page: Open, fake: FakeSandbox) -> None:
    put(fake, "inbox")
    page = await answered(open_page, fake, MAIL_LINK.format(ALICE))
    await page.set_viewport_size({"width": 390, "height": 844})
    await follow(page)
    await expect(page.get_by_test_id("mail-subject")).to_be_visible()


async def test_what_is_half_written_in_the_mailbox_stays(open_page: Open, fake: FakeSandbox) -> None:
    put(fake, "inbox")
    page = await answered(open_page, fake, MAIL_LINK.format(ALICE))
    await page.get_by_test_id("compose-open").click()
    await page.get_by_test_id("compose-text").fill("half a sen")
    await follow(page)
    await expect(page.get_by_test_id("toast")).to_contain_text("First send or close what you are writing")
    await expect(page.get_by_test_id("compose-text")).to_have_value("half a sen")
    await page.get_by_test_id("compose-text").fill("")
    await follow(page)
    await expect(page.get_by_test_id("mail-subject")).to_have_text("Price?")


async def test_an_event_is_shown_with_its_text_and_the_next_of_its_series(open_page: Open, fake: FakeSandbox) -> None:
    fake.things["e1"] = EVENT | {"description": "Stand 14 <b>"}
    fake.office["events"] = [EVENT | {"id": "e1_20261208", "begins": "2026-12-08T09:00:00+01:00"}, EVENT | {"id": "e2"}]
    page = await answered(open_page, fake, EVENT_LINK)
    await expect(page.get_by_role("link", name="The source")).to_have_attribute(
        "title", f"Opens on this page; in Slack it leads to {EVENT_LINK}"
    )
    await follow(page)
    shown = page.get_by_test_id("source")
    await expect(shown.get_by_role("heading")).to_have_text("Fair <b>")
    for words in (ALICE, "Tue, Dec 1, 2026, 9:00 AM to 10:30 AM", "Leeds", f"With {BOB} (does not come)"):
        await expect(shown).to_contain_text(words)
    await expect(shown.get_by_text("Next:")).to_have_text("Next: Tue, Dec 8, 2026, 9:00 AM")
    await expect(page.get_by_test_id("source-text")).to_have_text("Stand 14 <b>")
    await page.keyboard.press("Escape")
    await expect(shown).to_be_hidden()
    await expect(page.get_by_role("link", name="The source")).to_be_focused()


@pytest.mark.parametrize("url", [FILE_LINK, "https://docs.google.com/spreadsheets/d/f1/edit?usp=drivesdk"])
async def test_a_file_is_shown_with_its_text_to_whoever_may_see_it(
    open_page: Open, fake: FakeSandbox, url: str
) -> None:
    fake.things["f1"] = FILE | {"text": "trade fairs,30000", "keeper": BOB}
    page = await answered(open_page, fake, url)
    await follow(page)
    await expect(page.get_by_test_id("source")).to_contain_text(f"As {BOB} sees it")
    await expect(page.get_by_test_id("source-text")).to_have_text("trade fairs,30000")
    await page.get_by_test_id("source-close").click()
    await expect(page.get_by_test_id("source")).to_be_hidden()


async def test_a_file_that_holds_no_text_says_so(open_page: Open, fake: FakeSandbox) -> None:
    fake.things["f1"] = FILE | {"kind": "application/pdf", "text": "%PDF-1.4"}
    page = await answered(open_page, fake, FILE_LINK)
    await follow(page)
    await expect(page.get_by_test_id("source")).to_contain_text("The text of such a file is not shown here.")
    await expect(page.get_by_test_id("source-text")).to_have_count(0)


@pytest.mark.parametrize(
    "url", [MAIL_LINK.format("real@gmail.example"), MAIL_LINK.format(ALICE), EVENT_LINK, FILE_LINK]
)
async def test_what_is_not_here_says_so_and_offers_the_way_out(open_page: Open, fake: FakeSandbox, url: str) -> None:
    page = await answered(open_page, fake, url)
    await follow(page)
    await expect(page.get_by_test_id("source")).to_contain_text("is not here: it was deleted meanwhile")
    await expect(page.get_by_test_id("source").get_by_role("link")).to_have_attribute("href", url)


async def test_a_button_that_leads_to_a_source_opens_it_here_and_tells_the_app(
    open_page: Open, fake: FakeSandbox
) -> None:
    put(fake, "sent", labels=["SENT"])
    fake.messages = [message(actions(button("opened", "Open in Gmail") | {"url": MAIL_LINK.format(ALICE)}))]
    page = await open_page()
    await expect(page.get_by_test_id("opened")).to_have_attribute("title", "Opens in the mailbox here")
    await expect(page.get_by_test_id("opened")).to_have_text("Open in Gmail")
    await page.get_by_test_id("opened").click()
    await expect(page.get_by_test_id("mail-subject")).to_have_text("Price?")
    assert (await fake.until_asked("/click"))["action_id"] == "opened"


@pytest.mark.parametrize(
    "url",
    [
        "https://fernhill.example/mail/?authuser=a#all/m1",
        "https://mail.google.com.evil.example/mail/#all/m1",
        "https://mail.google.com@evil.example/mail/#all/m1",
        "http://mail.google.com/mail/#all/m1",
        "https://www.google.com/url?q=/calendar/event?eid=e1",
        "https://mail.google.com/mail/",
    ],
)
async def test_other_links_lead_where_they_say(open_page: Open, fake: FakeSandbox, url: str) -> None:
    fake.messages = [message(section(f"<{url}|The source>"))]
    page = await open_page()
    link = page.get_by_role("link", name="The source")
    await expect(link).to_have_attribute("title", url)
    assert await link.evaluate(
        """node => {
          let left = false;
          document.addEventListener("click", (event) => {
            left = !event.defaultPrevented;
            event.preventDefault();
          }, { once: true });
          node.click();
          return left;
        }"""
    )
