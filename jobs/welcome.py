"""Tells a user in the DM that a mailbox is connected."""

from bot.services import Services
from bot.views.connecting import connected
from connectors.google.scopes import EVERY, services_of
from jobs.posting import post_kept
from jobs.runner import Retries, job
from storage.accounts import Accounts, AccountState
from storage.users import Users


@job(queue="interactive", timeout=60, retries=Retries(tries=3, base=5, cap=60))
async def welcome(services: Services, account_id: str) -> None:
    """One message; a repeat after a lost answer is harmless here."""
    async with services.db.reading() as session:
        account = await Accounts(session).get(account_id)
        user = await Users(session).get(account.user_id) if account else None
    if account is None or user is None or account.state != AccountState.CONNECTED:
        return
    drawn = connected(account.email, account.id, sorted(EVERY - services_of(account.scopes.split())))
    await post_kept(services, user, account.id, drawn)
