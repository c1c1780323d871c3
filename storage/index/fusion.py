"""How the legs of a search become one list, and what each leg and each column weighs: set by benchmarks.search_quality.

Ranks are fused, not scores: those of BM25 and of cosines cannot be compared (Cormack et al. 2009, reciprocal rank
fusion; 60 is their constant, under which the first ten ranks differ little and a second opinion counts).
"""

from collections.abc import Mapping, Sequence, Set

K = 60
MATCH_FACTOR = 1.5  # for what the filters of the question match
DEPTH = 50  # documents that each leg names

# Of the legs. Words lead: no other leg alone is as good on labelled questions.
WEIGHTS: Mapping[str, float] = {"words": 1.0, "vectors": 0.3, "filtered": 0.3}

# Of the columns in BM25.
COLUMNS: Mapping[str, float] = {"title": 3.0, "people": 0.5, "text": 1.0, "quoted": 1.0}


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
