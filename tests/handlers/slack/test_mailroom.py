"""/mailroom is answered in the acknowledgement itself, for the one who typed it, whatever was typed."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import text

from assistant.connecting import read_link
from storage.accounts import Accounts
from storage.cards import Cards
from storage.db import update_of
from storage.documents import Document, Documents
from storage.syncs import HISTORY, Syncs
from tests.cast import ALICE, BOB, join, ready_reply
from tests.database_fixture import Clock
from tests.handlers.office import Json, Office


async def typed(office: Office, words: str, who: str = "U0ALICE") -> Json:
    """What /mailroom answers: the acknowledgement's own JSON, which Slack could show."""
    answer = await office.command(who, words)
    assert (answer["status"], answer["shown"]) == (200, ""), answer
    assert answer["ms"] < 1000
    said: Json = json.loads(answer["body"])
    assert said["response_type"] == "ephemeral" and said["text"]
    return said


@pytest.mark.parametrize("words", ["", "help", "  HELP  "])
async def test_help_says_what_one_can_do(office: Office, words: str) -> None:
    said = str(await typed(office, words))
    assert all(f"/mailroom {command}" in said for command in ("connect", "status", "help"))
    assert "not something I know" not in said


@pytest.mark.parametrize("words", ["nonsense", "the status", "<!channel> *bold*", "x" * 3000, "‮sutats", "é" * 500])
async def test_what_is_not_understood_gets_help_and_is_shown_without_markup(office: Office, words: str) -> None:
    said = await typed(office, words)
    first, *rest = said["blocks"]
    assert "is not something I know" in first["text"]["text"] and first["text"]["type"] == "plain_text"
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


async def test_status_of_somebody_new_teaches_how_to_begin(office: Office) -> None:
    assert "/mailroom connect" in str(await typed(office, "status"))


async def test_status_shows_ones_own_mailboxes_alone(office: Office, clock: Clock) -> None:
    account = await join(office.db)
    await join(office.db, BOB, "bob@fernhill.example")
    async with office.db.transaction() as session:
        await Accounts(session).change(account.id, last_sync_at=clock())
    said = str(await typed(office, "status"))
    assert "alice@fernhill.example" in said and "bob@" not in said
    assert "Connected, last looked at" in said and "does not announce new mail" in said


async def test_status_counts_ones_own_cards_that_could_not_be_shown(office: Office) -> None:
    desk = await ready_reply(office.db)
    await join(office.db, BOB, "bob@fernhill.example")
    assert "could not be shown" not in str(await typed(office, "status"))
    async with office.db.transaction() as session:
        await Cards(session).failed(desk.message_id, 1, "slack: channel_not_found")
    assert "1 could not be shown here" in str(await typed(office, "status"))
    assert "could not be shown" not in str(await typed(office, "status", "U0BOB"))


async def test_status_counts_what_can_be_asked_about(office: Office, clock: Clock) -> None:
    account, bob = await join(office.db), await join(office.db, BOB, "bob@fernhill.example")
    async with office.db.transaction() as session:
        await Syncs(session).want(account.id, [HISTORY], clock())
        await Documents(session).expect(account.id, [("m1", "t1"), ("m2", "t1")], clock(), clock())
        await Documents(session).expect(bob.id, [("m1", "t1")], clock(), clock())
        await session.execute(update_of(Document).where(Document.remote_id == "m1").values(state="done"))
    said = str(await typed(office, "status"))
    assert "You can ask about 1 mail. Older mail is being read; 1 found and not read yet." in said


async def test_status_says_that_a_mailbox_must_be_connected_again(office: Office) -> None:
    account = await join(office.db)
    async with office.db.transaction() as session:
        await Accounts(session).change(account.id, state="reconnect")
    said = str(await typed(office, "status"))
    assert "Google access has ended" in said and "/mailroom connect" in said


async def test_status_of_many_mailboxes_stays_inside_slacks_limits(office: Office) -> None:
    for number in range(20):
        await join(office.db, ALICE, f"box{number}@fernhill.example")
    assert len((await typed(office, "status"))["blocks"]) == 50


async def test_the_button_of_the_offer_is_only_acknowledged(office: Office) -> None:
    said = await typed(office, "connect")
    place = await office.card("U0ALICE", said["text"], said["blocks"])
    assert (await office.click("U0ALICE", place, "connect_opened"))["status"] == 200
    assert (office.bell.rings, office.heard("U0ALICE")[1:]) == ([], [])


async def test_with_the_database_down_the_answer_is_an_apology_with_a_reference(office: Office) -> None:
    async with office.db.transaction() as session:
        await session.execute(text("ALTER TABLE users RENAME TO away"))
    said = await typed(office, "status")
    assert "Something went wrong" in said["text"] and "Reference: " in said["text"]
