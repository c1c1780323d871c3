"""Posting to a person in their direct message, so that it can be taken back: every plain post goes through here."""

from bot.services import Services
from bot.views.mail_card import Drawn
from jobs.standing import known
from storage.posts import Posts
from storage.users import User


async def post_kept(services: Services, user: User, account_id: str, drawn: Drawn, thread_ts: str = "") -> str:
    """Posts and notes where; gives the ts. `account_id` is '' where it is about no mailbox. Raises as Slack does."""
    known_user = await known(services, user)
    return await post_in(services, known_user, account_id, drawn, known_user.dm_channel, thread_ts)


async def post_in(
    services: Services, user: User, account_id: str, drawn: Drawn, channel: str, thread_ts: str = ""
) -> str:
    """Posts into any conversation on a person's behalf and notes where; gives the ts. Raises as Slack does."""
    ts = await services.slacks.of(user.team_id).post(channel, drawn.text, drawn.blocks, thread_ts)
    async with services.db.transaction() as session:
        await Posts(session).keep(user.id, account_id, channel, ts, services.db.now())
    return ts
