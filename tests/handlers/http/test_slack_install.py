"""Installing in a workspace: from the address to the stored token, and every way in which that must fail."""

import base64
import json
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from yarl import URL

from bot.errors import Permanent
from sandbox.faults import Fault
from sandbox.slack.oauth import ORGANIZATION
from storage.db import Database
from storage.workspaces import Workspaces
from tests.cast import audit_of
from tests.database_fixture import Clock
from tests.handlers.installing import (
    OTHER,
    come_back,
    consent,
    install,
    open_distribution,
    press,
    row_of,
    types,
    world_of,
)
from tests.handlers.office import Office, new_browser, open_office

HOME = "T0MAIL"


@pytest.fixture
async def office(sqlite_db: Database, clock: Clock) -> AsyncIterator[Office]:
    async with open_distribution(sqlite_db, clock) as running:
        yield running


def state_of(address: str) -> str:
    return parse_qs(urlsplit(address).query)["state"][0]


def with_query(address: str, **changes: str) -> str:
    parts = urlsplit(address)
    fields = {name: values[0] for name, values in parse_qs(parts.query).items()} | changes
    return parts._replace(query=urlencode(fields)).geturl()


async def test_an_installation_ends_on_a_page_with_a_sealed_token_and_the_app_answers_there(office: Office) -> None:
    status, page = await install(office, OTHER.id, user="U0BOB")
    assert status == 200 and "Mailroom is installed" in page and "/mailroom connect" in page
    row = await row_of(office.db, OTHER.id)
    assert row is not None and (row.name, row.installed_by, row.bot_user_id) == (OTHER.name, "U0BOB", "U0MAILROOM")
    token = world_of(office, OTHER.id).tokens.standing[-1].access
    assert row.tokens.startswith("v1.") and token not in row.tokens
    assert await office.services.slacks.of(OTHER.id).name("U0ALICE") == "Alice Marsh"
    assert "No mailbox is connected" in (await types(office, OTHER.id, "status"))["body"]
    assert [f"{entry.actor} {entry.action}" for entry in await audit_of(office.db, OTHER.id)] == [
        "U0BOB workspace installed"
    ]


async def test_the_way_to_slack_asks_for_our_scopes_and_leaves_nothing_in_the_database(office: Office) -> None:
    query = parse_qs(urlsplit(await consent(office)).query)
    assert query["redirect_uri"] == [f"{office.url}/slack/oauth_redirect"]
    assert set(query["scope"][0].split(",")) <= world_of(office, HOME).app.scopes
    cookies = [cookie for cookie in office.http.cookie_jar if cookie.key == "mailroom_install"]
    assert [cookie["path"] for cookie in cookies] == ["/slack/oauth_redirect"] and cookies[0]["httponly"]


async def test_saying_no_installs_nothing(office: Office) -> None:
    status, page = await install(office, OTHER.id, decision="deny")
    assert status == 403 and "Nothing was installed" in page and "/slack/install" in page
    assert await row_of(office.db, OTHER.id) is None


async def test_what_came_back_once_comes_back_in_vain(office: Office) -> None:
    address = await press(office, await consent(office), OTHER.id)
    assert (await come_back(office, address))[0] == 200
    status, page = await come_back(office, address)
    assert status == 403 and "That has expired" in page


def forged(state: str) -> str:
    """The same state made good for another hour, under the old signature."""
    text, _, signature = state.partition(".")
    until, *others = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    longer = base64.urlsafe_b64encode(json.dumps([until + 3600, *others]).encode()).decode().rstrip("=")
    return f"{longer}.{signature}"


@pytest.mark.parametrize("made", [forged, lambda state: "", lambda state: "é.ß", lambda state: state[:-1] + "x"])
async def test_a_forged_state_installs_nothing_and_the_code_stays_unused(office: Office, made: Any) -> None:
    address = await press(office, await consent(office), OTHER.id)
    status, page = await come_back(office, with_query(address, state=made(state_of(address))))
    assert status == 403 and "That has expired" in page
    assert await row_of(office.db, OTHER.id) is None and not [c for c in office.distribution.codes.values() if c.used]


async def test_a_signature_of_ours_for_something_else_is_no_state(office: Office) -> None:
    """A connect link is signed with the same key: it must not open an installation."""
    address = await press(office, await consent(office), OTHER.id)
    text = state_of(address).partition(".")[0]
    other = f"{text}.{office.services.vault.sign(f'connect|{text}')}"
    assert (await come_back(office, with_query(address, state=other)))[0] == 403


async def test_an_address_passed_on_installs_nothing_in_another_browser(office: Office) -> None:
    address = await press(office, await consent(office), OTHER.id)
    async with new_browser() as stranger:
        assert (await come_back(office, address, stranger))[0] == 403
        await consent(office, stranger)  # nor with the cookie of an installation of its own
        status, page = await come_back(office, address, stranger)
    assert status == 403 and "Please start again here" in page
    assert await row_of(office.db, OTHER.id) is None
    assert (await come_back(office, address))[0] == 200  # where it began it is still good


async def test_the_states_of_two_browsers_cannot_be_swapped(office: Office) -> None:
    address = await press(office, await consent(office), OTHER.id)
    async with new_browser() as stranger:
        theirs = state_of(await consent(office, stranger))
    assert (await come_back(office, with_query(address, state=theirs)))[0] == 403


async def test_a_state_is_good_for_ten_minutes(office: Office, clock: Clock) -> None:
    address = await press(office, await consent(office), OTHER.id)
    clock.advance(timedelta(minutes=10, seconds=1).total_seconds())
    status, page = await come_back(office, address)
    assert status == 403 and "That has expired" in page


async def test_a_code_that_was_used_or_never_given_is_refused_by_slack(office: Office) -> None:
    await install(office, HOME)
    for code in (*office.distribution.codes, "made-up"):
        address = await press(office, await consent(office), OTHER.id)
        status, page = await come_back(office, with_query(address, code=code))
        assert status == 400 and "That has expired" in page
    assert await row_of(office.db, OTHER.id) is None


async def test_a_code_that_slack_let_expire_says_so(office: Office) -> None:
    address = await press(office, await consent(office), OTHER.id)
    for code in office.distribution.codes.values():
        code.expires_at = 0
    assert (await come_back(office, address))[0] == 400


async def test_settings_that_slack_refuses_are_told_without_a_secret_and_named_in_the_log(
    office: Office, logs: list[dict[str, Any]]
) -> None:
    address = await press(office, await consent(office), OTHER.id)
    office.distribution.client_secret = "changed at Slack"
    status, page = await come_back(office, address)
    assert status == 400 and "Slack did not accept that" in page and "sandbox-slack-secret" not in page
    assert [line["reason"] for line in logs if line["event"] == "installation failed"] == [
        "slack: bad_client_secret: check SLACK_CLIENT_ID, SLACK_CLIENT_SECRET and the redirect address of the Slack app"
    ]


@pytest.mark.parametrize("fault", [{"kind": "status", "status": 503}, {"kind": "cut"}, {"kind": "malformed"}])
async def test_while_slack_is_down_the_page_says_to_try_again(office: Office, fault: dict[str, Any]) -> None:
    address = await press(office, await consent(office), OTHER.id)
    office.faults.add(Fault(service="slack", method="oauth.v2.access", **fault))
    status, page = await come_back(office, address)
    assert status == 503 and "not answering" in page and "/slack/install" in page
    office.faults.clear()
    assert (await install(office, OTHER.id))[0] == 200


async def test_a_whole_organization_is_refused_with_what_to_do_instead(office: Office) -> None:
    status, page = await install(office, ORGANIZATION)
    assert status == 400 and "Please choose one workspace" in page
    assert await row_of(office.db, HOME) is None


async def test_an_installation_with_fewer_permissions_than_needed_is_not_kept(office: Office) -> None:
    """Whoever installs can take scopes out of the address of Slack's page."""
    fewer = with_query(await consent(office), scope="commands,chat:write")
    status, page = await come_back(office, await press(office, fewer, OTHER.id))
    assert status == 400 and "A permission is missing" in page
    assert await row_of(office.db, OTHER.id) is None


@pytest.mark.parametrize("path", ["/slack/install", "/slack/oauth_redirect?code=1&state=2"])
async def test_with_one_workspaces_token_there_is_nothing_to_install(
    sqlite_db: Database, clock: Clock, path: str
) -> None:
    async with open_office(sqlite_db, clock) as office, office.http.get(f"{office.url}{path}") as answer:
        assert answer.status == 404 and "belongs to one workspace" in await answer.text()


async def test_tokens_of_one_workspace_put_into_the_row_of_another_do_not_open(office: Office) -> None:
    await install(office, OTHER.id)
    await install(office, HOME)
    other = await row_of(office.db, OTHER.id)
    assert other is not None
    async with office.db.transaction() as session:
        await Workspaces(session).install(HOME, office.db.now(), tokens=other.tokens)
    with pytest.raises(Permanent, match="does not open"):
        await office.services.slacks.of(HOME).open_dm("U0ALICE")


@pytest.mark.parametrize("state", ["%00", ".", "..", "a.b", "%ff%fe", "%F0%9F%93%AC.x", "e30." + "0" * 64, "A" * 5000])
async def test_odd_requests_get_a_page_too(office: Office, state: str) -> None:
    address = URL(f"{office.url}/slack/oauth_redirect?state={state}&code=%00&error=%00", encoded=True)
    async with office.http.get(address, headers={"Cookie": 'mailroom_install="\\udcff"'}) as answer:
        assert answer.status == 403 and "That has expired" in await answer.text()


async def test_no_page_shows_what_was_in_the_address(office: Office) -> None:
    mark = "<b>mark</b>"
    address = f"{office.url}/slack/oauth_redirect?{urlencode({'code': mark, 'state': mark, 'error': mark})}"
    _, page = await come_back(office, address)
    assert not re.search("mark", page)
