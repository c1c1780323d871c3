"""Removes what is to go from Slack, at the pace that Slack allows: messages, never more than some a minute."""

from datetime import timedelta

from bot.errors import Reconnect, Temporary
from bot.services import Services
from jobs.runner import Retries, job
from storage.leases import Busy, lease
from storage.posts import Posts
from storage.users import User, Users

LEASE_SECONDS = 115
AT_ONCE = 30  # of the 50 a minute that chat.delete allows a workspace
PAUSE = timedelta(minutes=1)
REST = timedelta(hours=1)  # while the workspace's access to Slack has ended


@job(queue="bulk", timeout=110, retries=Retries(tries=1, base=1, cap=1))
async def remove_posts(services: Services, user_id: str) -> None:
    """Some of one person's; where more is left it rings itself. Each one is forgotten as it goes."""
    try:
        async with lease(services.db, f"posts:{user_id}", LEASE_SECONDS):
            more = await _remove(services, user_id)
    except Busy:
        return
    if more:
        await services.bell.ring([remove_posts.ring(user_id, at=services.db.now() + PAUSE)])


async def _remove(services: Services, user_id: str) -> bool:
    """Whether more are left, after some have gone."""
    db = services.db
    async with db.transaction() as session:
        user, posts = await Users(session).get(user_id), Posts(session)
        await posts.rest(user_id, db.now() + PAUSE)
        due = await posts.leaving(user_id, AT_ONCE)
    if user is None:
        return False
    for post in due:
        try:
            await services.slacks.of(user.team_id).delete(post.channel, post.ts)
        except Temporary as error:
            await _rest(services, user, timedelta(seconds=max(error.retry_after or 0, PAUSE.total_seconds())))
            return False  # the sweep rings again
        except Reconnect:
            await _rest(services, user, REST)
            return False
        async with db.transaction() as session:
            await Posts(session).removed([post.id])
    return len(due) == AT_ONCE


async def _rest(services: Services, user: User, pause: timedelta) -> None:
    async with services.db.transaction() as session:
        await Posts(session).rest(user.id, services.db.now() + pause)
