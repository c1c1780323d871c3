"""What lies across both sides: the hint, the drawer of faults, narrow screens, and how the page is served."""

import aiohttp
import pytest
from playwright.async_api import expect

from sandbox.page_routes import CONTENT_SECURITY_POLICY
from tests.sandbox.page.conftest import Open
from tests.sandbox.page.fake_sandbox import ALICE, FakeSandbox
from tests.sandbox.page.scene import card, mail, section

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_hint_shows_once_and_can_be_dismissed_for_good(open_page: Open) -> None:
    page = await open_page()
    await expect(page.get_by_test_id("hint")).to_contain_text("Approve one.")
    await page.get_by_test_id("hint-dismiss").click()
    await page.reload()
    await page.get_by_test_id("room").first.wait_for()
    await expect(page.get_by_test_id("hint")).to_be_hidden()


async def test_a_preset_turns_its_faults_on_and_all_can_be_put_right(open_page: Open, fake: FakeSandbox) -> None:
    page = await open_page()
    await page.get_by_test_id("faults-open").click()
    await page.get_by_test_id("fault-gmail-cut-after").click()
    assert await fake.until_asked("/play/faults") == {
        "service": "gmail",
        "method": "drafts.send",
        "kind": "cut_after",
        "times": 1,
    }
    await expect(page.get_by_test_id("active-fault")).to_have_text(
        "gmail drafts.send line cut after acting, 1 more time"
    )
    await page.get_by_test_id("fault-models-down").click()
    await expect(page.get_by_test_id("fault-count")).to_have_text("3")
    await page.get_by_test_id("faults-clear").click()
    await expect(page.get_by_test_id("active-fault")).to_have_count(0)
    assert fake.faults == []


async def test_a_fault_that_used_itself_up_leaves_the_list(open_page: Open, fake: FakeSandbox) -> None:
    fake.faults = [{"service": "slack", "method": "*", "kind": "status", "status": 429, "times": 2}]
    page = await open_page()
    await expect(page.get_by_test_id("fault-count")).to_have_text("1")
    fake.faults = []
    await expect(page.get_by_test_id("fault-count")).to_be_hidden()


async def test_pushes_can_be_switched_off_and_history_forgotten(open_page: Open, fake: FakeSandbox) -> None:
    fake.answers["options"] = {"push": True, "rewrite_message_id": False}
    page = await open_page()
    await page.get_by_test_id("faults-open").click()
    await page.get_by_test_id("switch-push").check()
    await fake.until_said("/mail/options", {"push": False})
    await page.get_by_test_id("fault-history-expire").click()
    await fake.until_asked(f"{ALICE}/history/expire")


async def test_a_narrow_screen_shows_one_side_at_a_time_and_marks_news(open_page: Open, fake: FakeSandbox) -> None:
    fake.messages = [card()]
    page = await open_page()
    await page.set_viewport_size({"width": 390, "height": 844})
    await expect(page.get_by_test_id("approve")).to_be_visible()
    await expect(page.get_by_test_id("folder-inbox")).to_be_hidden()
    row, fake.bodies["m1"] = mail("m1", "New", labels=["INBOX", "UNREAD"])
    fake.mail["inbox"].append(row)
    await fake.told("mail", {"email": ALICE})
    await expect(page.get_by_test_id("pane-mail").locator(".dot")).to_be_visible()
    await page.get_by_test_id("pane-mail").click()
    await expect(page.get_by_test_id("mail-row")).to_be_visible()
    await expect(page.get_by_test_id("approve")).to_be_hidden()
    assert await page.evaluate("() => document.documentElement.scrollWidth") <= 390


async def test_the_page_is_served_with_a_strict_policy(address: str) -> None:
    async with aiohttp.ClientSession() as http:
        for path in ("", "static/main.js", "static/base.css"):
            async with http.get(address + path) as answer:
                assert answer.status == 200
                assert answer.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
                assert answer.headers["X-Content-Type-Options"] == "nosniff"
        async with http.get(address + "static/main.js") as answer:
            assert answer.content_type == "text/javascript"


@pytest.mark.parametrize("path", ["static/..%2fpage_routes.py", "static/README.md", "static/nothing.js", "static/"])
async def test_nothing_but_the_pages_own_files_is_served(address: str, path: str) -> None:
    async with aiohttp.ClientSession() as http, http.get(address + path) as answer:
        assert answer.status == 404


async def test_the_policy_stops_inline_script(open_page: Open, fake: FakeSandbox) -> None:
    fake.messages = [{**card(), "blocks": [section("x")]}]
    page = await open_page()
    ran = await page.evaluate(
        """() => {
          const script = document.createElement("script");
          script.textContent = "window.ran = true";
          document.body.append(script);
          return window.ran === true;
        }"""
    )
    assert not ran
