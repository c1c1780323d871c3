"""How a person's mailboxes stand: in a fixed number of statements, however many there are (SPEC SL18)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from assistant.case import Person
from assistant.failing import failure_named
from assistant.preferences import Preferences, preferences_of
from assistant.remembering import Progress, progress
from bot.errors import Failure
from connectors.google.scopes import CALENDAR, DRIVE, EVERY, services_of
from storage.accounts import Account, Accounts, AccountState
from storage.cards import Cards
from storage.db import Database
from storage.dead_letters import DeadLetters
from storage.document_states import DocumentStates
from storage.messages import Messages
from storage.spending import Spending
from storage.syncs import HISTORY, Sync, Syncs
from storage.users import Users

BESIDES = (CALENDAR, DRIVE)
COUNTED = 100_000  # rows of a kind, of all mailboxes together: what takes milliseconds


@dataclass(frozen=True)
class Reading:
    """How one service besides mail is read: when last, and how the last try failed, None if it did not."""

    service: str
    last_at: datetime | None
    failure: Failure | None


@dataclass(frozen=True)
class Stand:
    """One mailbox. `counts`: messages by their state, and 'unshown', the cards that Slack did not take; `askable`:
    documents by service, with 'unread' and 'behind'. What is settled and what can be asked about is counted up to
    `counted`: a higher number only says that there are more. `missing` are services that its owner did not allow at
    Google; `waits_since` is when the oldest thing came that is not dealt with. `failures` wait for its owner."""

    account_id: str
    email: str
    state: str
    paused: bool
    missing: frozenset[str]
    preferences: Preferences
    last_sync_at: datetime | None
    last_push_at: datetime | None
    watch_until: datetime | None
    watch_failure: Failure | None
    waits_since: datetime | None
    counts: Mapping[str, int]
    askable: Mapping[str, int]
    counted: int
    history: Progress | None
    readings: tuple[Reading, ...]
    failures: Mapping[Failure, int]
    spent: Decimal
    ended: Failure = Failure.REVOKED  # how access has ended, where it has


@dataclass(frozen=True)
class _Books:
    """What the statements found, each for all mailboxes."""

    counted: int
    counts: Mapping[tuple[str, str], int]
    oldest: Mapping[str, datetime]
    unshown: Mapping[str, int]
    syncs: Mapping[tuple[str, str], Sync]
    documents: Mapping[str, Mapping[str, int]]
    failures: Mapping[tuple[str, str], int]
    spent: Mapping[str, Decimal]


async def stands_of(db: Database, person: Person) -> list[Stand]:
    """That person's mailboxes, the oldest first."""
    async with db.reading() as session:
        user = await Users(session).find(person.team_id, person.slack_id)
        accounts = await Accounts(session).of_user(user.id) if user else []
        accounts = [account for account in accounts if account.state != AccountState.LEAVING]
        if not accounts:
            return []
        books = await _books(session, [account.id for account in accounts], db.now())
    return [_stand(account, books) for account in accounts]


async def leaving_of(db: Database, person: Person) -> list[str]:
    """The addresses of that person's mailboxes that are being erased."""
    async with db.reading() as session:
        user = await Users(session).find(person.team_id, person.slack_id)
        accounts = await Accounts(session).of_user(user.id) if user else []
    return [account.email for account in accounts if account.state == AccountState.LEAVING]


async def _books(session: AsyncSession, ids: list[str], now: datetime) -> _Books:
    counted = max(1, COUNTED // len(ids) // 1000) * 1000
    return _Books(
        counted=counted,
        counts=await Messages(session).counts(ids, counted),
        oldest=await Messages(session).oldest_open(ids),
        unshown=await Cards(session).unshown(ids),
        syncs={(sync.account_id, sync.service): sync for sync in await Syncs(session).of(*ids)},
        documents=await DocumentStates(session).counts(ids, counted),
        failures=await DeadLetters(session).counts(ids),
        spent=await Spending(session).today(ids, now),
    )


def _stand(account: Account, books: _Books) -> Stand:
    known, documents = account.id, books.documents[account.id]
    history = books.syncs.get((known, HISTORY))
    counts = {state: many for (owner, state), many in books.counts.items() if owner == known}
    failures = ((failure_named(name), many) for (owner, name), many in books.failures.items() if owner == known)
    return Stand(
        account_id=known,
        email=account.email,
        state=account.state,
        paused=account.paused,
        missing=EVERY - services_of(account.scopes.split()),
        preferences=preferences_of(account.preferences),
        last_sync_at=account.last_sync_at,
        last_push_at=account.last_push_at,
        watch_until=account.watch_until,
        watch_failure=_failure(account.watch_failure),
        ended=_failure(account.ended) or Failure.REVOKED,
        waits_since=_waits_since(account, books.oldest.get(known)),
        counts={**counts, "unshown": books.unshown.get(known, 0)},
        askable={name: many for name, many in documents.items() if name not in _skipped(account)},
        counted=books.counted,
        history=_history(account, history, documents),
        readings=_readings(account, books),
        failures=dict(failures),
        spent=books.spent.get(known, Decimal(0)),
    )


def _failure(stored: str) -> Failure | None:
    return failure_named(stored) if stored else None


def _waits_since(account: Account, oldest: datetime | None) -> datetime | None:
    """When the oldest mail was found that is still in work, or a push came that no look has answered."""
    pushed = account.last_push_at if account.sync_wanted > account.sync_done else None
    if pushed is not None and account.last_sync_at is not None and pushed < account.last_sync_at:
        pushed = None
    return min((at for at in (oldest, pushed) if at is not None), default=None)


def _history(account: Account, sync: Sync | None, documents: Mapping[str, int]) -> Progress | None:
    if sync is None or sync.started_at is None:
        return None
    return progress(account, sync, documents.get("unread", 0), documents.get("behind", 0))


def _skipped(account: Account) -> frozenset[str]:
    return preferences_of(account.preferences).skipped_services


def _readings(account: Account, books: _Books) -> tuple[Reading, ...]:
    """The services that its owner allows, here and at Google."""
    read = services_of(account.scopes.split()) - _skipped(account)
    syncs = [(name, books.syncs.get((account.id, name))) for name in BESIDES if name in read]
    return tuple(
        Reading(name, sync.last_at if sync else None, _failure(sync.failure) if sync else None) for name, sync in syncs
    )
