"""How rare words are in somebody's mailboxes: what tells the subject of a question from its other words."""

import math
from collections.abc import Iterable
from itertools import chain

from storage.db import Database
from storage.index.shelf import together
from storage.index.terms import asked_terms
from storage.index.words import words_of


async def rarity(db: Database, account_ids: Iterable[str], words: Iterable[str]) -> dict[str, float]:
    """The logarithm of how many pieces of these mailboxes together come on one that has the word, 0 where all have it.

    Of a word of several terms the rarest counts; a word without any is left out. Raises Temporary when the database
    cannot be reached.
    """
    terms = {word: asked_terms(word) for word in words}
    every = list(dict.fromkeys(chain.from_iterable(terms.values())))
    async with db.reading() as session:
        counts = together([await words_of(session, account_id).count(every) for account_id in account_ids])
    return {
        word: math.log((counts.total + 1) / (1 + min(counts.terms.get(term, 0) for term in some)))
        for word, some in terms.items()
        if some
    }
