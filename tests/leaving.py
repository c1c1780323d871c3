"""Alice's mailbox on its way out: connected at the Google stand-in, with a card on screen and a draft in Gmail."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from assistant.case import Person
from assistant.leaving import QUIET
from bot.services import Services
from bot.settings import GOOGLE_SCOPES
from connectors.google.oauth import Tokens
from jobs.draw_card import draw_card
from jobs.leave_mailbox import leave_mailbox
from jobs.remove_posts import remove_posts
from sandbox.slack.values import Message
from storage.accounts import Account, Accounts
from storage.db import Base
from storage.index.words import words_of
from storage.leavings import Leaving, Leavings
from storage.schema import metadata
from tests.cast import ALICE, ALICE_MAIL, Desk, ready_reply
from tests.database_fixture import Clock
from tests.fakes import FakeMail
from tests.handlers.office import Office
from tests.jobs.mailbox import with_mail

BOB_MAIL = "bob@fernhill.example"


@dataclass(frozen=True)
class Parting:
    """A mailbox with one mail, its reply as a draft, its card; the services over it; and the clock."""

    office: Office
    services: Services
    clock: Clock
    desk: Desk
    refresh: str

    @property
    def account(self) -> Account:
        """The mailbox."""
        return self.desk.account

    @property
    def mail(self) -> FakeMail:
        """What lies in Gmail."""
        return self.desk.mail

    async def leaving(self) -> Leaving | None:
        """The intention as stored."""
        async with self.office.db.reading() as session:
            return await Leavings(session).get(self.account.id)

    async def work(self) -> None:
        """Runs what was rung, once each."""
        await leave_mailbox(self.services, self.account.id)
        await remove_posts(self.services, self.account.user_id)

    async def finish(self) -> None:
        """Lets time pass until nothing is left to do."""
        await self.work()
        self.clock.advance(QUIET.total_seconds() + 1)
        for _ in range(4):
            await self.work()
            self.clock.advance(61)

    def shown(self, person: Person = ALICE) -> list[Message]:
        """What stands in the person's DM for good, in order."""
        messages = self.office.slack.talk.direct(person.slack_id).messages
        return [message for message in messages if not message.ephemeral_for]

    def is_granted(self) -> bool:
        """Whether Google still lets anybody in with Alice's refresh token."""
        return self.office.google.oauth.connected(ALICE_MAIL)


async def parting(office: Office, clock: Clock) -> Parting:
    """Alice's mailbox, connected over the wire, its card posted."""
    access = office.google.oauth.issue(ALICE_MAIL)
    grant = office.google.oauth.holder(access)
    assert grant is not None
    account = await connect_with(office, ALICE, Tokens(access, grant.refresh_token, _soon(office), _scopes()))
    desk = await ready_reply(office.db, account=account)
    services = with_mail(office, desk.mail)
    await draw_card(services, desk.message_id)
    return Parting(office, services, clock, desk, grant.refresh_token)


def _soon(office: Office) -> Any:
    return office.db.now() + timedelta(hours=1)


def _scopes() -> frozenset[str]:
    return frozenset(GOOGLE_SCOPES)


async def connect_with(office: Office, person: Person, tokens: Tokens) -> Account:
    """The mailbox that these tokens open, as the person's."""
    account_id = await office.services.mailboxes.connect(person, tokens)
    async with office.db.reading() as session:
        account = await Accounts(session).get(account_id)
    assert account is not None
    return account


async def counts(office: Office) -> dict[str, int]:
    """How many rows each table has."""
    async with office.db.reading() as session:
        return {
            name: await session.scalar(select(func.count()).select_from(table)) or 0
            for name, table in metadata.tables.items()
        }


async def has_words(office: Office, account_id: str) -> bool:
    """Whether the mailbox has an index of words."""
    async with office.db.reading() as session:
        return await words_of(session, account_id).exist()


def tables() -> dict[str, type[Base]]:
    """Every mapped class by its table's name."""
    return {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}
