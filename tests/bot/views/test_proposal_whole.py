"""A card that can be approved shows all that would be done, whatever it is and however long."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from bot.views.changes import differences, shows_all
from bot.views.proposal_card import proposal_card
from connectors.calendar.source import Guest
from tests.bot.views.payloads import elements, message_complaints, objects
from tests.bot.views.proposal_cases import NOW, of
from tests.proposals import an_event, delete_content, event_content, update_content

FEW, MANY = 40, 200
Json = dict[str, Any]


def people(count: int) -> list[str]:
    return [f"guest.number.{number:03d}@department.fernhill.example" for number in range(count)]


def event_of(count: int, **values: Any) -> Any:
    return an_event(guests=tuple(map(Guest, people(count))), **values)


def shown_and_approvable(kind: str, content: Json, names: Mapping[str, str] | None = None) -> tuple[str, bool]:
    drawn = proposal_card(replace(of(kind, content=content), names=names or {}), NOW)
    assert message_complaints(drawn, schema=False) == []
    assert elements(drawn.blocks, "proposal_cancelled") != []
    text = "".join(str(one["text"]) for one in objects(drawn.blocks, "text"))
    return text, elements(drawn.blocks, "proposal_approved") != []


@pytest.mark.parametrize("count", [FEW, MANY])
def test_everybody_who_would_be_told_of_a_cancellation_is_named(count: int) -> None:
    text, approvable = shown_and_approvable("event.delete", delete_content(event_of(count)))
    assert approvable == all(one in text for one in people(count)) == (count == FEW)


@pytest.mark.parametrize("count", [FEW, MANY - 1])
def test_a_new_guest_among_many_is_named(count: int) -> None:
    content = update_content(event_of(count), guests=[*people(count), "zz-new@evil.example"])
    text, approvable = shown_and_approvable("event.update", content)
    assert approvable == ("zz-new@evil.example" in text) == (count == FEW)


def test_fifty_long_names_and_addresses_have_no_room_and_cannot_be_invited() -> None:
    guests = [f"{'a' * 60}{number:02d}@{'b' * 60}.example" for number in range(50)]
    names = {email: f"{'N' * 56}{number}" for number, email in enumerate(guests)}
    content = event_content(guests=guests)
    text, approvable = shown_and_approvable("event.create", content, names)
    assert not approvable and guests[-1] not in text
    text, approvable = shown_and_approvable("event.create", content)
    assert approvable and guests[-1] in text


@pytest.mark.parametrize("lines", [45, 160])
def test_the_last_of_many_new_lines_is_shown(lines: int) -> None:
    said = "\n".join([*(f"line {number}" for number in range(lines)), "and Mallory gets 5000"])
    text, approvable = shown_and_approvable("event.update", update_content(an_event(), description=said))
    assert approvable == ("Mallory" in text) == (lines == 45)


def test_the_end_of_a_long_new_line_is_shown() -> None:
    content = update_content(an_event(), description="x" * 320 + " and Mallory gets 5000")
    text, approvable = shown_and_approvable("event.update", content)
    assert approvable and "Mallory gets 5000" in text


def test_a_difference_knows_whether_it_is_all() -> None:
    assert shows_all("a\nb", "a\nc", 2, 1)
    assert not shows_all("a\nb", "a\nc", 1, 1)
    assert not shows_all("a", "cc", 2, 1)
    assert not shows_all("a", "a\n" * 3000, 9999, 9)
    assert "cc" not in str(differences("a", "ccc", 2, 2))
