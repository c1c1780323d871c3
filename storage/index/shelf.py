"""A mailbox's own shelf: the names of its tables and collections, and what its two kinds of tables share.

Each mailbox has tables of its own, so that what a search costs and how rare a word is do not depend on other people's
mail, and no query can reach it.
"""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, String, TableClause, cast, column, select, table

from storage.index.terms import VERSION

PREFIXES = ("words_", "pieces_", "terms_")
ASKED_AT_MOST = 150  # different terms of a question, the first ones: how rare each is takes time to find out
TERMS_AT_MOST = 32  # of a question: the rarest
TERMS_AT_LEAST = 3  # are read whatever they cost
RARITY_AT_LEAST = 1e-6
SMALL = 1_000  # pieces: in such a mailbox no term costs anything
_ACCOUNT = re.compile("[0-9a-f]{32}")


@dataclass(frozen=True)
class Piece:
    """A chunk of a document, by its number from 0. `score` is BM25's where words found it, the cosine where its vector
    did; more is better, and those of several mailboxes can be compared."""

    document_id: str
    number: int
    score: float = field(default=0.0, compare=False)


@dataclass(frozen=True)
class Counts:
    """How many pieces have each term of a question, and how many there are about."""

    terms: Mapping[str, int] = field(default_factory=dict)
    total: int = 0

    def rarity(self, term: str) -> float:
        """BM25's weight of a term; never quite nothing, as in FTS5."""
        number = self.terms[term]
        if self.total <= number:
            return RARITY_AT_LEAST
        return max(RARITY_AT_LEAST, math.log((self.total - number + 0.5) / (number + 0.5)))


def together(all_counts: Iterable[Counts]) -> Counts:
    """The counts of several mailboxes as those of one."""
    terms, total = dict[str, int](), 0
    for counts in all_counts:
        total += counts.total
        for term, number in counts.terms.items():
            terms[term] = terms.get(term, 0) + number
    return Counts(terms, total)


@dataclass(frozen=True)
class Shelf:
    """The names of one mailbox's tables. Raises ValueError for what is no account id: it becomes part of SQL."""

    account_id: str

    def __post_init__(self) -> None:
        if not isinstance(self.account_id, str) or not _ACCOUNT.fullmatch(self.account_id):
            raise ValueError("a shelf belongs to an account id")

    @property
    def words(self) -> str:
        """The table that finds pieces by their terms."""
        return f"words_{VERSION}_{self.account_id}"

    @property
    def pieces(self) -> str:
        """The table of pieces: which chunk of which document, and its text."""
        return f"pieces_{VERSION}_{self.account_id}"

    @property
    def terms(self) -> str:
        """The table that tells how frequent a term is (SQLite)."""
        return f"terms_{VERSION}_{self.account_id}"

    def pieces_table(self) -> TableClause:
        """The pieces as a table of SQLAlchemy's."""
        return table(self.pieces, column("id"), column("document_id", String), column("number"), column("text"))


def picked(counts: Counts, at_most: int) -> list[str]:
    """Which terms of a question are looked up, the rarest first.

    BM25 gives nothing for a term that half of all pieces have, and what is frequent costs most: so a mailbox of any
    size is searched at about the same cost. `at_most` entries are read, or those of the rarest terms. Terms that no
    piece has are left out.
    """
    terms, total = counts.terms, counts.total
    rare = sorted((name for name in terms if terms[name]), key=lambda name: terms[name])[:TERMS_AT_MOST]
    if total <= SMALL:
        return rare
    found, cost = list[str](), 0
    for name in rare:
        cost += terms[name]
        if len(found) >= TERMS_AT_LEAST and (cost > at_most or 2 * terms[name] > total):
            break
        found.append(name)
    return found


def texts_query(shelf: Shelf, pieces: list[Piece]) -> Select[Any]:
    """The texts of these pieces. SQLite would read the whole table for pairs; for ids it has an index."""
    held = shelf.pieces_table()
    ids = {piece.document_id for piece in pieces}
    keys = [f"{piece.document_id}:{piece.number}" for piece in pieces]
    key = held.c.document_id.concat(":").concat(cast(held.c.number, String))
    found = select(held.c.document_id, held.c.number, held.c.text)
    return found.where(held.c.document_id.in_(ids), key.in_(keys))
