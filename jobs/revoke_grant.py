"""Gives back to Google what was granted and connected to nobody: its owner said no or did not answer, or it failed."""

from dataclasses import replace

import structlog

from assistant.connecting import Held, end_held, read_held
from bot.errors import Failure, Permanent, Temporary, Waiting
from bot.services import Services
from jobs.runner import Retries, job
from storage.accounts import Accounts
from storage.leavings import Leavings
from storage.oauth_states import OAuthStates

log = structlog.get_logger("revoke_grant")


@job(queue="bulk", timeout=60, retries=Retries(tries=1, base=1, cap=1))
async def revoke_grant(services: Services, nonce: str) -> None:
    """Revokes, then forgets. Where Google does not answer, the sweep rings again for a day."""
    now = services.db.now()
    async with services.db.reading() as session:
        row = await OAuthStates(session).get(nonce)
    if row is None or not row.granted or row.expires_at >= now:
        return
    try:
        await _revoke(services, read_held(services.vault, row))
    except Permanent as error:  # it does not open, or Google does not know it: nothing is left to be done
        log.warning("not revoked", reason=str(error))
    async with services.db.transaction() as session:
        await OAuthStates(session).drop(nonce)


async def give_back(services: Services, nonce: str) -> None:
    """Revokes at once what was granted for nothing. Where Google does not answer, the sweep sees to it."""
    await end_held(services.db, nonce)
    try:
        await revoke_grant(services, nonce)
    except Temporary as error:
        log.warning("not revoked yet", reason=str(error))


async def _revoke(services: Services, held: Held) -> None:
    """To Google all grants of a mailbox to Mailroom are one: where it is connected or still let go, it stays."""
    try:
        mailbox = held.mailbox or await _mailbox(services, held)
    except Permanent as error:
        if error.failure is not Failure.NO_GMAIL:
            raise
        return await _return(services, held)  # an account without a mailbox: none of it can be connected
    async with services.mailboxes.alone_with(mailbox):
        async with services.db.reading() as session:
            in_use = await Accounts(session).is_connected(mailbox)
            leaves = await Leavings(session).has_tokens(mailbox)
        if leaves:
            raise Waiting("the mailbox is still being let go", retry_after=60)
        if not in_use:
            await _return(services, held)


async def _return(services: Services, held: Held) -> None:
    await services.oauth.revoke(held.tokens.refresh_token or held.tokens.access_token)


async def _mailbox(services: Services, held: Held) -> str:
    """The address that could not be asked for before: without it nobody knows whether the grant is in use."""
    tokens = held.tokens
    if tokens.expires_at <= services.db.now():
        tokens = replace(await services.oauth.refresh(tokens.refresh_token), scopes=tokens.scopes)
    return await services.mailboxes.address(tokens)
