"""Words in SQLite: an FTS5 table for each mailbox, filled with terms that are made here and not by its tokenizer."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    TableClause,
    column,
    delete,
    func,
    insert,
    literal,
    literal_column,
    select,
    table,
    text,
)
from sqlalchemy.ext.asyncio import AsyncSession

from storage.index.entry import Entry
from storage.index.shelf import ASKED_AT_MOST, Counts, Piece, Shelf, picked, texts_query
from storage.index.terms import terms_of
from storage.sqlite import SLOW

# 'ascii' takes every other character as part of a term: what we separate by spaces stays as it is
POSTINGS_AT_MOST = 20_000  # entries read for one question, some 10 ms
COLUMNS = ("title", "people", "text", "quoted")  # as they stand in the table
_MAKE = (
    "CREATE TABLE IF NOT EXISTS {0.pieces} (id INTEGER PRIMARY KEY, document_id VARCHAR NOT NULL, "
    "number INTEGER NOT NULL, text TEXT NOT NULL, UNIQUE (document_id, number))",
    "CREATE VIRTUAL TABLE IF NOT EXISTS {0.words} USING fts5(title, people, body, quoted, tokenize = 'ascii')",
    "CREATE VIRTUAL TABLE IF NOT EXISTS {0.terms} USING fts5vocab({0.words}, 'row')",
)
_DROP = (
    "DROP TABLE IF EXISTS {0.terms}",
    "DROP TABLE IF EXISTS {0.words}",
    "DROP TABLE IF EXISTS {0.pieces}",
)


class SqliteWords:
    """The words of one mailbox, in the caller's transaction."""

    def __init__(self, session: AsyncSession, account_id: str) -> None:
        self._session = session
        self._shelf = Shelf(account_id)
        self._this: ColumnElement[Any] = literal_column(self._shelf.words)

    async def exist(self) -> bool:
        """Whether the mailbox has tables."""
        look = text("SELECT count(*) FROM pragma_table_info(:name)")  # sqlite_master would be read from end to end
        return bool(await self._session.scalar(look, {"name": self._shelf.words}))

    async def open(self) -> None:
        """Makes the tables if they are not there."""
        if not await self.exist():
            for statement in _MAKE:
                await self._session.execute(text(statement.format(self._shelf)))

    async def drop(self) -> None:
        """Takes the tables down."""
        for statement in _DROP:
            await self._session.execute(text(statement.format(self._shelf)))

    async def put(self, entry: Entry) -> None:
        """Shelves a document's pieces in place of those it had."""
        await self.open()
        await self._delete([entry.document_id])
        held, words = self._shelf.pieces_table(), self._words()
        names, people = joined(entry.title), joined(entry.people)
        for chunk in entry.chunks:
            row = {"document_id": entry.document_id, "number": chunk.number, "text": chunk.text}
            found = await self._session.scalar(insert(held).returning(held.c.id), row)
            quoted = joined("" if chunk.number else entry.quoted)  # history counts once, with the beginning
            terms = {"title": names, "people": people, "body": joined(chunk.text), "quoted": quoted}
            await self._session.execute(insert(words), terms | {"rowid": found})

    async def take_out(self, document_ids: Sequence[str]) -> None:
        """Takes documents' pieces off the shelf."""
        if document_ids and await self.exist():
            await self._delete(document_ids)

    async def _delete(self, document_ids: Sequence[str]) -> None:
        held = self._shelf.pieces_table()
        ids = list(await self._session.scalars(select(held.c.id).where(held.c.document_id.in_(document_ids))))
        if ids:
            words = self._words()
            for found in ids:  # an IN would read the whole table
                await self._session.execute(delete(words).where(words.c.rowid == found))
            await self._session.execute(delete(held).where(held.c.id.in_(ids)))

    def _words(self) -> TableClause:
        return table(self._shelf.words, *map(column, ("rowid", "title", "people", "body", "quoted")))

    async def find(
        self, own: Counts, everywhere: Counts, weights: Mapping[str, float], limit: int, within: Select[Any] | None
    ) -> list[Piece]:
        """The best pieces for the terms that were counted, the best first; only of documents that `within` selects."""
        terms = [term for term in picked(everywhere, POSTINGS_AT_MOST) if own.terms.get(term)]
        if not terms:
            return []
        held = self._shelf.pieces_table()
        if own == everywhere:
            match = self._this.op("MATCH")(" OR ".join(f'"{term}"' for term in terms))
            best = select(self._words().c.rowid.label("id"), self._scored(weights)).where(match)
        else:
            best = self._reweighed(await self._factors(own, everywhere, terms), weights)
        if within is not None:  # the plus keeps SQLite from asking for one rowid after the other
            those = select(held.c.id).where(held.c.document_id.in_(within))
            best = best.where(literal_column("+id" if own != everywhere else "+rowid").in_(those))
        found = best.order_by(text("score")).limit(limit).subquery("found")
        query = select(held.c.document_id, held.c.number, found.c.score)
        query = query.join_from(found, held, held.c.id == found.c.id)
        rows = await self._session.execute(query.prefix_with(SLOW).order_by(found.c.score))
        return [Piece(row.document_id, row.number, -row.score) for row in rows]  # FTS5's are below nothing

    def _scored(self, weights: Mapping[str, float]) -> ColumnElement[Any]:
        """What FTS5 gives a piece, the less the better."""
        return func.bm25(self._this, *(weights[name] for name in COLUMNS)).label("score")

    def _reweighed(self, factors: Mapping[str, float], weights: Mapping[str, float]) -> Select[Any]:
        """Pieces and their scores where each term counts so many times what FTS5 gives it; one statement for any
        number of terms, since to compile one takes longer than to run it."""
        asked = func.json_each(json.dumps(factors)).table_valued("key", "value", name="asked")
        words = self._words()
        match = self._this.op("MATCH")(literal('"').concat(asked.c.key).concat('"'))
        each = select(words.c.rowid.label("id"), (asked.c.value * self._scored(weights)).label("score"))
        each = each.select_from(asked.join(words, match)).prefix_with(SLOW)
        scores = each.cte("scores").prefix_with("MATERIALIZED")  # bm25 stands in no query that groups
        return select(scores.c.id, func.sum(scores.c.score).label("score")).group_by(scores.c.id)

    async def _factors(self, own: Counts, everywhere: Counts, terms: Sequence[str]) -> dict[str, float]:
        """How much rarer each term is everywhere than FTS5 takes it to be, which knows this mailbox alone."""
        rows = await self._session.scalar(select(func.count()).select_from(self._shelf.pieces_table())) or 0
        fts = Counts(own.terms, rows)
        return {term: everywhere.rarity(term) / fts.rarity(term) for term in terms}

    async def count(self, asked: Iterable[str]) -> Counts:
        """How many pieces have each of the terms."""
        if not (terms := list(asked)[:ASKED_AT_MOST]) or not await self.exist():
            return Counts()
        held = self._shelf.pieces_table()
        total = await self._session.scalar(select(func.max(held.c.id))) or 0
        known = table(self._shelf.terms, column("term"), column("doc"))
        counts = select(known.c.term, known.c.doc).where(known.c.term.in_(terms)).prefix_with(SLOW)
        rows = await self._session.execute(counts)
        return Counts({row.term: row.doc for row in rows}, total)

    def holding(self, terms: Sequence[str]) -> list[Select[Any]]:
        """The ids of the documents that have a term, for each of them."""
        held, words = self._shelf.pieces_table(), self._words()
        each = (select(words.c.rowid).where(self._this.op("MATCH")(f'"{term}"')) for term in terms)
        return [select(held.c.document_id).where(held.c.id.in_(found)) for found in each]

    async def texts(self, pieces: list[Piece]) -> dict[Piece, str]:
        """The texts of pieces."""
        if not pieces or not await self.exist():
            return {}
        rows = await self._session.execute(texts_query(self._shelf, pieces))
        return {Piece(row.document_id, row.number): row.text for row in rows}


def joined(text: str) -> str:
    """The terms of a text as the table takes them."""
    return " ".join(terms_of(text))
