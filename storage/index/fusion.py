"""How the legs of a search become one list, and what each leg and each column weighs: see benchmarks.search_quality.

Ranks are fused, not scores: those of BM25 and of cosines cannot be compared (Cormack et al. 2009, reciprocal rank
fusion; 60 is their constant, under which the first ten ranks differ little and a second opinion counts).
"""

import math
from collections.abc import Mapping, Sequence, Set
from itertools import chain

from storage.index.shelf import Piece

K = 60
MATCH_FACTOR = 1.5  # for what the filters of the question match
DEPTH = 50  # documents that each leg names
PIECES_AT_MOST = 4 * DEPTH  # that a leg names: several may be of one document

# Of the legs. Words lead; 0.2 to 1 for meaning measured alike, within two documents in a hundred.
WEIGHTS: Mapping[str, float] = {"words": 1.0, "vectors": 0.5, "filtered": 0.5}

# Of the columns in BM25. Names and addresses count half: a question's words are seldom about who was written to.
COLUMNS: Mapping[str, float] = {"title": 3.0, "people": 0.5, "text": 1.0, "quoted": 1.0}

LEANED_ON = 3  # best documents by words whose vectors show what the question is about; 2 to 5 measured alike
THREAD_K = 10  # smaller than K: here the first ranks must count
SHARPNESS = 1.5  # by which what has half the score of the best counts a third; 1 to 2 measured alike
THREAD_MEMBERS = 3  # of a thread that speak for it


def merged(found: Sequence[Sequence[Piece]]) -> list[Piece]:
    """One leg of several mailboxes, the best first, and no longer than one mailbox's would be."""
    best = sorted(chain.from_iterable(found), key=lambda piece: -piece.score)
    return best[: max([PIECES_AT_MOST, *map(len, found)])]


def fuse(
    legs: Mapping[str, Sequence[str]], weights: Mapping[str, float], matches: Set[str], limit: int
) -> list[tuple[str, float]]:
    """The ids of all legs with their scores, the best first: sum of weight / (K + rank), ranks from 1.

    `matches` are the ids that the question's filters match. A leg without a weight counts nothing; an id that stands
    twice in a leg counts where it stands first. Equal scores keep the order of the legs.
    """
    scores: dict[str, float] = {}
    for leg, ids in legs.items():
        if weight := weights.get(leg, 0.0):
            for rank, found in enumerate(dict.fromkeys(ids), start=1):
                scores[found] = scores.get(found, 0.0) + weight / (K + rank)
    for found in scores.keys() & matches:
        scores[found] *= MATCH_FACTOR
    return sorted(scores.items(), key=lambda item: -item[1])[:limit]


def standing(leg: str, scores: Mapping[str, float]) -> dict[str, float]:
    """How much each document of a leg counts for its thread, the best first.

    BM25 tells how much better one fits than the next: by ranks alone three mails of a thread that have some of the
    words would stand above the one mail that has all. Cosines differ too little for that.
    """
    if leg != "words":
        return {found: 1 / (THREAD_K + rank) for rank, found in enumerate(scores, start=1)}
    top = max(scores.values(), default=0.0)
    return {found: max(score / top, 0.0) ** SHARPNESS if top > 0 else 1.0 for found, score in scores.items()}


def with_threads(own: Mapping[str, float], threads: Mapping[str, str]) -> list[str]:
    """A leg in which a thread speaks for its members: what several of them match, the others are about as well.

    `own` is the standing of what the leg found, the best first. `threads` gives the thread of each document that may be
    listed, '' for none, those that the leg lacks among them: they are listed too if their thread is good. Without
    threads the order stays as it is.
    """
    shares: dict[str, list[float]] = {}
    for found, score in own.items():  # the best first
        shares.setdefault(threads.get(found, ""), []).append(score)
    strength = {thread: sum(scores[:THREAD_MEMBERS]) for thread, scores in shares.items() if thread}
    lifted = {found: score + strength.get(threads.get(found, ""), score) for found, score in own.items()}
    for found, thread in threads.items():
        if found not in own and thread in strength:
            lifted[found] = strength[thread]
    return sorted(lifted, key=lambda found: -lifted[found])


def listed(legs: Mapping[str, Mapping[str, float]], threads: Mapping[str, str], bare: Set[str]) -> dict[str, list[str]]:
    """The legs, which are documents with their scores, the best first; with their threads, no longer than DEPTH.

    `bare` are documents without vectors, of which meaning can say nothing: they stand in each leg where they do by
    words, else what came a minute ago would stand behind all that two legs name.
    """
    found = {leg: with_threads(standing(leg, scores), threads)[:DEPTH] for leg, scores in legs.items()}
    for place, document in enumerate(found.get("words", ())):
        for ids in found.values():
            if document in bare and document not in ids:
                ids.insert(place, document)
    return {leg: ids[:DEPTH] for leg, ids in found.items()}


def leaning(vector: Sequence[float], others: Sequence[Sequence[float]]) -> list[float]:
    """The question's vector, moved halfway to the mean of documents that words found best (Rocchio 1971), in length 1.

    A question is a few words, those documents say what they mean in this mailbox: without this a small embedder pulls
    the fusion below words alone.
    """
    if not others:
        return list(vector)
    moved = [part + math.fsum(column) / len(others) for part, *column in zip(vector, *others, strict=True)]
    length = math.sqrt(math.fsum(part * part for part in moved)) or 1.0
    return [part / length for part in moved]
