"""Commands and direct messages (SPEC SL7)."""

import pytest
from playwright.async_api import expect

from tests.end_to_end.desk import Desk

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_help_status_and_nonsense_are_answered_privately(desk: Desk) -> None:
    await desk.say("/mailroom help")
    await expect(desk.newest).to_contain_text("Mailroom answers your mail with you")
    await expect(desk.newest.get_by_test_id("only-you")).to_be_visible()
    await desk.say("/mailroom status")
    await expect(desk.newest).to_contain_text("alice@fernhill.example")
    await expect(desk.newest).to_contain_text("Last looked at")
    await desk.say("/mailroom dance <!channel>")
    await expect(desk.newest).to_contain_text("There is no “/mailroom dance <!channel>”")
    await expect(desk.newest).to_contain_text("/mailroom connect")
    await expect(desk.newest.get_by_test_id("broadcast")).to_have_count(0)


async def test_a_greeting_is_answered_in_its_thread(desk: Desk) -> None:
    said = "Hello?!"
    await desk.say(said)
    answer = desk.page.get_by_test_id("message").filter(has_text=said).last.locator("+ [data-testid=message]")
    await expect(answer).to_contain_text("Mailroom answers your mail with you")
