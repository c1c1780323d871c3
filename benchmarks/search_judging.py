"""What nobody judged among the first results of a question: listed to be read by hand, and taken into the figures.

The pool of the judgements was made by engines that compare words, so what only another kind of engine finds counts as
wrong until somebody reads it. The list does not say which engine found a mail, and is shuffled, so that whoever reads
judges blind. `judged.json` holds grades alone: {question: {Message-ID: grade}}, 2 on the topic, 1 related, 0 neither.
"""

import json
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.ranking import Question
from storage.documents import NewDocument

FIRST = 5  # results of a question that are read
Ranked = Mapping[str, Sequence[Sequence[str]]]  # ids by engine, in the order of the questions
Judgements = Mapping[str, Mapping[str, int]]  # grades by question and Message-ID


def unjudged(questions: Sequence[Question], ranked: Ranked) -> list[tuple[Question, int, str]]:
    """The question, the best rank from 1, and the id of every first result that was not judged, shuffled."""
    best: dict[tuple[str, str], int] = {}
    for lists in ranked.values():
        for question, found in zip(questions, lists, strict=True):
            originals = dict.fromkeys(question.same.get(one, one) for one in found)
            for rank, one in enumerate(list(originals)[:FIRST], start=1):
                if question.refused and one not in question.grades and one not in question.refused:
                    best[question.key, one] = min(rank, best.get((question.key, one), rank))
    by_key = {question.key: question for question in questions}
    pool = [(by_key[key], rank, one) for (key, one), rank in sorted(best.items())]
    random.Random(1).shuffle(pool)
    return pool


def listed(pool: Iterable[tuple[Question, int, str]], documents: Iterable[NewDocument]) -> list[str]:
    """A line each, with tabs: question, best rank, Message-ID, sender, date, subject."""
    known = {document.remote_id: document for document in documents}
    return [
        "\t".join((question.key, str(rank), one, mail.sender, f"{mail.at:%Y-%m-%d}", " ".join(mail.title.split())))
        for question, rank, one in pool
        for mail in (known[one],)
    ]


def read_judgements(path: Path) -> Judgements:
    """The grades of a file."""
    found: Judgements = json.loads(path.read_text(encoding="utf-8"))
    return found


def judged(question: Question, judgements: Judgements) -> Question:
    """The question with the grades that were added to it by hand; those it had stand."""
    more = {one: grade for one, grade in judgements.get(question.key, {}).items() if one not in question.grades}
    right = {one: grade for one, grade in more.items() if grade}
    return replace(question, grades={**question.grades, **right}, refused=question.refused | (more.keys() - right))
