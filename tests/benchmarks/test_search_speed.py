"""The measurement of a search's speed runs, on made-up words where no real mail is."""

from pathlib import Path

import pytest

from benchmarks.search_material import Text
from benchmarks.search_speed import Plan, measure
from sandbox.chroma import find_command


@pytest.mark.skipif(find_command() is None, reason="the chroma program is not beside this Python")
async def test_every_figure_is_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = await measure(1, Plan([40], beside=20, questions=9, data=tmp_path))
    assert [row.what.split(",")[0] for row in rows] == [
        "a search",
        "a search in 20 mails beside 40 of another person",
        "the 10 newest of all that wait for an answer",
        "indexing up to a mailbox of 40 mails: words",
        "memory with a mailbox of 40 mails",
        "disk of a mailbox of 40 mails",
    ]
    assert {row.n for row in rows[:3]} == {"9"}
    assert "made-up words" in rows[0].what
    assert rows[0].what in capsys.readouterr().out


def test_mails_beyond_the_first_round_are_new_ones(tmp_path: Path) -> None:
    text = Text(tmp_path)
    assert len({text.mail(number).text for number in (0, 2_000, 4_000)}) == 3
    assert len({text.mail(number).remote_id for number in range(50)}) == 50
