"""A person who makes an API key through Slack and its page, and a program of theirs that calls the API with it."""

import html
import json
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from assistant.case import Person
from tests.cast import ALICE
from tests.handlers.office import Json, Office


@dataclass(frozen=True)
class Told:
    """What came back."""

    status: int
    headers: dict[str, str]
    said: Json

    @property
    def code(self) -> str:
        """The class of a refusal."""
        return str(self.said.get("code", ""))


@dataclass
class Program:
    """Calls the API with a key; '' for none."""

    office: Office
    key: str
    headers: dict[str, str] = field(default_factory=dict)

    async def call(self, method: str, path: str, body: bytes = b"", **headers: str) -> Told:
        """One call; names of headers with _ for -."""
        sent = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        sent |= {name.replace("_", "-"): text for name, text in headers.items()}
        if body:
            sent.setdefault("Content-Type", "application/json")
        url = f"{self.office.url}{path}"
        async with self.office.http.request(method, url, data=body or None, headers=sent) as answer:
            text = await answer.text()
            return Told(answer.status, dict(answer.headers), json.loads(text) if text else {})

    async def sync(self, account_id: str, body: bytes = b"", **headers: str) -> Told:
        """Asks for a look at a mailbox."""
        return await self.call("POST", f"/api/mailboxes/{account_id}/sync", body, **headers)


async def typed(office: Office, who: str = ALICE.slack_id) -> list[Json]:
    """What /mailroom api shows; typed again where a busy machine took longer than Slack's three seconds."""
    body = ""
    for _ in range(3):
        body = body or (await office.command(who, "api"))["body"]
    answer = json.loads(body)
    assert answer["response_type"] == "ephemeral"
    blocks: list[Json] = answer["blocks"]
    return blocks


def link_in(blocks: list[Json]) -> str:
    """Where its button leads."""
    (actions,) = [block for block in blocks if block["type"] == "actions"]
    return str(actions["elements"][0]["url"])


async def opened(browser: aiohttp.ClientSession, link: str) -> tuple[int, str]:
    """The page behind a link."""
    async with browser.get(link) as answer:
        return answer.status, await answer.text()


async def confirmed(
    office: Office, browser: aiohttp.ClientSession, page: str, name: str = "laptop", **headers: str
) -> tuple[int, str]:
    """Presses the page's button."""
    return await confirmed_at(office.url, browser, page, name, **headers)


async def confirmed_at(
    url: str, browser: aiohttp.ClientSession, page: str, name: str = "laptop", **headers: str
) -> tuple[int, str]:
    """The same at any address."""
    found = re.search(r'name="state" value="([^"]+)"', page)
    data = {"state": html.unescape(found[1]) if found else "", "name": name}
    async with browser.post(f"{url}/keys", data=data, headers={"Origin": url} | headers) as answer:
        return answer.status, await answer.text()


def key_in(page: str) -> str:
    """The key that a page shows; '' if none."""
    found = re.search(r"<code[^>]*>([^<]+)</code>", page)
    return found[1] if found else ""


async def made(office: Office, person: Person = ALICE, name: str = "laptop") -> Program:
    """A program of that person's with a new key."""
    link = link_in(await typed(office, person.slack_id))
    assert urlsplit(link).path == "/keys"
    _, page = await opened(office.http, link)
    status, shown = await confirmed(office, office.http, page, name)
    assert status == 200, shown
    return Program(office, key_in(shown))


def details(told: Told) -> dict[str, Any]:
    """More of a refusal."""
    found: dict[str, Any] = told.said["details"]
    return found
