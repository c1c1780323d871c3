"""Figures of ranked lists, against lists counted by hand."""

import math

import pytest

from benchmarks.ranking import Question, gain, means, scores
from benchmarks.search_corpora import PlainFts
from benchmarks.search_quality import groups, right_filters


def question(**values: object) -> Question:
    given: dict[str, object] = {"key": "q", "kind": "topic", "text": "?", "grades": {"a": 2, "b": 1}}
    return Question(**(given | values))  # type: ignore[arg-type]


def test_a_perfect_list_reaches_all_that_can_be_reached() -> None:
    found = scores(question(), ["a", "b", "x"])
    assert (found["P@5"], found["P@5/max"], found["MRR@10"]) == (0.4, 1.0, 1.0)
    assert found["nDCG@10"] == pytest.approx(1)


def test_a_worse_order_costs_gain_and_not_precision() -> None:
    found = scores(question(), ["x", "b", "a"])
    assert (found["P@5"], found["MRR@10"]) == (0.4, 0.5)
    best = 3 + 1 / math.log2(3)
    assert found["nDCG@10"] == pytest.approx((1 / math.log2(3) + 3 / 2) / best)


def test_a_copy_counts_as_what_it_is_a_copy_of_and_once() -> None:
    copies = question(same={"a2": "a", "a3": "a"})
    assert scores(copies, ["a2", "a", "a3", "x", "y", "z", "b"])["P@5"] == 0.4


def test_what_nobody_judged_is_counted_where_somebody_judged_at_all() -> None:
    assert scores(question(refused=frozenset({"x"})), ["a", "x", "y"])["unjudged@5"] == 0.2
    assert scores(question(), ["a", "x", "y"])["unjudged@5"] == 0.0


def test_an_empty_list_is_worth_nothing() -> None:
    assert set(scores(question(), []).values()) == {0.0}


def test_a_gain_comes_with_an_interval_that_is_the_same_each_time() -> None:
    mine, theirs = [1.0, 0.8, 1.0, 0.6], [0.8, 0.8, 0.6, 0.6]
    mean, low, high = gain(mine, theirs)
    assert mean == pytest.approx(0.15)
    assert low <= mean <= high
    assert gain(mine, theirs) == (mean, low, high)
    assert gain(mine, mine) == (0, 0, 0)


def test_means_are_of_each_figure() -> None:
    rows = [scores(question(), ["a"]), scores(question(), [])]
    assert means(rows)["MRR@10"] == 0.5


def test_the_floor_finds_any_of_the_words_in_any_form() -> None:
    plain = PlainFts([("a", "Two notices of maintenance"), ("b", "the weather")])
    assert plain.search('What "notice" is (there)?', 5) == ["a"]
    assert plain.search("?!", 5) == []


def test_a_month_ends_where_the_next_one_begins() -> None:
    filters = right_filters(question(filters={"sender": "s@x.example", "month": "2001-12"}))
    assert filters.senders == {"s@x.example"}
    assert (filters.since, filters.until) and f"{filters.since} {filters.until}".split()[::2] == [
        "2001-12-01", "2002-01-01",
    ]  # fmt: skip
    assert not right_filters(question()).narrow


def test_topics_with_few_answers_are_not_among_those_that_can_be_perfect() -> None:
    many = question(key="m", grades=dict.fromkeys("abcde", 1))
    found = groups([question(), many])
    assert found == {"topic, 5 or more": [many], "topic": [question(), many]}
