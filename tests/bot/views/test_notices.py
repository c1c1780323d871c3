"""What Mailroom says outside of cards: inside Slack's limits, and of the kind that says what to do next."""

import pytest

from bot.errors import Failure
from bot.views.mail_card import Drawn
from bot.views.notices import apology, help_text, late, late_edit, postponed, refusal
from tests.bot.views.cases import HOSTILE
from tests.bot.views.payloads import markup, message_complaints

SAID = {
    "help": help_text(),
    "help with what was not understood": help_text("nonsense"),
    "refusal": refusal(),
    "late": late(),
    "late edit": late_edit("x" * 3000),
    "late while the queue is away": late("This was done already"),
    "apology": apology("0a1b2c"),
}


@pytest.mark.parametrize("kind", SAID)
def test_slack_takes_it(kind: str) -> None:
    assert message_complaints(SAID[kind]) == []


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("say", [help_text, late_edit])
def test_slack_takes_it_with_anybodys_words_in_it_and_reads_no_markup_of_theirs(text: str, say: object) -> None:
    assert callable(say)
    drawn = say(text)
    assert isinstance(drawn, Drawn) and message_complaints(drawn, schema=False) == []
    assert "<" not in drawn.text and "evil" not in markup(drawn.blocks) and "channel>" not in markup(drawn.blocks)


def test_what_cannot_be_taken_now_may_be_tried_again_in_as_long_as_is_known() -> None:
    assert "try again in a minute. Reference: 0a1b2c" in postponed(Failure.SERVICE_DOWN, "0a1b2c").text
    assert "try again in 25 seconds." in postponed(Failure.RATE_LIMIT, "0a1b2c", 24.2).text


def test_an_apology_has_the_reference_for_eyes_and_screen_readers() -> None:
    assert "0a1b2c" in SAID["apology"].text and "0a1b2c" in markup(SAID["apology"].blocks)
