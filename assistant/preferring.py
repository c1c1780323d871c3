"""What the owner of a mailbox decides about it: pausing, resuming, and its preferences (SPEC AC7, IN9, AC6)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from assistant.case import Person
from assistant.owning import own_account
from assistant.preferences import Preferences, preferences_of
from connectors.google.scopes import services_of
from storage.accounts import Account, Accounts, AccountState
from storage.audit import Audit
from storage.db import Database
from storage.documents import Service
from storage.syncs import Syncs
from storage.users import Users

BESIDES = (Service.CALENDAR.value, Service.DRIVE.value)


@dataclass(frozen=True)
class Preferred:
    """One mailbox with what its owner decided about it. `allowed` are the services that Google opened for it."""

    account_id: str
    email: str
    paused: bool
    preferences: Preferences
    allowed: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Chosen:
    """What a decision changed, by the names of what changed, and what is to be read from now on."""

    email: str
    changed: tuple[str, ...]
    mail: bool = False
    services: tuple[str, ...] = ()


def _preferred(account: Account) -> Preferred:
    known, opened = preferences_of(account.preferences), services_of(account.scopes.split())
    return Preferred(account.id, account.email, account.paused, known, opened)


async def preferred_of(db: Database, person: Person, named: str = "") -> list[Preferred]:
    """That person's mailboxes, or the one of that address, as their owner wants them."""
    async with db.reading() as session:
        user = await Users(session).find(person.team_id, person.slack_id)
        accounts = await Accounts(session).of_user(user.id) if user else []
    wanted = named.strip().lower()
    return [
        _preferred(account)
        for account in accounts
        if account.state != AccountState.LEAVING and wanted in ("", "all", account.email)
    ]


async def preferred(db: Database, person: Person, account_id: str) -> Preferred:
    """One mailbox of that person's. Raises NotTheirs."""
    async with db.reading() as session:
        return _preferred(await own_account(session, person, account_id))


async def pause(db: Database, person: Person, account_id: str, *, paused: bool) -> Chosen:
    """Pauses or resumes; what is so already stays so. Raises NotTheirs."""
    async with db.transaction() as session:
        account = await own_account(session, person, account_id)
        return await _choose(session, db.now(), person, account, paused, preferences_of(account.preferences))


async def choose(
    db: Database,
    person: Person,
    account_id: str,
    paused: bool,
    preferences: Preferences,
    only: Collection[str] | None = None,
) -> Chosen:
    """Keeps what the owner wants; it holds from now on. Raises NotTheirs.

    With `only` everything but these ("paused", or by their names in Preferences) stays as it is by now.
    """
    async with db.transaction() as session:
        account = await own_account(session, person, account_id)
        if only is not None:
            paused = paused if "paused" in only else account.paused
            now = preferences_of(account.preferences)
            preferences = replace(now, **{name: getattr(preferences, name) for name in only if hasattr(now, name)})
        return await _choose(session, db.now(), person, account, paused, preferences)


async def _choose(
    session: AsyncSession, now: datetime, person: Person, account: Account, paused: bool, wanted: Preferences
) -> Chosen:
    before, was_paused = preferences_of(account.preferences), account.paused
    names = [one.name for one in fields(Preferences) if getattr(before, one.name) != getattr(wanted, one.name)]
    if was_paused != paused:
        names.append("paused" if paused else "resumed")
    if not names:
        return Chosen(account.email, ())
    await Accounts(session).change(account.id, paused=paused, preferences=wanted.as_json())
    whose = {"team": person.team_id, "account": account.id}
    await Audit(session).note(now, person.slack_id, "preferences changed", account.id, **whose, changed=names)
    if paused:
        return Chosen(account.email, tuple(names))
    resumes = was_paused
    services = _to_read(account, before, wanted, resumes)
    if resumes:  # what came meanwhile is caught up with at once
        await Accounts(session).want_sync([account.id])
    read = await Syncs(session).want_again([account.id], services, now)
    return Chosen(account.email, tuple(names), resumes, tuple(service for _, service in read))


def _to_read(account: Account, before: Preferences, wanted: Preferences, resumes: bool) -> Sequence[str]:
    """The services that are to be read again: all of them after a pause, else those that were switched on."""
    opened = services_of(account.scopes.split()) - wanted.skipped_services
    return [name for name in BESIDES if name in opened and (resumes or name in before.skipped_services)]
