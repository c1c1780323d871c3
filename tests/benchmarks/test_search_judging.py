"""What nobody judged is listed without its engine, and grades given by hand count beside those that were there."""

import json
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.ranking import Question, scores
from benchmarks.search_judging import judged, listed, read_judgements, unjudged
from storage.documents import NewDocument, Service

ASKED = Question("T1", "topic", "pumps", {"a": 2}, same={"copy": "a"}, refused=frozenset({"b"}))
FREE = Question("F1", "fact", "who?", {"a": 1})


def test_first_results_that_nobody_judged_are_listed_once_with_their_best_rank() -> None:
    ranked = {"words": [["a", "copy", "x", "b"], ["x"]], "meaning": [["x", "y", "b", "a", "p", "q"], ["y"]]}
    pool = unjudged([ASKED, FREE], ranked)
    assert sorted((question.key, rank, one) for question, rank, one in pool) == [
        ("T1", 1, "x"), ("T1", 2, "y"), ("T1", 5, "p"),
    ]  # fmt: skip


def test_a_line_tells_what_is_needed_to_find_the_mail_and_not_who_found_it() -> None:
    mail = NewDocument(Service.GMAIL, "x", "Re:\tpumps", "", datetime(2001, 5, 3, tzinfo=UTC), sender="bob@x.example")
    assert listed([(ASKED, 3, "x")], [mail]) == ["T1\t3\tx\tbob@x.example\t2001-05-03\tRe: pumps"]


def test_grades_given_by_hand_count_and_those_that_were_there_stand(tmp_path: Path) -> None:
    file = tmp_path / "judged.json"
    file.write_text(json.dumps({"T1": {"x": 1, "y": 0, "a": 0}}), encoding="utf-8")
    asked = judged(ASKED, read_judgements(file))
    assert asked.grades == {"a": 2, "x": 1} and asked.refused == {"b", "y"}
    assert scores(asked, ["x", "a", "y"])["P@5/max"] == 1.0 and scores(asked, ["y"])["unjudged@5"] == 0.0
    assert judged(FREE, read_judgements(file)) == FREE
