"""What tests of the index stand on its shelves: documents in a line, and an embedder that knows only which words."""

import hashlib
import math
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from assistant.chunking import entry_of, texts_of
from assistant.embedding import Reader, embed_some
from assistant.indexing import index_many
from bot.errors import MailroomError
from connectors.embed.model import Use, Vector
from storage.db import Database
from storage.documents import Document, Documents, NewDocument, Service
from storage.index.entry import Entry, Filters
from storage.index.library import Library
from storage.index.terms import terms_of

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
ANY = Filters()
DIMENSIONS = 32


class WordEmbedder:
    """Texts that share words are near each other. `refuses`: texts with one of these words are not taken."""

    def __init__(self, name: str = "words-1", **refuses: MailroomError) -> None:
        self.name = name
        self.provider = ""
        self.usd = Decimal(0)
        self.dimensions = DIMENSIONS
        self.refuses = refuses
        self.asked = 0

    async def embed(self, texts: Sequence[str], use: Use) -> list[Vector]:
        """A unit vector for each."""
        self.asked += 1
        for word, error in self.refuses.items():
            if any(word in text for text in texts):
                raise error
        return [vector_of(text) for text in texts]

    async def close(self) -> None:
        """Nothing is open."""


def vector_of(text: str) -> Vector:
    """The words of a text, counted in a few drawers."""
    drawers = [0.001] * DIMENSIONS
    for term in terms_of(text):
        drawers[hashlib.sha256(term.encode()).digest()[0] % DIMENSIONS] += 1.0
    length = math.sqrt(sum(value * value for value in drawers))
    return [value / length for value in drawers]


def mail(remote_id: str, title: str, text: str = "", **values: Any) -> NewDocument:
    """A mail as a document. Later ones in an alphabet of ids are not newer: `at` says when."""
    given: dict[str, Any] = {"service": Service.GMAIL, "at": NOON} | values
    return NewDocument(remote_id=remote_id, title=title, text=text, **given)


def days(number: int) -> datetime:
    """So many days after noon."""
    return NOON + timedelta(days=number)


async def stock(db: Database, library: Library, account_id: str, *news: NewDocument) -> dict[str, Document]:
    """Shelves documents, with vectors if the library wants them; the rows by remote id."""
    await index_many(db, library, account_id, news)
    if library.embedder:
        while await embed_some(db, library, Reader(WordEmbedder(library.embedder)), account_id):
            pass
    async with db.reading() as session:
        return await Documents(session).of_remote(account_id, Service.GMAIL, [new.remote_id for new in news])


async def titles(library: Library, account_id: str, words: str, filters: Filters = ANY, **values: Any) -> list[str]:
    """The titles of what is found, the best first."""
    return [hit.document.title for hit in (await library.search(account_id, words, filters, **values)).hits]


def entry(document_id: str, title: str = "", text: str = "", people: str = "", quoted: str = "") -> Entry:
    """A document as it is indexed."""
    made = entry_of(document_id, mail(document_id, title, text))
    assert texts_of(made)
    return Entry(document_id, title, people, made.chunks, quoted)
