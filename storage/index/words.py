"""The words of one mailbox: how its documents are found by what they say. Tables of its own on either database."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.index.entry import Entry
from storage.index.shelf import Counts, Piece
from storage.index.words_postgresql import PostgresWords
from storage.index.words_sqlite import SqliteWords


class Words(Protocol):
    """What both databases do, in the caller's transaction."""

    async def exist(self) -> bool:
        """Whether the mailbox has tables."""
        ...

    async def open(self) -> None:
        """Makes the tables if they are not there."""
        ...

    async def drop(self) -> None:
        """Takes the tables down."""
        ...

    async def put(self, entry: Entry) -> None:
        """Shelves a document's pieces in place of those it had."""
        ...

    async def take_out(self, document_ids: Sequence[str]) -> None:
        """Takes documents' pieces off the shelf."""
        ...

    async def count(self, asked: Iterable[str]) -> Counts:
        """How many pieces have each of the terms."""
        ...

    async def find(
        self, own: Counts, everywhere: Counts, weights: Mapping[str, float], limit: int, within: Select[Any] | None
    ) -> list[Piece]:
        """The best pieces for the terms that were counted, the best first; only of documents that `within` selects.

        A piece is found if it has one of the terms. How rare each is, and so what it weighs, is taken from
        `everywhere`: with the same counts the scores of several mailboxes can be compared. `weights` are those of
        'title', 'people', 'text' and 'quoted'.
        """
        ...

    def holding(self, terms: Sequence[str]) -> list[Select[Any]]:
        """The ids of the documents that have a term, for each of them."""
        ...

    async def texts(self, pieces: list[Piece]) -> dict[Piece, str]:
        """The texts of pieces."""
        ...


def words_of(session: AsyncSession, account_id: str) -> Words:
    """The words of that mailbox. Raises ValueError for what is no account id."""
    is_postgres = session.get_bind().dialect.name == "postgresql"
    return PostgresWords(session, account_id) if is_postgres else SqliteWords(session, account_id)
