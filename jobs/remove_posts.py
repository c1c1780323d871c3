"""Removes what is to go from Slack, at the pace that Slack allows: messages, never more than some a minute."""

from datetime import timedelta

import structlog

from bot.errors import MailroomError, Permanent, Reconnect, Temporary
from bot.services import Services
from bot.views.leaving import undeletable
from jobs.posting import post_kept
from jobs.runner import Retries, job
from storage.leases import Busy, lease
from storage.posts import Post, Posts, block_of
from storage.users import User, Users

LEASE_SECONDS = 115
AT_ONCE = 30  # of the 50 a minute that chat.delete allows a workspace
PAUSE = timedelta(minutes=1)
POSTED_WITHIN = timedelta(minutes=5)  # of the intention: a job that posts takes no longer
REST = timedelta(hours=1)  # while the workspace's access to Slack has ended

log = structlog.get_logger("posts")


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
            await _take_away(services, user, post)
        except Temporary as error:
            await _rest(services, user, timedelta(seconds=max(error.retry_after or 0, PAUSE.total_seconds())))
            return False  # the sweep rings again
        except Reconnect:
            await _rest(services, user, REST)
            return False
    if len(due) == AT_ONCE:
        return True
    await _tell_refused(services, user)
    return False


async def _take_away(services: Services, user: User, post: Post) -> None:
    """Removes one. Where Slack will never do that it is left out from now on: the others must not wait for it."""
    slack = services.slacks.of(user.team_id)
    try:
        ts = post.ts or await slack.find_message(
            post.channel, block_of(post.id), post.posted_at, post.thread_ts, POSTED_WITHIN
        )
        if ts:
            await slack.delete(post.channel, ts)
    except Reconnect:
        raise
    except Permanent as error:
        log.warning("post not removed", user=user.id, channel=post.channel, ts=post.ts, reason=str(error))
        async with services.db.transaction() as session:
            await Posts(session).refuse(post.id)
        return
    async with services.db.transaction() as session:
        await Posts(session).removed([post.id])


async def _tell_refused(services: Services, user: User) -> None:
    """Tells how many stay, once nothing else is left to remove, and forgets them. The sweep rings until it is told."""
    async with services.db.reading() as session:
        refused = await Posts(session).refused(user.id)
    if not refused:
        return
    try:
        await post_kept(services, user, "", undeletable(len(refused)))
    except Temporary as error:
        log.info("not told yet", reason=str(error))
        return
    except MailroomError as error:  # whoever has left hears nothing
        log.info("not told", reason=str(error))
    async with services.db.transaction() as session:
        await Posts(session).removed(refused)


async def _rest(services: Services, user: User, pause: timedelta) -> None:
    async with services.db.transaction() as session:
        await Posts(session).rest(user.id, services.db.now() + pause)
