"""/mailroom is answered in the acknowledgement itself, for the one who typed it, whatever was typed."""

from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import text

from assistant.connecting import read_link
from tests.cast import ALICE, BOB
from tests.database_fixture import Clock
from tests.handlers.office import Office
from tests.handlers.slack.typing import typed


@pytest.mark.parametrize("words", ["", "help", "  HELP  "])
async def test_help_says_what_one_can_do(office: Office, words: str) -> None:
    said = str(await typed(office, words))
    assert all(f"/mailroom {command}" in said for command in ("connect", "status", "help"))
    assert "There is no" not in said


@pytest.mark.parametrize("words", ["nonsense", "the status", "<!channel> *bold*", "x" * 3000, "‮sutats", "é" * 500])
async def test_what_is_not_understood_gets_help_and_is_shown_without_markup(office: Office, words: str) -> None:
    said = await typed(office, words)
    first, *rest = said["blocks"]
    assert "There is no “/mailroom " in first["text"]["text"] and first["text"]["type"] == "plain_text"
    assert "/mailroom connect" in str(rest) and "<!channel>" not in str(rest)


async def test_connect_offers_a_link_for_this_person_only(office: Office, clock: Clock) -> None:
    for person in (ALICE, BOB):
        said = await typed(office, "connect", person.slack_id)
        (element,) = next(block for block in said["blocks"] if block["type"] == "actions")["elements"]
        url = urlsplit(element["url"])
        assert f"{url.scheme}://{url.netloc}{url.path}" == f"{office.url}/auth/google/start"
        (link,) = parse_qs(url.query)["link"]
        assert read_link(office.services.vault, link, clock()).person == person


async def test_no_two_links_are_the_same(office: Office) -> None:
    assert (await typed(office, "connect"))["blocks"] != (await typed(office, "connect"))["blocks"]


async def test_the_button_of_the_offer_is_only_acknowledged(office: Office) -> None:
    said = await typed(office, "connect")
    place = await office.card("U0ALICE", said["text"], said["blocks"])
    assert (await office.click("U0ALICE", place, "connect_opened"))["status"] == 200
    assert (office.bell.rings, office.heard("U0ALICE")[1:]) == ([], [])


async def test_with_the_database_down_it_is_said_to_be_a_matter_of_time(office: Office) -> None:
    async with office.db.transaction() as session:
        await session.execute(text("ALTER TABLE users RENAME TO away"))
    said = await typed(office, "status")
    assert "try again in a minute" in said["text"] and "Reference: " in said["text"]
