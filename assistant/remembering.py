"""Remembering: the older mail of a mailbox is listed week by week, newest first, so that it can be asked about (IN10).

Only ids are listed here; reading them is gathering's work. Each page is kept together with the place after it. How far
both have come is told to the owner, who may stop it and let it go on.
"""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from assistant.case import Person
from assistant.owning import own_account
from bot.errors import Failure
from connectors.mail.source import MailSource
from storage.accounts import Account, AccountState
from storage.audit import Audit
from storage.db import Database
from storage.document_states import DocumentStates
from storage.documents import Documents
from storage.syncs import Sync, Syncs

Change = Callable[[Syncs, str, datetime], Awaitable[bool]]

WINDOW = timedelta(days=7)
BEFORE = timedelta(seconds=1)  # what a listing finds counts as older than its first beginning, what arrives does not


@dataclass(frozen=True)
class Place:
    """How far the listing has come: the end of the present week, its next page, the moment at which it stops, and how
    many wishes it answers: those that came before it began."""

    until: datetime
    page: str
    stops: datetime
    wish: int

    @property
    def since(self) -> datetime:
        """The beginning of the present week."""
        return max(self.until - WINDOW, self.stops)

    @property
    def is_end(self) -> bool:
        """Whether nothing is left to list."""
        return self.until <= self.stops

    def after(self, next_page: str) -> "Place":
        """The place after a page."""
        return Place(self.until if next_page else self.since, next_page, self.stops, self.wish)


def place_of(sync: Sync, now: datetime, days: int) -> Place:
    """Where to go on; a first listing begins now."""
    if not sync.cursor:
        return Place(now, "", now - timedelta(days=days), sync.wanted)
    kept = json.loads(sync.cursor)
    until, stops = datetime.fromisoformat(kept["until"]), datetime.fromisoformat(kept["stops"])
    return Place(until, kept["page"], stops, kept.get("wish", sync.wanted))


def cursor_of(place: Place) -> str:
    """The place as it is stored."""
    until, stops = place.until.isoformat(), place.stops.isoformat()
    return json.dumps({"until": until, "page": place.page, "stops": stops, "wish": place.wish})


async def list_older(db: Database, mail: MailSource, sync: Sync, days: int) -> bool:
    """Lists one page and keeps it with the place after it; False when all is listed, and the wish answered."""
    place = place_of(sync, db.now(), days)
    if place.is_end:
        async with db.transaction() as session:
            ended = {"done": place.wish, "cursor": "", "total": sync.count, "last_at": db.now(), "failure": ""}
            await Syncs(session).advance(sync, 0, **ended)
        return False
    listed = await mail.listed(place.since, place.until, place.page)
    after, began = place.after(listed.next_page), sync.started_at or db.now()
    at = min(place.since, began - BEFORE)
    async with db.transaction() as session:
        new = await Documents(session).expect(sync.account_id, listed.mails, at, db.now())
        reached = min(after.until, sync.reached or after.until)  # a later listing begins anew, what was read stays read
        changes = {"cursor": cursor_of(after), "started_at": began, "reached": reached, "last_at": db.now()}
        changes["total"] = _total(sync, after, sync.count + new, began)
        if not sync.cursor:
            changes["ended_at"] = None
        await Syncs(session).advance(sync, new, failure="", **changes)
    return True


def _total(sync: Sync, after: Place, count: int, began: datetime) -> int:
    """How many older mails there are: until all are listed, as many a day as there were so far.

    Gmail's own estimate says 201 of whatever has more than a page. A later listing only finds what was missed.
    """
    if sync.done or after.is_end:
        return count
    seen, whole = (began - after.until).total_seconds(), (began - after.stops).total_seconds()
    return max(count, round(count * whole / seen)) if seen > 0 else max(count, sync.total)


class Stand(StrEnum):
    """What becomes of the reading of older mail."""

    READING = "reading"
    WAITING = "waiting"  # something failed that will be tried again
    STOPPED = "stopped"  # by its owner
    RESTING = "resting"  # the mailbox is paused, or must be connected again
    FINISHED = "finished"


@dataclass(frozen=True)
class Progress:
    """How far older mail has been read: how many mails of about how many, back to when; `behind` of them could not be
    read so far. `failure` is why it waits, `again_at` until when at the latest."""

    stand: Stand
    read: int
    total: int
    reached: datetime | None
    behind: int = 0
    failure: Failure | None = None
    again_at: datetime | None = None

    @property
    def about(self) -> int:
        """How many mails there are, no more exact than is known: an estimate of 323 is some 320, never fewer than are
        read."""
        step: int = 10 ** max(0, len(str(self.total)) - 2)
        return max(self.read, round(self.total / step) * step)


async def progress_of(session: AsyncSession, account: Account, sync: Sync) -> Progress | None:
    """Where it stands; None before it has begun."""
    if sync.started_at is None:
        return None
    unread, behind = await DocumentStates(session).unread_before(account.id, sync.started_at)
    return progress(account, sync, unread, behind)


def progress(account: Account, sync: Sync, unread: int, behind: int) -> Progress:
    """Where it stands, with so many mails known and not read yet, and so many of these behind."""
    failure = Failure(sync.failure) if sync.failure else None
    stand = _stand(account, sync, unread - behind)
    read = max(0, sync.count - unread)
    again_at = sync.rung_at if failure else None
    return Progress(stand, read, max(sync.total, sync.count), sync.reached, behind, failure, again_at)


def _stand(account: Account, sync: Sync, left: int) -> Stand:
    if sync.wanted <= sync.done and left <= 0:
        return Stand.FINISHED
    if sync.stopped_at is not None:
        return Stand.STOPPED
    if account.state != AccountState.CONNECTED or account.paused:
        return Stand.RESTING
    return Stand.WAITING if sync.failure else Stand.READING


async def stop_remembering(db: Database, person: Person, account_id: str) -> bool:
    """Reads no more of the older mail; False if there was nothing to stop. Raises NotTheirs."""
    return await _change(db, person, account_id, "history stopped", Syncs.stop)


async def resume_remembering(db: Database, person: Person, account_id: str) -> bool:
    """Goes on where it was stopped; False if it was not. Raises NotTheirs."""
    return await _change(db, person, account_id, "history resumed", Syncs.resume)


async def _change(db: Database, person: Person, account_id: str, action: str, change: Change) -> bool:
    """Changes what is read of older mail, and notes who did; False if there was nothing to change."""
    async with db.transaction() as session:
        await own_account(session, person, account_id)
        changed = await change(Syncs(session), account_id, db.now())
        if changed:
            known = {"team": person.team_id, "account": account_id}
            await Audit(session).note(db.now(), person.slack_id, action, account_id, **known)
    return changed
