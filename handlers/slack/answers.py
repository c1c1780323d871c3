"""Clicks on an answer: ask again, ask on, show more, share. Only its asker may (SPEC AS4, AS5, SE2)."""

from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp

from assistant.asking.evidence.unread import unread_of
from assistant.asking.turns.record import reply_from_json
from assistant.asking.turns.taking import RETRIED, SUGGESTED, Asked, own_question, take
from assistant.case import NotTheirs
from bot.errors import Temporary
from bot.services import Services
from bot.views.answer import answer_card, heading_of, shared_message
from bot.views.asking import asked_already, no_answer_there, queued
from bot.views.notices import delayed, refusal
from bot.views.sharing import share_form
from handlers.slack.clicks import Body, person_in, value_in, whisper
from jobs.answer_question import answer_question
from jobs.share_answer import share_answer
from storage.questions import Question, Questions, QuestionState, sharing

log = structlog.get_logger("answers")


async def _own(services: Services, body: Body, reference: str) -> Question | None:
    """The question that was clicked; None, and a refusal told, if it is not theirs."""
    try:
        return await own_question(services.db, person_in(body), reference)
    except NotTheirs:
        await whisper(services, body, refusal())
        return None


async def _ask(services: Services, body: Body, question: Question, key: str, text: str) -> None:
    """Asks in the same thread. The key makes a second press the same question."""
    asked = Asked(key, text, question.channel, question.thread_ts)
    async with services.db.transaction() as session:
        taken = await take(session, person_in(body), asked, services.db.now())
    if not taken:
        return await whisper(services, body, asked_already())
    try:
        await services.bell.ring([answer_question.ring(taken, correlation=taken)])
    except Temporary as error:  # the row says what is to be done: it is rung once that can be
        log.warning("ring failed", reason=str(error))
        await whisper(services, body, queued())


async def _suggested(services: Services, body: Body) -> None:
    reference, _, number = value_in(body).partition(":")
    question = await _own(services, body, reference)
    if question is None:
        return
    offered = reply_from_json(question.answer).suggestions
    if not number.isdecimal() or int(number) >= len(offered) or not question.thread_ts:
        return await whisper(services, body, no_answer_there())
    await _ask(services, body, question, f"{SUGGESTED}{reference}:{number}", offered[int(number)])


async def _more(services: Services, body: Body) -> None:
    question = await _own(services, body, value_in(body))
    if question is None:
        return
    if question.state != QuestionState.ANSWERED or not question.answer.get("more"):
        return await whisper(services, body, no_answer_there())
    async with services.db.reading() as session:
        _, accounts = await Questions(session).accounts_of(question.user_id)
    unread = await unread_of(services.db, [account.id for account in accounts if account.works])
    drawn = answer_card(heading_of(question), reply_from_json(question.answer), unread, more=True)
    await services.slacks.of(person_in(body).team_id).update(
        question.channel, question.answer_ts, drawn.text, drawn.blocks
    )


async def _share(services: Services, body: Body) -> None:
    """Opens the form with what would be posted, from what is stored: the trigger lives three seconds."""
    question = await _own(services, body, value_in(body))
    if question is None:
        return
    if question.state != QuestionState.ANSWERED or not question.answer:
        return await whisper(services, body, no_answer_there())
    preview = shared_message(question.text, reply_from_json(question.answer), person_in(body).slack_id)
    await services.slacks.of(person_in(body).team_id).open_view(body["trigger_id"], share_form(question.id, preview))


async def _publish(services: Services, body: Body, question: Question, channel: str, form: str) -> None:
    async with services.db.transaction() as session:
        await Questions(session).note_share(question.id, sharing(form, channel), services.db.now(), new=True)
    try:
        await services.bell.ring([share_answer.ring(question.id, channel, form)])
    except Temporary as error:  # the row says what is to be done: it is rung once that can be
        log.warning("ring failed", reason=str(error))
        await whisper(services, body, delayed())


def register(bolt: AsyncApp, services: Services) -> None:
    """Adds the listeners."""

    @bolt.action("answer_retried")
    async def answer_retried(ack: AsyncAck, body: Body) -> None:
        await ack()
        question = await _own(services, body, value_in(body))
        if question is not None and question.state != QuestionState.ASKED and question.thread_ts:
            await _ask(services, body, question, f"{RETRIED}{question.id}", question.text)

    @bolt.action("answer_suggested")
    async def answer_suggested(ack: AsyncAck, body: Body) -> None:
        await ack()
        await _suggested(services, body)

    @bolt.action("answer_more")
    async def answer_more(ack: AsyncAck, body: Body) -> None:
        await ack()
        await _more(services, body)

    @bolt.action("answer_shared")
    async def answer_shared(ack: AsyncAck, body: Body) -> None:
        await ack()
        await _share(services, body)

    @bolt.view("answer_published")
    async def answer_published(ack: AsyncAck, body: Body, view: dict[str, Any]) -> None:
        await ack()
        chosen = ((view.get("state") or {}).get("values") or {}).get("target", {}).get("target", {})
        question = await _own(services, body, str(view.get("private_metadata")))
        if question is not None and (channel := str(chosen.get("selected_conversation") or "")):
            await _publish(services, body, question, channel, str(view.get("id")))
