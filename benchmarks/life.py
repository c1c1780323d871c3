"""A mail's whole life, lived once in every way: judged, drafted, edited, sent, undone, discarded, corrected, swept."""

import asyncio
import re
from collections.abc import Callable
from typing import Any

import aiohttp
from sqlalchemy import func, select

from benchmarks.inside import Inside
from jobs.schedule import tick
from jobs.sweep import sweep
from storage.cards import Card
from storage.db import Database, open_database
from storage.drafts import Draft, DraftState
from storage.messages import Message

ALICE, ALICES, CHANNEL = "U0ALICE", "alice@fernhill.example", "D0ALICE"
QUESTION = "Dear Alice,\n\ncould you tell me by Friday whether lot {n} can still be changed?\n\nBest\nJo"
NEWS = {"List-Unsubscribe": "<https://news.example/stop>", "List-Id": "<weekly.news.example>", "Precedence": "bulk"}
LIMIT_SECONDS = 30
FULL_HOUR = 60  # a minute in which the sweep also forgets what is old

Json = dict[str, Any]


def order(number: int, **more: Any) -> Json:
    """A mail to Alice that asks something, as /play/mail/deliver takes it."""
    sender, subject = "Jo Reed <jo@customer.example>", f"Question on lot {number}"
    return {"from": sender, "to": ALICES, "subject": subject, "text": QUESTION.format(n=number), **more}


class _Desk:
    """Alice at her page."""

    def __init__(self, here: Inside, http: aiohttp.ClientSession, db: Database) -> None:
        self._here, self._http, self._db = here, http, db

    async def post(self, path: str, body: Json) -> Any:
        """An act over /play."""
        async with self._http.post(f"{self._here.play}/{path}", json=body) as answer:
            if answer.status >= 300:
                raise RuntimeError(f"{path}: {await answer.text()}")
            return await answer.json()

    async def count(self, table: type[Draft | Card | Message], *where: Any) -> int:
        """How many rows are so."""
        async with self._db.reading() as session:
            return await session.scalar(select(func.count()).select_from(table).where(*where)) or 0

    async def until(self, table: type[Draft | Card | Message], number: int, *where: Any) -> None:
        """Waits until as many rows are so."""
        async with asyncio.timeout(LIMIT_SECONDS):
            while await self.count(table, *where) < number:  # noqa: ASYNC110 - a row is no event
                await asyncio.sleep(0.05)

    async def card(self, subject: str) -> Json:
        """The card about a mail."""
        url = f"{self._here.play}/slack/{ALICE}/channels/{CHANNEL}/messages"
        async with self._http.get(url) as answer:
            messages: list[Json] = await answer.json()
        return next(m for m in messages if m["blocks"] and subject in str(m["blocks"][0]))

    async def click(self, number: int, action_id: str, **more: Any) -> None:
        """A click on the card of question `number`."""
        ts = (await self.card(f"lot {number}"))["ts"]
        await self.post(f"slack/{ALICE}/click", {"channel": CHANNEL, "message_ts": ts, "action_id": action_id, **more})

    async def call_spam(self, number: int) -> None:
        """Chooses 'This is spam' from the menu of a card."""
        value = re.search(r"'(spam:\w+)'", str((await self.card(f"lot {number}"))["blocks"]))
        assert value is not None
        await self.click(number, "class_corrected", selected=value[1])

    async def submit(self, values: Json) -> None:
        """Submits the topmost modal, once it is open."""
        async with asyncio.timeout(LIMIT_SECONDS):
            while not (views := await self._views()):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        await self.post(f"slack/{ALICE}/submit", {"view_id": views[-1]["id"], "values": values})

    async def _views(self) -> list[Json]:
        async with self._http.get(f"{self._here.play}/slack/{ALICE}/views") as answer:
            found: list[Json] = await answer.json()
            return found


async def _arrive(desk: _Desk) -> None:
    """Six questions, a second mail in one thread, a newsletter, a mail that is moved and one that is deleted."""
    for number in range(6):
        await desk.post("mail/deliver", order(number))
    await desk.until(Card, 6, Card.drawn >= Card.wanted, Card.ts != "")
    first = order(5, messageId="<second@customer.example>", subject="Re: Question on lot 5")
    await desk.post("mail/deliver", first)
    await desk.post("mail/deliver", {**order(90), "headers": NEWS, "subject": "Our weekly news", "text": "News."})
    moved = await desk.post("mail/deliver", order(91, subject="A question that is read elsewhere"))
    await desk.post(f"mail/{ALICES}/messages/{moved['ids'][ALICES]}/labels", {"add": ["STARRED"], "remove": ["UNREAD"]})
    await desk.until(Message, 9, Message.state == "settled")


async def _decide(desk: _Desk) -> None:
    """Every button once."""
    await desk.click(0, "send_clicked")
    await desk.until(Draft, 1, Draft.state == DraftState.SENT, Draft.receipted)
    await desk.click(1, "discard_clicked")
    await desk.until(Draft, 1, Draft.state == DraftState.DISCARDED)
    await desk.click(2, "edit_clicked")
    await desk.submit({"body": {"body": "Dear Jo,\n\nyes, until Friday.\n\nAlice"}})
    await desk.until(Draft, 1, Draft.number >= 2, Draft.remote_number >= 2)
    await desk.click(3, "regenerate_clicked")
    await desk.submit({"instruction": {"instruction": "Shorter."}})
    await desk.until(Draft, 2, Draft.number >= 2, Draft.state == DraftState.READY)
    await desk.call_spam(4)
    await desk.until(Draft, 2, Draft.state == DraftState.DISCARDED)


async def _every_minute(here: Inside, desk: _Desk) -> None:
    await tick(here.services)
    await sweep(here.services, FULL_HOUR)
    for words in ("status", "help"):
        await desk.post(f"slack/{ALICE}/command", {"command": "/mailroom", "text": words, "channel": CHANNEL})
    await desk.post(f"slack/{ALICE}/message", {"text": "hello"})


async def live(here: Inside, http: aiohttp.ClientSession, tell: Callable[[str], None] = lambda _: None) -> None:
    """Lives it; `tell` hears where it is. Returns when all that was asked for has happened."""
    beside = open_database(here.services.settings.database_url)  # what we ask is no statement of the product
    try:
        desk = _Desk(here, http, beside)
        for what, step in (("arriving", _arrive), ("deciding", _decide)):
            tell(what)
            await step(desk)
        tell("sweeping")
        await _every_minute(here, desk)
    finally:
        await beside.close()
