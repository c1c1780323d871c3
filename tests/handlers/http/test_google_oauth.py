"""The start of a connection: only a link from Slack opens it, in time, once, for the person whom it names."""

import base64
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from bot.errors import CATALOGUE, Failure
from bot.settings import GOOGLE_SCOPES
from handlers.http.connect_pages import FROM_SLACK
from sandbox.google.oauth import Asked
from tests.cast import ALICE_MAIL
from tests.database_fixture import Clock
from tests.handlers.http.connecting import (
    EXPIRED,
    accounts,
    answer,
    come_back,
    follow,
    get,
    go_on,
    link_of,
    open_states,
    says,
    start,
)
from tests.handlers.office import Office, new_browser


async def test_the_link_leads_to_google_with_pkce_and_a_state(office: Office) -> None:
    asked = await start(office)
    assert (asked.scopes, asked.offline, asked.prompt) == (GOOGLE_SCOPES, True, "consent")
    assert (asked.challenge_method, len(asked.challenge), len(asked.state) >= 32) == ("S256", 43, True)
    assert asked.redirect_uri == f"{office.url}/auth/google/callback"


async def test_the_way_to_google_is_kept_by_no_cache_and_told_to_nobody(office: Office) -> None:
    url = f"{office.url}/auth/google/start"
    async with office.http.get(url, params={"link": link_of(office)}, allow_redirects=False) as answer:
        assert (answer.headers["Cache-Control"], answer.headers["Referrer-Policy"]) == ("no-store", "no-referrer")


async def test_without_a_link_one_is_sent_to_slack(office: Office) -> None:
    assert says(await get(office, "/auth/google/start"), 400, FROM_SLACK)


def _swapped(link: str) -> str:
    """Alice's signature under Bob's name."""
    name, _, sign = link.partition(".")
    fields = base64.urlsafe_b64decode(name + "=" * (-len(name) % 4)).replace(b"U0ALICE", b"U0BOBBB")
    return f"{base64.urlsafe_b64encode(fields).decode().rstrip('=')}.{sign}"


FORGED: dict[str, Callable[[str], str]] = {
    "nonsense": lambda link: "nonsense",
    "no signature": lambda link: link.partition(".")[0],
    "another signature": lambda link: f"{link.partition('.')[0]}.{'0' * 64}",
    "another name": _swapped,
    "not ASCII": lambda link: f"é.{'é' * 64}",
    "a dot": lambda link: ".",
    "a long one": lambda link: link + "a" * 4000,
}


@pytest.mark.parametrize("kind", FORGED)
async def test_a_forged_link_opens_nothing(office: Office, kind: str) -> None:
    link = FORGED[kind](link_of(office))
    assert says(await go_on(office, link), 403, EXPIRED)
    assert await open_states(office) == 0


async def test_a_link_is_good_for_ten_minutes(office: Office, clock: Clock) -> None:
    early, late = link_of(office), link_of(office)
    clock.advance(599)
    assert (await go_on(office, early))[0] == 303
    clock.advance(2)
    assert says(await go_on(office, late), 403, EXPIRED)


async def test_a_link_is_good_for_one_connection(office: Office) -> None:
    link = link_of(office)
    first, second = await follow(office, link), await follow(office, link)
    assert (await come_back(office, second))[0] == 200
    assert says(await go_on(office, link), 403, EXPIRED)
    assert says(await come_back(office, first), 403, CATALOGUE[Failure.OTHER_BROWSER])  # the later cookie stands
    assert len(await accounts(office)) == 1


async def test_of_two_browsers_that_follow_one_link_the_first_to_finish_connects(office: Office) -> None:
    link = link_of(office)
    async with new_browser() as http:
        other = replace(office, http=http)
        mine, theirs = await follow(office, link), await follow(other, link)
        assert (await come_back(office, mine))[0] == 200
        assert says(await come_back(other, theirs), 403, EXPIRED)
        assert office.google.oauth.connected(ALICE_MAIL)  # the first one's access is not taken back with the second's


async def test_another_mailbox_through_a_link_that_was_used_meanwhile_is_given_back(office: Office) -> None:
    link = link_of(office)
    async with new_browser() as http:
        other = replace(office, http=http)
        mine, theirs = await follow(office, link), await follow(other, link)
        _, page = await come_back(other, theirs, email="bob@fernhill.example")
        assert (await come_back(office, mine))[0] == 200
        assert says(await answer(other, page), 403, EXPIRED)
    assert not office.google.oauth.connected("bob@fernhill.example")
    assert [account.email for account in await accounts(office)] == [ALICE_MAIL]


Visit = Callable[[Office, Asked], Awaitable[tuple[int, str]]]
VISITS: dict[str, Visit] = {
    "start": lambda office, asked: go_on(office, link_of(office)),
    "callback": come_back,
}


@pytest.mark.parametrize("door", VISITS)
async def test_with_the_database_down_a_page_says_so(office: Office, door: str) -> None:
    asked = await start(office)
    async with office.db.transaction() as session:
        await session.execute(text("ALTER TABLE oauth_states RENAME TO away"))
    assert says(await VISITS[door](office, asked), 503, CATALOGUE[Failure.SERVICE_DOWN])


async def test_the_log_holds_no_link_no_state_no_code_and_no_address(office: Office) -> None:
    with capture_logs() as logs:
        asked = await start(office)
        code = office.google.oauth.consent(ALICE_MAIL, asked, GOOGLE_SCOPES)
        office.bell.down = True
        await get(office, "/auth/google/callback", state=asked.state, code=code)
        await get(office, "/auth/google/callback", state=asked.state, code=code)
    assert [line["event"] for line in logs] == ["ring failed"]
    assert not [secret for secret in (asked.state, code, ALICE_MAIL) if secret in str(logs)]
