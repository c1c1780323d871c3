"""What counts as answered: the right thing cited, saying what was asked; and as left open: nothing claimed."""

import pytest

from assistant.asking.kit import Answered
from assistant.asking.values import Draught, Plan, Reply, Source
from benchmarks.ask_corpora import Case, _task
from benchmarks.ask_orders import acts_of
from benchmarks.ask_quality import mark, rows_of
from tests.assistant.asking.rig import NOW, reading

CASE = Case("q1", "How much?", [frozenset({"m1", "copy of m1"})], ["23,000"])


def answered(known: bool, *cited: str, more: tuple[str, ...] = (), text: str = "It is 23,000 EUR [1].") -> Answered:
    def source(number: int, key: str) -> Source:
        return Source(number, "gmail", "", "", NOW, "", "", "", remote_id=key)

    reply = Reply(
        text, tuple(source(n, key) for n, key in enumerate(cited, 1)), known, more=tuple(source(9, key) for key in more)
    )
    return Answered(reading("How much?"), Plan("How much?", (), 1), (), reply, None)


def test_a_cited_copy_counts_and_a_find_that_is_not_cited_does_not() -> None:
    assert mark(CASE, answered(True, "copy of m1")).cited
    only_found = mark(CASE, answered(True, "m2", more=("m1",)))
    assert only_found.found and not only_found.cited


def test_the_figure_is_right_only_if_the_right_thing_says_so_and_it_is_claimed() -> None:
    right = mark(CASE, answered(True, "m1"))
    unsaid = mark(CASE, answered(True, "m1", text="It is something [1]."))
    silent = mark(CASE, answered(False, "m1"))
    [row] = rows_of("corpus", "model", [right, unsaid, silent])
    assert (row.figure, row.n) == ("0.33", "3")


def test_what_nothing_answers_is_right_when_it_is_left_open() -> None:
    nothing = Case("u1", "Who?")
    rows = rows_of("corpus", "model", [mark(nothing, answered(False)), mark(nothing, answered(True, "m1"))])
    assert (rows[1].figure, rows[1].n) == ("0.50", "2")


def test_proposals_are_compared_by_what_they_would_do() -> None:
    content = {"guests": ["a@x.example"], "begins": "2023-12-05T10:30:00+00:00", "ends": "2023-12-05T11:00:00+00:00"}
    made = acts_of([Draught("event.create", "a", content), Draught("event.delete", "a", {"event_id": "7"})])
    assert made == {("event.create", "a@x.example", "2023-12-05 10:30:00", "30"), ("event.delete", "7")}


@pytest.mark.parametrize("said", ["8 AM", "08:00", "8:00 a.m.", "8am"])
def test_a_time_counts_however_it_is_written(said: str) -> None:
    case = Case("q2", "When?", [frozenset({"m1"})], ["8:00"])
    assert mark(case, answered(True, "m1", text=f"We meet at {said} [1].")).shown
    assert not mark(case, answered(True, "m1", text="We meet at 8 PM, all 8 of us [1].")).shown


def test_a_task_about_mails_and_events_needs_one_of_each() -> None:
    row = {"id": "t", "prompt": "1. How many? 2. The link?", "ground_truth_output": "1. 3 2.https://host.com/x"}
    read = {
        "emails_returned_by_gt_reads": ["9"],
        "events_returned_by_gt_reads": ["9"],
        "files_returned_by_gt_reads": [],
    }
    case = _task(row | read)
    assert case.evidence == [frozenset({"emails-9"}), frozenset({"events-9"})] and case.keys == ["3", "host.com"]
