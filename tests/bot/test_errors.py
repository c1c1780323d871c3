"""The catalogue: each class of failure has words of its own, with a next step, and with a pause where one is due."""

import pytest

from bot.catalogue import waiting
from bot.errors import ACCESS_ENDED, CATALOGUE, Failure


@pytest.mark.parametrize("failure", Failure)
def test_every_class_of_failure_has_its_own_title_sentence_and_next_step(failure: Failure) -> None:
    words = CATALOGUE[failure]
    assert words.title and words.sentence.endswith(".") and words.next_step.endswith(".")
    assert [other for other, said in CATALOGUE.items() if said.sentence == words.sentence] == [failure]


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.2, "1 second"), (20.0, "20 seconds"), (119.5, "120 seconds"), (121.0, "3 minutes")]
)
def test_a_pause_is_told_in_whole_seconds_or_minutes(seconds: float, said: str) -> None:
    words = CATALOGUE[Failure.RATE_LIMIT]
    assert waiting(words, seconds).next_step == f"{words.next_step} The service asks for a pause of {said}."


@pytest.mark.parametrize("seconds", [None, 0.0])
def test_without_a_pause_the_words_stand_as_they_are(seconds: float | None) -> None:
    assert waiting(CATALOGUE[Failure.UNKNOWN], seconds) is CATALOGUE[Failure.UNKNOWN]


def test_both_ways_in_which_access_ends_have_one_way_back() -> None:
    for failure in ACCESS_ENDED:
        assert CATALOGUE[failure].next_step == "Reconnect it with /mailroom reconnect."
