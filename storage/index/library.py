"""The library: what can be asked about, found by words and by meaning. Each mailbox has shelves of its own (SR4)."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import chain

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import MailroomError
from storage.db import Database
from storage.documents import Document, Documents
from storage.index.chroma import Chroma
from storage.index.entry import Entry, Filters, Found, Hit
from storage.index.filters import conditions, conditions_on_known
from storage.index.fusion import COLUMNS, LEANED_ON, PIECES_AT_MOST, WEIGHTS, fuse, leaning, listed, merged
from storage.index.shelf import Counts, Piece, Shelf, together
from storage.index.terms import asked_terms
from storage.index.vectors import IDS_AT_MOST, SPARE, Vectors
from storage.index.words import words_of
from storage.sqlite import SLOW

HITS_AT_MOST = 100
SIBLINGS_AT_MOST = 500  # of the documents found, in their threads
Vector = Sequence[float]
Asked = Mapping[str, Filters]  # by account id


class Library:
    """The index of every mailbox: words in the database, vectors in Chroma. No query goes over two mailboxes.

    `chroma_url` '' means: words only. `embedder` is the name of what makes the vectors now, '' for none.
    """

    def __init__(self, db: Database, chroma_url: str, embedder: str = "") -> None:
        self._db = db
        self.embedder = embedder if chroma_url else ""
        self.chroma = Chroma(chroma_url) if chroma_url else None
        self.vectors = Vectors(self.chroma) if self.chroma else None

    async def open(self, account_id: str) -> None:
        """Makes the mailbox's shelves if they are not there."""
        async with self._db.transaction() as session:
            await words_of(session, account_id).open()

    async def put(self, session: AsyncSession, account_id: str, entry: Entry) -> None:
        """Shelves a document's words in place of those it had, in the caller's transaction."""
        await words_of(session, account_id).put(entry)

    async def take_out(self, session: AsyncSession, account_id: str, document_ids: Sequence[str]) -> None:
        """Takes documents' words off the shelves, in the caller's transaction."""
        await words_of(session, account_id).take_out(document_ids)

    async def put_vectors(self, account_id: str, embedder: str, vectors: Mapping[str, Sequence[Vector]]) -> None:
        """Shelves the vectors of documents' chunks, by document id and in order, in place of those they had.

        Raises Temporary.
        """
        if self.vectors is not None:
            await self.vectors.put(account_id, embedder, vectors)

    async def take_out_vectors(self, account_id: str, embedder: str, document_ids: Sequence[str]) -> None:
        """Takes documents' vectors off the shelves. Raises Temporary."""
        if self.vectors is not None:
            await self.vectors.take_out(account_id, embedder, document_ids)

    async def search(
        self,
        account_id: str,
        words: str,
        filters: Filters,
        *,
        vector: Vector | None = None,
        embedder: str = "",
        limit: int = 10,
    ) -> Found:
        """The best documents of one mailbox: see `search_all`."""
        return await self.search_all({account_id: filters}, words, vector=vector, embedder=embedder, limit=limit)

    async def search_all(
        self,
        asked: Asked,
        words: str,
        *,
        vector: Vector | None = None,
        embedder: str = "",
        limit: int = 10,
    ) -> Found:
        """The best documents of one person's mailboxes, as if they were one: the legs fused, threads spoken for.
        Without words the newest that match.

        Every query is of one account. What they find is merged leg by leg, by scores that can be compared: words count
        as they are rare in all these mailboxes together, vectors lean on the same documents. No document outside its
        mailbox's filters is ever found, and at most HITS_AT_MOST are. Raises ValueError for what is no account,
        Temporary when the database cannot be reached; when Chroma cannot, `Found.missing` says so.
        """
        limit = min(limit, HITS_AT_MOST)
        if not words.strip() and vector is None:
            return await self._newest(asked, limit)
        within = await self._within_all(asked) if vector is not None else {}
        asked = {account_id: filters for account_id, filters in asked.items() if within.get(account_id) != []}
        # the legs by meaning lean on what words found; filters and words at once gained nothing on two cores
        by_words = await self._by_words(asked, words)
        by_meaning, missing = await self._meant(asked, embedder, vector, within, by_words)
        hits = await self._hits(asked, {"words": by_words, **by_meaning}, embedder or self.embedder, limit)
        return Found(hits, missing)

    async def _meant(
        self,
        asked: Asked,
        embedder: str,
        vector: Vector | None,
        within: Mapping[str, list[Piece]],
        by_words: Sequence[Piece],
    ) -> tuple[dict[str, list[Piece]], tuple[str, ...]]:
        """The legs by meaning, which lean on what words found best, and what is missing of them."""
        name = embedder or self.embedder
        if vector is None or self.vectors is None or not name:
            return {}, ()
        vectors = self.vectors
        best = list(_best_pieces(by_words).values())[:LEANED_ON]
        try:
            near = await asyncio.gather(*(vectors.of(account_id, name, best) for account_id in asked))
            leant = leaning(vector, [one for those in near for one in those])
            each = (_by_meaning(vectors, account_id, name, leant, within.get(account_id)) for account_id in asked)
            found = await asyncio.gather(*each)
        except MailroomError:
            return {}, ("vectors",)
        legs = {"vectors", "filtered"} if within else {"vectors"}
        return {leg: merged([one[leg] for one in found]) for leg in sorted(legs, reverse=True)}, ()

    async def _within_all(self, asked: Asked) -> dict[str, list[Piece]]:
        """What matches the filters, of each mailbox that has any."""
        narrow = [account_id for account_id, filters in asked.items() if filters.narrow]
        found = await asyncio.gather(*(self._within(account_id, asked[account_id]) for account_id in narrow))
        return dict(zip(narrow, found, strict=True))

    async def _within(self, account_id: str, filters: Filters) -> list[Piece]:
        """The pieces of documents that match, the newest first, one more than can be asked for by id."""
        held = Shelf(account_id).pieces_table()
        query = (
            select(held.c.document_id, held.c.number)
            .join(Document, Document.id == held.c.document_id)
            .where(*conditions(account_id, filters, sqlite=self._db.is_sqlite))
            .order_by(Document.at.desc())
            .limit(IDS_AT_MOST + 1)
        )
        async with self._db.reading() as session:
            if not await words_of(session, account_id).exist():
                return []
            rows = await session.execute(query.prefix_with(SLOW))
            return [Piece(row.document_id, row.number) for row in rows]

    async def _by_words(self, asked: Asked, words: str) -> list[Piece]:
        terms = asked_terms(words)
        counted = await asyncio.gather(*(self._count(account_id, terms) for account_id in asked))
        everywhere = together(counted)
        own = zip(asked.items(), counted, strict=True)
        return merged(await asyncio.gather(*(self._worded(*one, counts, everywhere) for one, counts in own)))

    async def _count(self, account_id: str, terms: Sequence[str]) -> Counts:
        async with self._db.reading() as session:
            return await words_of(session, account_id).count(terms)

    async def _worded(self, account_id: str, filters: Filters, own: Counts, everywhere: Counts) -> list[Piece]:
        matching = select(Document.id).where(*conditions(account_id, filters, sqlite=self._db.is_sqlite))
        within = matching if filters.narrow else None
        async with self._db.reading() as session:
            return await words_of(session, account_id).find(own, everywhere, COLUMNS, PIECES_AT_MOST, within)

    async def _hits(self, asked: Asked, legs: Mapping[str, list[Piece]], embedder: str, limit: int) -> tuple[Hit, ...]:
        if not (best := _best_pieces(chain.from_iterable(legs.values()))):  # by words, else by meaning
            return ()
        seen = await asyncio.gather(*(self._seen(account_id, list(best), one) for account_id, one in asked.items()))
        rows = dict(chain.from_iterable(found.items() for found in seen))
        threads = {key: thread for key, (thread, _) in rows.items()}
        # new ones, and those kept from it, have no vectors by that embedder
        bare = frozenset(key for key, (_, by) in rows.items() if by != embedder) if len(legs) > 1 else frozenset[str]()
        ids = listed({leg: _documents(pieces, threads) for leg, pieces in legs.items()}, threads, bare)
        matches = threads.keys() if any(one.narrow for one in asked.values()) else frozenset[str]()
        scores = dict(fuse(ids, WEIGHTS, matches, limit))
        pieces, ranks = [best.get(key, Piece(key, 0)) for key in scores], _ranks(ids)
        told = chain(*await asyncio.gather(*(self._told(one, scores, pieces, ranks) for one in asked)))
        hits = {hit.document.id: hit for hit in told}
        return tuple(hits[key] for key in scores if key in hits)

    async def _seen(self, account_id: str, ids: Sequence[str], filters: Filters) -> dict[str, tuple[str, str]]:
        """Those of the documents that are this mailbox's, can be seen and match, and others of their threads, each
        with its thread, which is of this mailbox alone, and by which embedder its vectors are.

        All that a leg found goes through here.
        """
        query, sqlite = select(Document.id, Document.thread_id, Document.embedder), self._db.is_sqlite
        known = query.where(Document.id.in_(ids), *conditions_on_known(account_id, filters, sqlite=sqlite))
        async with self._db.reading() as session:
            found = {row.id: (row.thread_id, row.embedder) for row in await session.execute(known)}
            threads = {thread for thread, _ in found.values()} - {""}
            if threads:  # in no order: for one SQLite would read the whole account
                siblings = query.where(Document.thread_id.in_(threads), *conditions(account_id, filters, sqlite=sqlite))
                rows = await session.execute(siblings.limit(SIBLINGS_AT_MOST))
                found |= {row.id: (row.thread_id, row.embedder) for row in rows}
        return {key: (thread and f"{account_id}:{thread}", by) for key, (thread, by) in found.items()}

    async def _told(
        self,
        account_id: str,
        scores: Mapping[str, float],
        pieces: list[Piece],
        ranks: Mapping[str, Mapping[str, int]],
    ) -> list[Hit]:
        """Those of the documents that are this mailbox's, with their scores, these pieces' texts, and their ranks."""
        async with self._db.reading() as session:
            documents = await Documents(session).of_ids(account_id, list(scores))
            texts = await words_of(session, account_id).texts([one for one in pieces if one.document_id in documents])
        told = {piece.document_id: texts.get(piece, "") for piece in pieces}
        return [
            Hit(documents[key], score, told[key], {leg: of[key] for leg, of in ranks.items() if key in of})
            for key, score in scores.items()
            if key in documents
        ]

    async def _newest(self, asked: Asked, limit: int) -> Found:
        each = await asyncio.gather(*(self._newest_of(account_id, one, limit) for account_id, one in asked.items()))
        hits = sorted(chain.from_iterable(each), key=lambda hit: hit.document.at, reverse=True)[:limit]
        return Found(tuple(replace(hit, score=1 / (rank + 1)) for rank, hit in enumerate(hits)))

    async def _newest_of(self, account_id: str, filters: Filters, limit: int) -> list[Hit]:
        where = conditions(Shelf(account_id).account_id, filters, sqlite=self._db.is_sqlite)
        query = select(Document.id).where(*where).order_by(Document.at.desc(), Document.id).limit(limit)
        async with self._db.reading() as session:
            ids = list(await session.scalars(query.prefix_with(SLOW)))
        return await self._told(account_id, dict.fromkeys(ids, 0.0), [Piece(key, 0) for key in ids], {}) if ids else []

    async def drop_words(self, session: AsyncSession, account_id: str) -> None:
        """Takes down the mailbox's shelves of words, in the caller's transaction."""
        await words_of(session, account_id).drop()

    async def erase(self, account_id: str) -> None:
        """Takes down the mailbox's shelves, words and vectors. Raises Temporary."""
        async with self._db.transaction() as session:
            await self.drop_words(session, account_id)
        if self.vectors is not None:
            await self.vectors.erase(account_id)

    async def erase_others(self, account_id: str) -> None:
        """Takes down the vectors that other embedders than the present one made. Raises Temporary."""
        if self.vectors is not None:
            await self.vectors.erase_others(account_id, self.embedder)

    async def check(self) -> str:
        """'ok', or 'off' without Chroma. Raises Temporary if Chroma does not answer."""
        if self.chroma is not None:
            await self.chroma.beat()
        return "off" if self.chroma is None else "ok"

    async def warm(self) -> None:
        """Does now what the first query would wait for: a connection, and the tables of scripts and stems."""
        asked_terms("Étés of 東京")
        with suppress(MailroomError):
            await self.check()

    async def close(self) -> None:
        """Lets go of its connections."""
        if self.chroma is not None:
            await self.chroma.close()


async def _by_meaning(
    vectors: Vectors, account_id: str, embedder: str, vector: Vector, within: list[Piece] | None
) -> dict[str, list[Piece]]:
    """The legs 'vectors' and, within filters, 'filtered'. What of the first is outside them falls out later."""
    if within is None or len(within) > IDS_AT_MOST:
        many = await vectors.nearest(account_id, embedder, vector, PIECES_AT_MOST if within is None else SPARE)
        return {"vectors": many, "filtered": many}
    everywhere, filtered = await asyncio.gather(
        vectors.nearest(account_id, embedder, vector, PIECES_AT_MOST),
        vectors.nearest(account_id, embedder, vector, PIECES_AT_MOST, within),
    )
    return {"vectors": everywhere, "filtered": filtered}


def _best_pieces(pieces: Iterable[Piece]) -> dict[str, Piece]:
    """The first piece of each document, by document and in order."""
    found: dict[str, Piece] = {}
    for piece in pieces:
        found.setdefault(piece.document_id, piece)
    return found


def _documents(pieces: Sequence[Piece], seen: Mapping[str, str]) -> dict[str, float]:
    """The documents of a leg, each where its best piece stands, with the score of that."""
    return {key: piece.score for key, piece in _best_pieces(pieces).items() if key in seen}


def _ranks(ids: Mapping[str, Sequence[str]]) -> dict[str, dict[str, int]]:
    return {leg: {key: rank for rank, key in enumerate(found, start=1)} for leg, found in ids.items()}
