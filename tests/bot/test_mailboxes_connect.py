"""Connecting a mailbox: it gets one owner, however many come at once, and no lease names it."""

import asyncio
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

from bot.errors import Permanent
from bot.mailboxes import Mailboxes
from bot.settings import GOOGLE_SCOPES
from connectors.google.oauth import OAuth, OAuthClient, Tokens
from connectors.google.transport import Transport
from storage.accounts import Accounts
from storage.crypto import Vault
from storage.db import Database
from storage.leases import Busy
from tests.cast import ALICE, ALICE_MAIL, BOB
from tests.database_fixture import Clock
from tests.fakes import FakeMail

KEY = bytes(range(32))


def process(db: Database, vault: Vault | None = None) -> Mailboxes:
    """The mailboxes of one more process on the same database; Alice's is the one that every token opens."""
    client = OAuthClient("id", "secret", "https://m.example/", "https://g.example/", "https://g.example/token")
    oauth = OAuth(client, Transport(1), ThreadPoolExecutor(1), db.now)
    return Mailboxes(db, vault or Vault({"k1": KEY}), oauth, lambda tokens: FakeMail(db.now))


def granted(clock: Clock) -> Tokens:
    return Tokens("access-0", "refresh-0", clock() + timedelta(hours=1), frozenset(GOOGLE_SCOPES))


async def test_two_people_who_connect_one_mailbox_at_once_do_not_both_own_it(clock: Clock, sqlite_db: Database) -> None:
    first, second = process(sqlite_db), process(sqlite_db)
    ended = await asyncio.gather(
        first.connect(ALICE, granted(clock)), second.connect(BOB, granted(clock)), return_exceptions=True
    )
    assert [type(one) for one in ended if isinstance(one, BaseException)] in ([Busy], [Permanent])
    async with sqlite_db.reading() as session:
        assert len(await Accounts(session).working()) == 1


async def test_the_lease_around_a_connection_does_not_name_the_mailbox(
    clock: Clock, sqlite_db: Database, tmp_path: Path
) -> None:
    names: list[str] = []

    class Sealing(Vault):
        def seal(self, text: str, bound_to: str) -> str:
            with sqlite3.connect(tmp_path / "mailroom.db") as rows:
                names.extend(name for (name,) in rows.execute("SELECT name FROM leases"))
            return super().seal(text, bound_to)

    boxes = process(sqlite_db, Sealing({"k1": KEY}))
    await boxes.connect(ALICE, granted(clock))
    assert len(names) == 1 and names[0].startswith("connect:")
    assert not [word for word in ALICE_MAIL.split("@") if word in names[0]]
