"""Fixtures of the Slack doors' tests."""

import pytest

from tests.handlers.office import Office
from tests.handlers.slack.desk import Desk, set_out


@pytest.fixture
async def desk(office: Office) -> Desk:
    """A reply that waits on Alice's card."""
    return await set_out(office)
