"""Mailboxes: from an account to its open mail, calendar and files, and how an account comes to be."""

import hashlib
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

from assistant.case import Person
from bot.access import Access, scopes_of
from bot.errors import Failure, Permanent, Reconnect, Temporary
from connectors.calendar.source import CalendarSource
from connectors.drive.source import DriveSource
from connectors.google.client import AccessTokens
from connectors.google.oauth import OAuth, Tokens
from connectors.google.scopes import CALENDAR, DRIVE, GMAIL, services_of
from connectors.mail.source import MailSource
from storage.accounts import Accounts, AccountState
from storage.crypto import Vault
from storage.db import Database
from storage.documents import Documents
from storage.leases import lease
from storage.syncs import HISTORY, Syncs
from storage.users import Users
from storage.workspaces import Workspaces

BESIDES = frozenset({CALENDAR, DRIVE})  # what is read besides mail, where the person allows it


class _Service:
    """One account's access tokens, as one of its services asks for them."""

    def __init__(self, access: Access, account_id: str, service: str) -> None:
        self.owner = account_id
        self._access = access
        self._account_id = account_id
        self._service = service

    async def access_token(self, rejected: str = "") -> str:
        """A token to use now; see connectors.google.client.AccessTokens. Raises Permanent (PARTIAL) for a service that
        the person did not allow."""
        return await self._access.token(self._account_id, rejected, self._service)

    async def give_up(self, token: str) -> None:
        """Notes that access has ended, unless the account has another token by now."""
        await self._access.give_up(self._account_id, token)


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
        self.access = Access(db, vault, oauth)
        self._open = open_gmail
        self._open_calendar = open_calendar
        self._open_drive = open_drive
        self._sources: dict[str, MailSource] = {}
        self._calendars: dict[str, CalendarSource] = {}
        self._drives: dict[str, DriveSource] = {}

    def of(self, account_id: str) -> MailSource:
        """The account's mailbox; nothing is asked of the mail service yet."""
        if account_id not in self._sources:
            self._sources[account_id] = self._open(_Service(self.access, account_id, GMAIL))
        return self._sources[account_id]

    def calendar(self, account_id: str) -> CalendarSource:
        """The account's primary calendar; nothing is asked of the calendar service yet."""
        if account_id not in self._calendars:
            self._calendars[account_id] = self._open_calendar(_Service(self.access, account_id, CALENDAR))
        return self._calendars[account_id]

    def drive(self, account_id: str) -> DriveSource:
        """The account's files; nothing is asked of the file service yet."""
        if account_id not in self._drives:
            self._drives[account_id] = self._open_drive(_Service(self.access, account_id, DRIVE))
        return self._drives[account_id]

    async def address(self, tokens: Tokens) -> str:
        """The address of the mailbox that these tokens open. Raises Permanent (NO_MAIL) if they open none."""
        if GMAIL not in services_of(scopes_of(tokens)):
            raise Permanent("google did not grant access to mail", Failure.NO_MAIL)
        return (await self._open(_Granted(tokens.access_token)).profile()).email.lower()

    async def connect(self, person: Person, tokens: Tokens, email: str = "") -> str:
        """The account of the mailbox that these tokens open, connected to this Slack user; gives its id.

        `email` is its `address`, asked for if not given. Raises Permanent (TAKEN, NOT_LASTING,
        NOT_IN_SLACK) and Temporary (LEAVING).
        """
        email = email or await self.address(tokens)
        async with self.alone_with(email):
            return await self._connect(person, email, tokens)

    def alone_with(self, email: str) -> AbstractAsyncContextManager[None]:
        """While this lasts nobody else connects that mailbox: from the check to the stored tokens, as two users who
        connect it at once must not both get it. Raises Busy."""
        name = hashlib.sha256(email.encode()).hexdigest()  # leases hold no addresses
        return lease(self._db, f"connect:{name}", 40)

    async def _connect(self, person: Person, email: str, tokens: Tokens) -> str:
        async with self._db.transaction() as session:
            await Workspaces(session).ensure(person.team_id, self._db.now())
            user = await Users(session).ensure(person.team_id, person.slack_id, self._db.now())
            if await Users(session).is_gone(user.id):
                raise Permanent("this slack user is gone", Failure.NOT_IN_SLACK)
            if await Accounts(session).is_anothers(user.id, email):
                raise Permanent("another user has connected this mailbox", Failure.TAKEN)
            account = await Accounts(session).connect(user.id, email, self._db.now())
            if account.state == AccountState.LEAVING:
                raise Temporary("this mailbox is still being erased", Failure.LEAVING, retry_after=300)
            if not tokens.refresh_token and account.state != AccountState.CONNECTED:
                raise Permanent("google gave no refresh token", Failure.NOT_LASTING)
        # wishes first: nothing heeds them before the tokens are there, and after a crash nothing is left unwished
        await self._want(account.id, services_of(scopes_of(tokens)))
        await self.access.keep(account.id, tokens, person)
        return account.id

    async def _want(self, account_id: str, opens: frozenset[str]) -> None:
        """All that may be read is to be looked at, and what may no longer be read leaves the index."""
        async with self._db.transaction() as session:
            await Accounts(session).want_sync([account_id])
            await Syncs(session).want(account_id, [HISTORY, *sorted(opens & BESIDES)], self._db.now())
            await Syncs(session).drop(account_id, BESIDES - opens)
            await Documents(session).leave_all(account_id, BESIDES - opens, self._db.now())

    def with_token(self, access_token: str) -> MailSource:
        """The mailbox that this token opens, without any other to follow."""
        return self._open(_Granted(access_token))

    async def token(self, account_id: str, rejected: str = "", service: str = GMAIL) -> str:
        """An access token of that account; see `Access.token`."""
        return await self.access.token(account_id, rejected, service)
