"""Whose browser connects: the page that asks first, the cookie that it sets, and what a forwarded address is worth."""

from collections.abc import AsyncIterator
from dataclasses import replace
from http.cookies import SimpleCookie

import pytest
from pydantic import SecretStr

from bot.settings import GOOGLE_SCOPES
from handlers.http.google_oauth import COOKIE, ELSEWHERE, FROM_SLACK
from sandbox.faults import Fault
from storage.db import Database
from tests.cast import ALICE_MAIL, MALLORY, audit_of
from tests.database_fixture import Clock
from tests.handlers.http.connecting import (
    EXPIRED,
    accounts,
    come_back,
    get,
    go_on,
    link_of,
    open_states,
    says,
    start,
)
from tests.handlers.office import Office, new_browser, open_office


@pytest.fixture
async def alices(office: Office) -> AsyncIterator[Office]:
    """The same application, as another browser sees it: Alice's, who never asked for a connection."""
    async with new_browser() as browser:
        yield replace(office, http=browser)


# what a forwarded address is worth


async def test_googles_address_sent_on_to_somebody_else_connects_nothing(office: Office, alices: Office) -> None:
    asked = await start(office, MALLORY)
    assert says(await come_back(alices, asked), 403, ELSEWHERE)
    assert (await accounts(office), office.bell.rings) == ([], [])
    assert says(await come_back(office, asked), 403, EXPIRED)  # the state is spent by it


async def test_a_connection_begun_in_the_same_browser_does_not_vouch_for_another_one(
    office: Office, alices: Office
) -> None:
    theirs = await start(office, MALLORY)
    await start(alices)
    assert says(await come_back(alices, theirs), 403, ELSEWHERE)
    assert await accounts(office) == []


async def test_the_code_is_not_exchanged_for_another_browser(office: Office, alices: Office) -> None:
    asked = await start(office, MALLORY)
    office.faults.add(Fault(service="oauth", method="token", kind="status", status=503, times=1))
    assert says(await come_back(alices, asked), 403, ELSEWHERE)
    assert [fault["times"] for fault in office.faults.listing()] == [1]  # it still waits for a first request


async def test_the_page_says_to_whom_the_mailbox_would_be_connected(office: Office) -> None:
    status, page = await get(office, "/auth/google/start", link=link_of(office, MALLORY))
    assert status == 200 and "Only go on if that is you." in page
    assert "“Mallory” (U0MALLORY) in workspace “Fernhill Instruments” (T0MAIL)" in page


async def test_where_slack_does_not_say_a_name_the_ids_stand(office: Office) -> None:
    office.faults.add(Fault(service="slack", method="users.info", kind="refuse", reason="user_not_found"))
    _, page = await get(office, "/auth/google/start", link=link_of(office, MALLORY))
    assert "the Slack user U0MALLORY in workspace T0MAIL." in page


async def test_a_name_of_another_workspaces_user_is_not_looked_up_here(office: Office) -> None:
    _, page = await get(office, "/auth/google/start", link=link_of(office, replace(MALLORY, team_id="T0OTHER")))
    assert "the Slack user U0MALLORY in workspace T0OTHER." in page


async def test_a_name_is_shown_as_text(office: Office) -> None:
    users = office.slack.users
    users["U0MALLORY"] = replace(users["U0MALLORY"], real_name='<a href="//evil">x</a>')
    _, page = await get(office, "/auth/google/start", link=link_of(office, MALLORY))
    assert "<a" not in page and "&lt;a href" in page


# what uses a link up


async def test_looking_at_a_link_uses_nothing_up(office: Office) -> None:
    link = link_of(office)
    for _ in range(3):
        assert (await get(office, "/auth/google/start", link=link))[0] == 200
        async with office.http.head(f"{office.url}/auth/google/start?link={link}") as answer:
            assert answer.status == 200 and COOKIE not in answer.cookies
    assert await open_states(office) == 0
    assert (await go_on(office, link))[0] == 303


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "", "http://127.0.0.1:1", "http://[", "x:y:z"])
async def test_another_sites_page_cannot_press_the_button(office: Office, origin: str) -> None:
    link = link_of(office, MALLORY)
    assert says(await go_on(office, link, Origin=origin), 400, FROM_SLACK)
    assert await open_states(office) == 0
    assert (await go_on(office, link))[0] == 303


async def test_a_form_too_long_is_not_read(office: Office) -> None:
    assert says(await go_on(office, link_of(office) + "a" * 20_000), 400, FROM_SLACK)


# the page and its cookie


async def test_the_page_may_send_its_form_here_and_on_to_google_only(office: Office) -> None:
    async with office.http.get(f"{office.url}/auth/google/start?link={link_of(office)}") as answer:
        policy = answer.headers["Content-Security-Policy"]
        assert answer.headers["Referrer-Policy"] == "same-origin"  # else its form would come from 'null'
        assert answer.headers["Cache-Control"] == "no-store"
    google = office.services.settings.google_authorize_url.partition("/google/")[0]
    assert f"form-action 'self' {google}" in policy and "frame-ancestors 'none'" in policy


async def cookie_of(office: Office) -> tuple[str, SimpleCookie]:
    url = f"{office.url}/auth/google/start"
    async with office.http.post(url, data={"link": link_of(office)}, allow_redirects=False) as answer:
        return answer.headers["Set-Cookie"], SimpleCookie(answer.headers["Set-Cookie"])


async def test_the_cookie_is_for_this_door_and_no_script_for_ten_minutes(office: Office) -> None:
    _, cookie = await cookie_of(office)
    kept = cookie[COOKIE]
    assert (kept["path"], kept["max-age"], kept["samesite"]) == ("/auth/google", "600", "Lax")
    assert kept["httponly"] and not kept["secure"] and len(kept.value) >= 32


async def test_behind_https_the_cookie_goes_over_https_only(sqlite_db: Database, clock: Clock) -> None:
    public = {"public_url": "https://mailroom.example:443/desk", "google_client_secret": SecretStr("sandbox-secret")}
    async with open_office(sqlite_db, clock, **public) as office:
        _, cookie = await cookie_of(office)
        assert cookie[COOKIE]["secure"] and cookie[COOKIE]["path"] == "/desk/auth/google"
        assert (await go_on(office, link_of(office), Origin="https://mailroom.example"))[0] == 303
        assert (await go_on(office, link_of(office), Origin="http://mailroom.example"))[0] == 400


async def test_whoever_goes_on_is_connected_as_the_page_said(office: Office) -> None:
    asked = await start(office, MALLORY)
    code = office.google.oauth.consent(ALICE_MAIL, asked, GOOGLE_SCOPES)
    assert (await get(office, "/auth/google/callback", state=asked.state, code=code))[0] == 200
    (account,) = await accounts(office)
    assert [entry.actor for entry in await audit_of(office.db, account.id)] == ["U0MALLORY"]
