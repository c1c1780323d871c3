"""Mailboxes: from an account to its open mail, calendar and files, its access token refreshed once for all."""

import asyncio
import hashlib
import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from assistant.case import Person
from bot.errors import Failure, Permanent, Reconnect, Temporary
from bot.settings import GOOGLE_SCOPES
from connectors.calendar.source import CalendarSource
from connectors.drive.source import DriveSource
from connectors.google.client import AccessTokens
from connectors.google.oauth import OAuth, Tokens
from connectors.google.scopes import CALENDAR, DRIVE, GMAIL, services_of
from connectors.mail.source import MailSource
from storage.accounts import Account, Accounts, AccountState
from storage.audit import Audit
from storage.crypto import Vault
from storage.db import Database
from storage.documents import Documents
from storage.leases import Busy, lease
from storage.syncs import HISTORY, Syncs
from storage.users import Users
from storage.workspaces import Workspaces

EARLY = timedelta(minutes=2)
BESIDES = frozenset({CALENDAR, DRIVE})  # what is read besides mail, where the person allows it
TRIES, PAUSE = 60, 0.5  # how long to wait for another process's refresh, in seconds each


@dataclass(frozen=True)
class _Held:
    access: str
    refresh: str
    expires_at: datetime
    sealed: str = ""  # as it stands in the database
    opens: frozenset[str] = frozenset()  # the services that Google granted


def _scopes(tokens: Tokens) -> frozenset[str]:
    """What was granted; where Google names nothing, all that was asked for (RFC 6749, 5.1)."""
    return tokens.scopes or frozenset(GOOGLE_SCOPES)


def _opens(held: _Held, service: str) -> bool:
    """Whether that service may be used; mail always, since nothing is connected without it."""
    return service == GMAIL or service in held.opens


def _bound_to(account_id: str) -> str:
    return f"accounts.tokens|{account_id}"


class _Access:
    """One account's access tokens, as one of its services asks for them."""

    def __init__(self, mailboxes: "Mailboxes", account_id: str, service: str) -> None:
        self.owner = account_id
        self._mailboxes = mailboxes
        self._account_id = account_id
        self._service = service

    async def access_token(self, rejected: str = "") -> str:
        """A token to use now; see connectors.google.client.AccessTokens. Raises Permanent (PARTIAL) for a service that
        the person did not allow."""
        return await self._mailboxes.token(self._account_id, rejected, self._service)

    async def give_up(self, token: str) -> None:
        """Notes that access has ended, unless the account has another token by now."""
        await self._mailboxes.give_up(self._account_id, token)


class _Granted:
    """A token that was just granted, before its account is known."""

    owner = ""

    def __init__(self, token: str) -> None:
        self._token = token

    async def access_token(self, rejected: str = "") -> str:
        """The token itself; once refused there is no other."""
        if rejected:
            raise Reconnect("google refused a token that it had just granted")
        return self._token

    async def give_up(self, token: str) -> None:
        """Nothing is stored yet that could end."""


def _closed(tokens: AccessTokens) -> Any:
    raise Permanent("this process opens no such service", Failure.PARTIAL)


class Mailboxes:
    """Opens mail, calendars and files. Using one raises Reconnect for an account whose access has ended, and Permanent
    (PARTIAL) where the person did not allow that service."""

    def __init__(
        self,
        db: Database,
        vault: Vault,
        oauth: OAuth,
        open_gmail: Callable[[AccessTokens], MailSource],
        *,
        open_calendar: Callable[[AccessTokens], CalendarSource] = _closed,
        open_drive: Callable[[AccessTokens], DriveSource] = _closed,
    ) -> None:
        self._db = db
        self._vault = vault
        self._oauth = oauth
        self._open = open_gmail
        self._open_calendar = open_calendar
        self._open_drive = open_drive
        self._held: dict[str, _Held] = {}
        self._locks: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._sources: dict[str, MailSource] = {}
        self._calendars: dict[str, CalendarSource] = {}
        self._drives: dict[str, DriveSource] = {}

    def of(self, account_id: str) -> MailSource:
        """The account's mailbox; nothing is asked of the mail service yet."""
        if account_id not in self._sources:
            self._sources[account_id] = self._open(_Access(self, account_id, GMAIL))
        return self._sources[account_id]

    def calendar(self, account_id: str) -> CalendarSource:
        """The account's primary calendar; nothing is asked of the calendar service yet."""
        if account_id not in self._calendars:
            self._calendars[account_id] = self._open_calendar(_Access(self, account_id, CALENDAR))
        return self._calendars[account_id]

    def drive(self, account_id: str) -> DriveSource:
        """The account's files; nothing is asked of the file service yet."""
        if account_id not in self._drives:
            self._drives[account_id] = self._open_drive(_Access(self, account_id, DRIVE))
        return self._drives[account_id]

    async def address(self, tokens: Tokens) -> str:
        """The address of the mailbox that these tokens open. Raises Permanent (NO_MAIL) if they open none."""
        if GMAIL not in services_of(_scopes(tokens)):
            raise Permanent("google did not grant access to mail", Failure.NO_MAIL)
        return (await self._open(_Granted(tokens.access_token)).profile()).email.lower()

    async def connect(self, person: Person, tokens: Tokens, email: str = "") -> str:
        """The account of the mailbox that these tokens open, connected to this Slack user; gives its id.

        `email` is its `address`, asked for if not given. Raises Permanent (TAKEN, NOT_LASTING).
        """
        email = email or await self.address(tokens)
        name = hashlib.sha256(email.encode()).hexdigest()  # leases hold no addresses
        # from the check to the stored tokens: two users who connect one mailbox at once must not both get it
        async with lease(self._db, f"connect:{name}", 40):
            return await self._connect(person, email, tokens)

    async def _connect(self, person: Person, email: str, tokens: Tokens) -> str:
        async with self._db.transaction() as session:
            await Workspaces(session).ensure(person.team_id, self._db.now())
            user = await Users(session).ensure(person.team_id, person.slack_id, self._db.now())
            if await Accounts(session).is_anothers(user.id, email):
                raise Permanent("another user has connected this mailbox", Failure.TAKEN)
            account = await Accounts(session).connect(user.id, email, self._db.now())
            if account.state == AccountState.LEAVING:
                raise Temporary("this mailbox is still being erased", retry_after=300)
            if not tokens.refresh_token and account.state != AccountState.CONNECTED:
                raise Permanent("google gave no refresh token", Failure.NOT_LASTING)
            await Audit(session).note(
                self._db.now(), person.slack_id, "connected", account.id, team=person.team_id, account=account.id
            )
        await self._keep(account.id, tokens)
        return account.id

    async def _keep(self, account_id: str, tokens: Tokens) -> None:
        """Stores freshly granted tokens, sealed, and opens the account for work."""
        refresh = tokens.refresh_token or (await self._stored(account_id)).refresh  # Google need not repeat it
        opens = services_of(_scopes(tokens))
        held = _Held(tokens.access_token, refresh, tokens.expires_at, opens=opens)
        await self._store(account_id, held, state=AccountState.CONNECTED, scopes=" ".join(sorted(_scopes(tokens))))
        async with self._db.transaction() as session:
            await Accounts(session).want_sync([account_id])
            await Syncs(session).want(account_id, [HISTORY, *sorted(opens & BESIDES)], self._db.now())
            await Syncs(session).drop(account_id, BESIDES - opens)
            await Documents(session).leave_all(account_id, BESIDES - opens, self._db.now())

    def refresh_token(self, account_id: str, sealed: str) -> str:
        """The refresh token in what was sealed for that account. Raises Permanent if it does not open."""
        return str(json.loads(self._vault.open(sealed, _bound_to(account_id)))["refresh"])

    def with_token(self, access_token: str) -> MailSource:
        """The mailbox that this token opens, without any other to follow."""
        return self._open(_Granted(access_token))

    async def token(self, account_id: str, rejected: str = "", service: str = GMAIL) -> str:
        """An access token good for two minutes at least, and not `rejected`, which Google has just refused.

        Raises Permanent (PARTIAL) if it would not open that service.
        """
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
            if await self._ended(account_id, again.sealed):
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
            await self._ended(account_id, held.sealed)

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

    async def _store(self, account_id: str, held: _Held, **values: str) -> None:
        async with self._db.transaction() as session:
            await Accounts(session).change(account_id, tokens=self._seal(account_id, held), **values)
        self._held[account_id] = held

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

    async def _ended(self, account_id: str, sealed: str) -> bool:
        """Asks for reconnection; False if other tokens stand than those that failed."""
        async with self._db.transaction() as session:
            ended = await Accounts(session).exchange(account_id, sealed, state=AccountState.RECONNECT, end_told=False)
            if ended:
                await Audit(session).note(self._db.now(), "mailroom", "access ended", account_id, account=account_id)
        if ended:
            self._held.pop(account_id, None)
        return ended
