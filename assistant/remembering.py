"""Remembering: the older mail of a mailbox is listed week by week, newest first, so that it can be asked about (IN10).

Only ids are listed here; reading them is gathering's work. Each page is kept together with the place after it.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from connectors.mail.source import MailSource
from storage.db import Database
from storage.documents import Documents
from storage.syncs import HISTORY, Sync, Syncs

WINDOW = timedelta(days=7)


@dataclass(frozen=True)
class Place:
    """How far the listing has come: the end of the present week, its next page, and the moment at which it stops."""

    until: datetime
    page: str
    stops: datetime

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
        return Place(self.until if next_page else self.since, next_page, self.stops)


def place_of(sync: Sync, now: datetime, days: int) -> Place:
    """Where to go on; a first listing begins now."""
    if not sync.cursor:
        return Place(now, "", now - timedelta(days=days))
    kept = json.loads(sync.cursor)
    return Place(datetime.fromisoformat(kept["until"]), kept["page"], datetime.fromisoformat(kept["stops"]))


def cursor_of(place: Place) -> str:
    """The place as it is stored."""
    return json.dumps({"until": place.until.isoformat(), "page": place.page, "stops": place.stops.isoformat()})


async def list_older(db: Database, mail: MailSource, sync: Sync, days: int) -> bool:
    """Lists one page and keeps it with the place after it; False when all is listed."""
    place = place_of(sync, db.now(), days)
    if place.is_end:
        return False
    listed = await mail.listed(place.since, place.until, place.page)
    after = place.after(listed.next_page)
    async with db.transaction() as session:
        new = await Documents(session).expect(sync.account_id, listed.mails, place.since, db.now())
        changes = {"cursor": cursor_of(after), "count": sync.count + new, "reached": after.until, "last_at": db.now()}
        if sync.started_at is None:
            changes["started_at"] = db.now()
        await Syncs(session).change(sync.account_id, HISTORY, failure="", **changes)
    return not after.is_end
