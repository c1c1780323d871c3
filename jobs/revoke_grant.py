"""Gives back to Google what was granted and connected to nobody: its owner said no, or did not answer in time."""

import structlog

from assistant.connecting import Held, read_held
from bot.errors import MailroomError, Permanent
from bot.services import Services
from jobs.runner import Retries, job
from storage.accounts import Accounts
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


async def give_back(services: Services, held: Held) -> None:
    """Revokes at once what was granted for nothing. Where that fails, Google lists it and its owner can end it."""
    try:
        await _revoke(services, held)
    except MailroomError as error:
        log.warning("not revoked", reason=str(error))


async def _revoke(services: Services, held: Held) -> None:
    """To Google all grants of a mailbox to Mailroom are one: where it is connected, that one must stay."""
    async with services.db.reading() as session:
        in_use = await Accounts(session).is_connected(held.mailbox)
    if not in_use:
        await services.oauth.revoke(held.tokens.refresh_token or held.tokens.access_token)
