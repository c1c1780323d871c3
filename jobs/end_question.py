"""Tells the asker that a question could not be answered, once its job is out of retries."""

from bot.errors import Failure, Permanent
from bot.services import Services
from bot.views.answer import heading_of
from bot.views.asking import failed
from jobs.runner import Retries, job
from jobs.settle_session import settle_session
from jobs.standing import begin, known, show, take_place
from storage.leases import held, hold
from storage.questions import Question, Questions, QuestionState
from storage.users import User, Users


@job(queue="interactive", timeout=60, retries=Retries(tries=4, base=10, cap=120))
async def end_question(services: Services, question_id: str, failure: str, reference: str) -> None:
    """In the place of the answer. `failure` is a bot.errors.Failure, `reference` stands in the log."""
    db = services.db
    async with db.transaction() as session:
        question = await Questions(session).get(question_id)
        if question is None or question.state != QuestionState.ASKED:
            return
        user = await Users(session).get(question.user_id)
        assert user is not None
        taken = await hold(session, f"question:{question_id}", 75, db.now())
    async with held(db, taken):
        await _tell(services, question, user, failure, reference)
        async with db.transaction() as session:
            await Questions(session).finish(question_id, QuestionState.FAILED, db.now())
    await settle_session(services, question_id)


async def _tell(services: Services, question: Question, user: User, failure: str, reference: str) -> None:
    why = Failure(failure) if failure in set(Failure) else Failure.UNKNOWN
    drawn = failed(heading_of(question), why, reference)
    try:
        place = await take_place(services, question, await known(services, user))
        stand = await begin(services, question, place, drawn, stream=False)
        if stand.kind == "recovered":
            await show(services, place, stand, drawn, "closed")
    except Permanent:
        return  # Slack takes nothing there: the dead letter says so
