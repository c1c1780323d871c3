"""Syncing: what is rung after a page of changes."""

from datetime import UTC, datetime, timedelta

from jobs.sync_mailbox import AT_ONCE, checks_of

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


def test_a_few_waiting_replies_are_looked_at_at_once() -> None:
    assert [ring.at for ring in checks_of([f"d{n}" for n in range(AT_ONCE)], NOW)] == [None] * AT_ONCE


def test_many_waiting_replies_are_looked_at_one_a_second() -> None:
    rings = checks_of([f"d{n}" for n in range(AT_ONCE + 3)], NOW)
    assert [ring.at for ring in rings[AT_ONCE:]] == [NOW + timedelta(seconds=n) for n in (1, 2, 3)]
    assert [ring.args for ring in rings] == [(f"d{n}",) for n in range(AT_ONCE + 3)]
