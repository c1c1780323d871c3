"""What a settled card of a proposal says: in whole sentences, in the words of the buttons that were there."""

import re

import pytest

from bot.views.proposal_card import proposal_card
from storage.proposals import ProposalState
from tests.bot.views.payloads import markup
from tests.bot.views.proposal_cases import NOW, of


def said(kind: str, state: ProposalState) -> str:
    return markup(proposal_card(of(kind, state, decided_by="U0ALICE"), NOW).blocks)


def test_a_receipt_is_made_of_whole_sentences() -> None:
    text = said("event.create", ProposalState.DONE)
    assert re.search(r"Created in your calendar\.\* <!date[^>]+>\. Approved by <@U0ALICE>\.", text), text


@pytest.mark.parametrize(
    ("kind", "word"), [("event.create", "Cancelled"), ("event.delete", "Kept"), ("mail.send", "Discarded")]
)
def test_what_somebody_did_not_want_is_told_in_the_words_of_the_button(kind: str, word: str) -> None:
    assert f"*Not done.* {word} by <@U0ALICE>" in said(kind, ProposalState.CANCELLED)
