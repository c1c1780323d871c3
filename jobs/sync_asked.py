"""Looks at everything of a mailbox because its owner asked, and tells them what came of it."""

from collections.abc import Mapping
from datetime import timedelta

from assistant.looking import LOST, looked
from bot.errors import Failure, MailroomError
from bot.services import Services
from bot.views.mail_card import Drawn
from bot.views.syncing import look_block, looked_at
from connectors.google.scopes import services_of
from jobs.runner import Retries, job
from jobs.say_reconnect import say_reconnect
from jobs.sync_calendar import sync_calendar
from jobs.sync_drive import sync_drive
from jobs.sync_mailbox import sync_mailbox
from jobs.turns import skipped_services
from storage.accounts import Account, Accounts, AccountState
from storage.messages import Messages
from storage.posts import Posts
from storage.syncs import ASKED, Sync, Syncs
from storage.users import Users

AGAIN = timedelta(seconds=3)  # while another run is at it


@job(queue="inbound", timeout=170, retries=Retries(tries=4, base=5, cap=60))
async def sync_asked(services: Services, account_id: str) -> None:
    """Returns quietly if nobody waits for it. What another run is reading is waited for, but not for ever."""
    async with services.db.reading() as session:
        account = await Accounts(session).get(account_id)
        asked = await Syncs(session).get(account_id, ASKED)
    if account is None or asked is None or asked.wanted <= asked.done:
        return
    parts = await _parts(services, account)
    if await _unread(services, account_id, parts) and _waits(services, asked):
        return await services.bell.ring([sync_asked.ring(account_id, at=services.db.now() + AGAIN)])
    if await _ended(services, account_id):  # that message has the way back
        await services.bell.ring([say_reconnect.ring(account_id)])
    else:
        await _tell(services, account, asked, parts)
    await looked(services.db, account_id, asked.wanted)


async def _parts(services: Services, account: Account) -> dict[str, Failure | None]:
    """Each part that its owner allows and wants to be read: how reading it failed, None if it did not."""
    jobs = {"mail": sync_mailbox, "calendar": sync_calendar, "drive": sync_drive}
    allowed = {"mail", *services_of(account.scopes.split())} - skipped_services(account)
    found: dict[str, Failure | None] = {}
    for name in (name for name in jobs if name in allowed):
        try:
            await jobs[name](services, account.id)
            found[name] = None
        except MailroomError as error:
            found[name] = error.failure
    return found


async def _unread(services: Services, account_id: str, parts: Mapping[str, Failure | None]) -> bool:
    """Whether a part that did not fail is still to be read: by whoever reads it already, or in a further run."""
    async with services.db.reading() as session:
        account = await Accounts(session).get(account_id)
        syncs = [sync for sync in await Syncs(session).of(account_id) if sync.service in parts]
    mail = account is not None and account.works and account.sync_wanted > account.sync_done
    open_ones = {sync.service for sync in syncs if sync.wanted > sync.done} | ({"mail"} if mail else set())
    return any(parts[name] is None for name in open_ones)


async def _ended(services: Services, account_id: str) -> bool:
    """Whether Google's permission turned out to have ended, which its owner is told of once."""
    async with services.db.reading() as session:
        account = await Accounts(session).get(account_id)
    return account is not None and account.state == AccountState.RECONNECT


def _waits(services: Services, asked: Sync) -> bool:
    return asked.started_at is not None and services.db.now() < asked.started_at + LOST


async def _tell(services: Services, account: Account, asked: Sync, parts: Mapping[str, Failure | None]) -> None:
    """One message in the DM, also after a run that was killed before it could note that it had told."""
    assert asked.started_at is not None
    async with services.db.reading() as session:
        user = await Users(session).get(account.user_id)
        mails = await Messages(session).found_since(account.id, asked.started_at)
    if user is None:
        return
    block = look_block(account.id, asked.wanted)
    drawn: Drawn = looked_at(block, account.email, mails, parts)
    slack = services.slacks.of(user.team_id)
    channel = user.dm_channel or await slack.open_dm(user.slack_id)
    ts = await slack.find_message(channel, block, asked.started_at)
    ts = ts or await slack.post(channel, drawn.text, drawn.blocks)
    async with services.db.transaction() as session:
        await Posts(session).keep(user.id, account.id, channel, ts, services.db.now())
