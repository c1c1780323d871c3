"""Reading payloads: who acted, what was clicked, and where."""

from typing import Any

import pytest

from assistant.case import Person
from handlers.slack.clicks import channel_in, person_in, value_in
from tests.eventually import eventually
from tests.handlers.office import Office


@pytest.mark.parametrize(
    ("body", "person"),
    [
        ({"user": {"id": "U1", "team_id": "T1"}, "team": {"id": "T2"}}, Person("T1", "U1")),
        ({"user": {"id": "U1"}, "team": {"id": "T2"}}, Person("T2", "U1")),
        ({"user_id": "U1", "team_id": "T2"}, Person("T2", "U1")),
        ({"user": None, "team": None}, Person("", "")),
        ({}, Person("", "")),
    ],
)
def test_the_person_is_whom_slack_names(body: dict[str, Any], person: Person) -> None:
    assert person_in(body) == person


@pytest.mark.parametrize(
    ("action", "value"),
    [({"value": "v1"}, "v1"), ({"selected_option": {"value": "o1"}}, "o1"), ({"selected_option": None}, ""), ({}, "")],
)
def test_the_value_is_the_buttons_or_the_entrys(action: dict[str, Any], value: str) -> None:
    assert value_in({"actions": [action]}) == value


@pytest.mark.parametrize(
    ("body", "channel"),
    [
        ({"channel": {"id": "C1"}}, "C1"),
        ({"container": {"channel_id": "C2"}}, "C2"),
        ({"channel": None, "container": {"type": "view"}}, ""),
        ({}, ""),
    ],
)
def test_the_channel_is_where_it_was_clicked(body: dict[str, Any], channel: str) -> None:
    assert channel_in(body) == channel


async def test_a_button_that_this_version_no_longer_knows_is_answered(office: Office) -> None:
    element = {"type": "button", "action_id": "of_last_year", "text": {"type": "plain_text", "text": "x"}}
    place = await office.card("U0ALICE", "x", [{"type": "actions", "block_id": "row", "elements": [element]}])
    answer = await office.click("U0ALICE", place, "of_last_year")
    assert (answer["status"], answer["body"], answer["ms"] < 3000) == (200, "", True)
    await eventually(lambda: len(office.heard("U0ALICE")) == 1)
    assert office.bell.rings == []
