"""Whose browser and whose mailbox: the cookie, what a forwarded address is worth, and the question that asks first."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from http.cookies import SimpleCookie

import pytest
from pydantic import SecretStr

from assistant.case import Person
from bot.errors import CATALOGUE, Failure, Temporary
from bot.settings import GOOGLE_SCOPES
from handlers.http.connect_pages import FROM_SLACK, UNTOUCHED
from handlers.http.google_oauth import COOKIE
from jobs.revoke_grant import revoke_grant
from jobs.sweep import sweep
from sandbox.faults import Fault
from storage.db import Database
from tests.cast import ALICE, ALICE_MAIL, MALLORY, audit_of, join
from tests.database_fixture import Clock
from tests.handlers.http.connecting import (
    EXPIRED,
    accounts,
    answer,
    come_back,
    get,
    go_on,
    link_of,
    open_states,
    says,
    start,
)
from tests.handlers.installing import OTHER, install, open_distribution
from tests.handlers.office import Office, new_browser, open_office

OTHER_BROWSER = CATALOGUE[Failure.OTHER_BROWSER]


@pytest.fixture
async def alices(office: Office) -> AsyncIterator[Office]:
    """The same application, as another browser sees it: Alice's, who never asked for a connection."""
    async with new_browser() as browser:
        yield replace(office, http=browser)


async def forwarded(office: Office, alices: Office) -> str:
    """Alice follows Mallory's link and consents with her own mailbox: the page that comes of it."""
    status, page = await come_back(alices, await start(alices, MALLORY))
    assert status == 200 and await accounts(office) == [] and office.bell.rings == []
    return page


# what a forwarded address is worth


async def test_googles_address_sent_on_to_somebody_else_connects_nothing(office: Office, alices: Office) -> None:
    asked = await start(office, MALLORY)
    assert says(await come_back(alices, asked), 403, OTHER_BROWSER)
    assert (await accounts(office), office.bell.rings) == ([], [])
    assert says(await come_back(office, asked), 403, EXPIRED)  # the state is spent by it


async def test_a_connection_begun_in_the_same_browser_does_not_vouch_for_another_one(
    office: Office, alices: Office
) -> None:
    theirs = await start(office, MALLORY)
    await start(alices)
    assert says(await come_back(alices, theirs), 403, OTHER_BROWSER)
    assert await accounts(office) == []


async def test_the_code_is_not_exchanged_for_another_browser(office: Office, alices: Office) -> None:
    asked = await start(office, MALLORY)
    office.faults.add(Fault(service="oauth", method="token", kind="status", status=503, times=1))
    assert says(await come_back(alices, asked), 403, OTHER_BROWSER)
    assert [fault["times"] for fault in office.faults.listing()] == [1]  # it still waits for a first request


async def test_a_code_of_another_connection_is_refused(office: Office, alices: Office) -> None:
    mine, theirs = await start(office, MALLORY), await start(alices)
    code = office.google.oauth.consent(ALICE_MAIL, theirs, GOOGLE_SCOPES)  # as Mallory may have seen it
    told = await get(office, "/auth/google/callback", state=mine.state, code=code)
    assert says(told, 400, CATALOGUE[Failure.CODE_EXPIRED])
    assert await accounts(office) == []


async def test_a_link_sent_on_asks_its_follower_before_anything_is_connected(office: Office, alices: Office) -> None:
    page = await forwarded(office, alices)
    assert ALICE_MAIL in page and "Only go on if that is you." in page
    assert "“Mallory” (U0MALLORY) in workspace “Fernhill Instruments” (T0MAIL)" in page


async def test_who_says_no_has_nothing_connected_and_gets_the_permission_back(office: Office, alices: Office) -> None:
    page = await forwarded(office, alices)
    assert says(await answer(alices, page, "no"), 200, UNTOUCHED)
    (ring,) = office.bell.of("revoke_grant")
    await revoke_grant(office.services, str(ring.args[0]))
    assert not office.google.oauth.connected(ALICE_MAIL)
    assert (await accounts(office), await open_states(office)) == ([], 0)
    assert says(await answer(alices, page), 403, EXPIRED)


async def test_a_question_left_unanswered_gives_the_permission_back(
    office: Office, alices: Office, clock: Clock
) -> None:
    page = await forwarded(office, alices)
    await sweep(office.services, 1)
    assert office.bell.of("revoke_grant") == []
    clock.advance(601)
    assert says(await answer(alices, page), 403, EXPIRED)
    await sweep(office.services, 0)  # on the hour too, when expired ones are forgotten
    (ring,) = office.bell.of("revoke_grant")
    await revoke_grant(office.services, str(ring.args[0]))
    assert not office.google.oauth.connected(ALICE_MAIL) and await open_states(office) == 0


async def test_while_google_is_away_the_permission_is_still_to_be_given_back(office: Office, alices: Office) -> None:
    page = await forwarded(office, alices)
    office.bell.down = True
    assert says(await answer(alices, page, "no"), 200, UNTOUCHED)
    office.bell.down = False
    await sweep(office.services, 1)
    (ring,) = office.bell.of("revoke_grant")
    office.faults.add(Fault(service="oauth", method="revoke", kind="status", status=503, times=1))
    with pytest.raises(Temporary):
        await revoke_grant(office.services, str(ring.args[0]))
    assert await open_states(office) == 1
    await revoke_grant(office.services, str(ring.args[0]))
    assert not office.google.oauth.connected(ALICE_MAIL) and await open_states(office) == 0


async def test_saying_no_leaves_the_same_mailboxs_own_connection_alone(office: Office, alices: Office) -> None:
    assert (await come_back(alices, await start(alices)))[0] == 200
    status, page = await come_back(alices, await start(alices, MALLORY))
    assert status == 200 and says(await answer(alices, page, "no"), 200, UNTOUCHED)
    (ring,) = office.bell.of("revoke_grant")
    await revoke_grant(office.services, str(ring.args[0]))
    (account,) = await accounts(office)
    assert office.google.oauth.holder(await office.services.mailboxes.token(account.id)) is not None


async def test_who_says_yes_is_connected_as_the_page_said_once(office: Office, alices: Office) -> None:
    page = await forwarded(office, alices)
    status, done = await answer(alices, page)
    assert status == 200 and "Connected" in done
    (account,) = await accounts(office)
    assert [entry.actor for entry in await audit_of(office.db, account.id)] == ["U0MALLORY"]
    assert says(await answer(alices, page), 403, EXPIRED)


async def test_the_question_is_answered_in_the_browser_that_it_was_asked_in(office: Office, alices: Office) -> None:
    page = await forwarded(office, alices)
    await start(office, MALLORY)
    for word in ("yes", "no"):
        assert says(await answer(office, page, word), 403, EXPIRED)
    assert await accounts(office) == []
    assert (await answer(alices, page))[0] == 200


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "", "http://127.0.0.1:1", "http://[", "x:y:z"])
async def test_another_sites_page_cannot_say_yes(office: Office, alices: Office, origin: str) -> None:
    page = await forwarded(office, alices)
    assert says(await answer(alices, page, Origin=origin), 400, FROM_SLACK)
    assert await accounts(office) == []


async def test_an_answer_that_is_none_changes_nothing(office: Office, alices: Office) -> None:
    page = await forwarded(office, alices)
    for word in ("", "maybe", "yes" * 9000):
        assert says(await answer(alices, page, word), 400, FROM_SLACK)
    forged = re.sub(r'(name="grant" value=")[^"]+', r"\1forged", page)
    for word in ("yes", "no"):
        assert says(await answer(alices, forged, word), 403, EXPIRED)
    assert (await answer(alices, page))[0] == 200


async def test_what_was_granted_waits_sealed(office: Office, alices: Office) -> None:
    await forwarded(office, alices)
    async with office.db.engine.connect() as connection:
        (row,) = (await connection.exec_driver_sql("SELECT * FROM oauth_states WHERE granted != ''")).all()
    assert "v1.k1." in str(row) and "ya29" not in str(row) and "1//0" not in str(row) and ALICE_MAIL not in str(row)


async def test_where_slack_does_not_say_who_it_is_it_is_asked_by_id(office: Office, alices: Office) -> None:
    office.faults.add(Fault(service="slack", method="users.info", kind="refuse", reason="user_not_found"))
    _, page = await come_back(alices, await start(alices, ALICE))
    assert "the Slack user U0ALICE in workspace T0MAIL" in page and await accounts(office) == []


async def test_without_the_scope_for_addresses_everybody_is_asked(office: Office) -> None:
    office.slack.app = replace(office.slack.app, scopes=office.slack.app.scopes - {"users:read.email"})
    _, page = await come_back(office, await start(office))
    assert "“Alice Marsh” (U0ALICE)" in page and await accounts(office) == []


async def test_where_any_workspace_may_install_the_app_everybody_is_asked(sqlite_db: Database, clock: Clock) -> None:
    async with open_distribution(sqlite_db, clock) as office:
        await install(office, OTHER.id)
        _, page = await come_back(office, await start(office, Person(OTHER.id, "U0ALICE")))
        assert "(U0ALICE)" in page and await accounts(office) == []


async def test_a_user_of_another_workspace_is_not_looked_up_here(office: Office) -> None:
    _, page = await come_back(office, await start(office, Person("T0OTHER", "U0ALICE")))
    assert "the Slack user U0ALICE in workspace T0OTHER" in page and await accounts(office) == []


async def test_a_name_is_shown_as_text(office: Office) -> None:
    users = office.slack.users
    users["U0MALLORY"] = replace(users["U0MALLORY"], real_name='<a href="//evil">x</a>')
    _, page = await come_back(office, await start(office, MALLORY))
    assert "<a" not in page and "&lt;a href" in page


async def test_a_mailbox_that_somebody_else_has_keeps_its_owner_and_access(office: Office, alices: Office) -> None:
    await come_back(alices, await start(alices))
    _, page = await come_back(office, await start(office, MALLORY))
    status, told = await answer(office, page)
    assert says((status, told), 409, CATALOGUE[Failure.TAKEN]) and "Choose another mailbox" in told
    (account,) = await accounts(office)
    assert office.google.oauth.holder(await office.services.mailboxes.token(account.id)) is not None


async def test_a_mailbox_that_is_meant_but_anothers_hints_at_nothing(office: Office) -> None:
    account = await join(office.db)
    await join(office.db, MALLORY, "mallory@fernhill.example")
    link = link_of(office, MALLORY, "reconnect", account.id)
    status, location = await go_on(office, link)
    assert status == 303 and "alice" not in location


# what uses a link up


async def test_looking_at_a_link_uses_nothing_up(office: Office, alices: Office) -> None:
    link = link_of(office)
    for _ in range(3):
        assert (await go_on(alices, link))[0] == 303
        async with alices.http.head(f"{office.url}/auth/google/start?link={link}") as head:
            assert head.status == 405 and COOKIE not in head.cookies
    assert (await accounts(office), office.bell.rings) == ([], [])
    assert (await go_on(office, link))[0] == 303


# the page and its cookie


async def test_the_question_may_be_answered_here_only(office: Office) -> None:
    asked = await start(office, MALLORY)
    code = office.google.oauth.consent(ALICE_MAIL, asked, GOOGLE_SCOPES)
    async with office.http.get(f"{office.url}/auth/google/callback?state={asked.state}&code={code}") as page:
        policy = page.headers["Content-Security-Policy"]
        assert page.headers["Referrer-Policy"] == "same-origin"  # else its form would come from 'null'
        assert page.headers["Cache-Control"] == "no-store"
    assert "form-action 'self';" in f"{policy};" and "frame-ancestors 'none'" in policy


async def cookie_of(office: Office) -> SimpleCookie:
    url = f"{office.url}/auth/google/start?link={link_of(office)}"
    async with office.http.get(url, allow_redirects=False) as answered:
        return SimpleCookie(answered.headers["Set-Cookie"])


async def test_the_cookie_is_for_this_door_and_no_script_for_ten_minutes(office: Office) -> None:
    kept = (await cookie_of(office))[COOKIE]
    assert (kept["path"], kept["max-age"], kept["samesite"]) == ("/auth/google", "600", "Lax")
    assert kept["httponly"] and not kept["secure"] and len(kept.value) >= 32


async def test_behind_https_the_cookie_goes_over_https_only(sqlite_db: Database, clock: Clock) -> None:
    secret, url = SecretStr("sandbox-secret"), "https://mailroom.example:443/desk"
    async with open_office(sqlite_db, clock, public_url=url, google_client_secret=secret) as office:
        cookie = await cookie_of(office)
        assert cookie[COOKIE]["secure"] and cookie[COOKIE]["path"] == "/desk/auth/google"
        page = 'name="grant" value="x"'
        assert says(await answer(office, page, Origin="https://mailroom.example"), 403, EXPIRED)
        assert says(await answer(office, page, Origin="http://mailroom.example"), 400, FROM_SLACK)
