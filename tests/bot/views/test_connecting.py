"""What Slack shows of connecting: inside its limits, without anybody's markup, each failure with a way out."""

from collections.abc import Callable

import pytest

from bot.errors import CATALOGUE, Failure
from bot.views.connecting import OFF, Offer, again_offer, again_offers, connect_offer, connected, reconnect, unconnected
from bot.views.mail_card import Drawn
from tests.bot.views.cases import HOSTILE
from tests.bot.views.payloads import elements, markup, message_complaints

LINK = "https://mailroom.example.com/auth/google/start?link=" + "a" * 300
MANY = [f"box{number}@fernhill.example" for number in range(30)]
SAID = {
    "the offer": connect_offer(LINK),
    "the offer, with others connected": connect_offer(LINK, MANY),
    "the offer for one": again_offer("alice@fernhill.example", LINK),
    "the offers for many": again_offers([Offer(mailbox, LINK) for mailbox in MANY]),
    "no offer": again_offers([]),
    "connected": connected("alice@fernhill.example", "a1"),
    "connected, with all else off": connected("alice@fernhill.example", "a1", sorted(OFF)),
    "ended": reconnect("alice@fernhill.example", "a1"),
    "run out": reconnect("alice@fernhill.example", "a1", Failure.RUN_OUT),
    **{f"unconnected: {failure}": unconnected(failure) for failure in Failure},
}


@pytest.mark.parametrize("kind", SAID)
def test_slack_takes_it(kind: str) -> None:
    assert message_complaints(SAID[kind]) == []


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize(
    "say",
    [
        lambda text: connect_offer(LINK, [text]),
        lambda text: again_offer(text, LINK),
        lambda text: again_offers([Offer(text, LINK)]),
        lambda text: connected(text, "a1"),
        lambda text: reconnect(text, "a1"),
    ],
)
def test_an_address_has_no_markup(say: Callable[[str], Drawn], text: str) -> None:
    drawn = say(text)
    assert message_complaints(drawn, schema=False) == []
    assert "<" not in drawn.text and "evil" not in markup(drawn.blocks) and "channel>" not in markup(drawn.blocks)


@pytest.mark.parametrize("kind", ["the offer", "the offer for one"])
def test_the_offer_leads_to_the_link(kind: str) -> None:
    (button,) = elements(SAID[kind].blocks, "connect_opened")
    assert button["url"] == LINK


def test_each_ended_mailbox_has_a_link_of_its_own() -> None:
    drawn = again_offers([Offer("a@x.example", f"{LINK}1"), Offer("b@x.example", f"{LINK}2")])
    assert [button["url"] for button in elements(drawn.blocks, "connect_opened")] == [f"{LINK}1", f"{LINK}2"]


def test_what_is_off_is_said_with_a_button_that_asks_again() -> None:
    drawn = SAID["connected, with all else off"]
    assert "To change that, tick every box" in markup(drawn.blocks) and "switch it on" not in markup(drawn.blocks)
    assert all(title in markup(drawn.blocks) for title, _ in OFF.values())
    assert [button["value"] for button in elements(drawn.blocks, "connect_clicked")] == ["a1"]
    assert elements(SAID["connected"].blocks, "connect_clicked") == []


@pytest.mark.parametrize("failure", [f for f in Failure if f is not Failure.BAD_CLIENT])
def test_a_failure_is_told_with_a_button_that_begins_again(failure: Failure) -> None:
    drawn = unconnected(failure, "a1")
    assert CATALOGUE[failure].sentence in markup(drawn.blocks)
    assert [button["value"] for button in elements(drawn.blocks, "connect_clicked")] == ["a1"]


def test_what_only_the_administrator_can_mend_has_no_button() -> None:
    drawn = unconnected(Failure.BAD_CLIENT)
    assert "administrator" in markup(drawn.blocks) and elements(drawn.blocks, "connect_clicked") == []


def test_the_message_of_ended_access_has_a_button_without_a_link_that_could_expire() -> None:
    (button,) = elements(SAID["ended"].blocks, "connect_clicked")
    assert button["value"] == "a1" and "url" not in button
