"""Access tokens: refreshed once for all who need one, sealed at rest, and over when Google says so."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.errors import Failure, Permanent, Reconnect, Temporary
from bot.mailboxes import Mailboxes
from connectors.google.client import AccessTokens
from connectors.google.oauth import OAuth, OAuthClient, Tokens
from connectors.google.transport import Transport
from connectors.mail.source import MailSource
from storage.accounts import Account, Accounts, AccountState
from storage.crypto import Vault
from storage.db import Database
from tests.cast import ALICE, ALICE_MAIL, BOB, audit_of, join
from tests.database_fixture import Clock
from tests.fakes import FakeMail

SCOPES = frozenset({"https://www.googleapis.com/auth/gmail.modify"})
OLD, NEW = bytes(32), bytes(range(32))


class ScriptedOAuth(OAuth):
    """Google's token endpoint, which gives a new token each time, or fails as told; `asked` is every refresh token."""

    def __init__(self, clock: Clock) -> None:
        client = OAuthClient("id", "secret", "https://m.example/", "https://g.example/", "https://g.example/token")
        super().__init__(client, Transport(1), ThreadPoolExecutor(1), clock)
        self.clock = clock
        self.asked: list[str] = []
        self.failure: Exception | None = None
        self.rotates = False
        self.meanwhile: Callable[[], Awaitable[object]] | None = None  # what happens while a refresh is under way

    async def refresh(self, refresh_token: str) -> Tokens:
        self.asked.append(refresh_token)
        for _ in range(3):  # a real call lets many others run
            await asyncio.sleep(0)
        if self.meanwhile:
            await self.meanwhile()
        if self.failure:
            raise self.failure
        number = len(self.asked)
        refresh = f"refresh-{number}" if self.rotates else ""
        return Tokens(f"access-{number}", refresh, self.clock() + timedelta(hours=1), SCOPES)


Open = Callable[..., Mailboxes]


@pytest.fixture
def oauth(clock: Clock) -> ScriptedOAuth:
    return ScriptedOAuth(clock)


@pytest.fixture
def process(sqlite_db: Database, oauth: ScriptedOAuth) -> Open:
    """The mailboxes of one more process on the same database."""

    def opened(keys: dict[str, bytes] | None = None) -> Mailboxes:
        return Mailboxes(sqlite_db, Vault(keys or {"k1": NEW}), oauth, mailbox)

    def mailbox(tokens: object) -> MailSource:
        return FakeMail(sqlite_db.now)

    return opened


def granted(clock: Clock, access: str = "access-0", refresh: str = "refresh-0") -> Tokens:
    return Tokens(access, refresh, clock() + timedelta(hours=1), SCOPES)


async def account_of(db: Database, account_id: str) -> Account:
    async with db.reading() as session:
        found = await Accounts(session).get(account_id)
    assert found is not None
    return found


async def test_a_granted_token_serves_until_shortly_before_it_expires(
    process: Open, oauth: ScriptedOAuth, clock: Clock
) -> None:
    boxes = process()
    account = await boxes.connect(ALICE, granted(clock))
    clock.advance(3600 - 121)
    assert (await boxes.token(account), oauth.asked) == ("access-0", [])
    clock.advance(2)
    assert (await boxes.token(account), oauth.asked) == ("access-1", ["refresh-0"])
    assert await boxes.token(account) == "access-1"


async def test_twenty_who_need_a_token_at_once_cause_one_refresh(
    process: Open, oauth: ScriptedOAuth, clock: Clock
) -> None:
    boxes = process()
    account = await boxes.connect(ALICE, granted(clock))
    clock.advance(3600)
    tokens = await asyncio.gather(*(boxes.token(account) for _ in range(20)))
    assert (set(tokens), len(oauth.asked)) == ({"access-1"}, 1)


async def test_processes_that_need_a_token_at_once_cause_one_refresh(
    process: Open, oauth: ScriptedOAuth, clock: Clock
) -> None:
    first, second, third = process(), process(), process()
    account = await first.connect(ALICE, granted(clock))
    clock.advance(3600)
    tokens = await asyncio.gather(*(boxes.token(account) for boxes in (first, second, third) for _ in range(5)))
    assert (set(tokens), len(oauth.asked)) == ({"access-1"}, 1)


async def test_another_process_takes_up_the_token_that_was_refreshed(
    process: Open, oauth: ScriptedOAuth, clock: Clock
) -> None:
    first, second = process(), process()
    account = await first.connect(ALICE, granted(clock))
    assert await second.token(account) == "access-0"
    clock.advance(3600)
    assert (await first.token(account), await second.token(account)) == ("access-1", "access-1")
    assert len(oauth.asked) == 1


async def test_a_token_that_google_refused_is_replaced_once(process: Open, oauth: ScriptedOAuth, clock: Clock) -> None:
    boxes = process()
    account = await boxes.connect(ALICE, granted(clock))
    tokens = await asyncio.gather(*(boxes.token(account, rejected="access-0") for _ in range(8)))
    assert (set(tokens), len(oauth.asked)) == ({"access-1"}, 1)


async def test_a_refresh_token_that_google_replaces_is_kept(process: Open, oauth: ScriptedOAuth, clock: Clock) -> None:
    boxes = process()
    account = await boxes.connect(ALICE, granted(clock))
    for rotates in (True, False, False):
        oauth.rotates = rotates
        clock.advance(3600)
        await boxes.token(account)
    assert oauth.asked == ["refresh-0", "refresh-1", "refresh-1"]


async def test_access_that_ended_asks_for_reconnection_and_is_not_tried_again(
    process: Open, oauth: ScriptedOAuth, clock: Clock, sqlite_db: Database
) -> None:
    boxes = process()
    account = await boxes.connect(ALICE, granted(clock))
    clock.advance(3600)
    oauth.failure = Reconnect("invalid_grant")
    answers = await asyncio.gather(*(boxes.token(account) for _ in range(5)), return_exceptions=True)
    assert all(isinstance(answer, Reconnect) for answer in answers) and len(oauth.asked) == 1
    left = await account_of(sqlite_db, account)
    assert (left.state, left.ended, left.end_told) == (AccountState.RECONNECT, Failure.RUN_OUT, False)
    assert [entry.action for entry in await audit_of(sqlite_db, account)] == ["connected", "access ended"]
    with pytest.raises(Reconnect):
        await process().token(account)
    await boxes.connect(ALICE, granted(clock))
    assert (await account_of(sqlite_db, account)).ended == ""


@pytest.mark.parametrize("failure", [Reconnect("invalid_grant"), None])
async def test_a_refresh_of_old_tokens_does_not_undo_a_connection_made_meanwhile(
    process: Open, oauth: ScriptedOAuth, clock: Clock, sqlite_db: Database, failure: Exception | None
) -> None:
    worker, web = process(), process()
    account = await worker.connect(ALICE, granted(clock))
    clock.advance(3600)
    oauth.failure = failure
    oauth.meanwhile = lambda: web.connect(ALICE, granted(clock, "access-new", "refresh-new"))
    assert await worker.token(account) == "access-new"
    assert (await account_of(sqlite_db, account)).state == AccountState.CONNECTED
    assert "access ended" not in [entry.action for entry in await audit_of(sqlite_db, account)]
    oauth.failure = oauth.meanwhile = None
    clock.advance(3600)
    await process().token(account)
    assert oauth.asked == ["refresh-0", "refresh-new"]


async def test_a_token_refused_right_after_its_refresh_asks_for_reconnection(
    oauth: ScriptedOAuth, clock: Clock, sqlite_db: Database
) -> None:
    opened: list[AccessTokens] = []

    def note(tokens: AccessTokens) -> MailSource:
        opened.append(tokens)
        return FakeMail(sqlite_db.now)

    boxes = Mailboxes(sqlite_db, Vault({"k1": NEW}), oauth, note)
    account = await boxes.connect(ALICE, granted(clock))
    boxes.of(account)
    fresh = await opened[-1].access_token(rejected="access-0")
    await asyncio.gather(*(opened[-1].give_up(fresh) for _ in range(3)))
    left = await account_of(sqlite_db, account)
    assert (left.state, left.ended) == (AccountState.RECONNECT, Failure.REVOKED)
    assert [entry.action for entry in await audit_of(sqlite_db, account)] == ["connected", "access ended"]
    with pytest.raises(Reconnect):
        await boxes.token(account)


async def test_giving_up_an_older_token_ends_nothing(process: Open, clock: Clock) -> None:
    boxes = process()
    account = await boxes.connect(ALICE, granted(clock))
    await boxes.access.give_up(account, "access-older")
    await boxes.access.give_up("nobody", "access-0")
    assert await boxes.token(account) == "access-0"


async def test_an_outage_of_google_ends_nothing(
    process: Open, oauth: ScriptedOAuth, clock: Clock, sqlite_db: Database
) -> None:
    boxes = process()
    account = await boxes.connect(ALICE, granted(clock))
    clock.advance(3600)
    oauth.failure = Temporary("away")
    with pytest.raises(Temporary):
        await boxes.token(account)
    oauth.failure = None
    assert (await boxes.token(account)) == "access-2"
    assert (await account_of(sqlite_db, account)).state == AccountState.CONNECTED


async def test_connecting_again_brings_an_ended_account_back(
    process: Open, oauth: ScriptedOAuth, clock: Clock, sqlite_db: Database
) -> None:
    boxes = process()
    account = await boxes.connect(ALICE, granted(clock))
    async with sqlite_db.transaction() as session:
        await Accounts(session).change(account, state=AccountState.RECONNECT)
    assert await boxes.connect(ALICE, granted(clock, "access-a", "refresh-a")) == account
    assert await process().token(account) == "access-a"


def content(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.glob("mailroom.db*"))


async def test_tokens_stand_in_no_file_of_the_database(process: Open, clock: Clock, tmp_path: Path) -> None:
    boxes = process()
    account = await boxes.connect(ALICE, granted(clock, "access-plain", "refresh-plain"))
    clock.advance(3600)
    await boxes.token(account)
    found = content(tmp_path)
    assert b"v1.k1." in found and ALICE_MAIL.encode() in found
    assert not [word for word in (b"access-plain", b"refresh-plain", b"access-1") if word in found]


async def test_a_sealed_token_opens_in_its_own_row_only(process: Open, clock: Clock, sqlite_db: Database) -> None:
    mine = await process().connect(ALICE, granted(clock))
    theirs = (await join(sqlite_db, BOB, "bob@fernhill.example")).id
    stolen = (await account_of(sqlite_db, mine)).tokens
    async with sqlite_db.transaction() as session:
        await session.execute(update(Account).where(Account.id == theirs).values(tokens=stolen))
    with pytest.raises(Permanent, match="does not open"):
        await process().token(theirs)


async def test_old_keys_open_and_the_next_refresh_seals_with_the_new_one(
    process: Open, clock: Clock, sqlite_db: Database
) -> None:
    account = await process({"k0": OLD}).connect(ALICE, granted(clock))
    rotated = process({"k1": NEW, "k0": OLD})
    assert await rotated.token(account) == "access-0"
    clock.advance(3600)
    await rotated.token(account)
    assert (await account_of(sqlite_db, account)).tokens.startswith("v1.k1.")
    assert await process({"k1": NEW}).token(account) == "access-1"


async def test_without_the_key_that_sealed_it_a_token_does_not_open(process: Open, clock: Clock) -> None:
    account = await process({"k0": OLD}).connect(ALICE, granted(clock))
    with pytest.raises(Permanent, match="does not open"):
        await process({"k1": NEW}).token(account)


async def test_an_unknown_account_has_no_token(process: Open) -> None:
    with pytest.raises(Reconnect):
        await process().token("nobody")


async def test_a_mailbox_is_opened_once(process: Open) -> None:
    boxes = process()
    assert boxes.of("a") is boxes.of("a") and boxes.of("a") is not boxes.of("b")


async def test_scopes_that_were_not_granted_connect_nothing(process: Open, clock: Clock, sqlite_db: Database) -> None:
    poor = Tokens("a", "r", clock() + timedelta(hours=1), frozenset({"openid"}))
    with pytest.raises(Permanent) as caught:
        await process().connect(ALICE, poor)
    assert caught.value.failure == Failure.NO_MAIL
    async with sqlite_db.reading() as session:
        assert await Accounts(session).working() == []


async def test_tokens_do_not_show_in_a_repr(clock: Clock) -> None:
    assert "access-0" not in repr(granted(clock)) and "refresh-0" not in json.dumps(repr(granted(clock)))
