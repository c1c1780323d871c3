"""The work on a question while it is under way: who asks over what, its end when nobody wants it any more."""

import asyncio
import re
import unicodedata
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import structlog

from assistant.asking.kit import Answered
from assistant.asking.values import Asker, Mailbox, Tell, Turn
from bot.errors import MailroomError, Temporary
from bot.services import Services
from bot.views.answer import Heading, heading_of
from connectors.slack import Slack
from jobs.telling import Narrator
from jobs.turns import skipped_services
from storage.accounts import Account, AccountState
from storage.questions import Question, Questions
from storage.users import User

LOOK_SECONDS = 1.0  # between two looks whether the asker has pressed Stop
MENTION = re.compile(r"<@([A-Z0-9]+)>")
NAME_AT_MOST, NAME_WORDS = 60, 5

Answering = Callable[[Asker, str, Sequence[Turn], Tell], Coroutine[Any, Any, Answered]]

log = structlog.get_logger("answers")


@dataclass(frozen=True)
class Ground:
    """A question with its asker, their mailboxes and the conversation before it."""

    question: Question
    user: User
    accounts: list[Account]
    turns: tuple[Turn, ...]

    @property
    def heading(self) -> Heading:
        """What the answer stands under."""
        return heading_of(self.question)


@asynccontextmanager
async def at_work(
    services: Services, ground: Ground, answer: Answering, narrator: Narrator
) -> AsyncIterator[asyncio.Task[Answered] | None]:
    """The work, under way for as long as the block runs. None where an earlier run had the answer already."""
    if ground.question.answer:
        yield None
        return

    async def work() -> Answered:
        text = await _named(services.slacks.of(ground.user.team_id), ground.question.text)
        return await answer(asker_of(ground, services), text, ground.turns, narrator.tell)

    working = asyncio.create_task(work())
    try:
        yield working
    finally:
        await end(working)


async def end(*tasks: asyncio.Task[Any]) -> None:
    """Cancels them and waits until they are gone."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def stop_wanted(services: Services, question_id: str, narrator: Narrator) -> None:
    """Returns once the asker wants it to stop: the row says so, or Slack does when the stream is written to."""
    while not narrator.stopped.is_set():
        try:
            async with services.db.reading() as session:
                question = await Questions(session).get(question_id)
            if question is not None and question.stop_wanted:
                return
        except Temporary as error:
            log.warning("could not look for a stop", reason=str(error))
        try:
            await asyncio.wait_for(narrator.stopped.wait(), LOOK_SECONDS)
        except TimeoutError:
            continue


def asker_of(ground: Ground, services: Services) -> Asker:
    """Who asks, over which mailboxes, now."""
    boxes = [
        Mailbox(
            account.id,
            account.email,
            frozenset(account.scopes.split()),
            frozenset({account.email, *(str(alias["email"]).lower() for alias in account.aliases)}),
            skipped_services(account),
            ended=account.state != AccountState.CONNECTED,
        )
        for account in ground.accounts
        if not account.paused
    ]
    boxes.sort(key=lambda box: box.ended)  # what is to be written is written from the first
    paused = tuple(account.email for account in ground.accounts if account.paused)
    return Asker(ground.user.id, ground.user.zone, services.db.now(), tuple(boxes), paused)


async def _named(slack: Slack, text: str) -> str:
    """The question with people's names in place of Slack's mentions of them."""
    for slack_id in list(dict.fromkeys(MENTION.findall(text)))[:5]:
        try:
            name = as_name(await slack.name(slack_id))
        except MailroomError as error:
            log.info("mention without a name", reason=str(error))
            name = ""
        text = text.replace(f"<@{slack_id}>", name or "somebody")
    return text


def as_name(written: str) -> str:
    """A profile's name with nothing but names in it: it is written by its owner, and becomes the words of whoever
    mentions them. No address, no second sentence, no long one."""
    words = " ".join(word for word in unicodedata.normalize("NFKC", written).split() if "@" not in word)
    bare = "".join(char if char in "-'’" or unicodedata.category(char)[0] in "LM" else " " for char in words)
    return " ".join(bare[:NAME_AT_MOST].split()[:NAME_WORDS])
