"""What people and outsiders do, over the stand-ins' /play routes, and waiting for what follows from it."""

import asyncio
import json
import secrets
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import aiohttp

Json = dict[str, Any]
T = TypeVar("T")

ALICE, BOB, MALLORY = "U0ALICE", "U0BOB", "U0MALLORY"
ALICES, BOBS = "alice@fernhill.example", "bob@fernhill.example"
SARAH = "Sarah Lindqvist <sarah.lindqvist@northlab.example>"  # Alice has written to her before
QUESTION = (
    "Hello Alice,\n\ncould you tell me by tomorrow whether the lamp for our FH-200 is in stock?\n\nKind regards\nSarah"
)
LOOK_SECONDS = 0.05


def fresh(words: str) -> str:
    """A subject that no other mail has."""
    return f"{words} {secrets.token_hex(4)}"


def words_of(card: Json) -> str:
    """Everything a card says, labels of buttons included."""
    return json.dumps(card["blocks"], ensure_ascii=False)


def actions_of(card: Json) -> dict[str, Json]:
    """The buttons and menus of a card by action id."""
    elements = [e for block in card["blocks"] if block["type"] == "actions" for e in block["elements"]]
    return {element["action_id"]: element for element in elements}


async def until(look: Callable[[], Awaitable[T | None]], seconds: float = 15, what: str = "") -> T:
    """What `look` finds, once it finds something. Raises TimeoutError, saying what was waited for."""
    try:
        async with asyncio.timeout(seconds):
            while True:
                if found := await look():
                    return found
                await asyncio.sleep(LOOK_SECONDS)
    except TimeoutError:
        raise TimeoutError(f"not within {seconds} s: {what or look}") from None


class Play:
    """The stand-ins of one stack, as people use them."""

    def __init__(self, http: aiohttp.ClientSession, stage: str) -> None:
        self._http, self._root = http, f"{stage}/play"

    async def get(self, path: str) -> Any:
        """A look at something."""
        async with self._http.get(f"{self._root}/{path}") as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def post(self, path: str, body: Json | None = None) -> Any:
        """An act."""
        async with self._http.post(f"{self._root}/{path}", json=body or {}) as answer:
            assert answer.status < 300, await answer.text()
            return await answer.json()

    async def delete(self, path: str) -> None:
        """Takes something away."""
        async with self._http.delete(f"{self._root}/{path}") as answer:
            assert answer.status < 300, await answer.text()

    async def put_right(self) -> None:
        """Ends all faults and options that a test has set, and closes the dialogs that it has left open.

        Slack's rate limits are off: together the tests post more in a minute than Slack would take of one app.
        """
        await self.delete("faults")
        await self.delete("models/options")
        calm = {"rewrite_message_id": False, "push": True, "push_shuffle": False, "push_duplicates": False}
        await self.post("mail/options", calm)
        await self.post("slack/options", {"retry": True, "rate_limits": False, "ack_seconds": 3})
        for view in (await self.get(f"slack/{ALICE}/views"))[-1:]:
            await self.post(f"slack/{ALICE}/close", {"view_id": view["id"], "clear": True})

    async def fault(self, service: str, method: str, kind: str, **more: Any) -> None:
        """Makes a service fail."""
        await self.post("faults", {"service": service, "method": method, "kind": kind, "times": 1, **more})

    # mail

    async def deliver(self, subject: str, text: str = QUESTION, *, sender: str = SARAH, **more: Any) -> str:
        """Mail arrives for Alice; gives its id in her mailbox."""
        body = {"from": sender, "to": ALICES, "subject": subject, "text": text, **more}
        return str((await self.post("mail/deliver", body))["ids"][ALICES])

    async def folder(self, name: str, subject: str, email: str = ALICES) -> list[Json]:
        """The mails in a folder whose subject holds these words, newest first."""
        return [mail for mail in await self.get(f"mail/{email}/{name}") if subject in mail["subject"]]

    async def mail(self, mail_id: str, email: str = ALICES) -> Json:
        """One mail in full."""
        found: Json = await self.get(f"mail/{email}/messages/{mail_id}")
        return found

    async def draft(self, subject: str) -> Json:
        """The one Gmail draft with that subject."""
        (found,) = await self.folder("drafts", subject)
        return found

    async def sent(self, subject: str, seconds: float = 20) -> Json:
        """The one sent mail with that subject, in full, once there is one."""
        mails = await until(lambda: self.folder("sent", subject), seconds, f"a sent mail about {subject}")
        assert len(mails) == 1
        return await self.mail(mails[0]["id"])

    # Slack

    async def messages(self, user: str = ALICE) -> list[Json]:
        """All that stands in somebody's conversation with the bot, oldest first."""
        found: list[Json] = await self.get(f"slack/{user}/channels/{direct(user)}/messages")
        return found

    async def said(self, words: str, user: str = ALICE) -> list[Json]:
        """The messages that everybody in the conversation sees and that hold these words."""
        return [m for m in await self.messages(user) if not m["ephemeral"] and words in words_of(m)]

    async def cards(self, subject: str, user: str = ALICE) -> list[Json]:
        """The cards about a mail: messages whose header holds these words."""
        return [
            message
            for message in await self.messages(user)
            if message["blocks"]
            and message["blocks"][0]["type"] == "header"
            and subject in message["blocks"][0]["text"]["text"]
        ]

    async def card(self, subject: str, saying: str = '"send_clicked"', seconds: float = 20) -> Json:
        """The one card about a mail, once it says this; by default once it can be approved."""

        async def look() -> Json | None:
            return next((card for card in await self.cards(subject) if saying in words_of(card)), None)

        found = await until(look, seconds, f"a card about {subject} that says {saying}")
        assert len(await self.cards(subject)) == 1
        return found

    async def click(self, card: Json, action_id: str, user: str = ALICE, **more: Any) -> Json:
        """Uses an element of a card."""
        order = {"channel": direct(ALICE), "message_ts": card["ts"], "action_id": action_id, **more}
        said: Json = await self.post(f"slack/{user}/click", order)
        assert said["ok"], said
        return said

    async def whispered(self, words: str, user: str = ALICE, after: str = "") -> Json:
        """A message that only this user sees, newer than `after`, once there is one with these words."""

        async def look() -> Json | None:
            private = [m for m in await self.messages(user) if m["ephemeral"] and m["ts"] > after]
            return next((m for m in private if words in words_of(m)), None)

        return await until(look, what=f"a whisper that says {words}")

    async def calls(self, method: str) -> list[Json]:
        """The app's calls of one of Slack's methods."""
        found: list[Json] = await self.get(f"slack/calls?method={method}")
        return found


def direct(user: str) -> str:
    """The channel of a user's conversation with the bot."""
    return f"D{user[1:]}"
