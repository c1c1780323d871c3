"""Tells a user once, in the DM, that a mailbox must be connected again."""

from bot.errors import Failure
from bot.services import Services
from bot.views.connecting import reconnect
from jobs.posting import post_kept
from jobs.runner import Retries, job
from jobs.standing import reached
from storage.accounts import Accounts
from storage.users import Users


@job(queue="interactive", timeout=60, retries=Retries(tries=1, base=1, cap=1))
async def say_reconnect(services: Services, account_id: str) -> None:
    """Does nothing if it was told already, or if the mailbox is connected again."""
    async with services.db.transaction() as session:
        if not await Accounts(session).tell_end(account_id):
            return
        account = await Accounts(session).get(account_id)
        user = await Users(session).get(account.user_id) if account else None
        if account is None or user is None:
            return
        await reached(session, user.id)  # else it stays to be told
    drawn = reconnect(account.email, account.id, Failure(account.ended or Failure.REVOKED))
    await post_kept(services, user, account.id, drawn)
