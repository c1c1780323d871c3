"""What tests of answering share: a question of Alice's, decisions that do as they are told, and what Slack shows."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from assistant.asking.kit import Answered
from assistant.asking.turns.taking import Asked, take
from assistant.asking.values import Asker, Plan, Progress, Reading, Reply, Source, Step, Tell, Turn
from assistant.case import Person
from bot.views.mail_card import Drawn
from connectors.llm.model import Usage
from jobs.questioning import Means, run_question
from sandbox.slack.orders import Say
from sandbox.slack.values import Message
from storage.index.entry import Filters
from storage.questions import Question, Questions
from storage.users import User
from tests.cast import ALICE
from tests.eventually import eventually
from tests.handlers.office import Office

TEXT = "What did Sarah say about the quote?"
SECRET = "Sarah wants two spectrometers"


def source(number: int = 1, **values: Any) -> Source:
    """A mail that an answer rests on."""
    usual: dict[str, Any] = {
        "number": number, "service": "gmail", "title": "Quote for two spectrometers", "who": "Sarah Lindqvist",
        "at": datetime(2026, 11, 20, 9, 0, tzinfo=UTC), "link": "https://mail.google.com/mail/?authuser=a#all/m1",
        "text": "whole text", "extract": "could you send me the quote", "document_id": f"doc{number}",
    }  # fmt: skip
    return Source(**usual | values)


def reply(text: str = f"{SECRET} by Friday [1].", **values: Any) -> Reply:
    """A checked answer."""
    usual: dict[str, Any] = {
        "sources": (source(),), "known": True, "searched": ("Gmail",), "by_model": True,
        "explained": ("from Sarah Lindqvist",), "suggestions": ("What did I answer?", "And last week?"),
    }  # fmt: skip
    return Reply(text=text, **usual | values)


def answered(said: Reply) -> Answered:
    """An answer with how it came about."""
    filters = Filters(senders=frozenset({"sarah@brightwater.example"}))
    plan = Plan(TEXT, (Step("s1", "gmail.search", {"words": "quote"}),), 0.9, source="model")
    usage = Usage("openai", "gpt-test", "ask@1", 900, 120, Decimal("0.00123"), 850)
    return Answered(Reading(TEXT, "quote", filters, frozenset()), plan, (), said, usage)


@dataclass
class FakeAnswers:
    """Decisions that do as they are told; `asked` is what they were asked."""

    said: Reply = field(default_factory=reply)
    errors: list[BaseException] = field(default_factory=list)
    progress: Sequence[Progress] = ()
    meanwhile: Callable[[], Awaitable[object]] | None = None
    refused: Drawn | None = None
    proposals: list[str] = field(default_factory=list)
    asked: list[tuple[Asker, str, Sequence[Turn]]] = field(default_factory=list)
    proposed: list[Reply] = field(default_factory=list)

    @property
    def means(self) -> Means:
        """As what a run works with."""
        return Means(self._answer, self._allowed, self._propose)

    async def _answer(self, asker: Asker, text: str, turns: Sequence[Turn], tell: Tell) -> Answered:
        self.asked.append((asker, text, turns))
        for one in self.progress:
            await tell(one)
        if self.meanwhile:
            await self.meanwhile()
        if self.errors:
            raise self.errors.pop(0)
        return answered(self.said)

    async def _allowed(self, question: Question, user: User) -> Drawn | None:
        return self.refused

    async def _propose(self, question: Question, asker: Asker, said: Reply) -> list[str]:
        self.proposed.append(said)
        return self.proposals


async def begun(office: Office, question_id: str) -> Message:
    """The answer's message, once it is begun: the work does not wait for that."""
    await eventually(lambda: len(answers_in(office, question_id)) == 1)
    return answers_in(office, question_id)[0]


async def forever() -> None:
    """Waits until it is cancelled."""
    await asyncio.Event().wait()


async def ask(office: Office, text: str = TEXT, person: Person = ALICE, **where: Any) -> str:
    """The id of a question; without a place it was asked by command in #general."""
    known = {"key": f"event:{text}"} | (where or {"origin": "C0GENERAL"})
    async with office.db.transaction() as session:
        question_id = await take(session, person, Asked(text=text, **known), office.db.now())
    assert question_id
    return question_id


async def ask_in_dm(office: Office, text: str = TEXT, thread_ts: str = "") -> str:
    """The id of a question that Alice wrote to the bot, taken in by the real door."""
    office.human("U0ALICE").write(Say(text=text, thread_ts=thread_ts))
    await office.slack.delivery.settled()
    return str(office.bell.of("answer_question")[-1].args[0])


async def run(office: Office, question_id: str, answers: FakeAnswers) -> None:
    """One run of the job."""
    await run_question(office.services, question_id, answers.means)


async def stored(office: Office, question_id: str) -> Question:
    """The question as stored now."""
    async with office.db.reading() as session:
        found = await Questions(session).get(question_id)
    assert found is not None
    return found


def by_bot(office: Office, channel: str = "D0ALICE") -> list[Message]:
    """What the app has said in a conversation for everybody there, oldest first."""
    place = office.slack.talk.channels.get(channel)
    return [message for message in place.messages if message.bot_id and message.ephemeral_for is None] if place else []


def tasks_in(message: Message) -> dict[str, str]:
    """The tasks that a message shows: title -> status."""
    plans = [block for block in message.blocks if block["type"] == "plan"]
    return {task["title"]: task["status"] for plan in plans for task in plan["tasks"]}


def answers_in(office: Office, question_id: str, channel: str = "D0ALICE") -> list[Message]:
    """The messages that hold the answer to a question: one, at most."""
    mark = f"answer:{question_id}"
    return [m for m in by_bot(office, channel) if any(block.get("block_id") == mark for block in m.blocks)]
