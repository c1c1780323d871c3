"""The part of a mail that its card shows."""

from dataclasses import replace

import pytest

from bot.views.mail_card import mail_card
from tests.bot.views.cases import MAIL, NOW, case_of
from tests.bot.views.payloads import objects

FORWARDED = "---------- Forwarded message ---------\nFrom: Bob\nTo: Sarah\nSubject: Lamps\n\nTwo lamps are broken."


@pytest.mark.parametrize(
    ("text", "quoted", "shown_below"),
    [
        ("FYI", FORWARDED, True),
        ("We talked about it at length. " * 10, FORWARDED, False),
        ("Fine.", "On 1 May 2026, Bob <b@x.example> wrote:\n> Two lamps are broken.", False),
    ],
)
def test_a_mail_passed_on_with_few_words_is_shown_below_them(text: str, quoted: str, shown_below: bool) -> None:
    drawn = mail_card(case_of(replace(MAIL, text=text, quoted=quoted)), None, NOW)
    quotes = [element["text"] for quote in objects(drawn.blocks, "rich_text_quote") for element in quote["elements"]]
    assert quotes == [f"{text}\n\n{quoted}" if shown_below else text]
