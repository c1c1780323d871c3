"""Access tokens of the accounts: sealed at rest, refreshed once for all who need one, over when Google says so."""

import asyncio
import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NoReturn

from sqlalchemy.ext.asyncio import AsyncSession

from assistant.case import Person
from bot.errors import Failure, Permanent, Reconnect, Temporary
from bot.settings import GOOGLE_SCOPES
from connectors.google.oauth import OAuth, Tokens
from connectors.google.scopes import GMAIL, services_of
from storage.accounts import Account, Accounts, AccountState
from storage.audit import Audit
from storage.crypto import Vault
from storage.db import Database
from storage.leases import Busy, lease

EARLY = timedelta(minutes=2)
TRIES, PAUSE = 60, 0.5  # how long to wait for another process's refresh, in seconds each


@dataclass(frozen=True)
class _Held:
    access: str
    refresh: str
    expires_at: datetime
    sealed: str = ""  # as it stands in the database
    opens: frozenset[str] = frozenset()  # the services that Google granted


def scopes_of(tokens: Tokens) -> frozenset[str]:
    """What was granted; where Google names nothing, all that was asked for (RFC 6749, 5.1)."""
    return tokens.scopes or frozenset(GOOGLE_SCOPES)


def _opens(held: _Held, service: str) -> bool:
    """Whether that service may be used; mail always, since nothing is connected without it."""
    return service == GMAIL or service in held.opens


def _bound_to(account_id: str) -> str:
    return f"accounts.tokens|{account_id}"


async def _refuse(session: AsyncSession, account_id: str) -> NoReturn:
    """Says why nothing can be connected."""
    account = await Accounts(session).get(account_id)
    if account is not None and account.state != AccountState.LEAVING:
        raise Permanent("this slack user is gone", Failure.NOT_IN_SLACK)
    raise Temporary("this mailbox is still being erased", Failure.LEAVING, retry_after=300)


class Access:
    """The tokens of all accounts. Raises Reconnect for one whose access has ended."""

    def __init__(self, db: Database, vault: Vault, oauth: OAuth) -> None:
        self._db = db
        self._vault = vault
        self._oauth = oauth
        self._held: dict[str, _Held] = {}
        self._locks: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def keep(self, account_id: str, tokens: Tokens, person: Person) -> None:
        """Stores the tokens that this person has just granted, sealed, and opens the account for work.

        Raises Temporary (LEAVING) where it is disconnected by now, Permanent (NOT_IN_SLACK) where the person is gone.
        """
        refresh = tokens.refresh_token or (await self._stored(account_id)).refresh  # Google need not repeat it
        scopes = scopes_of(tokens)
        held = _Held(tokens.access_token, refresh, tokens.expires_at, opens=services_of(scopes))
        values = {"tokens": self._seal(account_id, held), "scopes": " ".join(sorted(scopes))}
        whose = {"team": person.team_id, "account": account_id}
        async with self._db.transaction() as session:
            if not await Accounts(session).open(account_id, **values):
                await _refuse(session, account_id)
            await Audit(session).note(self._db.now(), person.slack_id, "connected", account_id, **whose)
        self._held[account_id] = held

    def refresh_token(self, account_id: str, sealed: str) -> str:
        """The refresh token in what was sealed for that account. Raises Permanent if it does not open."""
        return str(json.loads(self._vault.open(sealed, _bound_to(account_id)))["refresh"])

    async def token(self, account_id: str, rejected: str = "", service: str = GMAIL) -> str:
        """An access token good for two minutes at least, and not `rejected`, which Google has just refused.

        Raises Permanent (PARTIAL) if it would not open that service, Reconnect where access has ended, the mailbox
        leaves, or its owner is gone: each call to Google asks, so no job goes on that was rung before that.
        """
        async with self._db.reading() as session:
            opens = await Accounts(session).opens(account_id)
        if not opens:
            self._held.pop(account_id, None)
            raise Reconnect(f"account {account_id} is not connected")
        held = self._held.get(account_id)
        if held is None or not self._is_good(held, rejected) or not _opens(held, service):
            async with self._locks[account_id]:
                held = await self._fresh(account_id, rejected)
        if not _opens(held, service):
            raise Permanent(f"{service} was not allowed", Failure.PARTIAL)
        return held.access

    def _is_good(self, held: _Held, rejected: str) -> bool:
        return held.access != rejected and held.expires_at - EARLY > self._db.now()

    async def _fresh(self, account_id: str, rejected: str) -> _Held:
        """The stored token if it is good, else a refreshed one; one process refreshes, the others read its result."""
        for _ in range(TRIES):
            held = await self._stored(account_id)
            if self._is_good(held, rejected):
                self._held[account_id] = held
                return held
            try:
                async with lease(self._db, f"refresh:{account_id}", 40):
                    return await self._refresh(account_id, held)
            except Busy:
                await asyncio.sleep(PAUSE)
        raise Temporary("the access token is still being refreshed elsewhere")

    async def _refresh(self, account_id: str, held: _Held) -> _Held:
        again = await self._stored(account_id)
        if again.access != held.access:
            self._held[account_id] = again
            return again
        try:
            tokens = await self._oauth.refresh(again.refresh)
        except Reconnect:
            if await self._ended(account_id, again.sealed, Failure.RUN_OUT):
                raise
            return await self._stored(account_id)  # it was connected anew meanwhile
        fresh = _Held(
            tokens.access_token, tokens.refresh_token or again.refresh, tokens.expires_at, opens=again.opens
        )  # fmt: skip
        return await self._replace(account_id, again.sealed, fresh)

    async def give_up(self, account_id: str, token: str) -> None:
        """Notes that access has ended: Google refused even this token, which is not older than its refusal."""
        try:
            held = await self._stored(account_id)
        except Reconnect:
            return
        if held.access == token:
            await self._ended(account_id, held.sealed, Failure.REVOKED)

    async def _stored(self, account_id: str) -> _Held:
        async with self._db.reading() as session:
            account: Account | None = await Accounts(session).get(account_id)
        if account is None or account.state != AccountState.CONNECTED or not account.tokens:
            raise Reconnect(f"account {account_id} is not connected")
        stored = json.loads(self._vault.open(account.tokens, _bound_to(account_id)))
        expires_at = datetime.fromisoformat(stored["expires_at"])
        return _Held(
            stored["access"], stored["refresh"], expires_at, account.tokens, services_of(account.scopes.split())
        )  # fmt: skip

    async def _replace(self, account_id: str, sealed: str, fresh: _Held) -> _Held:
        """Stores refreshed tokens in place of those; where others stand meanwhile, gives these."""
        async with self._db.transaction() as session:
            stored = await Accounts(session).exchange(account_id, sealed, tokens=self._seal(account_id, fresh))
        held = fresh if stored else await self._stored(account_id)
        self._held[account_id] = held
        return held

    def _seal(self, account_id: str, held: _Held) -> str:
        text = json.dumps({"access": held.access, "refresh": held.refresh, "expires_at": held.expires_at.isoformat()})
        return self._vault.seal(text, _bound_to(account_id))

    async def _ended(self, account_id: str, sealed: str, why: Failure) -> bool:
        """Asks for reconnection; False if other tokens stand than those that failed."""
        async with self._db.transaction() as session:
            values = {"state": AccountState.RECONNECT, "end_told": False, "ended": why.value}
            ended = await Accounts(session).exchange(account_id, sealed, **values)
            if ended:
                await Audit(session).note(
                    self._db.now(), "mailroom", "access ended", account_id, account=account_id, why=why.value
                )
        if ended:
            self._held.pop(account_id, None)
        return ended
