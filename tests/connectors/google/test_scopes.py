"""Which services a grant opens."""

import pytest

from bot.settings import GOOGLE_SCOPES
from connectors.google.scopes import EVERY, services_of

ROOT = "https://www.googleapis.com/auth/"


def test_what_we_ask_for_opens_everything() -> None:
    assert services_of(GOOGLE_SCOPES) == EVERY


@pytest.mark.parametrize(
    ("scopes", "services"),
    [
        ((), set()),
        (("gmail.modify",), {"gmail"}),
        (("gmail.readonly", "drive.readonly", "drive.file", "calendar.events.readonly"), set()),
        (("calendar.events.owned",), {"calendar"}),
        (("calendar.events",), {"calendar"}),
        (("calendar",), {"calendar", "free times"}),
        (("calendar.events.freebusy", "drive"), {"free times", "drive"}),
    ],
)
def test_a_narrower_grant_opens_less_and_a_wider_one_does_as_well(scopes: tuple[str, ...], services: set[str]) -> None:
    assert services_of(ROOT + scope for scope in scopes) == services
