"""Pages of changes in a mailbox, and syncing them."""

from assistant.syncing import Bounds, Synced, sync
from connectors.mail.source import Change, ChangePage
from storage.accounts import Account, Accounts
from storage.db import Database
from tests.fakes import FakeMail

BOUNDS = Bounds(first_days=3, first_limit=25, again_days=7, again_limit=500)
INBOX = frozenset({"INBOX", "UNREAD"})


def added(remote_id: str, thread: str = "t1", labels: frozenset[str] = INBOX) -> Change:
    return Change("added", remote_id, thread, labels)


def page(*changes: Change, cursor: str | None = None) -> ChangePage:
    return ChangePage(changes, cursor)


async def account_now(db: Database, account_id: str) -> Account:
    async with db.reading() as session:
        found = await Accounts(session).get(account_id)
    assert found is not None
    return found


async def run(db: Database, mail: FakeMail, account_id: str) -> list[Synced]:
    account = await account_now(db, account_id)
    return [one async for one in sync(db, mail, account, BOUNDS)]
