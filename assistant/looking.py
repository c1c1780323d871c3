"""Looking at once: everything of a person's mailboxes is synced because they asked, never twice at a time (IN11)."""

from dataclasses import dataclass
from datetime import timedelta

from assistant.case import Person
from assistant.preferences import preferences_of
from storage.accounts import Accounts
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


async def ask_look(db: Database, person: Person) -> Look:
    """Asks for a look at all mailboxes of that person."""
    begun, busy, resting, now = list[tuple[str, str]](), list[str](), list[str](), db.now()
    async with db.transaction() as session:
        user = await Users(session).find(person.team_id, person.slack_id)
        for account in await Accounts(session).of_user(user.id) if user else []:
            if not account.works:
                resting.append(account.email)
            elif await Syncs(session).ask(account.id, now, now - REST, now - LOST):
                await Accounts(session).want_sync([account.id])
                skipped = preferences_of(account.preferences).skipped_services
                await Syncs(session).want_again([account.id], BESIDES - skipped, now)
                begun.append((account.id, account.email))
            else:
                busy.append(account.email)
    return Look(tuple(begun), tuple(busy), tuple(resting))


async def looked(db: Database, account_id: str, wanted: int) -> None:
    """The look that answers the first `wanted` wishes is over, and its owner was told."""
    async with db.transaction() as session:
        await Syncs(session).change(account_id, ASKED, done=wanted, last_at=db.now())
