"""Takes away the spinner and the Stop button of a question that is over, as soon as Slack lets us."""

import random
from datetime import timedelta

import structlog

from bot.errors import Temporary
from bot.services import Services
from connectors.slack_streams import Place, Session
from jobs.runner import Retries, job
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
        last = await Questions(session).last_in(question.user_id, question.channel, question.thread_ts)
    assert user is not None
    try:
        if last is None or last.state != QuestionState.ASKED:  # else the thread is at work again
            await services.slacks.of(user.team_id).streams.settle(_place(question, user), _status(question))
    except Temporary as error:
        log.info("session not settled yet", reason=str(error))
        return await _later(services, question, error.retry_after or AWAY_SECONDS)
    async with db.transaction() as session:
        await Questions(session).change(question_id, processing=False)


async def _later(services: Services, question: Question, seconds: float) -> None:
    now, wait = services.db.now(), timedelta(seconds=seconds + random.uniform(0, SPREAD_SECONDS))  # noqa: S311 - jitter
    async with services.db.transaction() as session:
        await Questions(session).touch([question.id], now)  # the sweep leaves it to this ring for a while
    try:
        await services.bell.ring([settle_session.ring(question.id, at=now + wait, correlation=question.correlation)])
    except Temporary as error:  # the row says what is to be done: the sweep rings
        log.warning("ring failed", reason=str(error))


def _place(question: Question, user: User) -> Place:
    return Place(question.channel, question.thread_ts, user.team_id, user.slack_id)


def _status(question: Question) -> Session:
    """Suspended where something waits for the asker's click."""
    if question.state != QuestionState.ANSWERED:
        return "closed"
    return "suspended" if any(one.get("kind") == "proposed" for one in question.actions) else "active"
