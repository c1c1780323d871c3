"""Alice's desk: contacts, an index by plain words, calendar and drive in memory, and a model with answers."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from assistant.asking.kit import Kit
from assistant.asking.plan.shapes import AskAnswer, PlanAnswer, PlannedArguments, PlannedStep
from assistant.asking.values import Asker, Mailbox, Mention, Progress, Reading
from bot.errors import Failure, Permanent
from connectors.calendar.source import Busy, Event, EventPage, Guest, NewEvent
from connectors.drive.source import Access, FileOrder, FilePage, RemoteFile, Role
from storage.accounts import Account
from storage.contacts import Contacts
from storage.db import Database, add_new, new_id
from storage.documents import Document, NewDocument, Service, row_of
from storage.index.entry import Filters, Found, Hit
from storage.index.filters import conditions
from storage.index.library import Library
from tests.cast import ALICE_MAIL, join
from tests.fake_model import FakeModel
from tests.fakes import FakeMail, MemoryCache
from tests.troubles import Troubles

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)  # a Wednesday; 10:00 in Berlin
NEVER = datetime(9999, 1, 1, tzinfo=UTC)
ZONE = "Europe/Berlin"
SARAH, BOB = "sarah@brightwater.example", "bob@fernhill.example"


class PlainLibrary(Library):
    """Finds documents that share words with the question, those with most first; as filters say."""

    def __init__(self, db: Database) -> None:
        super().__init__(db, "")
        self.db = db
        self.missing: tuple[str, ...] = ()
        self.troubles = Troubles()
        self.searches = 0
        self.meant: list[Document] = []  # what is found by meaning, whatever the words

    async def search_all(
        self,
        asked: Mapping[str, Filters],
        words: str,
        *,
        vector: Sequence[float] | None = None,
        embedder: str = "",
        limit: int = 10,
    ) -> Found:
        self.searches += 1
        await self.troubles.meet("search")
        kept: list[Document] = []
        async with self.db.reading() as session:
            for account_id, filters in asked.items():
                fitting = select(Document).where(*conditions(account_id, filters, sqlite=self.db.is_sqlite))
                kept += await session.scalars(fitting)
        wanted = _words(words)
        scored = [(len(wanted & _words(f"{one.title} {one.text}")), one) for one in kept]
        found = [(float(score), one) for score, one in scored if score or not wanted]
        found.sort(key=lambda pair: (pair[0], pair[1].at), reverse=True)
        found += [(0.0, one) for one in self.meant if one.id not in {other.id for _, other in found}]
        return Found(tuple(Hit(one, score, one.text) for score, one in found[:limit]), self.missing)


def _words(text: str) -> set[str]:
    return {word.rstrip("s") for word in re.findall(r"\w{3,}", text.casefold())}


@dataclass
class FakeCalendar:
    """A calendar in memory; a CalendarSource for reads."""

    events: list[Event] = field(default_factory=list)
    taken: dict[str, list[Busy] | None] = field(default_factory=dict)
    troubles: Troubles = field(default_factory=Troubles)

    def changes(self, cursor: str, *, since: datetime, until: datetime) -> AsyncIterator[EventPage]:
        raise AssertionError("a question changes no calendar")

    async def search(
        self, *, words: str = "", since: datetime | None = None, until: datetime | None = None, limit: int = 50
    ) -> list[Event]:
        await self.troubles.meet("search")
        found = [one for one in self.events if (since is None or one.ends > since)]
        return sorted((one for one in found if until is None or one.begins < until), key=lambda one: one.begins)[:limit]

    async def event(self, event_id: str) -> Event | None:
        await self.troubles.meet("event")
        return next((one for one in self.events if one.id == event_id), None)

    async def busy(self, emails: Sequence[str], since: datetime, until: datetime) -> dict[str, list[Busy] | None]:
        await self.troubles.meet("busy")
        return {email: self.taken.get(email, []) for email in emails}

    async def create(self, event_id: str, event: NewEvent) -> Event:
        raise AssertionError("a question makes no event")

    async def update(self, event_id: str, event: NewEvent, etag: str) -> Event | None:
        raise AssertionError("a question changes no event")

    async def delete(self, event_id: str, etag: str) -> bool:
        raise AssertionError("a question deletes no event")


@dataclass
class FakeDrive:
    """A drive in memory; a DriveSource for reads."""

    files: dict[str, tuple[RemoteFile, str]] = field(default_factory=dict)
    troubles: Troubles = field(default_factory=Troubles)

    def put(self, file_id: str, name: str, text: str, access: Sequence[tuple[str, str]] = ()) -> RemoteFile:
        given = tuple(Access(str(n), email, role) for n, (email, role) in enumerate(access))
        link = f"https://drive.google.com/file/d/{file_id}"
        file = RemoteFile(file_id, name, "text/plain", NOW, owner=ALICE_MAIL, link=link, access=given)
        self.files[file_id] = (file, text)
        return file

    def changes(self, cursor: str, *, limit: int) -> AsyncIterator[FilePage]:
        raise AssertionError("a question syncs no drive")

    async def text(self, file: RemoteFile) -> str:
        await self.troubles.meet("text")
        return self.files[file.id][1]

    async def search(self, words: str, *, since: datetime | None = None, limit: int = 20) -> list[RemoteFile]:
        await self.troubles.meet("search")
        wanted = _words(words)
        return [file for file, text in self.files.values() if wanted <= _words(f"{file.name} {text}")][:limit]

    async def first(
        self, order: FileOrder, *, since: datetime | None = None, until: datetime | None = None, limit: int = 20
    ) -> list[RemoteFile]:
        await self.troubles.meet("first")
        by_size = order in ("largest", "smallest")
        every = [file for file, _ in self.files.values() if file.size is not None or not by_size]
        kept = [one for one in every if (since or one.modified_at) <= one.modified_at < (until or NEVER)]
        key: Callable[[RemoteFile], Any] = (lambda one: one.size) if by_size else (lambda one: one.modified_at)
        return sorted(kept, key=key, reverse=order in ("newest", "largest"))[:limit]

    async def file(self, file_id: str) -> RemoteFile | None:
        await self.troubles.meet("file")
        return self.files[file_id][0] if file_id in self.files else None

    async def share(self, file_id: str, email: str, role: Role, message: str) -> Access:
        raise AssertionError("a question shares no file")


@dataclass
class Rig:
    """Everything that an answer is made with, and what it told on its way."""

    db: Database
    account: Account
    kit: Kit
    asker: Asker
    library: PlainLibrary
    model: FakeModel
    cache: MemoryCache
    mail: FakeMail
    calendar: FakeCalendar
    drive: FakeDrive
    told: list[Progress] = field(default_factory=list)

    async def tell(self, progress: Progress) -> None:
        self.told.append(progress)

    async def put(self, new: NewDocument) -> Document:
        """A document in the index."""
        row = {name: None for name in row_of(Document()) if name == "ends_at"} | {
            "id": new_id(), "account_id": self.account.id, "digest": "d", "state": "done", "embedder": "",
            "changed_at": NOW, **{name: _plain(value) for name, value in vars(new).items()},
        }  # fmt: skip
        async with self.db.transaction() as session:
            await add_new(session, Document, [row])
        async with self.db.reading() as session:
            found = await session.get(Document, row["id"])
        assert found is not None
        return found

    async def mail_of(self, subject: str, text: str, sender: str = SARAH, days_ago: int = 1, **more: str) -> Document:
        """A mail in the index."""
        name = {SARAH: "Sarah Lindqvist", BOB: "Bob Stone"}.get(sender, "")
        remote = f"m{len(subject)}{sum(map(ord, subject + text + sender))}"
        new = NewDocument(
            service=Service.GMAIL,
            remote_id=remote,
            title=subject,
            text=text,
            at=NOW - timedelta(days=days_ago),
            thread_id=more.get("thread", remote),
            sender=sender,
            sender_name=name,
            people=(ALICE_MAIL,),
            link=f"https://mail.google.com/mail/u/0/#all/{remote}",
        )
        return await self.put(new)


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


async def open_rig(db: Database, *answers: object, written_to: bool = False) -> Rig:
    """Alice with two contacts, to whom she has written or not; the model gives these answers, one more fails it."""
    account = await join(db)
    async with db.transaction() as session:
        for email, name, times in ((SARAH, "Sarah Lindqvist", 3), (BOB, "Bob Stone", 2)):
            for _ in range(times):
                await Contacts(session).met(account.id, [(email, name)], NOW, written_to=written_to)
    library, model, cache = PlainLibrary(db), FakeModel(*answers), MemoryCache()  # type: ignore[arg-type]
    mail, calendar, drive = FakeMail(lambda: NOW), FakeCalendar(), FakeDrive()
    mailbox = Mailbox(account.id, ALICE_MAIL, frozenset(), frozenset({ALICE_MAIL}))
    asker = Asker(account.user_id, ZONE, NOW, (mailbox,))
    kit = Kit(db, library, None, model, cache, lambda _: mail, lambda _: calendar, lambda _: drive)
    return Rig(db, account, kit, asker, library, model, cache, mail, calendar, drive)


def quick(rig: Rig) -> Kit:
    """Its kit with little patience."""
    return replace(rig.kit, patience=0.4)


def denied(_: str) -> Any:
    """A service that the asker did not open to us."""
    raise Permanent("scope missing", Failure.PARTIAL)


async def for_ever() -> None:
    """A service that does not answer."""
    await asyncio.Event().wait()


ARGUMENTS = PlannedArguments(
    words="",
    people=[],
    since="",
    until="",
    title="",
    begins="",
    minutes=0,
    shift=0,
    place="",
    text="",
    role="reader",
    order="",
    most=0,
)


def step(id_: str, operation: str, needs: Sequence[str] = (), **arguments: object) -> PlannedStep:
    """A step of a model's plan."""
    given = ARGUMENTS.model_copy(update=arguments)
    return PlannedStep.model_validate(
        {"id": id_, "operation": operation, "arguments": given.model_dump(), "needs": list(needs)}
    )


def planned(*steps: PlannedStep, question: str = "", confidence: float = 0.9, ask_back: str = "") -> PlanAnswer:
    """A model's plan."""
    return PlanAnswer(question=question, steps=list(steps), confidence=confidence, ask_back=ask_back)


def said(answer: str, known: bool = True, suggestions: Sequence[str] = ()) -> AskAnswer:
    """A model's answer."""
    return AskAnswer(answer=answer, known=known, suggestions=list(suggestions))


def event(id_: str, title: str, begins: datetime, minutes: int = 60, guests: Sequence[str] = ()) -> Event:
    """An event."""
    invited = tuple(Guest(email) for email in guests)
    link = f"https://calendar.google.com/event?eid={id_}"
    ends = begins + timedelta(minutes=minutes)
    return Event(id_, title, begins, ends, organizer=ALICE_MAIL, guests=invited, link=link, etag=f'"{id_}-1"')


def reading(text: str, words: str = "", filters: Filters | None = None, *mentions: Mention, **more: Any) -> Reading:
    """What code has read."""
    return Reading(text, words or text, filters or Filters(), frozenset(more.pop("services", ())), mentions, **more)
