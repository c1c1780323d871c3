"""The real flow, driven from outside: mail arrives, cards are clicked, modals submitted; what stands then is read."""

import asyncio
import contextlib
import json
import sqlite3
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import aiohttp

from benchmarks.hostile.items import ALICE, ALICES, Item
from sandbox.google.mailbox import Mailbox
from sandbox.launch import Running

Json = dict[str, Any]
T = TypeVar("T")

CALM_SECONDS, MODAL_SECONDS = 60, 15
LOOK_SECONDS = 0.05
INSTRUCTION = "Shorter, please."
ADDED = "\n\nRead by me."
_STATES = """
SELECT m.id, m.remote_id, m.state, v.category, v.source, v.reasoning, d.state, d.remote_id, d.number, d.remote_number,
       d.version_id, c.channel, c.ts, coalesce(c.wanted, 0), coalesce(c.drawn, 0), coalesce(c.failed, ''),
       v.corrected_to
FROM messages m LEFT JOIN verdicts v ON v.message_id = m.id LEFT JOIN drafts d ON d.message_id = m.id
LEFT JOIN cards c ON c.message_id = m.id
"""


@dataclass(frozen=True)
class State:
    """How one mail stands in the app's database; '' and 0 for what is not there."""

    message_id: str
    remote_id: str
    state: str
    category: str
    source: str
    reasoning: str
    draft: str
    draft_id: str
    number: int
    placed: int
    version_id: str
    channel: str
    ts: str
    wanted: int
    drawn: int
    failed: str
    corrected: str

    @property
    def is_calm(self) -> bool:
        """Whether nothing is left to do for it."""
        drafted = self.draft not in ("writing", "approved", "sending") and self.number == self.placed
        shown = self.wanted <= self.drawn or bool(self.failed)
        return self.state not in ("found", "judged") and drafted and shown


@dataclass(frozen=True)
class Version:
    """One version of a draft as it is stored."""

    number: int
    author: str
    body: str
    flags: tuple[str, ...]


class Flow:
    """Alice's Slack and mailbox on one running stack."""

    def __init__(self, running: Running, http: aiohttp.ClientSession) -> None:
        self.running, self._http = running, http
        self._play = f"{running.where.stage}/play"
        self._database = running.plan.environment["DATABASE_URL"].partition("///")[2]

    @property
    def box(self) -> Mailbox:
        """Alice's mailbox, as the stand-in holds it."""
        return self.running.stage.google.boxes[ALICES]

    def query(self, statement: str, *values: str) -> list[tuple[Any, ...]]:
        """Rows of the app's database, read beside it."""
        with contextlib.closing(sqlite3.connect(f"file:{self._database}?mode=ro", uri=True, timeout=20)) as connection:
            return connection.execute(statement, values).fetchall()

    async def post(self, path: str, body: Json) -> Json | None:
        """An act on a /play route; None where it is not possible there."""
        async with self._http.post(f"{self._play}/{path}", json=body) as answer:
            return await answer.json() if answer.status < 300 else None

    async def ready(self) -> None:
        """Waits until both mailboxes were looked at once, since mail from before counts as old, and both owners were
        welcomed."""

        async def settled() -> bool:
            synced = self.query("SELECT count(*) FROM accounts WHERE cursor != ''")
            return [*synced, *self.query("SELECT count(DISTINCT user_id) FROM posts WHERE ts != ''")] == [(2,), (2,)]

        await until(settled, "the first sync and the welcome")

    async def deliver(self, items: Sequence[Item]) -> dict[str, Item]:
        """The mails arrive; items by the ids that they have in the mailbox."""
        found = {}
        for item in items:
            answer = await self.post("mail/deliver", item.order)
            if answer is None or ALICES not in answer["ids"]:
                raise RuntimeError(f"{item.id} was not delivered: {answer}")
            found[answer["ids"][ALICES]] = item
        return found

    def states(self, ids: Sequence[str]) -> list[State]:
        """How these mails stand."""
        marks = ",".join("?" * len(ids))
        rows = self.query(f"{_STATES} WHERE m.remote_id IN ({marks})", *ids)
        return [_state(row) for row in rows]

    async def calm(self, ids: Sequence[str]) -> list[State]:
        """How they stand once nothing is left to do."""

        async def settled() -> list[State] | None:
            found = self.states(ids)
            return found if len(found) == len(ids) and all(one.is_calm for one in found) else None

        try:
            return await until(settled, "calm")
        except TimeoutError:
            restless = [one for one in self.states(ids) if not one.is_calm]
            raise TimeoutError(f"these are not done: {restless[:3]} (of {len(ids)})") from None

    def versions(self, message_id: str) -> list[Version]:
        """The versions of a mail's draft, oldest first."""
        statement = (
            "SELECT v.number, v.author, v.body, v.flags FROM draft_versions v JOIN drafts d ON d.id = v.draft_id "
            "WHERE d.message_id = ? ORDER BY v.number"
        )
        return [
            Version(number, author, body, tuple(one["kind"] for one in json.loads(flags)))
            for number, author, body, flags in self.query(statement, message_id)
        ]

    async def click(self, state: State, action_id: str, **more: Any) -> bool:
        """Uses an element of a card; False if the card does not offer it."""
        order = {"channel": state.channel, "message_ts": state.ts, "action_id": action_id, **more}
        answer = await self.post(f"slack/{ALICE}/click", order)
        return bool(answer and answer["ok"])

    async def modal(self, state: State, action_id: str) -> Json | None:
        """The modal that a button opens; None if the card does not offer it."""
        if not await self.click(state, action_id):
            return None

        async def opened() -> Json | None:
            async with self._http.get(f"{self._play}/slack/{ALICE}/views") as answer:
                views = await answer.json()
            wanted = {state.version_id, state.message_id}
            return next((view for view in views if view["private_metadata"] in wanted), None)

        return await until(opened, f"the modal of {action_id}", MODAL_SECONDS)

    async def submit(self, state: State, view: Json, values: Json) -> None:
        """Submits a modal, and waits until it had its effect; closes it where Slack's own interface would not."""
        answer = await self.post(f"slack/{ALICE}/submit", {"view_id": view["id"], "values": values})
        if answer and answer["ok"] and not answer.get("errors"):
            await self._moved(state)
        else:
            await self.close(view)

    async def _moved(self, before: State) -> None:
        """Waits until what was clicked shows: clicks are acknowledged before they are acted on."""

        async def moved() -> bool:
            (now,) = self.states([before.remote_id])
            return (now.draft, now.version_id, now.corrected) != (before.draft, before.version_id, before.corrected)

        await until(moved, f"an effect on {before}", MODAL_SECONDS)

    async def close(self, view: Json) -> None:
        """Closes a modal."""
        await self.post(f"slack/{ALICE}/close", {"view_id": view["id"], "clear": True})

    async def steps(self, ids: Sequence[str], approve: int = 1) -> None:
        """All that follows for these mails: card, reasons, a draft where there was none, another one, an edit.

        Those that can be sent are approved until `approve` were in all. Raises TimeoutError where nothing moves on.
        """
        for state in await self.calm(ids):
            if view := await self.modal(state, "why_clicked") if state.ts else None:
                await self.close(view)
            if state.ts and not state.draft:
                await self.click(state, "class_corrected", selected=f"needs_reply:{state.message_id}")
                await self._moved(state)
        for state in await self._drafted(ids):
            if view := await self.modal(state, "regenerate_clicked"):
                await self.submit(state, view, {"instruction": {"instruction": INSTRUCTION}})
        for state in await self._drafted(ids):
            if view := await self.modal(state, "edit_clicked"):
                await self.submit(state, view, {"body": {"body": _value(view, "body") + ADDED}})
        sent = [state for state in await self._drafted(ids) if await self._approve(state, approve)]
        await self.calm([state.remote_id for state in sent])

    async def _drafted(self, ids: Sequence[str]) -> list[State]:
        return [state for state in await self.calm(ids) if state.draft == "ready" and state.ts]

    async def _approve(self, state: State, most: int) -> bool:
        gone = self.query("SELECT count(*) FROM drafts WHERE state IN ('approved', 'sending', 'sent')")[0][0]
        if gone >= most or not await self.click(state, "send_clicked"):
            return False
        await self._moved(state)
        return True


def _state(row: Sequence[Any]) -> State:
    values: list[Any] = ["" if value is None else value for value in row]
    return State(*values)


def _value(view: Json, name: str) -> str:
    block = next(block for block in view["blocks"] if block["block_id"] == name)
    return str(block["element"].get("initial_value", ""))


async def until(look: Callable[[], Awaitable[T | None]], what: str, seconds: float = CALM_SECONDS) -> T:
    """What `look` finds, once it finds something. Raises TimeoutError."""
    end = time.monotonic() + seconds
    while not (found := await look()):
        if time.monotonic() > end:
            raise TimeoutError(f"not within {seconds} s: {what}")
        await asyncio.sleep(LOOK_SECONDS)
    return found
