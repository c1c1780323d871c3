"""Fixtures of the page's tests: one browser for all, a fresh fake and a fresh page for each."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import pytest_asyncio
from aiohttp import web
from playwright.async_api import Browser, Page

from tests.browser_fixture import browser
from tests.sandbox.page.fake_sandbox import FakeSandbox

__all__ = ["browser"]

Open = Callable[[], Awaitable[Page]]


@pytest.fixture
def fake() -> FakeSandbox:
    """What stands behind the page; fill it, then open the page."""
    return FakeSandbox()


@pytest_asyncio.fixture(loop_scope="session")
async def address(fake: FakeSandbox) -> AsyncIterator[str]:
    """Where the fake is served."""
    runner = web.AppRunner(fake.application(), shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    await fake.cut_streams()
    await runner.cleanup()


@pytest_asyncio.fixture(loop_scope="session")
async def open_page(browser: Browser, address: str) -> AsyncIterator[Open]:
    """Opens the page in a new context; whatever goes wrong inside the page fails the test."""
    context = await browser.new_context(
        viewport={"width": 1440, "height": 900}, timezone_id="Europe/Berlin", locale="en-US"
    )
    page = await context.new_page()
    page.set_default_timeout(20_000)
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda r: None if r.url.startswith(address) else wrong.append(f"left the machine: {r.url}"))

    async def opened() -> Page:
        await page.goto(address)
        await page.get_by_test_id("room").first.wait_for()
        await page.get_by_test_id("folder-inbox").wait_for()
        return page

    yield opened
    await context.close()
    assert not wrong
