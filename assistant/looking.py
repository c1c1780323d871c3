"""Looking at once: everything of a person's mailboxes is synced because they asked, never twice at a time (IN11)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from assistant.case import Person
from assistant.failing import failure_named
from assistant.owning import account_named
from assistant.preferences import preferences_of
from bot.errors import Failure, Permanent
from storage.accounts import Account, Accounts, AccountState
from storage.audit import Audit
from storage.db import Database
from storage.documents import Service
from storage.syncs import ASKED, Syncs
from storage.users import Users

REST = timedelta(seconds=30)  # between two looks at one mailbox
LOST = timedelta(minutes=5)  # a look that has not ended by then never will
BESIDES = frozenset({Service.CALENDAR.value, Service.DRIVE.value})


@dataclass(frozen=True)
class Look:
    """What became of the wish, as addresses: ids and addresses of mailboxes that are looked at from now on, those that
    are being looked at or were a moment ago, and those that may not be worked on."""

    begun: tuple[tuple[str, str], ...]
    busy: tuple[str, ...]
    resting: tuple[str, ...]


class Asked(StrEnum):
    """What became of the wish to look at one mailbox."""

    BEGUN = "begun"
    BUSY = "busy"  # it is being looked at, or was a moment ago
    RESTING = "resting"  # it may not be worked on


async def ask_look(db: Database, person: Person) -> Look:
    """Asks for a look at all mailboxes of that person."""
    told: dict[Asked, list[Account]] = {asked: [] for asked in Asked}
    async with db.transaction() as session:
        user = await Users(session).find(person.team_id, person.slack_id)
        for account in await Accounts(session).of_user(user.id) if user else []:
            told[await _ask(session, person, account, db.now())].append(account)
    begun = tuple((account.id, account.email) for account in told[Asked.BEGUN])
    busy, resting = (tuple(account.email for account in told[asked]) for asked in (Asked.BUSY, Asked.RESTING))
    return Look(begun, busy, resting)


async def ask_look_at(db: Database, person: Person, account_id: str) -> Asked:
    """Asks for a look at one mailbox of that person: begun, or busy. Raises NotTheirs, which is noted, and Permanent
    with why it may not be looked at."""
    account = await account_named(db, person, account_id)
    async with db.transaction() as session:
        asked = await _ask(session, person, account, db.now())
    if asked is Asked.RESTING:
        raise Permanent("this mailbox may not be looked at", _why(account))
    return asked


async def _ask(session: AsyncSession, person: Person, account: Account, now: datetime) -> Asked:
    if not account.works:
        return Asked.RESTING
    if not await Syncs(session).ask(account.id, now, now - REST, now - LOST):
        return Asked.BUSY
    await Accounts(session).want_sync([account.id])
    skipped = preferences_of(account.preferences).skipped_services
    await Syncs(session).want_again([account.id], BESIDES - skipped, now)
    where = {"team": person.team_id, "account": account.id}
    await Audit(session).note(now, person.slack_id, "sync asked", account.id, **where)
    return Asked.BEGUN


def _why(account: Account) -> Failure:
    """Why a mailbox may not be worked on."""
    match account.state:
        case AccountState.RECONNECT:
            return failure_named(account.ended) if account.ended else Failure.REVOKED
        case AccountState.ASLEEP:
            return Failure.NOT_IN_SLACK
    return Failure.PAUSED


async def looked(db: Database, account_id: str, wanted: int) -> None:
    """The look that answers the first `wanted` wishes is over, and its owner was told."""
    async with db.transaction() as session:
        await Syncs(session).change(account_id, ASKED, done=wanted, last_at=db.now())
