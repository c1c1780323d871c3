"""Documents: every mail, event and file that can be asked about, as text with its facts. The index is made of these.

A row is the to-do list of its index entry: words are written in the same transaction as the row, vectors follow.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CursorResult,
    ForeignKey,
    Index,
    Text,
    UniqueConstraint,
    exists,
    func,
    select,
    text,
)
from sqlalchemy import cast as cast_to
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.db import Base, add_new, index_where, insert_into, new_id, update_of
from storage.messages import Message, MessageState


class Service(StrEnum):
    """Where a document comes from."""

    GMAIL = "gmail"
    CALENDAR = "calendar"
    DRIVE = "drive"


class DocumentState(StrEnum):
    """What is left to do for a document. DUE and DONE ones can be found, the others are not to be seen."""

    FOUND = "found"  # a mail known by id only: it is to be read
    LEAVING = "leaving"  # deleted at its service: its words are to go, then its vectors
    DUE = "due"  # text is new or changed: its vectors are to be made
    DONE = "done"  # `embedder` says by which; '' where no embedder is set
    GONE = "gone"  # deleted at its service: its words are out already, its vectors are to go, then the row


SEEN = (DocumentState.DUE, DocumentState.DONE)
OUT = (DocumentState.LEAVING, DocumentState.GONE)


class Document(Base):
    """One mail, event or file of one account.

    `at` is when it was sent, begins, or was last changed. `people` are lower-case addresses besides the sender:
    recipients, guests, those a file is shared with. `labels` are the vendor's ids (gmail) or kinds (drive: the MIME
    type; calendar: the status). `text` is plain text without quoted history, in at most TEXT_AT_MOST characters;
    `quoted` is that history in at most QUOTED_AT_MOST: found by words, as an answer "agreed" is about what it quotes.
    Of files, whose sender is the owner, `editor` is the address of who changed it last, '' if nobody says, and `size`
    bytes, None if unknown.
    """

    __tablename__ = "documents"
    __table_args__ = (
        UniqueConstraint("account_id", "service", "remote_id"),
        Index("ix_documents_at", "account_id", "at", "service", "state"),  # counted by it alone: rows are long
        Index("ix_documents_changed", "account_id", "changed_at"),
        Index("ix_documents_sender", "account_id", "sender", "at"),
        Index("ix_documents_thread", "account_id", "thread_id"),
        index_where("ix_documents_size", "account_id", "size", holds="size IS NOT NULL"),
        index_where("ix_documents_due", "account_id", "changed_at", holds="state <> 'done'"),
        index_where("ix_documents_left", "account_id", "service", "state", "at", holds="state <> 'done'"),
        index_where("ix_documents_whole", "account_id", "at", holds="pruned_at IS NULL"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    service: Mapped[str]
    remote_id: Mapped[str]
    thread_id: Mapped[str] = mapped_column(default="")
    title: Mapped[str] = mapped_column(Text, default="")
    sender: Mapped[str] = mapped_column(default="")
    sender_name: Mapped[str] = mapped_column(default="")
    people: Mapped[list[str]] = mapped_column(default=list)
    labels: Mapped[list[str]] = mapped_column(default=list)
    outgoing: Mapped[bool] = mapped_column(default=False)  # written by the owner
    attachments: Mapped[list[str]] = mapped_column(default=list)  # file names
    at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    link: Mapped[str] = mapped_column(Text, default="")
    text: Mapped[str] = mapped_column(Text, default="")
    quoted: Mapped[str] = mapped_column(Text, default="")
    digest: Mapped[str]  # of all that is indexed: an unchanged document is not indexed again
    state: Mapped[str]
    embedder: Mapped[str] = mapped_column(default="")
    changed_at: Mapped[datetime]
    size: Mapped[int | None] = mapped_column(BigInteger)
    editor: Mapped[str] = mapped_column(default="")
    editor_name: Mapped[str] = mapped_column(default="")
    pruned_at: Mapped[datetime | None]  # since when only a preview of it is kept


TEXT_AT_MOST = 60_000
QUOTED_AT_MOST = 8_000  # more gains nothing (benchmarks.search_quality)
AT_ONCE = 500  # rows a statement
BEHIND, REST = datetime(1970, 1, 1, tzinfo=UTC), timedelta(minutes=10)  # of a mail that could not be read
OPEN = text("documents.state <> 'done'")  # as it stands in the index of what is left to do


def of_account(account_id: str) -> ColumnElement[bool]:
    """That a document is the account's, in a query that names the documents by id: without statistics SQLite would
    read the whole account (38 ms at 20,000) rather than look up twenty ids (0.2 ms)."""
    return Document.account_id.concat("") == account_id


@dataclass(frozen=True)
class NewDocument:
    """A document as its service tells it, before it has a row; the fields are those of Document."""

    service: Service
    remote_id: str
    title: str
    text: str
    at: datetime
    thread_id: str = ""
    sender: str = ""
    sender_name: str = ""
    people: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    outgoing: bool = False
    attachments: tuple[str, ...] = ()
    ends_at: datetime | None = None
    link: str = ""
    quoted: str = ""
    size: int | None = None
    editor: str = ""
    editor_name: str = ""


class Documents:
    """Queries on documents. Every one names the account: there is no way to ask for all."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def find(self, account_id: str, service: str, remote_id: str, *, hold: bool = False) -> Document | None:
        """The document of that remote thing. With `hold` nobody else changes it until the transaction ends."""
        where = (Document.account_id == account_id, Document.service == service, Document.remote_id == remote_id)
        query = select(Document).where(*where)
        return await self.session.scalar(query.with_for_update() if hold else query)

    async def of_ids(self, account_id: str, ids: Sequence[str]) -> dict[str, Document]:
        """Those of the documents that are this account's and not gone, by id."""
        if not ids:
            return {}
        where = (of_account(account_id), Document.id.in_(list(ids)), Document.state.in_(SEEN))
        return {found.id: found for found in await self.session.scalars(select(Document).where(*where))}

    async def of_remote(self, account_id: str, service: str, remote_ids: Sequence[str]) -> dict[str, Document]:
        """The documents of these remote things that are not gone, by remote id."""
        where = (
            Document.account_id == account_id,
            Document.service == service,
            Document.remote_id.in_(list(remote_ids)),
            Document.state.in_(SEEN),
        )
        return {found.remote_id: found for found in await self.session.scalars(select(Document).where(*where))}

    async def remote_ids(self, account_id: str, service: str) -> set[str]:
        """The remote ids of all documents of one service that are not gone."""
        where = (Document.account_id == account_id, Document.service == service, Document.state.in_(SEEN))
        return set(await self.session.scalars(select(Document.remote_id).where(*where)))

    async def version(self, account_id: str) -> str:
        """What is another one whenever the account's documents have changed: what was found before is then old."""
        query = select(func.count(), func.max(Document.changed_at)).where(Document.account_id == account_id)
        count, newest = (await self.session.execute(query)).one()
        return f"{count}:{newest.timestamp() if newest else 0}"

    async def lapsed(self, account_id: str, service: str, label: str, now: datetime, limit: int) -> list[str]:
        """Remote ids of documents with that label whose time is over."""
        where = (
            Document.account_id == account_id,
            Document.service == service,
            Document.ends_at < now,
            cast_to(Document.labels, Text).like(f'%"{label}"%'),
            Document.state.in_(SEEN),
        )
        return list(await self.session.scalars(select(Document.remote_id).where(*where).limit(limit)))

    async def in_thread(self, account_id: str, thread_id: str, limit: int) -> list[Document]:
        """The newest documents of a thread, oldest first."""
        where = (
            Document.account_id == account_id,
            Document.thread_id == thread_id,
            Document.state.in_(SEEN),
        )
        query = select(Document).where(*where).order_by(Document.at.desc()).limit(limit)
        return list(await self.session.scalars(query))[::-1]

    async def expect(self, account_id: str, mails: Sequence[tuple[str, str]], at: datetime, now: datetime) -> int:
        """Notes mails (remote id, thread id) that are to be read, `at` about when they came; known ones stay as they
        are. Gives how many are new."""
        rows = [
            {
                "id": new_id(), "account_id": account_id, "service": Service.GMAIL, "remote_id": remote_id,
                "thread_id": thread_id, "title": "", "sender": "", "sender_name": "", "people": [], "labels": [],
                "outgoing": False, "attachments": [], "at": at, "link": "", "text": "", "quoted": "",
                "editor": "", "editor_name": "", "digest": "", "state": DocumentState.FOUND, "embedder": "",
                "changed_at": now,
            }
            for remote_id, thread_id in mails
        ]  # fmt: skip
        new = 0
        for first in range(0, len(rows), AT_ONCE):
            new += len(await add_new(self.session, Document, rows[first : first + AT_ONCE], "id"))
        return new

    async def leave(self, account_id: str, service: str, remote_ids: Sequence[str], now: datetime) -> int:
        """Hides documents that were deleted at their service, until their words and vectors are out; how many."""
        hidden = 0
        for at in range(0, len(remote_ids), AT_ONCE):
            same = (
                Document.account_id == account_id,
                Document.service == service,
                Document.remote_id.in_(remote_ids[at : at + AT_ONCE]),
                Document.state.not_in(OUT),
            )
            change = update_of(Document).where(*same).values(state=DocumentState.LEAVING, changed_at=now)
            hidden += cast("CursorResult[Any]", await self.session.execute(change)).rowcount
        return hidden

    async def leave_all(self, account_id: str, services: Iterable[str], now: datetime) -> None:
        """Hides every document of these services, until their words and vectors are out."""
        same = (
            Document.account_id == account_id,
            Document.service.in_(list(services)),
            Document.state.not_in(OUT),
        )
        change = update_of(Document).where(*same).values(state=DocumentState.LEAVING, changed_at=now)
        await self.session.execute(change)

    async def relabel(self, account_id: str, remote_id: str, labels: Sequence[str], now: datetime) -> None:
        """Keeps a mail's present labels; one that was on its way out is read anew."""
        same = (Document.account_id == account_id, Document.service == Service.GMAIL, Document.remote_id == remote_id)
        await self.session.execute(update_of(Document).where(*same).values(labels=list(labels), changed_at=now))
        out = Document.state.in_(OUT)
        back = update_of(Document).where(*same, out).values(state=DocumentState.FOUND, digest="", changed_at=now)
        await self.session.execute(back)

    async def unread(
        self, account_id: str, limit: int, now: datetime | None = None, since: datetime | None = None
    ) -> list[str]:
        """Remote ids of mails that are to be read, the newest first, without those that triage will read; with `now`
        also of those that failed and have rested, with `since` none that are older."""
        waiting = exists().where(
            Message.account_id == Document.account_id,
            Message.remote_id == Document.remote_id,
            Message.state == MessageState.FOUND,
        )
        ready = Document.at > BEHIND
        if now is not None:
            ready |= Document.changed_at < now - REST
        late = Document.at >= (since or BEHIND)
        mail = (OPEN, Document.service == Service.GMAIL, Document.state == DocumentState.FOUND)
        where = (Document.account_id == account_id, *mail, ~waiting, ready, late)
        query = select(Document.remote_id).where(*where).order_by(Document.at.desc()).limit(limit)
        return list(await self.session.scalars(query))

    async def leaving(self, account_id: str, limit: int) -> list[tuple[str, str]]:
        """(service, remote id) of documents whose words are to go."""
        where = (Document.account_id == account_id, OPEN, Document.state == DocumentState.LEAVING)
        found = await self.session.execute(select(Document.service, Document.remote_id).where(*where).limit(limit))
        return [(row.service, row.remote_id) for row in found]

    async def put(self, row: dict[str, Any]) -> str:
        """Stores a document in place of the one of the same remote thing; gives the id that it has."""
        held = Document.__table__.c
        changes = {name: value for name, value in row.items() if name != "id"}
        upsert = insert_into(self.session, Document).on_conflict_do_update(
            index_elements=[held.account_id, held.service, held.remote_id], set_=changes
        )
        return str((await self.session.execute(upsert.returning(held.id), row)).scalar_one())

    async def gone(self, account_id: str, service: str, remote_ids: Sequence[str], now: datetime) -> list[str]:
        """Marks documents as gone; their ids."""
        same = (Document.account_id == account_id, Document.service == service, Document.remote_id.in_(remote_ids))
        change = update_of(Document).where(*same).values(state=DocumentState.GONE, changed_at=now)
        return list(await self.session.scalars(change.returning(Document.__table__.c.id)))


def row_of(document: Document) -> dict[str, Any]:
    """Its columns by name."""
    return {column.name: getattr(document, column.name) for column in Document.__table__.columns}
