"""Waiting until nothing is left to do, as the database file says."""

import asyncio
import contextlib
import sqlite3
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.rq_doorbell import RqDoorbell
from jobs.sweep import sweep

LOOK_SECONDS = 1.0
QUIET_LOOKS = 4
AN_HOUR = 60  # the sweep of such a minute gives stuck mail another chance

_LEFT = {
    "mail to be judged or drafted": "SELECT count(*) FROM messages WHERE state IN ('found', 'judged')",
    "stuck mail": "SELECT count(*) FROM messages WHERE state = 'stuck'",
    "replies under way": "SELECT count(*) FROM drafts WHERE state IN ('writing', 'approved', 'sending')",
    "receipts to be read": "SELECT count(*) FROM drafts WHERE state = 'sent' AND NOT receipted",
    "drafts to be deleted": "SELECT count(*) FROM drafts WHERE state = 'discarded' AND cleanup",
    "drafts to be saved": "SELECT count(*) FROM drafts WHERE state = 'ready' AND number > remote_number",
    "drafts to be looked at": (
        "SELECT count(*) FROM drafts WHERE state IN ('ready', 'unsure') AND check_wanted > check_done"
    ),
    "cards to be drawn": "SELECT count(*) FROM cards WHERE wanted > drawn AND failed = ''",
    "mailboxes to be synced": "SELECT count(*) FROM accounts WHERE sync_wanted > sync_done",
    "mailboxes with older mail to read": "SELECT count(*) FROM syncs WHERE service = 'history' AND wanted > done",
    "leases held": (  # 'tell:' only spaces out what is said
        "SELECT count(*) FROM leases WHERE name <> 'schedule' AND name NOT LIKE 'tell:%'"
        " AND until > strftime('%Y-%m-%d %H:%M:%f', 'now')"
    ),
}


def query(file: Path, statement: str, *values: str) -> list[tuple[object, ...]]:
    """Rows of the app's database, read beside it."""
    with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=10)) as connection:
        return connection.execute(statement, values).fetchall()


def unfinished(file: Path, mails: int) -> list[str]:
    """What is still to be done, in words; empty when nothing is."""
    counts = {what: int(str(query(file, statement)[0][0])) for what, statement in _LEFT.items()}
    found = int(str(query(file, "SELECT count(*) FROM messages")[0][0]))
    counts["mail not found yet"] = mails - found
    return [f"{count} {what}" for what, count in counts.items() if count > 0]


async def settle(
    file: Path,
    redis_url: str,
    mails: int,
    seconds: float,
    others: Callable[[], Sequence[str]],
    say: Callable[[str], None],
) -> list[str]:
    """Waits until nothing is left to do, for a few looks in a row; gives what is left when the time is over.

    `others` tells what else is awaited. Stuck mail waits for the full hour, which is rung once all else is done.
    """
    ends, quiet, told, left = time.monotonic() + seconds, 0, 0.0, ["everything"]
    while quiet < QUIET_LOOKS and time.monotonic() < ends:
        left = [*others(), *await asyncio.to_thread(unfinished, file, mails)]
        quiet = 0 if left else quiet + 1
        if left and all("stuck" in what for what in left):
            say("an hour passes for stuck mail")
            await ring_hour(redis_url)
        if left and time.monotonic() - told > 15:
            told = time.monotonic()
            say("left: " + ", ".join(left))
        await asyncio.sleep(LOOK_SECONDS)
    return left


async def ring_hour(redis_url: str) -> None:
    """Rings the sweep of a full hour, as the schedule does."""
    bell = RqDoorbell(redis_url)
    try:
        await bell.ring([sweep.ring(AN_HOUR)])
    finally:
        await bell.close()
