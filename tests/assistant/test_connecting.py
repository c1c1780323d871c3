"""Connecting: links and states are ours, good once, for ten minutes, and for one person (SPEC AC1)."""

import asyncio
import base64
import hashlib
import json

import pytest
from sqlalchemy import select

from assistant.connecting import (
    CONNECTIONS,
    BadLink,
    Held,
    OtherBrowser,
    Purpose,
    Wish,
    finish_connection,
    hold_grant,
    make_link,
    read_link,
    refuse_held,
    spend,
    start_connection,
    take_held,
)
from bot.errors import Permanent
from connectors.google.oauth import Tokens, challenge_of
from storage.crypto import Vault
from storage.db import Database, update_of
from storage.oauth_states import OAuthState
from tests.cast import ALICE, BOB, MALLORY
from tests.database_fixture import START, Clock

VAULT = Vault({"k1": b"1" * 32})
KEYS = frozenset({Purpose.KEY})


def forge(fields: object, signature: str = "") -> str:
    text = base64.urlsafe_b64encode(json.dumps(fields).encode()).decode().rstrip("=")
    return f"{text}.{signature}"


async def test_a_link_leads_back_to_the_person_it_was_made_for(db: Database) -> None:
    begun = await start_connection(db, VAULT, make_link(VAULT, ALICE, db.now()))
    grant = await finish_connection(db, VAULT, begun.state, begun.browser)
    assert grant.wish.person == ALICE
    assert challenge_of(grant.verifier) == begun.challenge


async def test_two_people_who_connect_at_once_get_each_their_own(db: Database) -> None:
    begun = await asyncio.gather(
        *(start_connection(db, VAULT, make_link(VAULT, who, db.now())) for who in (ALICE, BOB))
    )
    grants = await asyncio.gather(*(finish_connection(db, VAULT, one.state, one.browser) for one in begun))
    assert [grant.wish.person for grant in grants] == [ALICE, BOB]


async def test_a_link_makes_one_connection_however_many_are_begun_through_it(db: Database) -> None:
    link = make_link(VAULT, ALICE, db.now())
    begun = await asyncio.gather(*(start_connection(db, VAULT, link) for _ in range(6)))
    ends = await asyncio.gather(*(spend(db, one.wish) for one in begun), return_exceptions=True)
    assert ends.count(None) == 1 and sum(isinstance(one, BadLink) for one in ends) == 5
    with pytest.raises(BadLink):
        await start_connection(db, VAULT, link)


async def test_a_link_lasts_ten_minutes(sqlite_db: Database, clock: Clock) -> None:
    links = [make_link(VAULT, ALICE, clock()) for _ in range(2)]
    clock.advance(599)
    await start_connection(sqlite_db, VAULT, links[0])
    clock.advance(2)
    with pytest.raises(BadLink):
        await start_connection(sqlite_db, VAULT, links[1])


@pytest.mark.parametrize(
    "link",
    [
        "",
        ".",
        "x",
        "é.é",
        "\udcff.\udcff",
        forge(["T0MAIL", "U0ALICE", 9999999999, "n"]),
        forge(["T0MAIL", "U0ALICE", 9999999999, "n"], "0" * 64),
        forge(["T0MAIL", "U0ALICE", 9999999999, "n"], VAULT.sign("other|x")),
        forge(["T0MAIL", "U0ALICE", 9999999999, "n"], Vault({"k1": b"2" * 32}).sign("connect|x")),
    ],
)
async def test_a_forged_link_starts_nothing(sqlite_db: Database, link: str) -> None:
    with pytest.raises(BadLink):
        await start_connection(sqlite_db, VAULT, link)
    async with sqlite_db.reading() as session:
        assert (await session.scalars(select(OAuthState))).all() == []


async def test_a_link_with_another_s_name_put_in_is_forged(sqlite_db: Database) -> None:
    mine = make_link(VAULT, MALLORY, sqlite_db.now())
    fields = json.loads(base64.urlsafe_b64decode(mine.partition(".")[0] + "=="))
    fields[1] = ALICE.slack_id
    with pytest.raises(BadLink):
        await start_connection(sqlite_db, VAULT, forge(fields, mine.partition(".")[2]))


def test_links_of_one_person_differ() -> None:
    first, second = (make_link(VAULT, ALICE, START) for _ in range(2))
    assert first != second
    assert read_link(VAULT, first, START).link != read_link(VAULT, second, START).link


async def test_a_state_is_good_once_however_many_come_back_with_it(db: Database) -> None:
    begun = await start_connection(db, VAULT, make_link(VAULT, ALICE, db.now()))
    back = await asyncio.gather(
        *(finish_connection(db, VAULT, begun.state, begun.browser) for _ in range(6)), return_exceptions=True
    )
    assert sum(isinstance(one, BadLink) for one in back) == 5


async def test_a_state_lasts_ten_minutes(sqlite_db: Database, clock: Clock) -> None:
    begun = await start_connection(sqlite_db, VAULT, make_link(VAULT, ALICE, clock()))
    clock.advance(601)
    with pytest.raises(BadLink):
        await finish_connection(sqlite_db, VAULT, begun.state, begun.browser)


@pytest.mark.parametrize("state", ["", "unknown", "x" * 4000, "a\x00b", "\udcff"])
async def test_an_unknown_state_is_refused(db: Database, state: str) -> None:
    with pytest.raises(BadLink):
        await finish_connection(db, VAULT, state, "b")


async def test_a_used_link_s_own_mark_is_no_state_and_stays_used(sqlite_db: Database) -> None:
    link = make_link(VAULT, ALICE, sqlite_db.now())
    begun = await start_connection(sqlite_db, VAULT, link)
    await spend(sqlite_db, begun.wish)
    with pytest.raises(BadLink):
        await finish_connection(sqlite_db, VAULT, f"link:{begun.wish.link}", "")
    with pytest.raises(BadLink):
        await start_connection(sqlite_db, VAULT, link)


@pytest.mark.parametrize("browser", ["", "another", "é", "\udcff", "x" * 5000])
async def test_a_state_ends_in_the_browser_that_it_began_in_and_is_spent_elsewhere(
    sqlite_db: Database, browser: str
) -> None:
    begun = await start_connection(sqlite_db, VAULT, make_link(VAULT, MALLORY, sqlite_db.now()))
    with pytest.raises(OtherBrowser):
        await finish_connection(sqlite_db, VAULT, begun.state, browser)
    with pytest.raises(BadLink):
        await finish_connection(sqlite_db, VAULT, begun.state, begun.browser)


async def test_what_the_browser_keeps_is_in_the_database_only_as_its_hash(sqlite_db: Database) -> None:
    begun = await start_connection(sqlite_db, VAULT, make_link(VAULT, ALICE, sqlite_db.now()))
    async with sqlite_db.reading() as session:
        (kept,) = [row.browser for row in await session.scalars(select(OAuthState)) if row.browser]
    assert kept == hashlib.sha256(begun.browser.encode()).hexdigest() and len(begun.browser) >= 32
    with pytest.raises(OtherBrowser):
        await finish_connection(sqlite_db, VAULT, begun.state, kept)


def stored(state: str) -> str:
    return hashlib.sha256(state.encode()).hexdigest()


async def test_a_state_is_stored_as_its_hash_which_is_no_state(sqlite_db: Database) -> None:
    begun = await start_connection(sqlite_db, VAULT, make_link(VAULT, ALICE, sqlite_db.now()))
    async with sqlite_db.reading() as session:
        (kept,) = await session.scalars(select(OAuthState.nonce))
    assert kept == stored(begun.state)
    with pytest.raises(BadLink):
        await finish_connection(sqlite_db, VAULT, kept, begun.browser)


async def test_a_verifier_moved_to_another_state_does_not_open(sqlite_db: Database) -> None:
    mine, theirs = [
        await start_connection(sqlite_db, VAULT, make_link(VAULT, who, sqlite_db.now())) for who in (MALLORY, ALICE)
    ]
    async with sqlite_db.transaction() as session:
        rows = {row.nonce: row for row in await session.scalars(select(OAuthState))}
        rows[stored(mine.state)].verifier = rows[stored(theirs.state)].verifier
    with pytest.raises(Permanent):
        await finish_connection(sqlite_db, VAULT, mine.state, mine.browser)


async def test_whoever_can_write_the_row_cannot_turn_the_connection_to_somebody_else(sqlite_db: Database) -> None:
    begun = await start_connection(sqlite_db, VAULT, make_link(VAULT, ALICE, sqlite_db.now()))
    async with sqlite_db.transaction() as session:
        await session.execute(update_of(OAuthState).values(slack_id=MALLORY.slack_id))
    assert (await finish_connection(sqlite_db, VAULT, begun.state, begun.browser)).wish.person == ALICE


async def test_the_verifier_is_not_readable_in_the_database(sqlite_db: Database) -> None:
    begun = await start_connection(sqlite_db, VAULT, make_link(VAULT, ALICE, sqlite_db.now()))
    async with sqlite_db.reading() as session:
        stored = [row.verifier for row in await session.scalars(select(OAuthState)) if row.verifier]
    verifier = (await finish_connection(sqlite_db, VAULT, begun.state, begun.browser)).verifier
    assert len(stored) == 1 and verifier not in stored[0]


@pytest.mark.parametrize("purpose", list(Purpose))
async def test_a_link_says_what_it_is_for_to_the_end(sqlite_db: Database, purpose: Purpose) -> None:
    link, only = make_link(VAULT, BOB, sqlite_db.now(), purpose, "a1"), frozenset({purpose})
    begun = await start_connection(sqlite_db, VAULT, link, only)
    wish = (await finish_connection(sqlite_db, VAULT, begun.state, begun.browser, only)).wish
    assert wish == begun.wish and (wish.purpose, wish.account_id, wish.person) == (purpose, "a1", BOB)


@pytest.mark.parametrize(("made", "shown"), [(KEYS, CONNECTIONS), (CONNECTIONS, KEYS)])
async def test_what_is_for_a_key_connects_no_mailbox_nor_the_other_way_round(
    sqlite_db: Database, made: frozenset[Purpose], shown: frozenset[Purpose]
) -> None:
    link = make_link(VAULT, BOB, sqlite_db.now(), next(iter(made)))
    with pytest.raises(BadLink):
        await start_connection(sqlite_db, VAULT, link, shown)
    begun = await start_connection(sqlite_db, VAULT, link, made)
    with pytest.raises(BadLink):
        await finish_connection(sqlite_db, VAULT, begun.state, begun.browser, shown)


async def held_by(db: Database, browser: str = "b") -> tuple[Held, str]:
    tokens = Tokens("ya29.a", "1//0r", db.now(), frozenset({"s1", "s2"}))
    held = Held(Wish(ALICE, Purpose.MORE, "a1", "n"), "box@fernhill.example", tokens)
    return held, await hold_grant(db, VAULT, held, browser)


async def test_what_is_held_comes_back_whole_and_once_however_many_ask(db: Database) -> None:
    held, nonce = await held_by(db)
    back = await asyncio.gather(*(take_held(db, VAULT, nonce, "b") for _ in range(6)), return_exceptions=True)
    assert [one for one in back if isinstance(one, Held)] == [held]
    assert sum(isinstance(one, BadLink) for one in back) == 5


async def test_who_has_said_no_cannot_say_yes(db: Database) -> None:
    _, nonce = await held_by(db)
    await refuse_held(db, nonce, "b")
    with pytest.raises(BadLink):
        await take_held(db, VAULT, nonce, "b")


async def test_what_is_held_is_no_state_for_google_and_a_state_is_nothing_held(db: Database) -> None:
    _, nonce = await held_by(db)
    with pytest.raises(BadLink):
        await finish_connection(db, VAULT, nonce, "b")
    begun = await start_connection(db, VAULT, make_link(VAULT, ALICE, db.now()))
    for act in (take_held(db, VAULT, begun.state, begun.browser), refuse_held(db, begun.state, begun.browser)):
        with pytest.raises(BadLink):
            await act
    assert (await take_held(db, VAULT, nonce, "b")).mailbox == "box@fernhill.example"


async def test_tokens_moved_to_another_question_do_not_open(sqlite_db: Database) -> None:
    (_, mine), (_, theirs) = [await held_by(sqlite_db) for _ in range(2)]
    async with sqlite_db.transaction() as session:
        rows = {row.nonce: row for row in await session.scalars(select(OAuthState))}
        rows[mine].granted = rows[theirs].granted
    with pytest.raises(Permanent):
        await take_held(sqlite_db, VAULT, mine, "b")
