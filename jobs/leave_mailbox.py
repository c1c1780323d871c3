"""Lets a mailbox go after its owner has disconnected it: Gmail told, token returned, everything erased, owner told."""

from datetime import datetime, timedelta

import structlog

from assistant.erasing import erase_account
from assistant.leaving import (
    CLOSING_TRIES,
    QUIET,
    REVOKING_TRIES,
    close_mailbox,
    next_closing,
    next_revoking,
    take_back,
)
from bot.errors import MailroomError, Permanent, Temporary
from bot.services import Services
from bot.views.leaving import gone, token_kept
from bot.views.mail_card import Drawn
from jobs.posting import post_kept
from jobs.remove_posts import remove_posts
from jobs.runner import Retries, job
from storage.accounts import Accounts
from storage.audit import Audit
from storage.leases import Busy, lease
from storage.leavings import Leaving, Leavings
from storage.places import Places
from storage.posts import Place, Posts
from storage.users import User, Users

LEASE_SECONDS = 170
LOOK = timedelta(minutes=1)
TOLD_AFTER = timedelta(days=1)  # at the latest, even while Slack still has messages to remove

log = structlog.get_logger("leaving")


@job(queue="bulk", timeout=165, retries=Retries(tries=3, base=30, cap=300))
async def leave_mailbox(services: Services, account_id: str) -> None:
    """Does what can be done now and rings itself for the rest. Nothing is done twice, whenever it is stopped."""
    try:
        async with lease(services.db, f"leave:{account_id}", LEASE_SECONDS):
            again = await _go_on(services, account_id)
    except Busy:
        return
    if again is not None:
        await services.bell.ring([leave_mailbox.ring(account_id, at=again)])


async def _go_on(services: Services, account_id: str) -> datetime | None:
    """When to look again, None once nothing is left."""
    for step in (_close, _revoke, _erase, _tell):
        leaving = await _get(services, account_id)
        if leaving is None:
            return None
        again = await step(services, leaving)
        if again is not None:
            await _note(services, leaving, due_at=again)
            return again
    return await _end(services, account_id)


async def _get(services: Services, account_id: str) -> Leaving | None:
    async with services.db.reading() as session:
        return await Leavings(session).get(account_id)


async def _note(services: Services, leaving: Leaving, **values: object) -> None:
    async with services.db.transaction() as session:
        await Leavings(session).change(leaving.account_id, **values)


async def _close(services: Services, leaving: Leaving) -> datetime | None:
    """Tells Gmail. Where it does not answer, this is tried some times; where access has ended, there is nothing to."""
    if leaving.closed_at is not None:
        return None
    now = services.db.now()
    try:
        if leaving.tokens:
            refresh = services.mailboxes.access.refresh_token(leaving.account_id, leaving.tokens)
            access = (await services.oauth.refresh(refresh)).access_token
            await close_mailbox(services.db, services.mailboxes.with_token(access), leaving)
    except Temporary as error:
        if leaving.tries + 1 < CLOSING_TRIES:
            await _note(services, leaving, tries=leaving.tries + 1)
            return next_closing(leaving, now)
        log.warning("mailbox not closed", account=leaving.account_id, reason=str(error))
    except Permanent as error:
        log.info("mailbox not closed", account=leaving.account_id, reason=str(error))
    await _note(services, leaving, closed_at=now, tries=0)
    return None


async def _revoke(services: Services, leaving: Leaving) -> datetime | None:
    """Returns the token to Google. Nothing waits for it: what fails is tried again, and given up after days."""
    now = services.db.now()
    if leaving.revoked_at is not None or not leaving.tokens:
        if leaving.revoked_at is None and not leaving.tries:
            await _returned(services, leaving)
        return None
    if now < next_revoking(leaving):
        return None
    async with services.db.reading() as session:
        anew = await Accounts(session).is_connected(leaving.email)
    try:
        if not anew:  # else it would end the new access as well: Google knows one grant for a person and an app
            await services.oauth.revoke(services.mailboxes.access.refresh_token(leaving.account_id, leaving.tokens))
        await _returned(services, leaving)
    except (Temporary, Permanent) as error:
        log.warning("token not returned", account=leaving.account_id, reason=str(error))
        tries = leaving.tries + 1
        await _note(services, leaving, tries=tries, **({"tokens": ""} if tries >= REVOKING_TRIES else {}))
    return None


async def _returned(services: Services, leaving: Leaving) -> None:
    now = services.db.now()
    async with services.db.transaction() as session:
        await Leavings(session).change(leaving.account_id, revoked_at=now, tokens="")
        await Audit(session).note(now, "mailroom", "access returned", leaving.account_id, account=leaving.account_id)


async def _erase(services: Services, leaving: Leaving) -> datetime | None:
    """Erases rows and index, once nothing that was under way can write any more."""
    db = services.db
    if leaving.erased_at is not None:
        return None
    if db.now() < leaving.asked_at + QUIET:
        return leaving.asked_at + QUIET
    async with db.reading() as session:
        account, user = await Accounts(session).get(leaving.account_id), await Users(session).get(leaving.user_id)
    if account is not None and user is not None and leaving.in_slack:
        found = await _find_lost(services, user, leaving.account_id)
        async with db.transaction() as session:
            await Posts(session).take_back(user.id, found, db.now())
            await take_back(session, user, account, db.now())
    await erase_account(db, services.library, leaving.account_id)
    await services.cache.forget_of(leaving.user_id)
    async with db.transaction() as session:
        await Leavings(session).change(leaving.account_id, erased_at=db.now())
        await Audit(session).note(db.now(), "mailroom", "erased", leaving.account_id, account=leaving.account_id)
    return None


async def _find_lost(services: Services, user: User, account_id: str) -> list[Place]:
    """Cards that a run which was killed posted without noting where."""
    async with services.db.reading() as session:
        lost = await Places(session).lost(account_id, user.dm_channel)
    found, slack = [], services.slacks.of(user.team_id)
    for one in lost:
        try:
            ts = await slack.find_message(one.channel, one.block_id, one.since, one.thread_ts)
        except Permanent as error:
            log.info("could not look for a card", reason=str(error))
            break
        if ts:
            found.append(Place(one.channel, ts, account_id))
    return found


async def _tell(services: Services, leaving: Leaving) -> datetime | None:
    """Tells its owner once nothing of it is left in Slack, or after a day."""
    db = services.db
    if leaving.told_at is not None or not leaving.in_slack:
        return None
    async with db.reading() as session:
        user = await Users(session).get(leaving.user_id)
        left = await Posts(session).left(leaving.user_id, leaving.account_id)
    if left and db.now() < leaving.asked_at + TOLD_AFTER:
        await services.bell.ring([remove_posts.ring(leaving.user_id)])
        return db.now() + LOOK
    if user is not None:
        await _say(services, user, gone(leaving.email, returned=leaving.revoked_at is not None, left=left))
    await _note(services, leaving, told_at=db.now())
    return None


async def _say(services: Services, user: User, drawn: Drawn) -> None:
    """Says it where it can be said: somebody who has left the workspace hears nothing, and nothing waits for that."""
    try:
        await post_kept(services, user, "", drawn)
    except Temporary:
        raise
    except MailroomError as error:
        log.info("not told", reason=str(error))


async def _end(services: Services, account_id: str) -> datetime | None:
    """Forgets the intention, unless Google still has the token."""
    leaving = await _get(services, account_id)
    assert leaving is not None
    if leaving.tokens:
        again = max(next_revoking(leaving), services.db.now() + LOOK)
        await _note(services, leaving, due_at=again)
        return again
    if leaving.revoked_at is None and leaving.in_slack:
        async with services.db.reading() as session:
            user = await Users(session).get(leaving.user_id)
        if user is not None:
            await _say(services, user, token_kept(leaving.email))
    async with services.db.transaction() as session:
        await Leavings(session).end(account_id)
    return None
