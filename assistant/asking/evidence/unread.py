"""What of the asker's mail has not been read yet: an answer that did not look everywhere says so."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from storage.db import Database
from storage.documents import Documents
from storage.syncs import HISTORY, Syncs


@dataclass(frozen=True)
class Unread:
    """Older mail is still being read, or could not be. `reached`: how far back it is known, None: nowhere yet.

    `failure` is a bot.errors.Failure value, '' where reading goes on.
    """

    reached: datetime | None = None
    failure: str = ""


async def unread_of(db: Database, account_ids: Sequence[str]) -> Unread | None:
    """What is missing of these mailboxes, of the one that is least far; None if all has been read."""
    found: list[Unread] = []
    async with db.reading() as session:
        for account_id in account_ids:
            sync = await Syncs(session).get(account_id, HISTORY)
            if sync is None:
                continue
            if sync.wanted > sync.done or await Documents(session).unread(account_id, 1):
                found.append(Unread(sync.reached, sync.failure))
    return min(found, key=lambda one: (not one.failure, one.reached is not None, _newest_first(one)), default=None)


def _newest_first(unread: Unread) -> float:
    return -unread.reached.timestamp() if unread.reached else 0.0
