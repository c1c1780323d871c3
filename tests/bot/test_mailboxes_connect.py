"""Connecting a mailbox: it gets one owner, however many come at once, and no lease names it."""

import asyncio
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from assistant.departing import person_left
from assistant.leaving import disconnect
from bot.errors import Failure, MailroomError, Permanent
from bot.mailboxes import Mailboxes
from bot.settings import GOOGLE_SCOPES
from connectors.google.client import AccessTokens
from connectors.google.oauth import OAuth, OAuthClient, Tokens
from connectors.google.transport import Transport
from storage.accounts import Accounts, AccountState
from storage.crypto import Vault
from storage.db import Database
from storage.leases import Busy
from storage.syncs import Syncs
from tests.cast import ALICE, ALICE_MAIL, BOB, audit_of
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


MAIL = frozenset({"https://www.googleapis.com/auth/gmail.modify"})


class Noted:
    """A calendar or a drive that only keeps where its tokens come from."""

    def __init__(self, tokens: AccessTokens) -> None:
        self.tokens = tokens


def with_calendars(db: Database) -> Mailboxes:
    """A process whose calendars and drives are `Noted`."""
    client = OAuthClient("id", "secret", "https://m.example/", "https://g.example/", "https://g.example/token")
    oauth = OAuth(client, Transport(1), ThreadPoolExecutor(1), db.now)
    noted: Any = Noted
    return Mailboxes(
        db, Vault({"k1": KEY}), oauth, lambda tokens: FakeMail(db.now), open_calendar=noted, open_drive=noted
    )


async def token_for(source: object) -> str:
    assert isinstance(source, Noted)
    return await source.tokens.access_token()


async def wished(db: Database, account_id: str) -> set[str]:
    async with db.reading() as session:
        return {sync.service for sync in await Syncs(session).of(account_id)}


async def test_a_service_that_was_not_allowed_is_refused_when_it_is_used(clock: Clock, sqlite_db: Database) -> None:
    boxes = with_calendars(sqlite_db)
    drive = "https://www.googleapis.com/auth/drive"
    account = await boxes.connect(ALICE, replace(granted(clock), scopes=MAIL | {drive}))
    assert await token_for(boxes.drive(account)) == "access-0"
    with pytest.raises(Permanent) as refused:
        await token_for(boxes.calendar(account))
    assert refused.value.failure == Failure.PARTIAL
    assert (await boxes.token(account), await wished(sqlite_db, account)) == ("access-0", {"history", "drive"})


async def test_a_later_consent_opens_the_service_in_every_process(clock: Clock, sqlite_db: Database) -> None:
    web, worker = with_calendars(sqlite_db), with_calendars(sqlite_db)
    account = await web.connect(ALICE, replace(granted(clock), scopes=MAIL))
    with pytest.raises(Permanent):
        await token_for(worker.calendar(account))
    await web.connect(ALICE, replace(granted(clock), access_token="access-9"))
    assert await token_for(worker.calendar(account)) == "access-9"
    assert await wished(sqlite_db, account) == {"history", "calendar", "drive"}
    await web.connect(ALICE, replace(granted(clock), scopes=MAIL))
    assert await wished(sqlite_db, account) == {"history"}


async def test_where_google_names_no_scopes_all_that_were_asked_for_are_granted(
    clock: Clock, sqlite_db: Database
) -> None:
    boxes = with_calendars(sqlite_db)
    account = await boxes.connect(ALICE, replace(granted(clock), scopes=frozenset()))
    assert await token_for(boxes.calendar(account)) == "access-0"


async def left(db: Database, account_id: str) -> None:
    assert await person_left(db, ALICE.team_id, ALICE.slack_id)


async def disconnected(db: Database, account_id: str) -> None:
    await disconnect(db, ALICE, account_id, drops_drafts=False)


@pytest.mark.parametrize(
    ("happens", "state", "failure"),
    [(left, AccountState.ASLEEP, Failure.NOT_IN_SLACK), (disconnected, AccountState.LEAVING, Failure.LEAVING)],
)
async def test_what_ends_the_mailbox_right_before_its_new_tokens_are_stored_holds(
    clock: Clock, sqlite_db: Database, happens: Any, state: AccountState, failure: Failure
) -> None:
    boxes = process(sqlite_db)
    account_id = await boxes.connect(ALICE, granted(clock))
    await happens(sqlite_db, account_id)
    with pytest.raises(MailroomError) as refused:
        await boxes.access.keep(account_id, replace(granted(clock), access_token="access-9"), ALICE)
    async with sqlite_db.reading() as session:
        account = await Accounts(session).get(account_id)
    assert account is not None and (account.state, refused.value.failure) == (state, failure)
    assert [entry.action for entry in await audit_of(sqlite_db, account_id)].count("connected") == 1
