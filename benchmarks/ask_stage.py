"""A desk to be asked at: an asker with a real index on SQLite, and calendar and drive in memory."""

import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from assistant.asking.answering import answer
from assistant.asking.kit import Answered, Kit
from assistant.asking.values import Asker, Mailbox, Progress, Turn
from assistant.indexing import index_many
from connectors.calendar.source import CalendarSource
from connectors.drive.source import DriveSource
from connectors.llm.model import Model
from storage.accounts import Accounts, AccountState
from storage.db import Database, open_database
from storage.documents import NewDocument, Service
from storage.index.library import Library
from storage.migrate import migrate
from storage.syncs import Syncs
from storage.users import Users
from storage.workspaces import Workspaces
from tests.assistant.asking.rig import FakeCalendar, FakeDrive
from tests.fakes import FakeMail, MemoryCache

AT_ONCE = 200  # documents a transaction


@dataclass(frozen=True)
class Office:
    """Whose things are asked about, in which zone, at what time."""

    email: str
    zone: str
    now: datetime
    documents: Sequence[NewDocument]
    calendar: CalendarSource = field(default_factory=FakeCalendar)
    drive: DriveSource = field(default_factory=FakeDrive)
    aliases: frozenset[str] = frozenset()  # more addresses of its owner


@dataclass(frozen=True)
class Stage:
    """An office with its index made, ready to be asked."""

    kit: Kit
    asker: Asker

    async def ask(self, text: str, model: Model, after: str = "") -> Answered:
        """The answer of a product that uses this model, without anything kept from earlier questions but the one that
        it comes `after` in its thread."""
        kit = replace(self.kit, model=model, cache=MemoryCache())
        turns = (_turn(after, await self.ask(after, model)),) if after else ()
        return await answer(kit, self.asker, text, turns, _hush)


def _turn(question: str, answered: Answered) -> Turn:
    """What is kept of a question that was answered."""
    reading, reply = answered.reading, answered.reply
    places = tuple(source.document_id for source in reply.sources)
    told = (reading.order, reading.most, reading.asks, reading.times)
    return Turn(question, reading.filters, reading.words, places, reply.asked_back, *told)


async def _hush(progress: Progress) -> None:
    """Nobody watches."""


@asynccontextmanager
async def staged(office: Office, model: Model) -> AsyncIterator[Stage]:
    """The office on a database of its own."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{Path(folder) / 'ask.db'}"
        await migrate(url)
        db = open_database(url)
        library = Library(db, "")
        try:
            asker = await _join(db, library, office)
            mail = FakeMail(lambda: office.now)
            kit = Kit(
                db,
                library,
                None,
                model,
                MemoryCache(),
                lambda _: mail,
                lambda _: office.calendar,
                lambda _: office.drive,
            )
            yield Stage(kit, asker)
        finally:
            await library.close()
            await db.close()


async def _join(db: Database, library: Library, office: Office) -> Asker:
    """The asker with everything indexed."""
    async with db.transaction() as session:
        await Workspaces(session).ensure("T0", db.now())
        user = await Users(session).ensure("T0", "U0", db.now())
        account = await Accounts(session).connect(user.id, office.email, db.now())
        await Accounts(session).change(account.id, state=AccountState.CONNECTED)
        await Syncs(session).ensure(account.id, Service.DRIVE)
        await Syncs(session).change(account.id, Service.DRIVE, cursor="1")  # its drive has been read
    await library.open(account.id)
    for at in range(0, len(office.documents), AT_ONCE):
        await index_many(db, library, account.id, office.documents[at : at + AT_ONCE])
    mailbox = Mailbox(account.id, office.email, frozenset(), frozenset({office.email}) | office.aliases)
    return Asker(user.id, office.zone, office.now, (mailbox,))
