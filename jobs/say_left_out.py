"""Tells a user that mail which came while their mailbox stood still gets no card."""

from bot.services import Services
from bot.views.syncing import left_out
from jobs.posting import post_kept
from jobs.runner import Retries, job
from storage.accounts import Accounts
from storage.users import Users


@job(queue="interactive", timeout=60, retries=Retries(tries=3, base=30, cap=300))
async def say_left_out(services: Services, account_id: str, days: int, looked: int, newest: int) -> None:
    """`days` it stood still, `looked` of them were looked at, `newest` mails at most (0: all); says nothing of a
    mailbox that does not work any more."""
    async with services.db.reading() as session:
        account = await Accounts(session).get(account_id)
        user = await Users(session).get(account.user_id) if account else None
    if account is None or user is None or not account.works:
        return
    await post_kept(services, user, account.id, left_out(account.email, days, looked, newest))
