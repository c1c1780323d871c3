"""Words in PostgreSQL: a table with a weighted tsvector for each mailbox, ranked much as FTS5's BM25 ranks.

PostgreSQL's own ranking does not know how rare a word is. So each term is weighed here by the share of the mailbox's
pieces that have it, and each piece by its length, with BM25's own constants.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    CTE,
    REAL,
    Float,
    Select,
    TableClause,
    Text,
    cast,
    column,
    delete,
    func,
    insert,
    literal,
    select,
    table,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY, TSVECTOR
from sqlalchemy.ext.asyncio import AsyncSession

from storage.index.entry import Entry
from storage.index.shelf import ASKED_AT_MOST, Counts, Piece, Shelf, picked, texts_query
from storage.index.terms import terms_of

K, B = 1.2, 0.75  # BM25's constants, as FTS5 has them
CLOSER = 100  # pieces that are looked at beyond those wanted
COUNTED = 1_000  # pieces that are counted of those that have a term, or a tenth: one that more have is frequent
POSTINGS_AT_MOST = 10_000  # a third of what FTS5 reads in the same time
SEEN_AT_MOST = 8  # times that a term counts in one piece and column: more tells nothing
LETTERS = ("text", "quoted", "people", "title")  # D, C, B, A
_MAKE = (
    "CREATE TABLE IF NOT EXISTS {0.pieces} (id BIGSERIAL PRIMARY KEY, document_id VARCHAR NOT NULL, "
    "number INTEGER NOT NULL, text TEXT NOT NULL, length INTEGER NOT NULL, terms TSVECTOR NOT NULL, "
    "UNIQUE (document_id, number))",
    "CREATE INDEX IF NOT EXISTS {0.words} ON {0.pieces} USING GIN (terms)",
)
_COUNT = """
SELECT asked.term, (
  SELECT count(*) FROM (
    SELECT 1 FROM {0.pieces} AS held WHERE held.terms @@ CAST(quote_literal(asked.term) AS tsquery) LIMIT :most
  ) AS those
) AS number
FROM unnest(CAST(:asked AS text[])) AS asked (term)
"""
_BY_INDEX = text("SET LOCAL enable_seqscan = off")  # it would, for a LIMIT: measured 10 x
ONCE = 1.645  # undoes what ts_rank divides by: a term that stands once counts its weight


def tsvector_of(columns: Mapping[str, Sequence[str]]) -> str:
    """The terms of each column, by its letter, as PostgreSQL reads a tsvector. Terms hold no quotes."""
    places: dict[str, list[str]] = {}
    at = 0
    for letter, terms in columns.items():
        seen: dict[str, int] = {}
        for term in terms:
            seen[term] = seen.get(term, 0) + 1
            if seen[term] <= SEEN_AT_MOST:
                at += 1
                places.setdefault(term, []).append(f"{at}{letter}")
    return " ".join(f"'{term}':{','.join(where)}" for term, where in places.items())


class PostgresWords:
    """The words of one mailbox, in the caller's transaction."""

    def __init__(self, session: AsyncSession, account_id: str) -> None:
        self._session = session
        self._shelf = Shelf(account_id)

    async def exist(self) -> bool:
        """Whether the mailbox has tables."""
        look = text("SELECT to_regclass(:name) IS NOT NULL")
        return bool(await self._session.scalar(look, {"name": self._shelf.words}))

    async def open(self) -> None:
        """Makes the tables if they are not there; two at once make them one after the other."""
        if not await self.exist():
            lock = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")
            await self._session.execute(lock, {"name": self._shelf.pieces})
            for statement in _MAKE:
                await self._session.execute(text(statement.format(self._shelf)))

    async def drop(self) -> None:
        """Takes the tables down."""
        await self._session.execute(text(f"DROP TABLE IF EXISTS {self._shelf.pieces}"))

    async def put(self, entry: Entry) -> None:
        """Shelves a document's pieces in place of those it had."""
        await self.open()
        await self._delete([entry.document_id])
        names, people = terms_of(entry.title), terms_of(entry.people)
        rows = []
        for chunk in entry.chunks:
            body = terms_of(chunk.text)
            quoted = terms_of("" if chunk.number else entry.quoted)  # history counts once, with the beginning
            terms = tsvector_of({"A": names, "B": people, "C": quoted, "D": body})
            length = len(names) + len(people) + len(quoted) + len(body)
            row = {"document_id": entry.document_id, "number": chunk.number, "text": chunk.text}
            rows.append(row | {"length": length, "terms": terms})
        await self._session.execute(insert(self._table()), rows)

    async def take_out(self, document_ids: Sequence[str]) -> None:
        """Takes documents' pieces off the shelf."""
        if document_ids and await self.exist():
            await self._delete(document_ids)

    async def _delete(self, document_ids: Sequence[str]) -> None:
        held = self._shelf.pieces_table()
        await self._session.execute(delete(held).where(held.c.document_id.in_(document_ids)))

    async def find(
        self, own: Counts, everywhere: Counts, weights: Mapping[str, float], limit: int, within: Select[Any] | None
    ) -> list[Piece]:
        """The best pieces for the terms that were counted, the best first; only of documents that `within` selects."""
        terms = [term for term in picked(everywhere, POSTINGS_AT_MOST) if own.terms.get(term)]
        if not terms:
            return []
        await self._session.execute(_BY_INDEX)
        queries = _asked(terms, [everywhere.rarity(term) for term in terms])
        near = self._near(self._promising(queries, limit, within))
        most = max(weights.values())  # none may be above 1
        letters = cast(literal([weights[name] / most for name in LETTERS]), ARRAY(REAL))
        rank = func.ts_rank(letters, near.c.terms, queries.c.term)
        score = (func.sum(queries.c.rarity * ONCE * rank) / near.c.long).label("score")
        query = select(near.c.document_id, near.c.number, score)
        query = query.select_from(near.join(queries, near.c.terms.op("@@")(queries.c.term)))
        query = query.group_by(near.c.document_id, near.c.number, near.c.long)
        query = query.order_by(score.desc(), near.c.document_id, near.c.number).limit(limit)
        rows = await self._session.execute(query)
        return [Piece(row.document_id, row.number, row.score) for row in rows]

    def _promising(self, asked: CTE, limit: int, within: Select[Any] | None) -> Select[Any]:
        """The pieces that have the rarest terms, as many as are looked at closely: reading how often each term stands
        in a piece costs ten times what it costs to know that it does. `long` is what BM25 divides by."""
        held = self._table().alias("candidate")
        rough = select(held.c.id, held.c.length, func.sum(asked.c.rarity).label("rough"))
        rough = rough.select_from(asked.join(held, held.c.terms.op("@@")(asked.c.term)))
        rough = rough.group_by(held.c.id, held.c.length)
        if within is not None:
            rough = rough.where(held.c.document_id.in_(within))
        found = rough.subquery("rough")
        long = 1 + K * (1 - B + B * found.c.length / func.avg(found.c.length).over())
        query = select(found.c.id, long.label("long"))
        return query.order_by((found.c.rough / long).desc()).limit(limit + CLOSER)

    def _near(self, promising: Select[Any]) -> CTE:
        """These pieces with their terms unpacked once: a long tsvector is otherwise unpacked for each term again."""
        best, held = promising.cte("best"), self._table().alias("held")
        terms = held.c.terms.concat(cast(literal(""), TSVECTOR)).label("terms")
        near = select(held.c.document_id, held.c.number, best.c.long, terms)
        return near.join_from(best, held, held.c.id == best.c.id).cte("near").prefix_with("MATERIALIZED")

    def _table(self) -> TableClause:
        names = ("id", "document_id", "number", "text", "length")
        return table(self._shelf.pieces, *map(column, names), column("terms", TSVECTOR))

    async def count(self, asked: Iterable[str]) -> Counts:
        """How many pieces have each of the terms, up to a bound."""
        if not (terms := list(asked)[:ASKED_AT_MOST]) or not await self.exist():
            return Counts()
        await self._session.execute(_BY_INDEX)
        total = await self._session.scalar(select(func.max(self._shelf.pieces_table().c.id))) or 0
        most = max(COUNTED, total // 10)
        rows = await self._session.execute(text(_COUNT.format(self._shelf)), {"asked": terms, "most": most})
        counts = {row.term: row.number if row.number < most else max(most, total // 2) for row in rows}
        return Counts(counts, total)

    def holding(self, terms: Sequence[str]) -> list[Select[Any]]:
        """The ids of the documents that have a term, for each of them."""
        held = self._table()
        asked = (cast(func.quote_literal(term), TSQUERY) for term in terms)
        return [select(held.c.document_id).where(held.c.terms.op("@@")(one)) for one in asked]

    async def texts(self, pieces: list[Piece]) -> dict[Piece, str]:
        """The texts of pieces."""
        if not pieces or not await self.exist():
            return {}
        rows = await self._session.execute(texts_query(self._shelf, pieces))
        return {Piece(row.document_id, row.number): row.text for row in rows}


def _asked(terms: list[str], rarities: list[float]) -> CTE:
    """The terms as queries, each with its weight; made once and not for each row."""
    arrays = func.unnest(cast(literal(terms), ARRAY(Text)), cast(literal(rarities), ARRAY(Float)))
    given = arrays.table_valued("term", "rarity", name="given").render_derived()
    one = cast(func.quote_literal(given.c.term), TSQUERY).label("term")
    return select(one, given.c.rarity).cte("asked").prefix_with("MATERIALIZED")
