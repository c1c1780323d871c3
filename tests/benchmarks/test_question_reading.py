"""The measure of reading tells a right filter from a wrong, a missing and an invented one."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from benchmarks.question_offices import world
from benchmarks.question_reading import fault, is_narrow, rows

ZONE = ZoneInfo("America/Chicago")
HERE = world("me@x.example", datetime(2002, 3, 15, 12, tzinfo=UTC), "America/Chicago",
             ["ann.lee@x.example", "ann.lee@home.example", "bob.ray@x.example"])  # fmt: skip


@pytest.mark.parametrize(
    ("question", "gold", "told"),
    [
        ("emails Ann Lee sent in January 2002", {"sender": "ann.lee@x.example", "month": "2002-01"}, ""),
        ("emails Ann Lee sent in December 2001", {"sender": "ann.lee@x.example", "month": "2001-12"}, ""),
        ("emails about tax", {}, ""),
        ("emails from Ann Lee", {}, "senders"),
        ("emails about tax", {"sender": "ann.lee@x.example"}, "sender [] for"),
        ("emails from Bob Ray", {"sender": "ann.lee@x.example"}, "sender"),
        ("emails from Ann Lee or Bob Ray", {"sender": "ann.lee@x.example"}, "somebody else"),
        ("emails in January 2002", {"month": "2002-02"}, "period"),
        ("unread emails", {}, "another kind"),
    ],
)
def test_a_fault_is_named(question: str, gold: dict[str, str], told: str) -> None:
    found = fault(HERE.read(question), gold, ZONE)
    assert found.startswith(told) or told in found
    assert bool(found) == bool(told)


def test_a_service_alone_narrows_nothing() -> None:
    assert not is_narrow(HERE.read("emails about tax")) and is_narrow(HERE.read("emails from Ann Lee about tax"))


def test_what_is_not_here_is_a_row_that_says_so(tmp_path: Path) -> None:
    missing = [row for row in rows(tmp_path) if row.figure == "not measured"]
    assert len(missing) == 4 and all(row.n == "0" for row in missing)
