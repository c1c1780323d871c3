"""The conversation: days, threads, private notes, commands, the Home tab, and keeping one's place as things change."""

import asyncio

import pytest
from playwright.async_api import expect

from tests.sandbox.page.conftest import Open
from tests.sandbox.page.fake_sandbox import FakeSandbox
from tests.sandbox.page.scene import DAY, actions, button, card, message, section, text_input

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_days_are_separated_and_threads_follow_their_root(open_page: Open, fake: FakeSandbox) -> None:
    root = message(section("root"), ts=DAY)
    fake.messages = [
        message(section("yesterday"), ts=DAY - 86400),
        root,
        message(section("later"), ts=DAY + 60),
        message(section("reply"), ts=DAY + 90, thread_ts=root["ts"]),
    ]
    page = await open_page()
    await expect(page.get_by_test_id("message")).to_contain_text(["yesterday", "root", "reply", "later"])
    await expect(page.locator(".day-line")).to_have_count(2)
    await expect(page.locator(".message.reply")).to_contain_text("reply")


async def test_a_private_message_says_who_sees_it(open_page: Open, fake: FakeSandbox) -> None:
    fake.messages = [message(section("psst"), ephemeral=True), message(section("all"), ts=DAY + 1)]
    page = await open_page()
    await expect(page.get_by_test_id("only-you")).to_have_text(["Only visible to you"])


async def test_slacks_own_address_of_a_message_opens_its_conversation(open_page: Open, fake: FakeSandbox) -> None:
    fake.rooms.append({"id": "C0INBOX", "name": "team-inbox", "is_im": False})
    link = button("go", "Open the answer") | {"url": "https://fernhill.slack.com/archives/C0INBOX/p1790000000000100"}
    fake.messages = [message(actions(link))]
    page = await open_page()
    await page.get_by_text("team-inbox").first.wait_for()  # the conversations are there
    await page.get_by_test_id("go").click()
    await expect(page.locator(".room-head h2")).to_have_text("team-inbox")
    assert len(page.context.pages) == 1


async def test_a_choice_of_conversations_offers_the_kinds_that_were_asked_for(
    open_page: Open, fake: FakeSandbox
) -> None:
    fake.rooms.append({"id": "C0INBOX", "name": "team-inbox", "is_im": False})
    chooser = {"type": "conversations_select", "action_id": "where", "filter": {"include": ["public", "private"]}}
    fake.messages = [message(actions(chooser))]
    page = await open_page()
    await expect(page.get_by_test_id("where").get_by_text("team-inbox")).to_have_count(1)
    await expect(page.get_by_test_id("where").get_by_text("Mailroom")).to_have_count(0)


async def test_a_message_without_blocks_shows_its_text(open_page: Open, fake: FakeSandbox) -> None:
    fake.messages = [message(text="plain *words*")]
    page = await open_page()
    await expect(page.get_by_test_id("message").locator("strong")).to_have_text("words")


async def test_the_composer_sends_messages_and_commands(open_page: Open, fake: FakeSandbox) -> None:
    page = await open_page()
    await page.get_by_test_id("composer").fill("hello")
    await page.get_by_test_id("composer").press("Enter")
    assert await fake.until_asked("/message") == {"channel": "D0ALICE", "text": "hello"}
    await page.get_by_test_id("composer").fill("/ask what did\nSarah say?")
    await page.get_by_test_id("composer-send").click()
    assert await fake.until_asked("/command") == {
        "channel": "D0ALICE",
        "command": "/ask",
        "text": "what did\nSarah say?",
    }
    await expect(page.get_by_test_id("composer")).to_have_value("")


async def test_a_reply_goes_into_the_thread_and_commands_do_not(open_page: Open, fake: FakeSandbox) -> None:
    fake.messages = [card()]
    page = await open_page()
    await page.get_by_test_id("message").hover()
    await page.get_by_test_id("reply-in-thread").click()
    await page.get_by_test_id("composer").fill("and last week?")
    await page.get_by_test_id("composer").press("Enter")
    assert (await fake.until_asked("/message"))["thread_ts"] == fake.messages[0]["ts"]
    await page.get_by_test_id("composer").fill("/ask x")
    await page.get_by_test_id("composer").press("Enter")
    await expect(page.get_by_test_id("composer-error")).to_contain_text("inside a thread")
    assert not fake.bodies_for("/command")


async def test_an_earlier_line_that_is_answered_late_hides_no_error(open_page: Open, fake: FakeSandbox) -> None:
    fake.messages = [card()]
    page = await open_page()
    await page.get_by_test_id("message").hover()
    await page.get_by_test_id("reply-in-thread").click()
    gate = fake.gates["message"] = asyncio.Event()
    await page.get_by_test_id("composer").fill("and last week?")
    await page.get_by_test_id("composer").press("Enter")
    await fake.until_asked("/message")
    await page.get_by_test_id("composer").fill("/ask x")
    await page.get_by_test_id("composer").press("Enter")
    async with page.expect_response(lambda answer: answer.url.endswith("/message")):
        gate.set()
    await page.evaluate("fetch('/play/slack/users').then((answer) => answer.text())")  # by then that answer was read
    await expect(page.get_by_test_id("composer-error")).to_contain_text("inside a thread")


async def test_a_slash_suggests_the_commands(open_page: Open, fake: FakeSandbox) -> None:
    page = await open_page()
    await page.get_by_test_id("composer").fill("/m")
    await page.get_by_test_id("suggestions").get_by_text("/mailroom").click()
    await expect(page.get_by_test_id("composer")).to_have_value("/mailroom ")


async def test_becoming_another_user_asks_as_that_user(open_page: Open, fake: FakeSandbox) -> None:
    fake.messages = [card()]
    page = await open_page()
    await page.get_by_test_id("user-switch").select_option("U0MALLORY")
    await page.get_by_test_id("approve").click()
    await fake.until_asked("/U0MALLORY/click")


async def test_an_empty_home_tab_says_where_mailroom_speaks(open_page: Open, fake: FakeSandbox) -> None:
    page = await open_page()
    await page.get_by_test_id("tab-home").click()
    await expect(page.get_by_test_id("home")).to_contain_text("speaks in Messages")


async def test_the_composer_offers_only_commands_that_exist(open_page: Open, fake: FakeSandbox) -> None:
    page = await open_page()
    await page.get_by_test_id("composer").fill("/mail")
    await expect(page.get_by_test_id("suggestions")).to_contain_text("Connect, status, help")


async def test_the_home_tab_is_opened_drawn_and_clicked(open_page: Open, fake: FakeSandbox) -> None:
    fake.home = {"id": "VH", "type": "home", "blocks": [section("Two drafts wait"), actions(button("sync", "Sync"))]}
    page = await open_page()
    await fake.until_asked("/open_home")
    await page.get_by_test_id("tab-home").click()
    assert await fake.until_asked("/open_home", 2) == {"tab": "home"}
    await expect(page.get_by_test_id("home")).to_contain_text("Two drafts wait")
    await page.get_by_test_id("sync").click()
    assert (await fake.until_asked("/click"))["view_id"] == "VH"


async def test_news_arrive_by_themselves_and_the_list_sticks_to_the_bottom(open_page: Open, fake: FakeSandbox) -> None:
    fake.messages = [card(DAY + i) for i in range(12)]
    page = await open_page()
    fake.messages = [*fake.messages, message(section("fresh news"), ts=DAY + 99)]
    fake.rooms[0]["prompts"] = {"title": "", "prompts": [{"title": f"Question {i}", "message": "?"} for i in range(30)]}
    await fake.told("slack", {"user": "U0ALICE"})
    await expect(page.get_by_text("Question 29")).to_be_visible()
    await expect(page.get_by_text("fresh news")).to_be_in_viewport()
    assert await page.locator(".messages").evaluate("it => it.scrollHeight - it.scrollTop - it.clientHeight") < 2


async def test_who_reads_further_up_keeps_the_place_and_is_told(open_page: Open, fake: FakeSandbox) -> None:
    fake.messages = [card(DAY + i) for i in range(12)]
    page = await open_page()
    await page.locator(".messages").evaluate("node => { node.scrollTop = 300; }")
    fake.messages = [*fake.messages, message(section("fresh news"), ts=DAY + 99)]
    await fake.told("slack", {"user": "U0ALICE"})
    await expect(page.locator(".newer")).to_be_visible()
    assert await page.locator(".messages").evaluate("node => node.scrollTop") == 300
    await page.locator(".newer").click()
    await expect(page.get_by_text("fresh news")).to_be_in_viewport()


async def test_an_update_redraws_only_the_blocks_that_changed(open_page: Open, fake: FakeSandbox) -> None:
    fake.messages = [message(section("old"), text_input("how", "How?"), actions(button("go", "Go")))]
    page = await open_page()
    await page.get_by_label("How?").fill("short")
    await page.get_by_test_id("go").evaluate("node => { node.marked = true; }")
    fake.messages[0]["blocks"][0] = section("new")
    await fake.told("slack", {"user": "U0ALICE"})
    await expect(page.get_by_test_id("message")).to_contain_text("new")
    await expect(page.get_by_label("How?")).to_have_value("short")
    await expect(page.get_by_label("How?")).to_be_focused()
    assert await page.get_by_test_id("go").evaluate("node => node.marked")


async def test_focus_survives_the_redraw_of_its_own_block(open_page: Open, fake: FakeSandbox) -> None:
    fake.messages = [message(actions(button("go", "Go"), button("undo", "Undo 30")))]
    page = await open_page()
    await page.get_by_test_id("undo").focus()
    fake.messages = [message(actions(button("go", "Go"), button("undo", "Undo 27")))]
    await fake.told("slack", {"user": "U0ALICE"})
    await expect(page.get_by_test_id("undo")).to_have_text("Undo 27")
    await expect(page.get_by_test_id("undo")).to_be_focused()


async def test_changes_for_somebody_else_are_not_fetched(open_page: Open, fake: FakeSandbox) -> None:
    await open_page()
    await fake.until_looked("/messages", 3)  # at first, after the app was told of it, and once the stream is open
    await fake.told("slack", {"user": "U0BOB"})
    await fake.told("slack", {"user": "U0ALICE"})
    await fake.until_looked("/messages", 4)
    await fake.told("slack", {"user": "U0ALICE"})
    await fake.until_looked("/messages", 5)
    assert fake.looked["/play/slack/U0ALICE/home"] == 5


async def test_a_lost_stream_is_shown_and_made_up_for(open_page: Open, fake: FakeSandbox) -> None:
    page = await open_page()
    fake.refuse_events = True
    await fake.cut_streams()
    await expect(page.get_by_test_id("reconnecting")).to_be_visible()
    fake.messages = [message(section("missed meanwhile"))]
    fake.refuse_events = False
    await expect(page.get_by_text("missed meanwhile")).to_be_visible()
    await expect(page.get_by_test_id("reconnecting")).to_be_hidden()


async def test_an_empty_conversation_teaches(open_page: Open, fake: FakeSandbox) -> None:
    page = await open_page()
    await expect(page.get_by_test_id("slack-empty")).to_contain_text("write one to yourself in the mailbox")


async def test_a_running_session_can_be_stopped(open_page: Open, fake: FakeSandbox) -> None:
    ts = f"{DAY}.000000"
    fake.rooms[0] |= {
        "statuses": {ts: {"status": "is reading your mail…"}},
        "sessions": {ts: {"status": "processing", "title": ""}},
        "prompts": {"title": "", "prompts": [{"title": "Today", "message": "What came in today?"}]},
    }
    page = await open_page()
    await expect(page.get_by_test_id("typing")).to_contain_text("Mailroom is reading your mail…")
    await page.get_by_test_id("stop-session").click()
    assert await fake.until_asked("/stop") == {"channel": "D0ALICE", "thread_ts": ts}
    await page.get_by_test_id("prompt").click()
    assert (await fake.until_asked("/message"))["text"] == "What came in today?"


async def test_slackbot_speaks_under_its_name(open_page: Open, fake: FakeSandbox) -> None:
    fake.messages = [message(section("/ask failed"), user="USLACKBOT", bot=False, ephemeral=True)]
    page = await open_page()
    await expect(page.get_by_test_id("message")).to_contain_text("Slackbot")
