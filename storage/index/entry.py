"""What goes into the index and what comes out of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from storage.documents import Document

Order = Literal["newest", "oldest", "largest", "smallest"]  # by time, by size


@dataclass(frozen=True)
class Chunk:
    """A piece of a document that is found as one. `number` counts from 0 within the document."""

    number: int
    text: str


@dataclass(frozen=True)
class Entry:
    """A document as it is indexed: its title, people and quoted history weigh apart from its text (see fusion)."""

    document_id: str
    title: str
    people: str  # names and addresses, as words
    chunks: tuple[Chunk, ...]
    quoted: str = ""  # by words only: it is in no chunk, no vector and no extract


@dataclass(frozen=True)
class Filters:
    """What a question limits its search to; an empty field limits nothing. Times are aware, `until` excluded.

    `senders` are addresses of which one must have written it (organizer, owner of a file); `people` groups addresses:
    of each group one must be among sender and people. `labels`: all of them. `kinds` of files, of which it must be one:
    MIME types, the beginnings of such ("image/") and ends of names (".pdf"). `editors`: who changed a file last, or its
    owner where nobody says. `unanswered`: mails that were judged to need a reply and have none, the newest of a thread.
    """

    services: frozenset[str] = frozenset()
    senders: frozenset[str] = frozenset()
    people: tuple[frozenset[str], ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    labels: frozenset[str] = frozenset()
    outgoing: bool | None = None
    attachment: bool | None = None
    thread_id: str = ""
    kinds: frozenset[str] = frozenset()
    editors: frozenset[str] = frozenset()
    unanswered: bool = False

    @property
    def narrow(self) -> bool:
        """Whether they limit anything."""
        return self != Filters()


@dataclass(frozen=True)
class Hit:
    """A document that was found: its score, the text of its best chunk, and its rank from 1 in each leg that has it."""

    document: Document
    score: float
    extract: str
    ranks: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Listed:
    """The first documents in an order, how many match altogether, and how many of these have no size, so that they
    stand in no order by size."""

    documents: tuple[Document, ...]
    total: int
    unsized: int = 0


@dataclass(frozen=True)
class Found:
    """The best hits first. `missing` names legs that could not be asked ('vectors'): the rest stands all the same."""

    hits: tuple[Hit, ...]
    missing: tuple[str, ...] = ()
