"""Whose turn it is: looks for what pushes missed, and watches that are to be renewed, spread so that nobody herds."""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from assistant.preferences import preferences_of
from storage.accounts import Account

WATCH_REST = timedelta(hours=1)  # after a watch was asked for, whatever came of it
WATCH_DAYS = timedelta(days=6)  # of the seven that a watch lasts: so it is renewed daily
SPREAD = timedelta(hours=12)  # some renew so much earlier than others


def _number(account_id: str) -> int:
    return int(hashlib.sha256(account_id.encode()).hexdigest(), 16)


def is_turn(account_id: str, minute: int, every: int) -> bool:
    """Whether this account's delta sync falls into this minute: by a hash, so that a million make no herd."""
    return _number(account_id) % every == minute % every


def turns_of(accounts: Iterable[Account], minute: int, usual: int) -> list[Account]:
    """The accounts to look at in this minute: each at its own interval, else the usual one; those with 0 never."""
    found = []
    for account in accounts:
        every = preferences_of(account.preferences).every_minutes
        if every != 0 and is_turn(account.id, minute, usual if every is None else every):
            found.append(account)
    return found


def skipped_services(account: Account) -> frozenset[str]:
    """The services that its owner allowed at Google but does not want to be read."""
    return preferences_of(account.preferences).skipped_services


def watches_due(accounts: Iterable[Account], now: datetime) -> list[str]:
    """Ids of accounts whose watch lapses, has lapsed or never was, and for which none was asked within the hour.

    Renewals spread by a hash: mailboxes that were connected together do not renew together for ever.
    """
    return [account.id for account in accounts if _lapses(account, now) and is_rested(account, now)]


def _lapses(account: Account, now: datetime) -> bool:
    early = SPREAD * ((_number(account.id) % 1024) / 1024)
    return account.watch_until is None or account.watch_until < now + WATCH_DAYS - early


def is_rested(account: Account, now: datetime) -> bool:
    """Whether a watch may be asked for again."""
    return account.watch_tried_at is None or account.watch_tried_at < now - WATCH_REST


def went_unannounced(account: Account, now: datetime) -> bool:
    """Whether mail that a sync has found came without a push: a watch stands, and none has come since the last sync.

    One that is still on its way is taken for missing too; asking for the watch again then costs nothing else.
    """
    if account.watch_until is None or account.last_sync_at is None or not is_rested(account, now):
        return False
    return account.last_push_at is None or account.last_push_at < account.last_sync_at
