"""Mailboxes: from an account to an open mail source, its access token refreshed once for all who need it."""

import asyncio
import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from connectors.google.oauth import GoogleOAuth, Tokens
from connectors.mail.gmail import Gmail, GmailApi

from assistant.case import Person
from bot.errors import Failure, Permanent, Reconnect
from connectors.mail.source import MailSource
from storage.accounts import Account, Accounts, AccountState
from storage.audit import Audit
from storage.crypto import Vault
from storage.db import Database
from storage.leases import Busy, lease
from storage.users import Users
from storage.workspaces import Workspaces

EARLY = timedelta(minutes=2)


@dataclass(frozen=True)
class _Held:
    access: str
    refresh: str
    expires_at: datetime


def _bound_to(account_id: str) -> str:
    return f"accounts.tokens|{account_id}"


class Mailboxes:
    """Opens mail sources. Raises Reconnect for an account whose access has ended."""

    def __init__(self, db: Database, vault: Vault, oauth: GoogleOAuth, api: GmailApi) -> None:
        self._db = db
        self._vault = vault
        self._oauth = oauth
        self._api = api
        self._held: dict[str, _Held] = {}
        self._locks: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    def of(self, account_id: str) -> MailSource:
        """The account's mailbox; nothing is asked of the mail service yet."""

        async def token(force: bool = False) -> str:
            return await self.token(account_id, force=force)

        return Gmail(self._api, token)

    async def connect(self, person: Person, tokens: Tokens) -> str:
        """The account of the mailbox that these tokens open, connected to this Slack user; gives its id."""

        async def granted(force: bool = False) -> str:
            return tokens.access_token

        profile = await Gmail(self._api, granted).profile()
        async with self._db.transaction() as session:
            await Workspaces(session).ensure(person.team_id, self._db.now())
            user = await Users(session).ensure(person.team_id, person.slack_id, self._db.now())
            account = await Accounts(session).connect(user.id, profile.email.lower(), self._db.now())
            if not tokens.refresh_token and account.state != AccountState.CONNECTED:
                raise Permanent("google gave no refresh token", Failure.PARTIAL)
            await Audit(session).note(self._db.now(), person.slack_id, "connected", account.id)
        await self.keep(account.id, tokens)
        return account.id

    async def keep(self, account_id: str, tokens: Tokens) -> None:
        """Stores freshly granted tokens, sealed, and opens the account for work."""
        held = _Held(tokens.access_token, tokens.refresh_token, tokens.expires_at)
        await self._store(account_id, held, state=AccountState.CONNECTED, scopes=" ".join(tokens.scopes))
        async with self._db.transaction() as session:
            await Accounts(session).want_sync([account_id])

    async def token(self, account_id: str, *, force: bool = False) -> str:
        """An access token that is good for at least two minutes. `force`: the present one was refused."""
        held = self._held.get(account_id)
        if held and not force and held.expires_at - EARLY > self._db.now():
            return held.access
        async with self._locks[account_id]:
            return (await self._fresh(account_id, self._held.get(account_id) if force else None)).access

    async def _fresh(self, account_id: str, refused: _Held | None) -> _Held:
        held = await self._stored(account_id)
        if held.expires_at - EARLY > self._db.now() and (refused is None or held.access != refused.access):
            self._held[account_id] = held
            return held
        try:
            async with lease(self._db, f"refresh:{account_id}", 40):
                return await self._refresh(account_id, held)
        except Busy:  # another process is at it: its result will stand in the row
            await asyncio.sleep(0.5)
            return await self._fresh(account_id, refused)

    async def _refresh(self, account_id: str, held: _Held) -> _Held:
        again = await self._stored(account_id)
        if again.access != held.access:
            self._held[account_id] = again
            return again
        try:
            tokens = await self._oauth.refresh(held.refresh)
        except Reconnect:
            await self._ended(account_id)
            raise
        fresh = _Held(tokens.access_token, tokens.refresh_token or held.refresh, tokens.expires_at)
        await self._store(account_id, fresh)
        return fresh

    async def _stored(self, account_id: str) -> _Held:
        async with self._db.reading() as session:
            account: Account | None = await Accounts(session).get(account_id)
        if account is None or account.state != AccountState.CONNECTED or not account.tokens:
            raise Reconnect(f"account {account_id} is not connected")
        stored = json.loads(self._vault.open(account.tokens, _bound_to(account_id)))
        return _Held(stored["access"], stored["refresh"], datetime.fromisoformat(stored["expires_at"]))

    async def _store(self, account_id: str, held: _Held, **values: str) -> None:
        text = json.dumps({"access": held.access, "refresh": held.refresh, "expires_at": held.expires_at.isoformat()})
        sealed = self._vault.seal(text, _bound_to(account_id))
        async with self._db.transaction() as session:
            await Accounts(session).change(account_id, tokens=sealed, **values)
        self._held[account_id] = held

    async def _ended(self, account_id: str) -> None:
        self._held.pop(account_id, None)
        async with self._db.transaction() as session:
            await Accounts(session).change(account_id, state=AccountState.RECONNECT)
            await Audit(session).note(self._db.now(), "mailroom", "access ended", account_id)
