"""Whose a mailbox is: the check before anything is done to it from Slack or the API (SPEC SE2)."""

from sqlalchemy.ext.asyncio import AsyncSession

from assistant.case import NotTheirs, Person, is_plain
from storage.accounts import Account, Accounts, AccountState
from storage.audit import Audit
from storage.db import Database
from storage.users import Users


async def own_account(session: AsyncSession, person: Person, account_id: str) -> Account:
    """The account, if it is that person's and not being erased. Raises NotTheirs."""
    account = await Accounts(session).get(account_id) if is_plain(account_id) else None
    user = await Users(session).find(person.team_id, person.slack_id)
    if account is None or user is None or account.user_id != user.id or account.state == AccountState.LEAVING:
        raise NotTheirs
    return account


async def account_named(db: Database, person: Person, account_id: str) -> Account:
    """The account that a button or a program names, if it is that person's. Raises NotTheirs, and notes who tried."""
    try:
        async with db.reading() as session:
            return await own_account(session, person, account_id)
    except NotTheirs:
        async with db.transaction() as session:
            known = is_plain(account_id) and await Accounts(session).get(account_id)
            subject = account_id if known else "unknown"
            await Audit(session).note(db.now(), person.slack_id, "refused", subject, team=person.team_id)
        raise
