"""Settles the session of a question that is over, as soon as Slack lets us: no spinner, no Stop button, and no word
that it waits for its asker once nothing does."""

import random
from datetime import timedelta

import structlog

from bot.errors import Temporary
from bot.services import Services
from connectors.slack_streams import Place, Session
from jobs.runner import Retries, job
from storage.proposals import Proposals
from storage.questions import Question, Questions, QuestionState
from storage.users import User, Users

AWAY_SECONDS = 60.0  # where Slack does not say for how long
SPREAD_SECONDS = 5.0  # what Slack has refused together does not come back together

log = structlog.get_logger("answers")


@job(queue="interactive", timeout=60, retries=Retries(tries=4, base=5, cap=60))
async def settle_session(services: Services, question_id: str) -> None:
    """Does nothing while there is nothing to take away. Where Slack wants silence it comes back after that."""
    db = services.db
    async with db.reading() as session:
        question = await Questions(session).get(question_id)
        if question is None or not question.processing or question.state == QuestionState.ASKED:
            return
        user = await Users(session).get(question.user_id)
        last = await Questions(session).last_in(question.user_id, question.channel, question.thread_ts) or question
        waits = await Proposals(session).wait_for([question_id, last.id])
    assert user is not None
    try:
        if last.state != QuestionState.ASKED:  # else the thread is at work again
            status = _status(question, waits=waits)
            await services.slacks.of(user.team_id).streams.settle(_place(question, user), status)
    except Temporary as error:
        log.info("session not settled yet", reason=str(error))
        return await _later(services, question, error.retry_after or AWAY_SECONDS)
    async with db.transaction() as session:
        await Questions(session).change(question_id, processing=False)


async def _later(services: Services, question: Question, seconds: float) -> None:
    now, wait = services.db.now(), timedelta(seconds=seconds + random.uniform(0, SPREAD_SECONDS))  # noqa: S311 - jitter
    async with services.db.transaction() as session:
        spared = max(wait - timedelta(seconds=AWAY_SECONDS), timedelta(0))  # the sweep leaves it to this ring
        await Questions(session).touch([question.id], now + spared)
    try:
        await services.bell.ring([settle_session.ring(question.id, at=now + wait, correlation=question.correlation)])
    except Temporary as error:  # the row says what is to be done: the sweep rings
        log.warning("ring failed", reason=str(error))


def _place(question: Question, user: User) -> Place:
    return Place(question.channel, question.thread_ts, user.team_id, user.slack_id)


def _status(question: Question, *, waits: bool) -> Session:
    """Suspended where something waits for the asker's click."""
    if waits:
        return "suspended"
    return "active" if question.state == QuestionState.ANSWERED else "closed"


async def settle_decided(services: Services, question_id: str) -> None:
    """Once nothing that was proposed for a question waits for a click any more, its session waits no more either."""
    async with services.db.transaction() as session:
        if await Proposals(session).wait_for([question_id]):
            return
        await Questions(session).change(question_id, processing=True)
    await settle_session(services, question_id)
