"""Tells a user in the DM that something waits for them: one message for all of it, kept up to date."""

from assistant.case import Person
from assistant.failing import Failings, failings_of
from bot.errors import Permanent
from bot.services import Services
from bot.views.failures import failures_notice
from jobs.posting import post_kept
from jobs.runner import Retries, job
from jobs.standing import reached
from storage.dead_letters import DeadLetters
from storage.users import User, Users

NEWS, CHANGE = "news", "change"  # something failed; or something that was told of is settled


@job(queue="bulk", timeout=60, retries=Retries(tries=4, base=10, cap=120))
async def tell_failures(services: Services, user_id: str, why: str) -> None:
    """Posts once for what is new while nothing told of waits; else the message that stands is drawn anew."""
    async with services.db.transaction() as session:
        user = await Users(session).get(user_id)
        await reached(session, user_id)
        untold = user is not None and await DeadLetters(session).tell(user_id)
    if user is None or not (untold or (why == CHANGE and user.failures_ts)):
        return
    failings = await failings_of(services.db, Person(user.team_id, user.slack_id))
    if user.failures_ts and await _redrawn(services, user, failings):
        return await _keep(services, user, user.failures_ts if failings.total else "")
    if failings.total:
        await _keep(services, user, await post_kept(services, user, "", failures_notice(failings)))


async def _redrawn(services: Services, user: User, failings: Failings) -> bool:
    """Whether the message that stands could be drawn anew; its owner may have deleted it."""
    slack, drawn = services.slacks.of(user.team_id), failures_notice(failings)
    try:
        await slack.update(await slack.open_dm(user.slack_id), user.failures_ts, drawn.text, drawn.blocks)
    except Permanent as error:
        if str(error) != "slack: message_not_found":
            raise
        return False
    return True


async def _keep(services: Services, user: User, ts: str) -> None:
    async with services.db.transaction() as session:
        await Users(session).tells_failures(user.id, user.failures_ts, ts)
