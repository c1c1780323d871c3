"""Syncing: from the stored cursor to message rows. The cursor moves only together with its rows (SPEC IN4, IN5)."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.errors import Permanent
from connectors.cursor import CursorExpired
from connectors.mail.source import Change, ChangePage, MailSource
from storage.accounts import Account, Accounts
from storage.db import Database
from storage.documents import Documents, Service
from storage.drafts import Draft, Drafts
from storage.messages import Messages
from storage.syncs import HISTORY, Syncs

NO_MAIL = frozenset({"DRAFT", "CHAT", "TRASH"})
LONGEST_DAYS = 31  # a lost cursor leads no further back, however long the mailbox stood still
UNSEARCHED = NO_MAIL | {"SPAM"}  # what is not to be found by questions


@dataclass(frozen=True)
class Bounds:
    """How far back a first sync goes, and a sync after a lost cursor at the least; and how many mails both may find."""

    first_days: int
    first_limit: int
    again_days: int
    again_limit: int


@dataclass(frozen=True)
class LeftOut:
    """Mail gets no card where the mailbox stood still for so many `days`: only the last `looked` days were looked at,
    or of them only the newest `newest` mails (0: all)."""

    days: int
    looked: int
    newest: int


@dataclass(frozen=True)
class Synced:
    """What one page brought: new messages as (id, correlation), drafts whose thread changed, and whether there is mail
    that triage does not read but questions ask about, or that is no longer to be found.

    What a sync left out comes before the page that leaves it out is stored: rather twice than never.
    """

    messages: tuple[tuple[str, str], ...]
    drafts: tuple[str, ...]
    unindexed: bool = False
    left_out: LeftOut | None = None


def is_mail(change: Change) -> bool:
    """Whether a change brings a received mail: not a draft, a chat, or a sent mail of one's own."""
    return (
        change.kind == "added"
        and not change.labels & NO_MAIL
        and ("SENT" not in change.labels or "INBOX" in change.labels)
    )


async def sync(db: Database, mail: MailSource, account: Account, bounds: Bounds) -> AsyncIterator[Synced]:
    """Everything that is new in the mailbox, page by page, each page stored before it is given.

    After a lost cursor that is the inbox since the last sync, within the bounds; the history is then wished for anew.
    """
    still = 0
    if account.cursor:
        try:
            async for page in mail.changes(account.cursor):
                yield await _store(db, account.id, page)
            return
        except CursorExpired:
            async with db.transaction() as session:  # what the bounds leave out is found by listing all of it again
                await Syncs(session).want(account.id, [HISTORY], db.now())
            still = (db.now() - (account.last_sync_at or account.created_at)) // timedelta(days=1) + 1
            days, limit = max(bounds.again_days, min(still, LONGEST_DAYS)), bounds.again_limit
    else:
        days, limit = bounds.first_days, bounds.first_limit
    # the cursor is taken before the listing: what comes between is seen twice, never missed
    cursor = (await mail.profile()).cursor
    recent = await mail.recent(days=days, limit=limit) if days and limit else []
    if still and (left_out := await _left_out(db, account.id, recent, LeftOut(still, days, limit))):
        yield Synced((), (), left_out=left_out)
    yield await _store(db, account.id, ChangePage(tuple(recent), cursor))


async def _left_out(db: Database, account_id: str, recent: Sequence[Change], bound: LeftOut) -> LeftOut | None:
    """What these newest mails leave out that came since the last sync; None where they reach back to it."""
    newest = 0
    if len(recent) >= bound.newest:
        async with db.reading() as session:
            known = await Messages(session).read_of(account_id, [recent[-1].remote_id])
        newest = 0 if known else bound.newest
    return replace(bound, newest=newest) if newest or bound.days > bound.looked else None


async def _store(db: Database, account_id: str, page: ChangePage) -> Synced:
    fresh = {change.remote_id: change for change in page.changes if is_mail(change)}
    entries = [(change.remote_id, change.thread_id, sorted(change.labels)) for change in fresh.values()]
    async with db.transaction() as session:
        new = await Messages(session).found(account_id, entries, db.now())
        await _relabel(Messages(session), account_id, page.changes)
        unindexed = await _expect(Documents(session), account_id, page.changes, db.now())
        threads = sorted({change.thread_id for change in page.changes if change.thread_id})
        drafts = await Drafts(session).in_threads(account_id, threads) if threads else []
        touched = [draft.id for draft in drafts if not is_echo(draft, page.changes)]
        if touched:
            await Drafts(session).want_check(touched, db.now())
        if page.cursor is not None:
            await Accounts(session).move_cursor(account_id, page.cursor)
    return Synced(tuple(new), tuple(touched), unindexed)


def is_echo(draft: Draft, changes: Sequence[Change]) -> bool:
    """Whether all that happened in a draft's thread is that we wrote the draft: no reason to look at it again."""
    happened = [change for change in changes if change.thread_id == draft.thread_id]
    added = [change for change in happened if change.kind == "added"]
    ours = [change for change in happened if change.remote_id == draft.remote_message_id]
    kept = all(change.kind != "deleted" and change.labels & NO_MAIL == {"DRAFT"} for change in ours)
    return bool(added) and kept and all(change in ours for change in added)


async def _relabel(messages: Messages, account_id: str, changes: Sequence[Change]) -> None:
    for change in changes:
        if change.kind == "labels" and not change.labels & NO_MAIL:
            await messages.relabelled(account_id, change.remote_id, sorted(change.labels))


async def _expect(documents: Documents, account_id: str, changes: Sequence[Change], now: datetime) -> bool:
    """Notes what can be asked about from now on, mail of one's own included, and what no longer can.

    Whether that leaves work that triage does not do.
    """
    last = {change.remote_id: change for change in changes}  # the last word on each counts
    gone = [one.remote_id for one in last.values() if one.kind == "deleted" or one.labels & UNSEARCHED]
    kept = [one for one in last.values() if one.remote_id not in gone]
    new = await documents.expect(account_id, [(one.remote_id, one.thread_id) for one in kept], now, now)
    hidden = await documents.leave(account_id, Service.GMAIL, gone, now) if gone else 0
    for change in kept:
        if change.kind == "labels":
            await documents.relabel(account_id, change.remote_id, sorted(change.labels), now)
    return bool(hidden) or (new > 0 and not all(map(is_mail, kept)))


async def require_account(db: Database, account_id: str) -> Account:
    """The account, which must exist. Raises Permanent."""
    async with db.reading() as session:
        account = await Accounts(session).get(account_id)
    if account is None:
        raise Permanent(f"no account {account_id}")
    return account
