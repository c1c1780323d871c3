"""Tells whoever pressed Stop after the end that there is nothing to stop, and takes that button away."""

from bot.services import Services
from bot.views.asking import over
from connectors.slack_streams import Place
from jobs.runner import Retries, job
from jobs.settle_session import settle_session
from storage.questions import Questions, QuestionState
from storage.users import Users


@job(queue="interactive", timeout=60, retries=Retries(tries=3, base=5, cap=60))
async def say_over(services: Services, team_id: str, slack_id: str, channel: str, thread_ts: str) -> None:
    """Slack leaves the button where it is until the app moves the session, whoever began it."""
    slack = services.slacks.of(team_id)
    async with services.db.transaction() as session:
        user, questions = await Users(session).find(team_id, slack_id), Questions(session)
        last = await questions.last_in(user.id, channel, thread_ts) if user else None
        if last is not None and last.state == QuestionState.ASKED:
            return  # it was asked on meanwhile
        if last is not None:
            await questions.change(last.id, processing=True)
    if last is None:  # erased
        await slack.streams.settle(Place(channel, thread_ts, team_id, slack_id), "closed")
    else:
        await settle_session(services, last.id)
    told = over(answered=last is not None and last.state == QuestionState.ANSWERED)
    await slack.whisper(channel, slack_id, told.text, told.blocks, thread_ts)
