"""Fixtures of the end-to-end tests: one stack and one browser for all, a fresh page and a clean slate for each test."""

import json
import re
from collections.abc import AsyncIterator, Generator, Iterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Request

from tests.browser_fixture import browser
from tests.end_to_end.desk import Desk
from tests.end_to_end.play import ALICES, SARAH, Play, until
from tests.end_to_end.stack import Stack, start_stack

__all__ = ["browser"]
LAST_LINES, WARNS = 30, re.compile(r'"level": "(warning|error|critical)"|Traceback')


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A failure shows what the processes warned of last: what happens once in a hundred runs is seen only there."""
    report = yield
    if report.when == "call" and report.failed:
        for stack in (thing for thing in getattr(item, "funcargs", {}).values() if isinstance(thing, Stack)):
            for name, text in stack.logs().items():
                warned = [line for line in text.splitlines() if WARNS.search(line)]
                if warned:
                    report.sections.append((f"last warnings of {name}", "\n".join(warned[-LAST_LINES:])))
    return report


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Mailroom with the stand-ins' models."""
    with start_stack(tmp_path_factory.mktemp("stack"), ("web", "worker", "schedule")) as running:
        yield running


@pytest.fixture(scope="session")
def plain_stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Mailroom without any model."""
    with start_stack(tmp_path_factory.mktemp("plain"), ("web", "worker"), LLM_PROVIDERS="none") as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def acquainted(stack: Stack) -> None:
    """Alice was welcomed, and has written to Sarah before, so that a reply to her is nothing unusual."""
    async with aiohttp.ClientSession() as http:
        playing = Play(http, stack.stage)
        hello = {"to": SARAH, "subject": "Our new lamps", "text": "Dear Sarah, they are here. Alice"}
        await playing.post(f"mail/{ALICES}/send", hello)
        await until(lambda: playing.said("Your mailbox is connected"))


@pytest_asyncio.fixture(loop_scope="session")
async def play(stack: Stack, acquainted: None) -> AsyncIterator[Play]:
    """The stack's stand-ins, put right again after each test."""
    async with aiohttp.ClientSession() as http:
        playing = Play(http, stack.stage)
        await playing.put_right()
        yield playing
        await playing.put_right()
    stack.close_circuits()


@asynccontextmanager
async def opened(browser: Browser, stack: Stack) -> AsyncIterator[Desk]:
    """A new window on the page. What goes wrong inside it is an error, and so is what it asks of another machine."""
    context = await browser.new_context(
        viewport={"width": 1440, "height": 1000}, timezone_id="Europe/London", locale="en-GB"
    )
    page, wrong = await context.new_page(), list[str]()

    def asked(request: Request) -> None:
        if not request.url.startswith(stack.stage):
            wrong.append(f"left the machine: {request.url}")

    page.set_default_timeout(20_000)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", asked)
    await page.goto(stack.stage)
    await page.get_by_test_id("message").first.wait_for()
    yield Desk(page)
    await context.close()
    assert not wrong


@pytest_asyncio.fixture(loop_scope="session")
async def desk(stack: Stack, play: Play, browser: Browser) -> AsyncIterator[Desk]:
    """The page of the stack, with Alice in front of it. (Left open, it would load the stand-ins in other tests.)

    It depends on `play`, which closes the dialogs that a failed test leaves open: Slack shows them on any new page.
    """
    async with opened(browser, stack) as found:
        yield found


@pytest_asyncio.fixture(loop_scope="session")
async def plain_desk(plain_stack: Stack, browser: Browser) -> AsyncIterator[Desk]:
    """The page of the stack without a model."""
    async with opened(browser, plain_stack) as found:
        yield found


@pytest.fixture(autouse=True)
def quiet_logs(request: pytest.FixtureRequest) -> Iterator[None]:
    """After each test: the processes logged no error that nobody expected, and nothing of what mails say."""
    if "stack" not in request.fixturenames:
        yield
        return
    stack: Stack = request.getfixturevalue("stack")
    before = {name: len(text) for name, text in stack.logs().items()}
    yield
    for name, text in stack.logs().items():
        new = text[before.get(name, 0) :]
        assert "northlab" not in new and "FH-200" not in new, f"{name} logs what mails say"
        errors = [line for line in new.splitlines() if '"level": "error"' in line or "Traceback" in line]
        assert not errors, json.dumps(errors, indent=1)
