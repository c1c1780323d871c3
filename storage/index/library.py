"""The library: what can be asked about, found by words and by meaning. Each mailbox has shelves of its own (SR4)."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from storage.db import Database
from storage.index.entry import Entry, Filters, Found


class Library:
    """The index of every mailbox: words in the database, vectors in Chroma. No query goes over two mailboxes.

    `chroma_url` '' means: words only.
    """

    def __init__(self, db: Database, chroma_url: str) -> None:
        self._db = db
        self._chroma_url = chroma_url

    async def open(self, account_id: str) -> None:
        """Makes the mailbox's shelves if they are not there."""
        raise NotImplementedError

    async def put(self, session: AsyncSession, account_id: str, entry: Entry) -> None:
        """Shelves a document's words in place of those it had, in the caller's transaction."""
        raise NotImplementedError

    async def take_out(self, session: AsyncSession, account_id: str, document_ids: Sequence[str]) -> None:
        """Takes documents' words off the shelves, in the caller's transaction."""
        raise NotImplementedError

    async def put_vectors(
        self, account_id: str, embedder: str, document_id: str, vectors: Sequence[Sequence[float]]
    ) -> None:
        """Shelves the vectors of a document's chunks, in order, in place of those it had. Raises Temporary."""
        raise NotImplementedError

    async def take_out_vectors(self, account_id: str, embedder: str, document_ids: Sequence[str]) -> None:
        """Takes documents' vectors off the shelves. Raises Temporary."""
        raise NotImplementedError

    async def search(
        self,
        account_id: str,
        words: str,
        filters: Filters,
        *,
        vector: Sequence[float] | None = None,
        embedder: str = "",
        limit: int = 10,
    ) -> Found:
        """The best documents of one mailbox: three legs at once, fused. Without words the newest that match.

        Raises ValueError without an account, Temporary when the database cannot be reached; when Chroma cannot,
        `Found.missing` says so.
        """
        raise NotImplementedError

    async def erase(self, account_id: str) -> None:
        """Takes down the mailbox's shelves, words and vectors."""
        raise NotImplementedError

    async def check(self) -> str:
        """'ok', or 'off' without Chroma. Raises Temporary if Chroma does not answer."""
        raise NotImplementedError

    async def warm(self) -> None:
        """Does now what the first query would wait for."""
        raise NotImplementedError

    async def close(self) -> None:
        """Lets go of its connections."""
