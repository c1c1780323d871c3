"""A label to be kept from models that the mailbox has not is told as settings are saved."""

from datetime import timedelta

from bot.settings import GOOGLE_SCOPES
from connectors.google.oauth import Tokens
from tests.cast import ALICE, ALICE_MAIL
from tests.handlers.office import Office
from tests.handlers.slack.test_preferring import heard, opened
from tests.leaving import connect_with


async def test_a_label_that_does_not_exist_is_told(office: Office) -> None:
    access = office.google.oauth.issue(ALICE_MAIL)
    grant = office.google.oauth.holder(access)
    assert grant is not None
    until = office.db.now() + timedelta(hours=1)
    await connect_with(office, ALICE, Tokens(access, grant.refresh_token, until, frozenset(GOOGLE_SCOPES)))
    await opened(office)
    await office.submit("U0ALICE", {"model_free_labels": "Inbox, Bank"})
    await heard(office, "Settings are saved")
    said = str(office.slack.talk.direct("U0ALICE").messages[-1].blocks)
    assert "no label “Bank”:" in said
