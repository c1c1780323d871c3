"""Posting in Slack: every plain post so that it can be taken back, a card so that it stands once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.errors import MailroomError, OutcomeUnknown
from bot.services import Services
from bot.views.mail_card import Drawn
from bot.views.text import Block
from connectors.slack import Slack
from jobs.standing import known
from storage.posts import Place, Posts, block_of
from storage.users import User


async def post_kept(services: Services, user: User, account_id: str, drawn: Drawn, thread_ts: str = "") -> str:
    """Posts and notes where; gives the ts. `account_id` is '' where it is about no mailbox. Raises as Slack does."""
    known_user = await known(services, user)
    return await post_in(services, known_user, account_id, drawn, known_user.dm_channel, thread_ts)


async def post_in(
    services: Services, user: User, account_id: str, drawn: Drawn, channel: str, thread_ts: str = ""
) -> str:
    """Posts into any conversation on a person's behalf and notes where; gives the ts. Raises as Slack does.

    That it is meant is noted before: whoever takes it back looks for it, should nobody come to note where it stands.
    """
    db, place = services.db, Place(channel, "", account_id)
    async with db.transaction() as session:
        post_id = await Posts(session).mean(place, user.id, db.now(), thread_ts)
    try:
        blocks = _marked(drawn.blocks, block_of(post_id))
        ts = await services.slacks.of(user.team_id).post(channel, drawn.text, blocks, thread_ts)
    except OutcomeUnknown:
        raise
    except MailroomError:  # it does not stand there
        async with db.transaction() as session:
            await Posts(session).removed([post_id])
        raise
    async with db.transaction() as session:
        await Posts(session).stands(post_id, replace(place, ts=ts), user.id, db.now())
    return ts


def _marked(blocks: Sequence[Block], name: str) -> list[Block]:
    """The blocks, the first that has no id of its own named so."""
    bare = next((number for number, block in enumerate(blocks) if "block_id" not in block), None)
    return [block | {"block_id": name} if number == bare else block for number, block in enumerate(blocks)]


async def post_once(
    slack: Slack, drawn: Drawn, channel: str, thread_ts: str = "", meant_at: datetime | None = None
) -> str:
    """Posts what may stand there once only; gives the ts. Raises as Slack does.

    `meant_at` is when an earlier try meant to post it, which may have done so: there is no asking twice. It is known by
    the id of its first block, and drawn anew, as it shows what was true then.
    """
    ts = None
    if meant_at is not None:
        ts = await slack.find_message(channel, drawn.blocks[0]["block_id"], meant_at, thread_ts)
    if ts is None:
        return await slack.post(channel, drawn.text, drawn.blocks, thread_ts)
    await slack.update(channel, ts, drawn.text, drawn.blocks)
    return ts
