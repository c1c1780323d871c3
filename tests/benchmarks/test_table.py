"""How figures are written."""

import pytest

from benchmarks.__main__ import PARTS, _read
from benchmarks.table import Row, as_markdown, percentile, spread


def test_the_median_stands_before_the_least_and_the_greatest() -> None:
    assert spread([3.0, 1.0, 2.0]) == "2 (1–3)"


def test_one_run_shows_no_spread() -> None:
    assert spread([1.26], 1) == "1.3"


def test_a_percentile_is_one_of_the_values() -> None:
    assert percentile([5.0, 1.0, 3.0], 0.5) == 3.0
    assert percentile([1.0, 2.0], 0.99) == 2.0


def test_rows_become_a_table() -> None:
    assert as_markdown([Row("a", "1", "b", "n")]).splitlines()[-1] == "| a | 1 | b | n |"


def test_no_name_asks_for_all_parts() -> None:
    asked = _read([])
    assert (asked.parts, asked.runs, asked.readme) == ([], 5, False)


def test_parts_are_chosen_by_name() -> None:
    asked = _read(["doors", "scans", "--runs", "1"])
    assert (asked.parts, asked.runs) == (["doors", "scans"], 1)
    assert set(asked.parts) <= set(PARTS)


def test_an_unknown_part_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        _read(["windows"])
    assert "unknown: windows" in capsys.readouterr().err


def test_some_parts_alone_do_not_replace_the_tables_of_all(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        _read(["ask", "--readme"])
    assert "measure all parts" in capsys.readouterr().err
    assert _read(["--readme"]).readme
