"""All documents that match, in an order or counted: "the largest file", "how many mails". No relevance, nothing near.

Like the library's, every query is of one mailbox.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.db import Database
from storage.documents import Document
from storage.index.entry import Filters, Listed, Order
from storage.index.filters import conditions, conditions_on_known
from storage.index.shelf import Shelf
from storage.index.terms import asked_terms
from storage.index.words import words_of
from storage.sqlite import SLOW

PRINT = 32  # characters of a digest that tell what a document says
TERMS_AT_MOST = 8  # of the words that all must be there
_KEYS: Mapping[Order, Sequence[Any]] = {
    "newest": (Document.at.desc(), Document.id),
    "oldest": (Document.at, Document.id),
    "largest": (Document.size.desc(), Document.at.desc(), Document.id),
    "smallest": (Document.size, Document.at.desc(), Document.id),
}


async def first_of(db: Database, account_id: str, filters: Filters, words: str, order: Order, limit: int) -> Listed:
    """The first `limit` documents of a mailbox in that order, of all that match and have every word. Raises ValueError
    for what is no account, Temporary when the database cannot be reached."""
    async with db.reading() as session:
        where = await _where(session, account_id, filters, words, sqlite=db.is_sqlite)
        if where is None:
            return Listed((), 0)
        unsized = 0
        if order in ("largest", "smallest"):
            unsized = await _number(session, [*where, Document.size.is_(None)])
            where.append(Document.size.is_not(None))
        # to look for words or answers once costs less; to count without any needs the index alone
        every = func.count().over() if words.strip() or filters.unanswered else literal(0)
        query = select(Document.id, every.label("total")).where(*where).order_by(*_KEYS[order]).limit(limit)
        rows = (await session.execute(query.prefix_with(SLOW))).all()
        total = (rows[0].total if rows else 0) or await _number(session, where)
        found = [row.id for row in rows]
        held = {one.id: one for one in await session.scalars(select(Document).where(Document.id.in_(found)))}
    return Listed(tuple(held[key] for key in found), total + unsized, unsized)


async def number_of(db: Database, account_id: str, filters: Filters, words: str) -> int:
    """How many documents of a mailbox match and have every word. Raises as `first_of` does."""
    async with db.reading() as session:
        where = await _where(session, account_id, filters, words, sqlite=db.is_sqlite)
        return 0 if where is None else await _number(session, where)


async def _number(session: AsyncSession, where: Sequence[ColumnElement[bool]]) -> int:
    query = select(func.count()).select_from(Document).where(*where).prefix_with(SLOW)
    return int(await session.scalar(query) or 0)


async def prints_of(db: Database, account_id: str, filters: Filters, words: str) -> Counter[str]:
    """What each of all documents that match says, as its half of the digest (assistant.indexing.digest_of), and how
    many say the same: copies of a mail in several mailboxes have one. Raises as `first_of` does."""
    async with db.reading() as session:
        where = await _where(session, account_id, filters, words, sqlite=db.is_sqlite)
        if where is None:
            return Counter()
        said = func.substr(Document.digest, 1, PRINT)
        return Counter(await session.scalars(select(said).where(*where).prefix_with(SLOW)))


async def remote_ids_of(db: Database, account_id: str, filters: Filters, words: str) -> list[str]:
    """The remote ids of all documents of a mailbox that match and have every word. Raises as `first_of` does."""
    async with db.reading() as session:
        where = await _where(session, account_id, filters, words, sqlite=db.is_sqlite)
        if where is None:
            return []
        return list(await session.scalars(select(Document.remote_id).where(*where).prefix_with(SLOW)))


async def _where(
    session: AsyncSession, account_id: str, filters: Filters, words: str, *, sqlite: bool
) -> list[ColumnElement[bool]] | None:
    """All conditions; None where nothing can match."""
    account_id, terms = Shelf(account_id).account_id, asked_terms(words)[:TERMS_AT_MOST]
    if not terms:
        return conditions(account_id, filters, sqlite=sqlite)
    shelved = words_of(session, account_id)
    if not await shelved.exist():
        return None
    known = conditions_on_known(account_id, filters, sqlite=sqlite)
    return [*known, *(Document.id.in_(found) for found in shelved.holding(terms))]
