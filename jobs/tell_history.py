"""Shows in the owner's DM how the reading of older mail comes on: one message, kept up to date, never in a hurry."""

from dataclasses import dataclass
from datetime import datetime

import structlog

from assistant.remembering import Progress, Stand, progress_of
from bot.errors import MailroomError, Permanent
from bot.services import Services
from bot.views.history import history_block, history_message
from bot.views.mail_card import Drawn
from connectors.slack import Slack
from jobs.pace import mails_a_minute
from jobs.runner import job
from jobs.standing import reached
from storage.accounts import Account, Accounts
from storage.db import new_id
from storage.leases import Leases
from storage.posts import Posts
from storage.syncs import HISTORY, Sync, Syncs
from storage.users import User, Users

PACE_SECONDS = 5.0  # between two changes of the message; Slack allows fifty a minute for all people together
log = structlog.get_logger("history")


@dataclass(frozen=True)
class _Scene:
    """What is to be told, and to whom."""

    account: Account
    user: User
    sync: Sync
    progress: Progress


@job(queue="bulk", timeout=60)
async def tell_history(services: Services, account_id: str, click: str) -> None:
    """Shows the present state, unless that was done a moment ago; after a `click` (any mark, '' for none) at once.

    What Slack does not take now is told by a later one: reading goes on meanwhile.
    """
    scene = await _scene(services, account_id)
    if scene is None or not (click or await _turn(services, account_id)):
        return
    try:
        ts = await _show(services, scene)
    except MailroomError as error:
        log.warning("progress not told", account=account_id, reason=str(error))
        return
    ended: dict[str, datetime] = {}
    if scene.progress.stand is Stand.FINISHED:
        ended["ended_at"] = services.db.now()
    async with services.db.transaction() as session:
        await Syncs(session).change(account_id, HISTORY, told=ts, **ended)


async def _scene(services: Services, account_id: str) -> _Scene | None:
    """None where there is nothing to tell: it has not begun, or its end was told."""
    async with services.db.reading() as session:
        account = await Accounts(session).get(account_id)
        sync = await Syncs(session).get(account_id, HISTORY)
        if account is None or sync is None or sync.ended_at is not None:
            return None
        await reached(session, account.user_id)
        user, progress = await Users(session).get(account.user_id), await progress_of(session, account, sync)
    return _Scene(account, user, sync, progress) if user and progress else None


async def _turn(services: Services, account_id: str) -> bool:
    """True once in a few seconds, in whatever process."""
    async with services.db.transaction() as session:
        return await Leases(session).take(f"tell:{account_id}", new_id(), services.db.now(), PACE_SECONDS)


async def _show(services: Services, scene: _Scene) -> str:
    """The ts of the message. One that is not there any more is posted anew."""
    slack = services.slacks.of(scene.user.team_id)
    channel = scene.user.dm_channel or await slack.open_dm(scene.user.slack_id)
    pace = mails_a_minute(services.settings)
    drawn = history_message(scene.account.id, scene.account.email, scene.progress, pace)
    ts = scene.sync.told
    if not ts and (ts := await _posted_before(slack, channel, scene)):
        await _keep(services, scene, channel, ts)
    if ts:
        try:
            await slack.update(channel, ts, drawn.text, drawn.blocks)
        except Permanent as error:
            if "message_not_found" not in str(error):
                raise
        else:
            return ts
    return await _post(services, scene, channel, drawn)


async def _posted_before(slack: Slack, channel: str, scene: _Scene) -> str:
    """The message of a run that was killed before it could note its ts; '' if there is none."""
    began = scene.sync.started_at
    return await slack.find_message(channel, history_block(scene.account.id), began) or "" if began else ""


async def _post(services: Services, scene: _Scene, channel: str, drawn: Drawn) -> str:
    ts = await services.slacks.of(scene.user.team_id).post(channel, drawn.text, drawn.blocks)
    await _keep(services, scene, channel, ts)
    return ts


async def _keep(services: Services, scene: _Scene, channel: str, ts: str) -> None:
    async with services.db.transaction() as session:
        await Posts(session).keep(scene.user.id, scene.account.id, channel, ts, services.db.now())
        await Syncs(session).change(scene.account.id, HISTORY, told=ts)
