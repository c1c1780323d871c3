"""Tests of reading times of day in words."""

import pytest

from assistant.hours import spoken_times

HALF_SEVEN, HALF_TEN, THREE = 19 * 60 + 30, 10 * 60 + 30, 15 * 60


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("dinner at half past seven", HALF_SEVEN), ("the call is at three", THREE), ("ten o'clock", 600),
        ("um halb elf", HALF_TEN), ("um zehn Uhr", 600), ("Viertel nach drei", THREE + 15), ("à quinze heures", THREE),
        ("à dix heures et demie", HALF_TEN), ("a las tres y cuarto", THREE + 15), ("alle dieci e mezza", HALF_TEN),
        ("às dez e meia", HALF_TEN), ("om half elf", HALF_TEN), ("kwart voor drie", THREE - 15), ("at noon", 720),
        ("um Mitternacht", 0), ("正午に", 720),
    ],
)  # fmt: skip
def test_a_time_in_words_is_read(text: str, minutes: int) -> None:
    (found,) = spoken_times(text)
    assert minutes in found.minutes


@pytest.mark.parametrize("text", ["ten people", "zwölf Gäste", "half of it", "onze ans"])
def test_a_count_is_no_time(text: str) -> None:
    assert list(spoken_times(text)) == []
