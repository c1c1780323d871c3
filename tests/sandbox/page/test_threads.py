"""Writing in a thread: answers there are followed by who is at its end, and nobody else loses the place."""

import pytest
from playwright.async_api import Page, expect

from tests.sandbox.page.conftest import Open
from tests.sandbox.page.fake_sandbox import FakeSandbox
from tests.sandbox.page.scene import DAY, card, message, section

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def top_of(page: Page, place: int) -> float:
    """Where a message begins on the screen, in pixels."""
    return float(await page.get_by_test_id("message").nth(place).evaluate("it => it.getBoundingClientRect().top"))


async def test_who_replies_in_an_older_thread_sees_the_answer_there(open_page: Open, fake: FakeSandbox) -> None:
    asked = "You asked: Which mails with an attachment came this week, and who sent them?"
    fake.messages = [message(section(asked), text=asked, ts=DAY)]
    fake.messages += [card(DAY + i) for i in range(1, 13)]
    root = fake.messages[0]["ts"]
    page = await open_page()
    await page.set_viewport_size({"width": 1100, "height": 700})
    await page.get_by_test_id("message").first.hover()
    await page.get_by_test_id("reply-in-thread").first.click()
    await expect(page.get_by_label("Leave the thread")).to_be_in_viewport(ratio=1)
    await expect(page.get_by_test_id("composer-send")).to_be_in_viewport(ratio=1)
    box, pane = (
        await page.get_by_test_id("composer-send").bounding_box(),
        await page.locator(".messages").bounding_box(),
    )
    assert box and pane and box["x"] + box["width"] <= pane["x"] + pane["width"]
    fake.messages = [*fake.messages, message(section("and last week?"), ts=DAY + 98, thread_ts=root)]
    await page.get_by_test_id("composer").fill("and last week?")
    await page.get_by_test_id("composer").press("Enter")
    await expect(page.get_by_test_id("message").get_by_text("and last week?")).to_be_in_viewport()
    fake.messages = [*fake.messages, message(section("Three mails came."), ts=DAY + 99, thread_ts=root)]
    await fake.told("slack", {"user": "U0ALICE"})
    await expect(page.get_by_text("Three mails came.")).to_be_in_viewport()
    await expect(page.locator(".newer")).to_be_hidden()


async def test_who_reads_further_up_in_a_thread_keeps_the_place_and_is_shown_the_answer(
    open_page: Open, fake: FakeSandbox
) -> None:
    fake.messages = [message(section("root"), text="root", ts=DAY)]
    root = fake.messages[0]["ts"]
    fake.messages += [card(DAY + i, thread_ts=root) for i in range(1, 10)]
    fake.messages += [card(DAY + i) for i in range(11, 20)]
    page = await open_page()
    await page.get_by_test_id("message").first.hover()
    await page.get_by_test_id("reply-in-thread").first.click()
    await page.locator(".messages").evaluate("node => { node.scrollTop = 300; }")
    fake.messages = [*fake.messages, message(section("Three mails came."), ts=DAY + 99, thread_ts=root)]
    await fake.told("slack", {"user": "U0ALICE"})
    await expect(page.get_by_test_id("newer")).to_have_text("New answer below")
    assert await page.locator(".messages").evaluate("node => node.scrollTop") == 300
    await page.get_by_test_id("newer").press("Enter")
    await expect(page.get_by_text("Three mails came.")).to_be_in_viewport(ratio=1)
    await expect(page.get_by_test_id("newer")).to_be_hidden()
    await page.locator(".messages").evaluate("node => { node.scrollTop -= 30; }")  # a line or two above the end
    fake.messages = [*fake.messages, message(section("The newest came today."), ts=DAY + 100, thread_ts=root)]
    await fake.told("slack", {"user": "U0ALICE"})
    await expect(page.get_by_text("The newest came today.")).to_be_in_viewport(ratio=1)
    await expect(page.get_by_test_id("newer")).to_be_hidden()


async def test_who_reads_below_a_thread_is_shown_the_answer_above(open_page: Open, fake: FakeSandbox) -> None:
    fake.messages = [message(section("root"), text="root", ts=DAY), *(card(DAY + i) for i in range(1, 13))]
    page = await open_page()
    await page.get_by_test_id("message").first.hover()
    await page.get_by_test_id("reply-in-thread").first.click()
    await page.locator(".messages").evaluate("node => { node.scrollTop = 900; }")
    before = await top_of(page, 8)
    news = message(section("Three mails came."), ts=DAY + 99, thread_ts=fake.messages[0]["ts"])
    fake.messages = [*fake.messages, news]
    await fake.told("slack", {"user": "U0ALICE"})
    await expect(page.get_by_test_id("newer")).to_have_text("New answer above")
    assert abs(await top_of(page, 9) - before) < 1  # the same message: the answer stands before it
    await page.get_by_test_id("newer").click()
    await expect(page.get_by_text("Three mails came.")).to_be_in_viewport(ratio=1)


async def test_an_answer_that_grows_is_shown_from_its_beginning_or_pointed_at(
    open_page: Open, fake: FakeSandbox
) -> None:
    fake.messages = [message(section("root"), text="root", ts=DAY), *(card(DAY + i) for i in range(1, 13))]
    page = await open_page()
    await page.get_by_test_id("message").first.hover()
    await page.get_by_test_id("reply-in-thread").first.click()
    place = {"ts": DAY + 99, "thread_ts": fake.messages[0]["ts"]}
    fake.messages = [*fake.messages, message(section("Looking…"), **place)]
    await fake.told("slack", {"user": "U0ALICE"})
    await expect(page.get_by_text("Looking…")).to_be_in_viewport(ratio=1)
    long = "Three mails came.\n" + "And one more line.\n" * 60
    fake.messages = [*fake.messages[:-1], message(section(long), edited=True, **place)]
    await fake.told("slack", {"user": "U0ALICE"})
    await expect(page.get_by_text("(edited)")).to_be_in_viewport(ratio=1)
    await expect(page.get_by_test_id("newer")).to_be_hidden()
    await page.locator(".messages").evaluate("node => { node.scrollTop = node.scrollHeight - 900; }")
    fake.messages = [*fake.messages[:-1], message(section(f"{long}The last one."), edited=True, **place)]
    await fake.told("slack", {"user": "U0ALICE"})
    await expect(page.get_by_test_id("newer")).to_have_text("New answer above")
