"""Fusing ranks: two opinions beat one, filters weigh, and no leg without a weight is heard."""

import math
from collections.abc import Mapping, Sequence

import pytest

from storage.index.fusion import COLUMNS, MATCH_FACTOR, WEIGHTS, K, fuse, leaning, listed, standing, with_threads


def _ids(found: list[tuple[str, float]]) -> list[str]:
    return [key for key, _ in found]


def test_the_score_is_the_sum_of_reciprocal_ranks() -> None:
    found = dict(fuse({"words": ["a", "b"], "vectors": ["b"]}, {"words": 1.0, "vectors": 0.5}, frozenset(), 10))
    assert found["a"] == pytest.approx(1 / (K + 1))
    assert found["b"] == pytest.approx(1 / (K + 2) + 0.5 / (K + 1))


def test_what_two_legs_name_comes_before_what_one_names() -> None:
    legs = {"words": ["a", "b", "c"], "vectors": ["d", "c", "e"]}
    assert _ids(fuse(legs, {"words": 1.0, "vectors": 1.0}, frozenset(), 1)) == ["c"]


def test_a_match_of_the_filters_weighs_half_as_much_again() -> None:
    plain = dict(fuse({"words": ["a"]}, WEIGHTS, frozenset(), 10))
    matching = dict(fuse({"words": ["a"]}, WEIGHTS, frozenset({"a", "never found"}), 10))
    assert matching == {"a": pytest.approx(plain["a"] * MATCH_FACTOR)}


def test_a_leg_without_a_weight_is_not_heard() -> None:
    assert fuse({"rumours": ["a"]}, WEIGHTS, frozenset(), 10) == []


def test_an_id_that_a_leg_names_twice_counts_once() -> None:
    assert dict(fuse({"words": ["a", "a"]}, {"words": 1.0}, frozenset(), 10)) == {"a": pytest.approx(1 / (K + 1))}


def test_equal_scores_keep_the_order_of_the_legs() -> None:
    legs = {"words": ["a"], "vectors": ["b"]}
    assert _ids(fuse(legs, {"words": 1.0, "vectors": 1.0}, frozenset(), 10)) == ["a", "b"]


def test_no_more_than_the_limit_comes_back() -> None:
    assert len(fuse({"words": [str(number) for number in range(30)]}, WEIGHTS, frozenset(), 7)) == 7


def test_words_lead_and_every_leg_and_column_has_a_weight() -> None:
    assert set(WEIGHTS) == {"words", "vectors", "filtered"}
    assert max(WEIGHTS, key=lambda leg: WEIGHTS[leg]) == "words"
    assert set(COLUMNS) == {"title", "people", "text", "quoted"}


def threaded(ids: Sequence[str], threads: Mapping[str, str]) -> list[str]:
    """A leg by its ranks alone."""
    return with_threads(standing("vectors", dict.fromkeys(ids, 1.0)), threads)


def test_without_threads_a_leg_stays_as_it_is() -> None:
    assert threaded(["c", "a", "b"], {"a": "", "b": "", "c": ""}) == ["c", "a", "b"]
    assert threaded(["c", "a"], {"a": "t1", "c": "t2"}) == ["c", "a"]


def test_a_thread_of_which_several_match_comes_before_a_better_single_match() -> None:
    threads = {"single": "t1", "first": "t2", "second": "t2", "third": "t2"}
    assert threaded(["single", "first", "second", "third"], threads)[0] == "first"
    alike = {"single": 10.0, "first": 9.0, "second": 8.0, "third": 8.0}
    assert with_threads(standing("words", alike), threads)[0] == "first"


def test_one_mail_that_has_all_of_the_words_comes_before_a_thread_whose_mails_have_some() -> None:
    threads = {"all": "t1", "first": "t2", "second": "t2", "third": "t2"}
    scores = {"all": 18.4, "first": 9.9, "second": 8.7, "third": 8.1}
    assert with_threads(standing("words", scores), threads) == ["all", "first", "second", "third"]


def test_scores_that_tell_nothing_leave_the_order_as_it_is() -> None:
    for scores in ({}, {"a": 0.0, "b": 0.0}, {"a": -1.0, "b": -2.0}, {"a": 1.0, "b": -2.0}):
        assert list(standing("words", scores)) == list(scores)
        assert all(0 <= one <= 1 for one in standing("words", scores).values())


def test_a_member_that_the_leg_lacks_is_listed_with_its_thread() -> None:
    threads = {"a": "t1", "silent": "t1", "b": "t2", "elsewhere": "t3"}
    found = threaded(["a", "b"], threads)
    assert found.index("silent") > found.index("a")
    assert "elsewhere" not in found


def test_documents_of_no_thread_do_not_speak_for_each_other() -> None:
    threads = dict.fromkeys(["a", "b", "c", "unfound"], "")
    assert threaded(["a", "b", "c"], threads) == ["a", "b", "c"]


def test_a_long_thread_does_not_win_by_its_length_alone() -> None:
    good = {"best": "short", "second": "short", "third": "short"}
    many = {f"m{number}": "long" for number in range(40)}
    assert threaded([*good, *many], good | many)[0] == "best"


def test_the_vector_leans_on_the_documents_and_keeps_its_length() -> None:
    leaned = leaning([1.0, 0.0], [[0.0, 1.0], [0.0, 1.0]])
    assert leaned == pytest.approx([math.sqrt(0.5), math.sqrt(0.5)])


def test_a_vector_with_nothing_to_lean_on_stays() -> None:
    assert leaning([0.6, 0.8], []) == [0.6, 0.8]


def test_vectors_that_cancel_out_do_not_divide_by_nothing() -> None:
    assert leaning([1.0, 0.0], [[-1.0, 0.0]]) == [0.0, 0.0]


def test_what_has_no_vectors_yet_stands_by_meaning_where_it_does_by_words() -> None:
    legs = {"words": {"new": 3.0, "a": 2.0, "b": 1.0}, "vectors": {"b": 0.9, "a": 0.8}}
    threads = dict.fromkeys(["new", "a", "b"], "")
    assert listed(legs, threads, {"new"}) == {"words": ["new", "a", "b"], "vectors": ["new", "b", "a"]}
    assert listed(legs, threads, set()) == {leg: list(scores) for leg, scores in legs.items()}
    assert _ids(fuse(listed(legs, threads, {"new"}), WEIGHTS, frozenset(), 1)) == ["new"]
