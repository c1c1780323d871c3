"""A card of an event says in plain words what else is at that time; whoever wrote those titles, they are words."""

from datetime import timedelta
from typing import Any

import pytest

from assistant.clashing import Clashes
from bot.views.clash_lines import UNSEEN
from bot.views.proposal_card import proposal_card
from connectors.calendar.source import Event
from storage.proposals import ProposalState
from tests.bot.views.cases import HOSTILE
from tests.bot.views.payloads import elements, markup, message_complaints, objects
from tests.bot.views.proposal_cases import NOW, of
from tests.proposals import an_event


def lines(*events: Event, kind: str = "event.create", state: str = ProposalState.PROPOSED, **more: Any) -> list[str]:
    """The sections of plain words on the card, and its small print."""
    shown = of(kind, state)
    shown = type(shown)(shown.proposal, shown.account, shown.names, Clashes(events, **more))
    drawn = proposal_card(shown, NOW)
    assert message_complaints(drawn) == []
    assert bool(elements(drawn.blocks, "proposal_approved")) == (state == ProposalState.PROPOSED)  # nothing waits
    return [str(one["text"]) for one in objects(drawn.blocks, "plain_text")] + [markup(drawn.blocks)]


def test_what_is_there_then_is_named_with_its_hours() -> None:
    review = an_event(title="Dentist")
    begins, ends = (f"{moment:%H:%M}" for moment in (review.begins, review.ends))
    assert f"⚠ You have “Dentist” {begins}–{ends} then." in lines(review)
    assert f"⚠ You have “Dentist” {begins}–{ends} then." in lines(review, kind="event.update")
    many = [an_event(id=f"e{n}", title=f"Call {n}") for n in range(5)]
    [told] = [one for one in lines(*many) if one.startswith("⚠")]
    assert "“Call 0”" in told and "“Call 2”" in told and told.endswith(" and 2 more then.") and "Call 3" not in told
    night = an_event(title="Shift", ends=review.begins + timedelta(hours=20))
    assert any("“Shift”" in one and ", " in one.partition("–")[2] for one in lines(night))


def test_a_card_without_any_says_nothing_and_one_that_could_not_look_says_so() -> None:
    assert not [one for one in lines() if "⚠" in one or UNSEEN in one]
    assert UNSEEN in lines(unseen=True)[-1]
    assert not [one for one in lines(an_event(), state=ProposalState.APPROVED) if "⚠" in one]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_hostile_title_is_words(hostile: str) -> None:
    *_, live = lines(an_event(title=hostile))
    assert "You have" not in live
