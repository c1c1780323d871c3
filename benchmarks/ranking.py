"""How good a ranked list is: the usual figures, and whether one engine's gain over another is more than chance."""

import math
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean

from benchmarks.table import percentile

FIGURES = ("P@5", "P@5/max", "MRR@10", "nDCG@10", "unjudged@5")
DRAWS = 10_000


@dataclass(frozen=True)
class Question:
    """A question and what answers it. `grades` are of relevant ids, `same` maps their copies to them; `refused` are
    ids that were judged and found wrong. `filters` are the right ones: sender, month ('2002-01')."""

    key: str
    kind: str
    text: str
    grades: Mapping[str, int]
    same: Mapping[str, str] = field(default_factory=dict)
    refused: frozenset[str] = frozenset()
    filters: Mapping[str, str] = field(default_factory=dict)


def scores(question: Question, ranked: Iterable[str]) -> dict[str, float]:
    """The figures of one list. A copy counts as what it is a copy of, and once."""
    found = list(dict.fromkeys(question.same.get(one, one) for one in ranked))
    gains = [question.grades.get(one, 0) for one in found]
    hits = [gain > 0 for gain in gains]
    best = sorted(question.grades.values(), reverse=True)
    unjudged = sum(one not in question.grades and one not in question.refused for one in found[:5])
    return {
        "P@5": sum(hits[:5]) / 5,
        "P@5/max": sum(hits[:5]) / min(5, len(best)),
        "MRR@10": next((1 / rank for rank, hit in enumerate(hits[:10], start=1) if hit), 0.0),
        "nDCG@10": _gain(gains[:10]) / _gain(best[:10]),
        "unjudged@5": unjudged / 5 if question.refused else 0.0,
    }


def _gain(grades: Sequence[int]) -> float:
    return math.fsum((2**grade - 1) / math.log2(rank + 2) for rank, grade in enumerate(grades))


def means(rows: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """The mean of each figure."""
    return {name: fmean(row[name] for row in rows) for name in FIGURES}


def gain(mine: Sequence[float], theirs: Sequence[float]) -> tuple[float, float, float]:
    """The mean difference over the same questions, and its 95 % interval by a paired bootstrap, always the same one."""
    differences = [one - other for one, other in zip(mine, theirs, strict=True)]
    dice = random.Random(1)
    drawn = [fmean(dice.choices(differences, k=len(differences))) for _ in range(DRAWS)]
    return fmean(differences), percentile(drawn, 0.025), percentile(drawn, 0.975)
