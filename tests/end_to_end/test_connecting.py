"""Connecting in a real browser: two clicks to the first card, and every way in which Google or a person says no."""

from collections.abc import AsyncIterator, Iterator

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from bot.errors import CATALOGUE, Failure
from handlers.http.connect_pages import UNTOUCHED
from tests.end_to_end.conftest import opened
from tests.end_to_end.desk import Desk
from tests.end_to_end.play import ALICE, ALICES, BOBS, Play, direct, fresh, until
from tests.end_to_end.stack import Stack, start_stack

pytestmark = pytest.mark.asyncio(loop_scope="session")
MAIL, CALENDAR, DRIVE = "gmail.modify", "calendar.events.owned", "auth/drive"
SECONDS = 20
ENDED = "has ended"  # Google's permission, or all access where even a fresh token is refused


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Mailroom where Bob has connected his mailbox, and Alice none yet."""
    with start_stack(tmp_path_factory.mktemp("house"), ("web", "worker"), {"U0BOB": BOBS}) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def playing(house: Stack) -> AsyncIterator[Play]:
    """Its stand-ins."""
    async with aiohttp.ClientSession() as http:
        play = Play(http, house.stage)
        if not await play.messages():  # the page is there once it shows one
            order = {"command": "/mailroom", "text": "help", "channel": direct(ALICE)}
            await play.post(f"slack/{ALICE}/command", order)
        yield play


@pytest_asyncio.fixture(loop_scope="session")
async def alice(house: Stack, playing: Play, browser: Browser) -> AsyncIterator[Desk]:
    """Alice in front of the page."""
    async with opened(browser, house) as found:
        yield found


async def follow(desk: Desk) -> Page:
    """Presses the newest button that leads to Google; the page that opens."""
    async with desk.page.context.expect_page() as opening:
        await desk.page.get_by_test_id("connect_opened").last.click()
    page = await opening.value
    await page.wait_for_load_state()
    return page


async def at_google(desk: Desk) -> Page:
    """Types /mailroom connect and follows its button."""
    offers = desk.page.get_by_test_id("connect_opened")
    before = await offers.count()
    await desk.say("/mailroom connect")
    await expect(offers).to_have_count(before + 1)  # an earlier test's may stand there already
    await expect(desk.newest).to_contain_text("Connect your Gmail mailbox")
    return await follow(desk)


async def allow(google: Page, email: str = ALICES, trouble: str = "", without: tuple[str, ...] = ()) -> None:
    """Chooses a mailbox, unticks boxes, orders a trouble, and allows it."""
    await google.locator(f"input[name=user][value='{email}']").check()
    for scope in without:
        await google.locator(f"input[name=granted][value$='{scope}']").uncheck()
    if trouble:
        await google.locator(f"input[name=trouble][value={trouble}]").check()
    await google.get_by_role("button", name="Allow").click()


async def says(page: Page, failure: Failure) -> None:
    """The page says what went wrong, and what to do."""
    words = CATALOGUE[failure]
    for part in (words.title, words.sentence, words.next_step):
        await expect(page.locator("body")).to_contain_text(part)


async def hears(desk: Desk, failure: Failure) -> None:
    """So does the newest message in Slack."""
    await expect(desk.newest).to_contain_text(CATALOGUE[failure].title, timeout=SECONDS * 1000)
    await expect(desk.newest).to_contain_text(CATALOGUE[failure].next_step)


async def test_two_clicks_lead_from_the_command_to_the_first_card(alice: Desk, playing: Play) -> None:
    google = await at_google(alice)  # the first
    await google.get_by_role("button", name="Allow").click()  # the second
    await expect(google.get_by_role("heading")).to_have_text("Connected")
    await expect(google.locator("body")).to_contain_text(ALICES)
    await google.close()
    subject = fresh("Your first question")
    await playing.deliver(subject)
    await alice.is_ready(subject)


TROUBLES = {
    "late": Failure.CODE_EXPIRED,
    "client": Failure.BAD_CLIENT,
    "busy": Failure.GOOGLE_BUSY,
    "away": Failure.GOOGLE_AWAY,
    "revoked": Failure.CODE_EXPIRED,
}


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_what_google_refuses_is_told_on_the_page_and_in_slack(alice: Desk, trouble: str) -> None:
    google = await at_google(alice)
    await allow(google, trouble=trouble)
    await says(google, TROUBLES[trouble])
    await hears(alice, TROUBLES[trouble])
    if trouble == "client":
        await expect(google.get_by_role("link")).to_have_count(0)
        return
    await google.get_by_role("link", name="Try again").click()
    await allow(google)
    await expect(google.get_by_role("heading")).to_have_text("Connected")


async def test_who_denies_may_begin_again_from_slack(alice: Desk) -> None:
    google = await at_google(alice)
    await google.get_by_role("button", name="Deny").click()
    await says(google, Failure.DENIED)
    await hears(alice, Failure.DENIED)
    await alice.newest.get_by_test_id("connect_clicked").click()
    await expect(alice.newest.get_by_test_id("connect_opened")).to_be_visible()
    again = await follow(alice)
    await allow(again)
    await expect(again.get_by_role("heading")).to_have_text("Connected")


async def test_without_the_box_for_mail_nothing_is_connected_until_it_is_ticked(alice: Desk) -> None:
    google = await at_google(alice)
    await allow(google, without=(MAIL,))
    await says(google, Failure.NO_MAIL)
    await hears(alice, Failure.NO_MAIL)
    await google.get_by_role("link", name="Ask Google again").click()
    await allow(google)
    await expect(google.get_by_role("heading")).to_have_text("Connected")


async def test_boxes_left_unticked_switch_off_what_they_feed_and_can_be_asked_for_again(alice: Desk) -> None:
    google = await at_google(alice)
    await allow(google, without=(CALENDAR, DRIVE))
    await expect(google.get_by_role("heading")).to_have_text("Connected, without some of the boxes")
    for title in ("Your calendar is off", "Your files are off"):
        await expect(google.locator("body")).to_contain_text(title)
        await expect(alice.newest).to_contain_text(title, timeout=SECONDS * 1000)
    await google.get_by_role("link", name="Ask Google again").click()
    await allow(google)
    await expect(google.get_by_role("heading")).to_have_text("Connected")


async def test_another_persons_mailbox_is_asked_about_and_stays_theirs(alice: Desk) -> None:
    google = await at_google(alice)
    await allow(google, BOBS)
    await expect(google.locator("body")).to_contain_text("“Alice Marsh” (U0ALICE)")
    await google.get_by_role("button", name="Yes, connect it").click()
    await says(google, Failure.TAKEN)
    await hears(alice, Failure.TAKEN)


async def test_who_says_no_to_the_question_has_nothing_connected(alice: Desk, house: Stack) -> None:
    google = await at_google(alice)
    await allow(google, BOBS)
    await google.get_by_role("button", name="No", exact=True).click()
    await expect(google.get_by_role("heading")).to_have_text(UNTOUCHED.title)
    assert house.query("SELECT count(*) FROM accounts WHERE email = ?", BOBS) == [(1,)]


async def test_a_link_that_made_its_connection_and_a_page_gone_back_to_make_no_other(alice: Desk) -> None:
    google = await at_google(alice)
    await allow(google)
    done = google.url
    await expect(google.get_by_role("heading")).to_have_text("Connected")
    await google.goto(done)  # the state was used
    await says(google, Failure.EXPIRED)
    spent = await follow(alice)  # and so was the link
    await says(spent, Failure.EXPIRED)


async def test_googles_address_opened_in_another_browser_connects_nothing(alice: Desk, browser: Browser) -> None:
    google = await at_google(alice)
    other = await browser.new_context()
    page = await other.new_page()
    await page.goto(google.url)
    await allow(page)
    await says(page, Failure.OTHER_BROWSER)
    await other.close()


async def test_ended_access_is_told_once_and_a_click_goes_on_where_it_stopped(alice: Desk, playing: Play) -> None:
    await allow(google := await at_google(alice))
    await expect(google.get_by_role("heading")).to_have_text("Connected")
    before = len(await playing.said(ENDED))
    await playing.post(f"mail/{ALICES}/revoke")
    subject = fresh("While access was gone")
    await playing.deliver(subject)

    async def told() -> list[dict[str, object]] | None:
        found = await playing.said(ENDED)
        return found if len(found) > before else None

    assert len(await until(told, SECONDS)) == before + 1
    await alice.say("/mailroom status")
    await expect(alice.newest).to_contain_text(ENDED)
    message = alice.page.get_by_test_id("message").filter(has_text=ENDED)
    await message.get_by_test_id("connect_clicked").last.click()
    await expect(alice.newest).to_contain_text("Go to Google")
    await expect(alice.newest).to_contain_text(ALICES)
    again = await follow(alice)
    await expect(again.locator(f"input[name=user][value='{ALICES}']")).to_be_checked()
    await again.get_by_role("button", name="Allow").click()
    await expect(again.get_by_role("heading")).to_have_text("Connected")
    await alice.is_ready(subject)
    assert len(await playing.said(ENDED)) == before + 1
