"""The mail side: folders, reading, headers, drafts by hand, and mail written by the owner or from outside."""

import re
from typing import Any

import pytest
from playwright.async_api import expect

from tests.sandbox.page.conftest import Open
from tests.sandbox.page.fake_sandbox import ALICE, BOB, FakeSandbox
from tests.sandbox.page.scene import mail

pytestmark = pytest.mark.asyncio(loop_scope="session")

OWN = {"from": f"Alice Marsh <{ALICE}>", "to": "Sarah <sarah@northlab.example>"}


def put(fake: FakeSandbox, folder: str, mail_id: str, subject: str, **more: Any) -> None:
    row, body = mail(mail_id, subject, **more)
    fake.mail[folder].append(row)
    fake.bodies[mail_id] = body


async def test_folders_show_counts_and_their_mail(open_page: Open, fake: FakeSandbox) -> None:
    put(fake, "inbox", "m1", "New", labels=["INBOX", "UNREAD"])
    put(fake, "inbox", "m2", "Old")
    to = '"Whitlock, Janet" <janet@northlab.example>, Bob <bob@northlab.example>'
    put(fake, "drafts", "d1", "Re: New", draftId="r1", **OWN | {"to": to})
    page = await open_page()
    await expect(page.get_by_test_id("count-inbox")).to_have_text("1")
    await expect(page.get_by_test_id("mail-row")).to_have_count(2)
    await page.get_by_test_id("folder-drafts").click()
    await expect(page.get_by_test_id("mail-row")).to_contain_text("To: Whitlock, Janet, Bob")


async def test_a_snippet_is_shown_without_its_escapes(open_page: Open, fake: FakeSandbox) -> None:
    put(fake, "inbox", "m1", "Price?", text="I&#39;d say 3 &gt; 2 &lt;b&gt;")
    page = await open_page()
    await expect(page.locator(".row-snippet")).to_have_text("I'd say 3 > 2 <b>")


async def test_a_mail_is_read_with_its_headers_and_becomes_read(open_page: Open, fake: FakeSandbox) -> None:
    put(fake, "inbox", "m1", "Price?", labels=["INBOX", "UNREAD"], text="Hi\n> old\n<b>no html</b>")
    page = await open_page()
    await page.get_by_test_id("mail-row").click()
    await expect(page.get_by_test_id("mail-subject")).to_have_text("Price?")
    await expect(page.get_by_test_id("mail-from")).to_have_text("Sarah Lindqvist <sarah@northlab.example>")
    await expect(page.get_by_test_id("mail-text")).to_contain_text("<b>no html</b>")
    await page.get_by_test_id("show-headers").click()
    await expect(page.locator("[data-header=message-id] td")).to_have_text("<m1@northlab.example>")
    assert await fake.until_asked("/messages/m1/labels") == {"add": [], "remove": ["UNREAD"]}


async def test_a_mail_of_html_only_shows_its_words_and_fetches_nothing(open_page: Open, fake: FakeSandbox) -> None:
    put(fake, "inbox", "m1", "Offer", text="")
    fake.bodies["m1"]["html"] = (
        "<style>p{}</style><p>Buy <b>now</b></p><img src='https://tracker.example/p.gif'><script>document.title='x'</script>"
    )
    page = await open_page()
    await page.get_by_test_id("mail-row").click()
    await expect(page.get_by_test_id("mail-text")).to_have_text("Buy now")
    assert await page.title() == "Mailroom sandbox"


async def test_mail_from_outside_is_delivered_as_written(open_page: Open, fake: FakeSandbox) -> None:
    page = await open_page()
    await page.get_by_test_id("outside-open").click()
    await page.get_by_test_id("outside-from").fill("Eve <eve@else.example>")
    await page.get_by_test_id("outside-subject").fill("Hello")
    await page.get_by_test_id("outside-text").fill("One\nTwo")
    await page.get_by_test_id("outside-send").click()
    assert await fake.until_asked("/mail/deliver") == {
        "from": "Eve <eve@else.example>",
        "to": ALICE,
        "subject": "Hello",
        "text": "One\nTwo",
    }
    await expect(page.get_by_test_id("outside-form")).to_have_count(0)


@pytest.mark.parametrize("name", ["customer", "meeting", "newsletter", "phishing"])
async def test_each_example_is_one_click(open_page: Open, fake: FakeSandbox, name: str) -> None:
    page = await open_page()
    await page.get_by_test_id("outside-open").click()
    await page.get_by_test_id(f"example-{name}").click()
    await page.get_by_test_id("outside-send").click()
    told = await fake.until_asked("/mail/deliver")
    assert told["to"] == ALICE
    assert told["from"]
    assert told["subject"]
    assert ("List-Id" in told.get("headers", {})) == (name == "newsletter")
    assert ("fail" in told.get("auth", {}).values()) == (name == "phishing")


async def test_the_owner_writes_and_replies(open_page: Open, fake: FakeSandbox) -> None:
    put(fake, "inbox", "m1", "Price?")
    page = await open_page()
    await page.get_by_test_id("compose-open").click()
    await page.get_by_test_id("compose-to").fill(BOB)
    await page.get_by_test_id("compose-subject").fill("Lunch")
    await page.get_by_test_id("compose-send").click()
    assert await fake.until_asked(f"{ALICE}/send") == {"to": BOB, "subject": "Lunch", "text": ""}
    await page.get_by_test_id("mail-row").click()
    await page.get_by_test_id("mail-reply").click()
    await expect(page.get_by_test_id("compose-subject")).to_have_value("Re: Price?")
    await page.get_by_test_id("compose-send").click()
    told = await fake.until_asked(f"{ALICE}/send", 2)
    assert (told["to"], told["replyTo"]) == ("Sarah Lindqvist <sarah@northlab.example>", "m1")


async def test_the_other_side_can_answer_what_was_sent(open_page: Open, fake: FakeSandbox) -> None:
    put(fake, "sent", "s1", "Re: Price?", labels=["SENT"], **OWN)
    page = await open_page()
    await page.get_by_test_id("folder-sent").click()
    await page.get_by_test_id("mail-row").click()
    await page.get_by_test_id("answer-as-other").click()
    await page.get_by_test_id("outside-send").click()
    told = await fake.until_asked("/mail/deliver")
    assert told["from"] == "Sarah <sarah@northlab.example>"
    assert told["inReplyTo"] == "<s1@northlab.example>"
    assert told["references"] == "<root@northlab.example> <s1@northlab.example>"


async def test_a_draft_is_edited_and_sent_by_hand(open_page: Open, fake: FakeSandbox) -> None:
    put(fake, "drafts", "d1", "Re: Price?", draftId="r1", text="Yes", **OWN)
    page = await open_page()
    await page.get_by_test_id("folder-drafts").click()
    await page.get_by_test_id("mail-row").click()
    await page.get_by_test_id("draft-text").fill("Yes, it is.")
    await page.get_by_test_id("draft-send").click()
    await fake.until_asked("/drafts/r1/send")
    assert fake.bodies_for("/drafts/r1") == [{"text": "Yes, it is."}]


async def test_a_draft_is_deleted_by_hand(open_page: Open, fake: FakeSandbox) -> None:
    put(fake, "drafts", "d1", "Re: Price?", draftId="r1", **OWN)
    page = await open_page()
    await page.get_by_test_id("folder-drafts").click()
    await page.get_by_test_id("mail-row").click()
    await page.get_by_test_id("draft-delete").click()
    assert await fake.until_asked("/drafts/r1") is None
    await expect(page.get_by_test_id("draft-form")).to_have_count(0)


async def test_an_open_draft_follows_changes_but_never_eats_what_is_typed(open_page: Open, fake: FakeSandbox) -> None:
    put(fake, "drafts", "d1", "Re: Price?", draftId="r1", text="one", **OWN)
    page = await open_page()
    await page.get_by_test_id("folder-drafts").click()
    await page.get_by_test_id("mail-row").click()
    fake.bodies["d1"]["text"] = "two"
    await fake.told("mail", {"email": ALICE})
    await expect(page.get_by_test_id("draft-text")).to_have_value("two")
    await page.get_by_test_id("draft-text").fill("mine")
    fake.bodies["d1"]["text"] = "three"
    await fake.told("mail", {"email": ALICE})
    await expect(page.get_by_test_id("draft-changed")).to_be_visible()
    await expect(page.get_by_test_id("draft-text")).to_have_value("mine")
    await page.get_by_test_id("draft-changed").get_by_role("button").click()
    await expect(page.get_by_test_id("draft-text")).to_have_value("three")


async def test_new_mail_appears_by_itself_while_one_is_writing(open_page: Open, fake: FakeSandbox) -> None:
    page = await open_page()
    await page.get_by_test_id("outside-open").click()
    await page.get_by_test_id("outside-text").fill("half a sen")
    put(fake, "inbox", "m1", "New", labels=["INBOX", "UNREAD"])
    await fake.told("mail", {"email": ALICE})
    await expect(page.get_by_test_id("count-inbox")).to_have_text("1")
    await expect(page.get_by_test_id("outside-text")).to_have_value("half a sen")


async def test_the_account_can_be_switched(open_page: Open, fake: FakeSandbox) -> None:
    put(fake, "inbox", "m1", "Alice's")
    page = await open_page()
    await expect(page.get_by_test_id("not-connected")).to_be_hidden()
    await page.get_by_test_id("account-switch").select_option(BOB)
    await expect(page.get_by_test_id("mail-empty")).to_contain_text("No mail yet")
    await expect(page.get_by_test_id("not-connected")).to_be_visible()


async def test_a_refused_mail_keeps_the_form_and_says_why(open_page: Open, fake: FakeSandbox) -> None:
    fake.refusals["deliver"] = (400, {"error": "Nobody here has this address."})
    page = await open_page()
    await page.get_by_test_id("outside-open").click()
    await page.get_by_test_id("example-customer").click()
    await page.get_by_test_id("outside-send").click()
    await expect(page.get_by_test_id("outside-error")).to_have_text("Nobody here has this address.")
    await expect(page.get_by_test_id("outside-text")).to_have_value(re.compile("FH-200|spectrometers"))
