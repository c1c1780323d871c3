"""How a reply or a proposal stands: words for every state, that promise nothing which only a card could show."""

import pytest

from assistant.approval import Answer, Decided
from assistant.proposing import Settled
from bot.views.happened import MOVED_ON, happened
from bot.views.notices import late
from bot.views.text import moment
from storage.drafts import DraftState
from storage.proposals import ProposalState
from tests.bot.views.cases import NOW, case_of, draft_of
from tests.bot.views.payloads import message_complaints
from tests.bot.views.proposal_cases import of


@pytest.mark.parametrize("state", DraftState)
def test_every_state_of_a_reply_has_words_of_its_own(state: DraftState) -> None:
    words = happened(Decided(Answer.LATE, case_of(draft=draft_of(state))))
    assert words != MOVED_ON and (moment(NOW) in words) == (state is DraftState.APPROVED)
    assert message_complaints(late(words)) == []


@pytest.mark.parametrize("state", ProposalState)
def test_every_state_of_a_proposal_has_words_of_its_own(state: ProposalState) -> None:
    words = happened(Settled(Answer.LATE, of("mail.send", state, decided_at=NOW).proposal))
    assert (moment(NOW) in words) == (state is ProposalState.APPROVED)
    assert message_complaints(late(words)) == []


def test_a_mail_without_a_reply_has_moved_on_and_nothing_is_said_of_what_the_card_shows() -> None:
    said = late(happened(Decided(Answer.LATE, case_of()))).text
    assert said.startswith(f"{MOVED_ON}, so nothing was done") and "now shows" not in said and "present" not in said
