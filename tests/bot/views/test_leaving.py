"""What is said about leaving: Slack takes it, whatever an address looks like, and it says what becomes of what."""

import pytest

from bot.views.leaving import (
    disconnect_form,
    disconnect_offer,
    gone,
    leaving_now,
    purge_offer,
    purging,
    token_kept,
)
from storage.accounts import Account
from tests.bot.views.payloads import message_complaints, view_complaints

NASTY = "<!channel>*bold*&@" + "x" * 300 + ".example"


def account(email: str, number: int = 0) -> Account:
    return Account(id=f"{number:032x}", user_id="u", email=email, state="connected", aliases=[])


@pytest.mark.parametrize("email", ["alice@fernhill.example", NASTY])
def test_slack_takes_every_word_of_it(email: str) -> None:
    said = [
        disconnect_offer([account(email)]), disconnect_offer([]), leaving_now(email), purge_offer(), purging(0),
        purging(1), purging(500), token_kept(email), gone(email, returned=False, left=3),
        disconnect_offer([account(email, number) for number in range(60)]),
    ]  # fmt: skip
    assert [message_complaints(one) for one in said] == [[]] * len(said)
    assert view_complaints(disconnect_form(account(email))) == []
    assert not any("<!channel>" in str(one) for one in said[2:8])


def test_the_end_says_what_is_not_over_yet() -> None:
    assert "has not taken the access back" not in str(gone("a@b.example", returned=True, left=0).blocks)
    told = str(gone("a@b.example", returned=False, left=2).blocks)
    assert "has not taken the access back" in told and "2 messages" in told
