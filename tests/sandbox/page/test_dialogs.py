"""Modals over the conversation: what they send, what they refuse, and what they keep."""

import asyncio

import pytest
from playwright.async_api import Locator, Page, expect

from tests.sandbox.page.conftest import Open
from tests.sandbox.page.fake_sandbox import OK, FakeSandbox
from tests.sandbox.page.scene import actions, button, card, modal, plain, section, text_input

pytestmark = pytest.mark.asyncio(loop_scope="session")

_OPTIONS = [{"text": plain(name), "value": name.lower()} for name in ("Archive", "Remind")]


async def test_submitting_sends_every_value_as_it_was_entered(open_page: Open, fake: FakeSandbox) -> None:
    boxes = {"type": "checkboxes", "action_id": "value", "options": _OPTIONS}
    later = {"type": "datetimepicker", "action_id": "value", "initial_date_time": 1795161600}
    fake.views = [
        modal(
            text_input("text", "Text", multiline=True, initial_value="Hello"),
            text_input("empty", "Note") | {"optional": True},
            {"type": "input", "block_id": "then", "label": plain("Then"), "element": boxes},
            {"type": "input", "block_id": "when", "label": plain("When"), "element": later},
        )
    ]
    page = await open_page()
    await page.get_by_test_id("modal").get_by_label("Text").fill("Hello Sarah")
    await page.get_by_test_id("option-remind").check()
    await page.get_by_test_id("modal-submit").click()
    told = await fake.until_asked("/U0ALICE/submit")
    assert told["view_id"] == "V1"
    assert told["values"] == {
        "text": {"value": "Hello Sarah"},
        "empty": {"value": None},
        "then": {"value": ["remind"]},
        "when": {"value": 1795161600},
    }


async def test_an_empty_required_field_is_refused_on_the_spot(open_page: Open, fake: FakeSandbox) -> None:
    fake.views = [modal(text_input("a", "First"), text_input("b", "Second", initial_value="x", focus_on_load=True))]
    page = await open_page()
    await expect(page.get_by_label("Second")).to_be_focused()  # where the app says that one begins
    await page.get_by_test_id("modal-submit").click()
    await expect(field_error(page, "a")).to_have_text("Please complete this required field.")
    await expect(page.get_by_label("First")).to_be_focused()
    await expect(field_error(page, "b")).to_be_hidden()
    assert not fake.bodies_for("/submit")


def field_error(page: Page, block_id: str) -> Locator:
    return page.locator(f"[data-block-id={block_id}]").get_by_test_id("field-error")


@pytest.mark.parametrize(
    ("kind", "value", "complaint"),
    [
        ({"type": "email_text_input"}, "bob", "Please enter a valid email address."),
        ({"type": "number_input", "is_decimal_allowed": False, "max_value": "5"}, "9", "At most 5, please."),
        ({"type": "url_text_input"}, "nowhere", "Please enter a valid URL."),
        ({"type": "plain_text_input", "min_length": 3}, "ab", "Please enter at least 3 characters."),
        ({"type": "plain_text_input", "max_length": 2}, "abcd", "2 characters too many: at most 2."),
    ],
)
async def test_slacks_own_rules_hold_before_the_app_is_asked(
    open_page: Open, fake: FakeSandbox, kind: dict[str, object], value: str, complaint: str
) -> None:
    fake.views = [modal(text_input("a", "Field", **kind))]
    page = await open_page()
    await page.get_by_test_id("value").fill(value)
    await page.get_by_test_id("modal-submit").click()
    await expect(field_error(page, "a")).to_have_text(complaint)
    assert not fake.bodies_for("/submit")


async def test_the_apps_errors_stand_beside_their_fields_and_nothing_typed_is_lost(
    open_page: Open, fake: FakeSandbox
) -> None:
    fake.views = [modal(text_input("a", "First"), text_input("b", "Second"))]
    fake.answers["submit"] = {**OK, "ok": True, "sent": True, "errors": {"b": "Not that one."}}
    page = await open_page()
    await page.get_by_label("First").fill("one")
    await page.get_by_label("Second").fill("two")
    await page.get_by_test_id("modal-submit").click()
    await expect(field_error(page, "b")).to_have_text("Not that one.")
    await expect(page.get_by_label("First")).to_have_value("one")
    await expect(page.get_by_label("Second")).to_have_value("two")


async def test_an_app_that_does_not_answer_leaves_the_modal_open(open_page: Open, fake: FakeSandbox) -> None:
    fake.views = [modal(text_input("a", "First", initial_value="x"))]
    fake.gates["submit"] = asyncio.Event()
    page = await open_page()
    await page.get_by_test_id("modal-submit").click()
    await expect(page.get_by_test_id("modal-submit")).to_be_disabled()
    await expect(page.get_by_test_id("modal-error")).to_have_text("Mailroom did not answer in time")
    await expect(page.get_by_test_id("modal-submit")).to_be_enabled()
    fake.gates["submit"].set()


async def test_a_view_that_is_replaced_keeps_what_is_typed_in_the_same_fields(
    open_page: Open, fake: FakeSandbox
) -> None:
    fake.views = [modal(section("Loading"), text_input("a", "First"))]
    page = await open_page()
    await page.get_by_label("First").fill("half-writ")
    fake.views = [modal(section("Ready") | {"block_id": "other"}, text_input("a", "First"), text_input("n", "New"))]
    await fake.told("slack", {"user": "U0ALICE"})
    await expect(page.get_by_text("Ready")).to_be_visible()
    await expect(page.get_by_label("First")).to_have_value("half-writ")
    await expect(page.get_by_label("First")).to_be_focused()


async def test_only_the_topmost_modal_can_be_used(open_page: Open, fake: FakeSandbox) -> None:
    fake.views = [modal(section("below")), modal(section("above"), view_id="V2", title="Sure?")]
    page = await open_page()
    await expect(page.get_by_test_id("modal")).to_have_count(2)
    assert await page.locator("[data-view-id=V1]").evaluate("node => node.inert")
    await page.locator("[data-view-id=V2]").get_by_test_id("modal-close").click()
    assert await fake.until_asked("/close") == {"view_id": "V2"}


async def test_escape_closes_and_the_conversation_rests_meanwhile(open_page: Open, fake: FakeSandbox) -> None:
    fake.messages, fake.views = [card()], [modal(text_input("a", "First"))]
    page = await open_page()
    await expect(page.get_by_label("First")).to_be_focused()
    assert await page.locator(".conversation").evaluate("node => node.inert")
    await page.keyboard.press("Escape")
    await fake.until_asked("/close")
    fake.views = []
    await fake.told("slack", {"user": "U0ALICE"})
    await expect(page.get_by_test_id("modal")).to_have_count(0)
    assert not await page.locator(".conversation").evaluate("node => node.inert")


async def test_tab_stays_inside_the_modal(open_page: Open, fake: FakeSandbox) -> None:
    fake.views = [modal(text_input("a", "First"))]
    page = await open_page()
    for _ in range(6):
        await page.keyboard.press("Tab")
        assert await page.evaluate("() => document.activeElement.closest('[data-testid=modal]') !== null")


async def test_the_mailbox_stays_usable_beside_a_modal(open_page: Open, fake: FakeSandbox) -> None:
    fake.views = [modal(text_input("a", "First"))]
    page = await open_page()
    await page.get_by_test_id("folder-drafts").click()
    await expect(page.get_by_test_id("folder-drafts")).to_have_attribute("aria-current", "true")


async def test_a_button_inside_a_modal_names_its_view(open_page: Open, fake: FakeSandbox) -> None:
    fake.views = [modal(actions(button("shorter", "Shorter")))]
    page = await open_page()
    await page.get_by_test_id("shorter").click()
    told = await fake.until_asked("/click")
    assert (told["view_id"], told["action_id"]) == ("V1", "shorter")


async def test_a_second_try_after_an_error_still_submits_only_once(open_page: Open, fake: FakeSandbox) -> None:
    fake.views = [modal(text_input("a", "First"))]
    fake.gates["submit"] = asyncio.Event()
    page = await open_page()
    await page.get_by_test_id("modal-submit").click()
    await expect(field_error(page, "a")).to_be_visible()
    await page.get_by_label("First").fill("now filled")
    await page.get_by_test_id("modal-submit").click()
    await fake.until_asked("/submit")
    await expect(page.get_by_test_id("modal-submit")).to_be_disabled()
    fake.gates["submit"].set()
    await expect(page.get_by_test_id("modal-submit")).to_be_enabled()
    assert len(fake.bodies_for("/submit")) == 1


async def test_a_text_is_counted_only_when_it_comes_near_its_limit(open_page: Open, fake: FakeSandbox) -> None:
    fake.views = [modal(text_input("a", "First", max_length=10))]
    page = await open_page()
    await page.get_by_test_id("value").fill("short")
    await expect(page.locator(".counted .count")).to_be_hidden()
    await page.get_by_test_id("value").fill("eleven letters")
    await expect(page.locator(".counted .count")).to_have_text("14 of 10")
