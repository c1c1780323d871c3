"""API keys: made by who began in Slack, in one browser, once; shown there alone; seen, revoked and ended."""

import json
from collections.abc import AsyncIterator
from dataclasses import astuple, replace
from datetime import timedelta

import pytest

from assistant.api_keys import MOST, keys_of
from assistant.bearer import GOOD_FOR
from assistant.case import Person
from assistant.connecting import Purpose, make_link
from assistant.departing import person_back, person_left
from assistant.erasing import erase_user
from assistant.installing import workspace_ended, workspace_installed, workspace_left
from bot.errors import CATALOGUE, Failure
from jobs.erase_person import begin_erasing
from storage.access_tokens import AccessToken
from storage.users import Users
from storage.workspaces import WorkspaceState
from tests.cast import ALICE, BOB, MALLORY, TEAM, audit_of, join
from tests.database_fixture import Clock
from tests.eventually import eventually
from tests.handlers.http.api_client import Program, confirmed, key_in, link_in, made, opened, typed
from tests.handlers.http.test_api import MAILBOXES, is_refusal
from tests.handlers.office import Json, Office, new_browser

OVER = "This link makes no key any more"


@pytest.fixture
async def elsewhere(office: Office) -> AsyncIterator[Office]:
    """The same application in somebody else's browser."""
    async with new_browser() as browser:
        yield replace(office, http=browser)


async def the_key(office: Office, person: Person = ALICE) -> AccessToken:
    (key,) = await keys_of(office.db, person)
    return key


async def page_of(office: Office, person: Person = ALICE) -> str:
    status, page = await opened(office.http, link_in(await typed(office, person.slack_id)))
    assert status == 200
    return page


async def opens(program: Program) -> bool:
    """Whether the key opens anything."""
    told = await program.call("GET", MAILBOXES)
    return told.status == 200 or not is_refusal(told, 401, Failure.KEY_ENDED)


async def actions_on(office: Office, token_id: str) -> list[tuple[str, str]]:
    return [(entry.actor, entry.action) for entry in await audit_of(office.db, token_id)]


# making one


async def test_it_is_shown_on_its_page_once_and_nowhere_in_slack_or_the_database(office: Office) -> None:
    program = await made(office, name="laptop <b>")
    assert await opens(program)
    shown = str(await typed(office))
    assert "laptop <b>" in shown and program.key not in shown and program.key.rpartition(".")[2] not in shown
    async with office.db.engine.connect() as connection:
        rows = str((await connection.exec_driver_sql("SELECT * FROM access_tokens")).all())
    assert "laptop <b>" in rows and program.key.rpartition(".")[2] not in rows
    key = await the_key(office)
    assert await actions_on(office, key.id) == [(ALICE.slack_id, "api key made")]


async def test_opening_the_page_makes_nothing_and_names_whose_key_it_would_be(office: Office) -> None:
    link = link_in(await typed(office))
    for _ in range(3):
        status, page = await opened(office.http, link)
        assert status == 200 and "“Alice Marsh” (U0ALICE) in workspace “Fernhill Instruments” (T0MAIL)" in page
    assert await keys_of(office.db, ALICE) == []
    assert (await confirmed(office, office.http, page))[0] == 200


async def test_a_link_makes_one_key_in_whichever_browsers_it_is_open(office: Office, elsewhere: Office) -> None:
    link, browsers = link_in(await typed(office)), (office.http, elsewhere.http)
    pages = [(await opened(browser, link))[1] for browser in browsers]
    assert (await confirmed(office, browsers[1], pages[1]))[0] == 200
    for browser, page in zip(browsers, pages, strict=True):
        status, told = await confirmed(office, browser, page)
        assert (status, OVER in told, key_in(told)) == (403, True, "")
    assert (await opened(office.http, link))[0] == 403
    assert len(await keys_of(office.db, ALICE)) == 1


async def test_a_link_passed_on_makes_no_key_in_another_browser(office: Office, elsewhere: Office) -> None:
    page = await page_of(office)
    await page_of(elsewhere, MALLORY)
    assert (await confirmed(office, elsewhere.http, page))[0] == 403
    assert await keys_of(office.db, ALICE) == []


async def test_another_sites_page_cannot_press_the_button(office: Office) -> None:
    page = await page_of(office)
    for origin in ("https://evil.example", "null", "", "http://["):
        assert (await confirmed(office, office.http, page, Origin=origin))[0] == 403, origin
    assert await keys_of(office.db, ALICE) == []
    assert (await confirmed(office, office.http, page))[0] == 200


async def test_it_must_be_confirmed_within_some_minutes(office: Office, clock: Clock) -> None:
    link, page = link_in(await typed(office)), await page_of(office)
    clock.advance(601)
    assert (await confirmed(office, office.http, page))[0] == 403
    assert (await opened(office.http, link))[0] == 403


async def test_a_forged_link_opens_nothing(office: Office) -> None:
    for link in ("", "x", "é.é", "%00", "x.y" * 900):
        async with office.http.get(f"{office.url}/keys", params={"link": link}) as answer:
            assert answer.status == 403 and OVER in await answer.text(), link


async def test_a_link_that_connects_a_mailbox_makes_no_key(office: Office) -> None:
    link = make_link(office.services.vault, ALICE, office.db.now(), Purpose.CONNECT)
    assert (await opened(office.http, f"{office.url}/keys?link={link}"))[0] == 403


async def test_nobody_has_more_than_ten(office: Office) -> None:
    for _ in range(MOST):
        await made(office)
    status, told = await confirmed(office, office.http, await page_of(office))
    assert (status, CATALOGUE[Failure.MANY_KEYS].title in told, key_in(told)) == (409, True, "")
    assert len(await keys_of(office.db, ALICE)) == MOST


async def test_a_name_is_cut_and_one_without_letters_gets_one(office: Office) -> None:
    await made(office, name=" \t ")
    await made(office, BOB, name="x" * 500)
    assert (await the_key(office)).name == "API key" and (await the_key(office, BOB)).name == "x" * 60


# what ends one


async def card_of_keys(office: Office, who: str) -> tuple[str, str]:
    """A message of that person's to click on."""
    return await office.card(who, "keys", await typed(office, who))


async def test_its_owner_sees_when_it_was_used_and_revokes_it_at_once(office: Office, clock: Clock) -> None:
    program = await made(office)
    assert "never used" in str(await typed(office))
    assert await opens(program)
    key = await the_key(office)
    assert key.used_at == clock() and "last used" in str(await typed(office))
    await office.click(ALICE.slack_id, await card_of_keys(office, ALICE.slack_id), "key_revoked", value=key.id)
    await eventually(lambda: has_none(office, ALICE))  # Bolt acknowledges first
    assert not await opens(program)
    assert (ALICE.slack_id, "api key revoked") in await actions_on(office, key.id)


async def has_none(office: Office, person: Person) -> bool:
    return await keys_of(office.db, person) == []


async def test_nobody_revokes_anothers(office: Office) -> None:
    program, mine = await made(office), await made(office, MALLORY)
    key = await the_key(office)
    place = await card_of_keys(office, MALLORY.slack_id)
    await office.click(MALLORY.slack_id, place, "key_revoked", value=key.id, forged=True)
    await eventually(lambda: any("not yours" in words for words in office.heard(MALLORY.slack_id)))
    assert await opens(program) and await opens(mine)
    assert (MALLORY.slack_id, "refused") in await actions_on(office, key.id)


async def test_a_refused_try_is_noted_once_a_minute(office: Office, clock: Clock) -> None:
    program = await made(office)
    key = await the_key(office)
    assert await person_left(office.db, TEAM, ALICE.slack_id)
    for _ in range(3):
        assert not await opens(program)
    clock.advance(61)
    assert not await opens(program)
    assert [action for _, action in await actions_on(office, key.id)].count("api key refused") == 2


async def test_it_ends_after_ninety_days(office: Office, clock: Clock) -> None:
    program = await made(office)
    clock.advance(GOOD_FOR.total_seconds() - 1)
    assert await opens(program)
    clock.advance(1)
    assert not await opens(program) and await keys_of(office.db, ALICE) == []


async def test_whoever_is_deactivated_and_let_in_again_makes_a_new_one(office: Office) -> None:
    program, bobs = await made(office), await made(office, BOB)
    await person_left(office.db, TEAM, ALICE.slack_id)
    assert not await opens(program) and await opens(bobs)
    await person_back(office.db, TEAM, ALICE.slack_id)
    assert not await opens(program) and await opens(await made(office))


async def test_a_workspace_that_removes_mailroom_ends_all_keys_of_its_people(office: Office) -> None:
    program, bobs = await made(office), await made(office, BOB)
    assert await workspace_left(office.db, TEAM, office.db.now() + timedelta(seconds=1))
    assert not await opens(program) and not await opens(bobs)
    await workspace_installed(office.db, TEAM, ALICE.slack_id)
    assert not await opens(program) and await opens(await made(office))


async def test_a_workspace_whose_token_has_run_out_lets_its_keys_rest(office: Office) -> None:
    program, page = await made(office), await page_of(office)
    assert await workspace_ended(office.db, TEAM, "", WorkspaceState.ENDED)
    assert not await opens(program)
    assert (await confirmed(office, office.http, page))[0] == 403
    await workspace_installed(office.db, TEAM, ALICE.slack_id)
    assert await opens(program) and len(await keys_of(office.db, ALICE)) == 1


async def test_a_person_who_is_erased_takes_theirs_along(office: Office) -> None:
    account = await join(office.db)
    program, bobs = await made(office), await made(office, BOB)
    await erase_user(office.db, office.services.library, account.user_id)
    assert not await opens(program) and await opens(bobs)


# showing one


async def test_without_a_key_it_is_said_which_kind_is_wanted(office: Office) -> None:
    for header in ("", "Bearer", "Bearer ", "Basic YTpi", "bearer-token x"):
        told = await Program(office, "").call("GET", MAILBOXES, Authorization=header)
        assert is_refusal(told, 401, Failure.NO_KEY), header
        assert told.headers["WWW-Authenticate"] == 'Bearer realm="Mailroom"'


async def test_a_key_that_mailroom_signed_for_a_token_that_it_never_made_opens_nothing(office: Office) -> None:
    key = office.services.bearer.sign("never", ALICE, office.db.now())
    assert not await opens(Program(office, key))


async def test_a_key_signed_over_to_somebody_else_opens_nothing_and_is_noted(office: Office) -> None:
    await made(office)
    key = await the_key(office)
    stolen = office.services.bearer.sign(key.id, BOB, office.db.now())
    assert not await opens(Program(office, stolen))
    assert (BOB.slack_id, "api key refused") in await actions_on(office, key.id)


async def test_a_key_in_the_address_opens_nothing(office: Office) -> None:
    program = await made(office)
    told = await Program(office, "").call("GET", f"{MAILBOXES}?access_token={program.key}")
    assert is_refusal(told, 401, Failure.NO_KEY)


async def test_no_key_and_no_link_stands_in_the_log(office: Office, logs: list[Json]) -> None:
    program = await made(office)
    await program.call("GET", MAILBOXES)
    await Program(office, program.key + "x").call("GET", MAILBOXES)
    assert program.key[:40] not in json.dumps(logs, default=str)


async def test_erasing_a_person_ends_their_keys_before_anything_else_of_them_goes(office: Office) -> None:
    await join(office.db)
    program = await made(office)
    async with office.db.reading() as session:
        user = await Users(session).find(*astuple(ALICE))
    assert user is not None
    await begin_erasing(office.services, user)
    assert not await opens(program)
    assert await keys_of(office.db, ALICE) == []
