"""Keys rotate while workers refresh: no token that Google gave is lost, and nobody waits for ever."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from bot.mailboxes import Mailboxes
from connectors.google.oauth import OAuth, OAuthClient, Tokens
from connectors.google.transport import Transport
from storage.accounts import Account, Accounts
from storage.crypto import Vault
from storage.db import Database
from storage.rotation import rotate
from storage.sealed import PLACES, check_keys
from tests.cast import ALICE, ALICE_MAIL
from tests.database_fixture import Clock
from tests.fakes import FakeMail

K1, K2 = {"k1": b"1" * 32}, {"k2": b"2" * 32}
SCOPES = frozenset({"https://www.googleapis.com/auth/gmail.modify"})
REFRESHES = 5


class OnceEach(OAuth):
    """A token endpoint that takes each refresh token once, and gives the next one."""

    def __init__(self, clock: Clock) -> None:
        client = OAuthClient("id", "secret", "https://m.example/", "https://g.example/", "https://g.example/token")
        super().__init__(client, Transport(1), ThreadPoolExecutor(1), clock)
        self.clock, self.number, self.stale = clock, 0, 0

    async def refresh(self, refresh_token: str) -> Tokens:
        self.stale += refresh_token != f"refresh-{self.number}"
        self.number += 1
        for _ in range(20):  # a real call lets many others run
            await asyncio.sleep(0)
        return self.tokens()

    def tokens(self) -> Tokens:
        expires = self.clock() + timedelta(minutes=1)  # so little that the next one who asks refreshes it
        return Tokens(f"access-{self.number}", f"refresh-{self.number}", expires, SCOPES)


async def test_no_refreshed_token_is_lost_while_keys_rotate(db: Database, clock: Clock) -> None:
    oauth = OnceEach(clock)
    old, new = Vault({**K1, **K2}), Vault({**K2, **K1})  # a worker that was restarted and one that was not yet
    workers = [Mailboxes(db, vault, oauth, lambda tokens: FakeMail(clock)) for vault in (old, new)]
    account_id = await workers[0].connect(ALICE, oauth.tokens(), ALICE_MAIL)

    async def work() -> None:
        for number in range(REFRESHES):
            await workers[number % 2].token(account_id)

    working = asyncio.create_task(work())
    while not working.done():
        for vault in (new, old):
            await rotate(db, vault, PLACES[0], 0.01)
    await working
    await rotate(db, new, PLACES[0], 0.01)
    assert (oauth.number, oauth.stale) == (REFRESHES, 0)
    async with db.reading() as session:
        account: Account | None = await Accounts(session).get(account_id)
    assert account is not None and account.tokens.startswith("v1.k2.")
    kept = json.loads(Vault(K2).open(account.tokens, f"accounts.tokens|{account_id}"))
    assert kept["refresh"] == f"refresh-{REFRESHES}"
    await check_keys(db, Vault(K2))
