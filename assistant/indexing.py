"""Indexing: a document's row, words and contacts in one transaction; its vectors follow."""

from collections.abc import Sequence

from storage.db import Database
from storage.documents import NewDocument
from storage.index.library import Library


async def index_document(db: Database, library: Library, account_id: str, new: NewDocument) -> bool:
    """Stores and shelves a document; True if it is new or has changed."""
    raise NotImplementedError


async def remove_documents(
    db: Database, library: Library, account_id: str, service: str, remote_ids: Sequence[str]
) -> None:
    """Takes documents off the shelves: words at once, vectors later."""
    raise NotImplementedError
