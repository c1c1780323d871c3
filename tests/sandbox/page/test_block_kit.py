"""Every block and element of Block Kit on the page, and what its use tells the app."""

import asyncio
from typing import Any

import pytest
from playwright.async_api import expect

from tests.sandbox.page.conftest import Open
from tests.sandbox.page.fake_sandbox import OK, FakeSandbox
from tests.sandbox.page.scene import actions, button, card, message, mrkdwn, plain, section

pytestmark = pytest.mark.asyncio(loop_scope="session")


def option(value: str) -> dict[str, Any]:
    return {"text": plain(value.title()), "value": value}


async def test_a_card_shows_its_blocks_in_order(open_page: Open, fake: FakeSandbox) -> None:
    fake.messages = [card()]
    page = await open_page()
    blocks = page.get_by_test_id("message").get_by_test_id("block")
    kinds = [await blocks.nth(i).get_attribute("data-block-type") for i in range(await blocks.count())]
    assert kinds == ["header", "section", "actions"]
    await expect(blocks.nth(1).locator("strong")).to_have_text("Sarah Lindqvist")


async def test_an_unknown_block_or_element_is_loud(open_page: Open, fake: FakeSandbox) -> None:
    fake.messages = [message({"type": "hologram"}, actions({"type": "joystick", "action_id": "j"}))]
    page = await open_page()
    await expect(page.get_by_test_id("cannot-draw")).to_have_text(
        ["Slack block this page cannot draw: hologram", "Slack block this page cannot draw: joystick"]
    )


async def test_fields_context_and_pictures_are_drawn_without_fetching_anything(
    open_page: Open, fake: FakeSandbox
) -> None:
    image = {"type": "image", "image_url": "https://tracker.example/p.gif", "alt_text": "A chart"}
    fake.messages = [
        message(
            section("x", fields=[mrkdwn("*To*\nBob"), plain("Plain *text*")]),
            {"type": "context", "elements": [mrkdwn("small"), image]},
            image,
            {"type": "divider"},
        )
    ]
    page = await open_page()
    await expect(page.locator(".field").nth(1)).to_have_text("Plain *text*")
    await expect(page.get_by_role("img", name="A chart")).to_have_count(2)
    assert await page.locator(".message img").count() == 0


async def test_a_click_tells_which_button_of_which_message(open_page: Open, fake: FakeSandbox) -> None:
    fake.messages = [card()]
    page = await open_page()
    await page.get_by_test_id("approve").click()
    told = await fake.until_asked("/U0ALICE/click")
    assert told["channel"] == "D0ALICE"
    assert told["message_ts"] == fake.messages[0]["ts"]
    assert (told["action_id"], told["block_id"]) == ("approve", "actions")


async def test_a_button_rests_while_its_click_is_under_way(open_page: Open, fake: FakeSandbox) -> None:
    fake.messages, fake.gates["click"] = [card()], asyncio.Event()
    page = await open_page()
    await page.get_by_test_id("approve").click()
    await expect(page.get_by_test_id("approve")).to_be_disabled()
    await expect(page.get_by_test_id("edit")).to_be_enabled()
    fake.gates["click"].set()
    await expect(page.get_by_test_id("approve")).to_be_enabled()


async def test_a_click_without_answer_says_so_after_three_seconds(open_page: Open, fake: FakeSandbox) -> None:
    fake.messages, fake.gates["click"] = [card()], asyncio.Event()
    page = await open_page()
    await page.get_by_test_id("approve").click()
    await expect(page.get_by_test_id("message-error")).to_have_text("Mailroom did not answer in time")
    await expect(page.get_by_test_id("approve")).to_be_enabled()
    fake.gates["click"].set()


@pytest.mark.parametrize(
    ("answer", "line"),
    [
        ({"status": 0, "ok": False, "ms": 3001, "body": ""}, "Mailroom did not answer in time"),
        ({"status": 0, "ok": False, "ms": 1, "body": ""}, "Mailroom could not be reached. Is it running?"),
        ({"status": 500, "ok": False, "ms": 9, "body": ""}, "Mailroom answered 500: it could not take that."),
    ],
)
async def test_a_failed_click_says_why(open_page: Open, fake: FakeSandbox, answer: dict[str, Any], line: str) -> None:
    fake.messages, fake.answers["click"] = [card()], answer
    page = await open_page()
    await page.get_by_test_id("approve").click()
    await expect(page.get_by_test_id("message-error")).to_have_text(line)
    fake.answers["click"] = OK
    await page.get_by_test_id("approve").click()
    await expect(page.get_by_test_id("message-error")).to_be_hidden()


async def test_a_button_with_a_confirmation_asks_first(open_page: Open, fake: FakeSandbox) -> None:
    question = {
        "title": plain("Send it?"),
        "text": mrkdwn("To *two* people"),
        "confirm": plain("Send"),
        "deny": plain("No"),
    }
    fake.messages = [message(actions(button("approve", "Approve", confirm=question)))]
    page = await open_page()
    await page.get_by_test_id("approve").click()
    await page.get_by_test_id("confirm-no").click()
    await expect(page.get_by_test_id("confirm")).to_have_count(0)
    await page.get_by_test_id("approve").click()
    await expect(page.get_by_test_id("confirm")).to_contain_text("To two people")
    await page.get_by_test_id("confirm-yes").click()
    await fake.until_asked("/click")
    assert len(fake.bodies_for("/click")) == 1


async def test_an_overflow_menu_works_by_keyboard(open_page: Open, fake: FakeSandbox) -> None:
    fake.messages = [card()]
    page = await open_page()
    await page.get_by_test_id("more").press("Enter")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    told = await fake.until_asked("/click")
    assert (told["action_id"], told["selected"]) == ("more", "snooze")
    await expect(page.get_by_test_id("menu")).to_have_count(0)


async def test_escape_closes_an_overflow_menu(open_page: Open, fake: FakeSandbox) -> None:
    fake.messages = [card()]
    page = await open_page()
    await page.get_by_test_id("more").click()
    await page.keyboard.press("Escape")
    await expect(page.get_by_test_id("menu")).to_have_count(0)
    await expect(page.get_by_test_id("more")).to_be_focused()


async def test_menus_and_choices_in_a_message_tell_the_app_at_once(open_page: Open, fake: FakeSandbox) -> None:
    options = [option("spam"), option("reply")]
    fake.messages = [
        message(
            actions(
                {"type": "static_select", "action_id": "kind", "options": options},
                {"type": "radio_buttons", "action_id": "one", "options": options},
                {"type": "checkboxes", "action_id": "many", "options": options, "initial_options": [options[0]]},
                {"type": "datepicker", "action_id": "day"},
                {"type": "users_select", "action_id": "who"},
            )
        )
    ]
    page = await open_page()
    await page.get_by_test_id("kind").select_option("reply")
    assert (await fake.until_asked("/click"))["selected"] == "reply"
    await page.get_by_test_id("one").get_by_test_id("option-spam").check()
    await page.get_by_test_id("many").get_by_test_id("option-reply").check()
    await page.get_by_test_id("day").fill("2026-12-01")
    await page.get_by_test_id("day").blur()
    await page.get_by_test_id("who").select_option("U0BOB")
    await fake.until_asked("/click", 5)
    chosen = {told["action_id"]: told["selected"] for told in fake.bodies_for("/click")}
    assert chosen["one"] == "spam"
    assert chosen["many"] == ["spam", "reply"]
    assert chosen["day"] == "2026-12-01"
    assert chosen["who"] == "U0BOB"


async def test_a_click_carries_what_was_entered_beside_it(open_page: Open, fake: FakeSandbox) -> None:
    field = {
        "type": "input",
        "block_id": "how",
        "label": plain("How?"),
        "element": {"type": "plain_text_input", "action_id": "words"},
    }
    fake.messages = [message(field, actions(button("redo", "Regenerate")))]
    page = await open_page()
    await page.get_by_test_id("words").fill("shorter")
    await page.get_by_test_id("redo").click()
    assert (await fake.until_asked("/click"))["values"] == {"how": {"words": "shorter"}}


async def test_a_link_button_opens_its_address_and_still_tells_the_app(
    open_page: Open, fake: FakeSandbox, address: str
) -> None:
    fake.messages = [
        message(
            actions(button("open", "Open", url=f"{address}static/icon.svg"), button("bad", "Bad", url="javascript:x"))
        )
    ]
    page = await open_page()
    async with page.expect_popup() as opening:
        await page.get_by_test_id("open").click()
    assert (await opening.value).url == f"{address}static/icon.svg"
    await page.get_by_test_id("bad").click()
    assert (await fake.until_asked("/click", 2))["action_id"] == "bad"
    assert len(page.context.pages) == 2


async def test_a_running_plan_is_drawn_with_its_tasks(open_page: Open, fake: FakeSandbox) -> None:
    task = {"type": "task_card", "task_id": "1", "title": "Search mail", "status": "complete"}
    fake.messages = [
        message(
            {
                "type": "plan",
                "title": "Looking",
                "tasks": [task, {**task, "task_id": "2", "title": "Read", "status": "in_progress"}],
            }
        )
    ]
    page = await open_page()
    await expect(page.get_by_test_id("task-card")).to_have_count(2)
    await expect(page.get_by_test_id("task-card").first).to_contain_text("Search mail")
    await expect(page.get_by_test_id("task-card").last).to_be_visible()


async def test_a_plan_that_is_done_is_folded_and_can_be_opened(open_page: Open, fake: FakeSandbox) -> None:
    task = {"type": "task_card", "task_id": "1", "title": "Search mail", "status": "complete"}
    fake.messages = [message({"type": "plan", "title": "How this was found", "tasks": [task]})]
    page = await open_page()
    await expect(page.get_by_test_id("task-card")).to_be_hidden()
    await page.get_by_text("How this was found").click()
    await expect(page.get_by_test_id("task-card")).to_be_visible()
