"""Settling in: Alice and Bob connect their mailboxes as people would, through Slack and Google's consent page."""

import asyncio
import re
from collections.abc import Mapping
from html import unescape
from typing import Any

import aiohttp

from sandbox.google.world import GoogleWorld
from sandbox.samples.mails import sample_mails

PEOPLE = {"U0ALICE": "alice@fernhill.example", "U0BOB": "bob@fernhill.example"}
_HIDDEN = re.compile(r'<input type="(?:hidden|checkbox)" name="([^"]+)" value="([^"]*)"')


class NotSettled(Exception):
    """A mailbox could not be connected; the message says where it stopped."""


def furnish(world: GoogleWorld) -> None:
    """Puts the sample mail into the mailboxes."""
    for mail in sample_mails(world.now()):
        ours = [user.email for user in world.users if user.addresses() & {address.lower() for address in mail.rcpt}]
        world.furnish(mail.raw, ours, mail.folder, mail.date, unread=mail.unread)


def _find_link(message: Any) -> str:
    """The address on the connect button, wherever it stands in the message."""
    if isinstance(message, dict):
        if message.get("action_id") == "connect_opened":
            return str(message.get("url", ""))
        return next(filter(None, map(_find_link, message.values())), "")
    return next(filter(None, map(_find_link, message)), "") if isinstance(message, list) else ""


async def _ask_for_link(session: aiohttp.ClientSession, stage: str, user: str) -> str:
    async with session.get(f"{stage}/play/slack/{user}/channels") as answer:
        channel = (await answer.json())[0]["id"]
    order = {"command": "/mailroom", "text": "connect", "channel": channel}
    async with session.post(f"{stage}/play/slack/{user}/command", json=order) as answer:
        answer.raise_for_status()
    async with session.get(f"{stage}/play/slack/{user}/channels/{channel}/messages") as answer:
        link = _find_link((await answer.json())[::-1])
    if not link:
        raise NotSettled("/mailroom connect brought no link")
    return link


async def _press(session: aiohttp.ClientSession, page: aiohttp.ClientResponse, **more: str) -> aiohttp.ClientResponse:
    """Sends the form on a page, as a browser does, with what is filled in besides; the page that comes of it."""
    text = await page.text()
    fields = [(name, unescape(value)) for name, value in _HIDDEN.findall(text)]
    if page.status != 200 or not fields:
        raise NotSettled(f"a page came without its form: {page.status}")
    return await session.post(page.url, data=aiohttp.FormData([*fields, *more.items()]))


async def connect(stage: str, user: str, email: str) -> None:
    """Types /mailroom connect, follows the link, and allows it on the consent page. Raises NotSettled."""
    jar = aiohttp.CookieJar(unsafe=True)  # keeps the cookies of hosts that are addresses, as browsers do
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=20), cookie_jar=jar) as session:
        link = await _ask_for_link(session, stage, user)
        async with (
            await session.get(link) as consent,
            await _press(session, consent, user=email, decision="allow") as done,
        ):
            if done.status != 200:
                raise NotSettled(f"connecting ended with {done.status}")


async def settle_in(stage: str, people: Mapping[str, str] = PEOPLE) -> None:
    """Connects these people: Slack user -> mailbox."""
    await asyncio.gather(*(connect(stage, user, email) for user, email in people.items()))
