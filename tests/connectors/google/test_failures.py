"""What an error answer of Google's means, where it depends on whether the request may be repeated."""

import pytest

from bot.errors import OutcomeUnknown, Permanent
from connectors.google.failures import failure_of


@pytest.mark.parametrize("status", [408, 409, 499])
def test_a_send_cut_short_on_its_way_may_have_been_done(status: int) -> None:
    assert type(failure_of(status, {}, b"", repeatable=False)) is OutcomeUnknown
    assert isinstance(failure_of(status, {}, b"", repeatable=True), Permanent)


@pytest.mark.parametrize("status", [400, 403, 412, 413])
def test_a_send_that_was_refused_was_not_done(status: int) -> None:
    assert isinstance(failure_of(status, {}, b"", repeatable=False), Permanent)
