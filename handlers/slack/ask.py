"""/ask: a question typed anywhere, answered in the asker's direct message (SPEC SL6)."""

from dataclasses import dataclass
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp

from assistant.asking.turns.taking import Asked, is_greeting, take, words_of
from assistant.case import Person
from assistant.connecting import make_link, start_url
from bot.errors import Temporary
from bot.services import Services
from bot.views.asking import ask_help, heard, queued
from bot.views.connecting import ask_offer
from bot.views.mail_card import Drawn
from handlers.slack.clicks import whisper
from jobs.answer_question import answer_question
from storage.questions import Questions
from storage.users import Users

log = structlog.get_logger("ask")


@dataclass(frozen=True)
class _Taken:
    """What the acknowledgement says, and the question that was stored, if one was."""

    drawn: Drawn | None
    question_id: str = ""


async def _take(services: Services, command: dict[str, Any]) -> _Taken:
    person = Person(str(command.get("team_id", "")), str(command.get("user_id", "")))
    words = words_of(str(command.get("text") or ""))
    if is_greeting(words):
        return _Taken(ask_help())
    asked = Asked(f"command:{command.get('trigger_id')}", words, origin=str(command.get("channel_id") or ""))
    async with services.db.transaction() as session:
        user = await Users(session).find(person.team_id, person.slack_id)
        if user is None or not (await Questions(session).accounts_of(user.id))[1]:
            link = make_link(services.vault, person, services.db.now())
            return _Taken(ask_offer(start_url(services.settings.public_url, link)))
        here = asked.origin == user.dm_channel  # where the question itself will stand in a moment
        return _Taken(None if here else heard(), await take(session, person, asked, services.db.now()))


def register(bolt: AsyncApp, services: Services) -> None:
    """Adds the listeners."""

    @bolt.command("/ask")
    async def ask_typed(ack: AsyncAck, command: dict[str, Any]) -> None:
        taken = await _take(services, command)
        if taken.drawn is None:
            await ack()
        else:
            await ack(text=taken.drawn.text, blocks=taken.drawn.blocks, response_type="ephemeral")
        if not taken.question_id:
            return
        try:
            await services.bell.ring([answer_question.ring(taken.question_id, correlation=taken.question_id)])
        except Temporary as error:  # the row says what is to be done: it is rung once that can be
            log.warning("ring failed", reason=str(error))
            await whisper(services, command, queued())

    @bolt.action("answer_opened")
    async def answer_opened(ack: AsyncAck) -> None:
        await ack()  # Slack opens the link itself
