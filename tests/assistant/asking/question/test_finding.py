"""What is found in a question, where there is very much of it."""

from assistant.asking.question.finding import find
from assistant.asking.values import Asker
from tests.assistant.asking.rig import NOW, ZONE

ASKER = Asker("u1", ZONE, NOW, ())


def test_the_words_beside_a_place_are_those_that_reading_all_of_them_finds() -> None:
    found = find("the meeting last Thursday, the Friday release", ASKER, {}, ())
    for place in range(len(found.text) + 1):
        before = [token for token in found.tokens if token.end <= place]
        after = [token for token in found.tokens if token.start >= place]
        assert found.last_before(place) == (before[-1] if before else None)
        assert found.first_after(place) == (after[0] if after else None)


def test_what_is_asked_of_every_period_is_worked_out_once() -> None:
    found = find("did Bob write in May, in June or in July?", ASKER, {}, ())
    assert found.speaks and found.corresponds
    assert {"speaks", "corresponds"} <= vars(found).keys()
