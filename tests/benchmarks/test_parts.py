"""The parts of `make bench`: each can be measured, and says in a short row what it lacks."""

import importlib
import inspect
from pathlib import Path

import pytest

from benchmarks import real_mail, triage_quality
from benchmarks.__main__ import PARTS


@pytest.mark.parametrize("part", PARTS)
def test_every_part_is_measured_by_a_number_of_runs(part: str) -> None:
    measure = importlib.import_module(f"benchmarks.{PARTS[part]}").measure
    assert inspect.iscoroutinefunction(measure)
    inspect.signature(measure).bind(5)


async def test_a_corpus_that_is_missing_is_named_without_saying_where_it_was_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAILROOM_DATA", str(tmp_path))
    lacking = [row for row in await triage_quality.measure(1) if row.figure == "not measured"]
    assert {row.beside for row in lacking} == {
        "no triage_enron/silver_labels.dev.jsonl", "no triage_synthetic/emails.dev.jsonl",
        "no spamassassin/labels.dev.jsonl.gz",
    }  # fmt: skip
    rows, failed = real_mail.survey(tmp_path, 25)
    assert sum(row.figure == "not measured" for row in rows) == len(real_mail.CORPORA) and not failed
    assert not any(str(tmp_path) in str(row) for row in (*lacking, *rows))
