"""The return from Google: states that hold once, every ending of the consent, tokens that nobody can read."""

import hashlib
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select, text

from bot.errors import CATALOGUE, Failure
from bot.settings import GOOGLE_SCOPES
from jobs.say_unconnected import say_unconnected
from jobs.welcome import welcome
from sandbox.faults import Fault
from sandbox.google.oauth import Asked
from storage.accounts import AccountState
from storage.oauth_states import OAuthState
from tests.cast import ALICE, ALICE_MAIL, BOB, audit_of, join
from tests.database_fixture import Clock
from tests.handlers.http.connecting import (
    EXPIRED,
    accounts,
    come_back,
    content,
    follow,
    get,
    go_on,
    link_of,
    says,
    start,
)
from tests.handlers.office import Office

RUNG = ["watch_mailbox", "welcome", "read_history", "sync_calendar", "sync_drive"]


async def test_consent_connects_the_mailbox_to_the_slack_user_of_the_link(office: Office) -> None:
    told = await come_back(office, await start(office))
    assert told[0] == 200 and "Connected" in told[1]
    (account,) = await accounts(office)
    assert (account.email, account.state, account.sync_wanted) == (ALICE_MAIL, AccountState.CONNECTED, 1)
    assert account.scopes == " ".join(GOOGLE_SCOPES)
    assert office.bell.names == RUNG
    assert [(entry.actor, entry.action, entry.detail) for entry in await audit_of(office.db, account.id)] == [
        ("U0ALICE", "connected", {"through": "page"})
    ]  # fmt: skip


async def test_the_tokens_stand_sealed_in_the_database(office: Office, tmp_path: Path) -> None:
    await come_back(office, await start(office))
    (account,) = await accounts(office)
    token = await office.services.mailboxes.token(account.id)
    refresh = office.google.oauth.holder(token)
    assert refresh is not None and token.startswith("ya29.")
    files = content(tmp_path)
    assert account.tokens.encode() in files and account.tokens.startswith("v1.k1.")
    assert token.encode() not in files and refresh.refresh_token.encode() not in files


async def test_the_pkce_verifier_stands_sealed_too(office: Office) -> None:
    asked = await start(office)
    nonce = hashlib.sha256(asked.state.encode()).hexdigest()
    async with office.db.reading() as session:
        sealed = (await session.scalars(select(OAuthState.verifier).where(OAuthState.nonce == nonce))).one()
    verifier = json.loads(office.services.vault.open(sealed, f"oauth_states|{nonce}"))[0]
    assert sealed.startswith("v1.k1.") and verifier not in sealed and len(verifier) == 43


async def test_a_state_is_good_once(office: Office) -> None:
    asked = await start(office)
    assert (await come_back(office, asked))[0] == 200
    assert says(await come_back(office, asked), 403, EXPIRED)
    assert office.bell.names == RUNG


async def test_a_state_is_good_for_ten_minutes(office: Office, clock: Clock) -> None:
    asked = await start(office)
    clock.advance(601)
    assert says(await come_back(office, asked), 403, EXPIRED)
    assert await accounts(office) == []


@pytest.mark.parametrize("state", ["", "unknown", "link:", "é" * 40, "x" * 5000])
async def test_an_unknown_state_connects_nothing(office: Office, state: str) -> None:
    await start(office)
    assert says(await get(office, "/auth/google/callback", state=state, code="c"), 403, EXPIRED)


async def test_a_spent_link_is_no_state(office: Office) -> None:
    await come_back(office, await start(office))
    async with office.db.reading() as session:
        mark = (await session.scalars(select(OAuthState.nonce).where(OAuthState.slack_id == ""))).one()
    assert says(await get(office, "/auth/google/callback", state=mark, code="c"), 403, EXPIRED)


async def test_denied_consent_says_that_nothing_was_connected(office: Office) -> None:
    asked = await start(office)
    told = await get(office, "/auth/google/callback", state=asked.state, error="access_denied")
    assert says(told, 403, CATALOGUE[Failure.DENIED]) and "Try again" in told[1]
    assert (await accounts(office), office.bell.names) == ([], ["say_unconnected"])
    assert says(await come_back(office, asked), 403, EXPIRED)  # the state is used up by the denial


async def test_another_error_of_google_and_a_missing_code_have_their_own_words(office: Office) -> None:
    for said, status, failure in (
        ({"error": "server_error"}, 503, Failure.GOOGLE_AWAY),
        ({"error": "invalid_scope", "code": "c"}, 400, Failure.BAD_CLIENT),
        ({}, 400, Failure.CODE_EXPIRED),
        ({"code": ""}, 400, Failure.CODE_EXPIRED),
    ):
        asked = await start(office)
        told = await get(office, "/auth/google/callback", state=asked.state, **said)
        assert says(told, status, CATALOGUE[failure])


async def test_what_google_says_is_never_repeated_on_the_page(office: Office) -> None:
    asked = await start(office)
    query = {"error": "<script>alert(1)</script>", "error_description": "<img src=x>"}
    _, page = await get(office, "/auth/google/callback", state=asked.state, **query)
    assert "alert" not in page and "<img" not in page


FAILURES: dict[str, tuple[Fault, int, Failure]] = {
    "away": (Fault(service="oauth", method="token", kind="status", status=503), 503, Failure.GOOGLE_AWAY),
    "cut": (Fault(service="oauth", method="token", kind="cut"), 503, Failure.GOOGLE_AWAY),
    "unreadable": (Fault(service="oauth", method="token", kind="malformed"), 503, Failure.GOOGLE_AWAY),
    "busy": (Fault(service="oauth", method="token", kind="status", status=429), 503, Failure.GOOGLE_BUSY),
    "an expired code": (
        Fault(service="oauth", method="token", kind="status", status=400, reason="invalid_grant"), 400,
        Failure.CODE_EXPIRED,
    ),
    "a wrong client": (
        Fault(service="oauth", method="token", kind="status", status=401, reason="invalid_client"), 400,
        Failure.BAD_CLIENT,
    ),
    "a project without Gmail": (
        Fault(service="gmail", kind="status", status=403, reason="accessNotConfigured"), 400, Failure.BAD_CLIENT,
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", FAILURES)
async def test_every_failure_of_the_exchange_has_its_own_words(office: Office, kind: str) -> None:
    fault, status, failure = FAILURES[kind]
    asked = await start(office)
    office.faults.add(fault)
    told = await come_back(office, asked)
    assert says(told, status, CATALOGUE[failure])
    assert (await accounts(office), office.bell.names) == ([], ["say_unconnected"])
    assert ("Try again" in told[1]) is (failure is not Failure.BAD_CLIENT)
    await say_unconnected(office.services, *map(str, office.bell.rings[0].args))
    said = json.dumps(office.slack.talk.direct(ALICE.slack_id).messages[-1].blocks)
    assert CATALOGUE[failure].title in said and CATALOGUE[failure].next_step in said
    assert ("connect_clicked" in said) is (failure is not Failure.BAD_CLIENT)


async def test_the_page_says_how_long_google_asks_us_to_wait(office: Office) -> None:
    asked = await start(office)
    office.faults.add(Fault(service="oauth", method="token", kind="status", status=429, retry_after=20))
    assert "The service asks for a pause of 20 seconds." in (await come_back(office, asked))[1]


async def test_a_consent_without_the_mail_scope_says_so_and_connects_nothing(office: Office) -> None:
    told = await come_back(office, await start(office), ("https://www.googleapis.com/auth/calendar",))
    assert says(told, 400, CATALOGUE[Failure.NO_MAIL])
    assert await accounts(office) == []


async def test_a_consent_with_the_boxes_of_calendar_and_files_unticked_connects_and_says_what_is_off(
    office: Office,
) -> None:
    told = await come_back(office, await start(office), ("https://www.googleapis.com/auth/gmail.modify",))
    assert told[0] == 200 and "Your calendar is off" in told[1] and "Ask Google again" in told[1]
    assert office.bell.names == RUNG[:3]
    (account,) = await accounts(office)
    await welcome(office.services, account.id)
    said = json.dumps(office.slack.talk.direct(ALICE.slack_id).messages[-1].blocks)
    assert "Your calendar is off" in said and "Your files are off" in said and "connect_clicked" in said


async def test_a_consent_with_every_box_ticked_says_nothing_of_what_is_off(office: Office) -> None:
    await come_back(office, await start(office))
    (account,) = await accounts(office)
    await welcome(office.services, account.id)
    assert " off" not in json.dumps(office.slack.talk.direct(ALICE.slack_id).messages[-1].blocks)


async def _known_to_google(office: Office) -> Asked:
    """A consent for which Google, having given a refresh token before, gives none."""
    office.google.oauth.issue(ALICE_MAIL)
    return replace(await start(office), prompt="")


async def test_a_first_consent_without_a_refresh_token_asks_for_another(office: Office) -> None:
    told = await come_back(office, await _known_to_google(office))
    assert says(told, 400, CATALOGUE[Failure.NOT_LASTING])
    assert await accounts(office) == []


async def test_a_later_consent_without_a_refresh_token_keeps_the_one_at_hand(office: Office, clock: Clock) -> None:
    await come_back(office, await start(office))
    assert (await come_back(office, await _known_to_google(office)))[0] == 200
    (account,) = await accounts(office)
    clock.advance(3600)
    assert (await office.services.mailboxes.token(account.id)).startswith("ya29.")


async def test_an_account_whose_access_had_ended_is_connected_again(office: Office) -> None:
    await come_back(office, await start(office))
    async with office.db.transaction() as session:
        await session.execute(text("UPDATE accounts SET state = 'reconnect', tokens = ''"))
    assert (await come_back(office, await start(office)))[0] == 200
    (account,) = await accounts(office)
    assert (account.state, account.sync_wanted) == (AccountState.CONNECTED, 2)


async def test_bobs_link_connects_to_bob_alone(office: Office) -> None:
    await come_back(office, await start(office, BOB), email="bob@fernhill.example")
    (account,) = await accounts(office)
    assert [entry.actor for entry in await audit_of(office.db, account.id)] == ["U0BOB"]


async def test_with_the_queue_down_the_mailbox_is_connected_and_the_page_says_so(office: Office) -> None:
    asked = await start(office)
    office.bell.down = True
    told = await come_back(office, asked)
    assert told[0] == 200 and "Connected" in told[1]
    assert (await accounts(office))[0].sync_wanted == 1


# asking again


def way_on(page: str) -> str:
    """The link behind a page's button."""
    (address,) = re.findall(r'<a class="main" href="[^"]+link=([^"]+)"', page)
    return str(address)


MAIL_ONLY = ("https://www.googleapis.com/auth/gmail.modify",)


async def test_asking_again_goes_straight_to_google_and_adds_to_what_was_granted(office: Office) -> None:
    _, page = await come_back(office, await start(office), MAIL_ONLY)
    asked = await follow(office, way_on(page))
    assert asked.keeps_granted
    _, done = await come_back(office, asked, ("https://www.googleapis.com/auth/drive",))  # mail unticked this time
    (account,) = await accounts(office)
    assert set(account.scopes.split()) == {*MAIL_ONLY, "https://www.googleapis.com/auth/drive"}
    assert "Your calendar is off" in done and "Your files are off" not in done


async def test_a_first_connection_does_not_bring_back_what_was_unticked_before(office: Office) -> None:
    office.google.oauth.issue(ALICE_MAIL)
    asked = await start(office)
    assert not asked.keeps_granted
    await come_back(office, asked, MAIL_ONLY)
    assert (await accounts(office))[0].scopes == MAIL_ONLY[0]


async def test_without_the_mail_box_ticked_the_page_asks_again_and_then_connects(office: Office) -> None:
    _, page = await come_back(office, await start(office), ("https://www.googleapis.com/auth/drive",))
    assert (await come_back(office, await follow(office, way_on(page)), MAIL_ONLY))[0] == 200
    (account,) = await accounts(office)
    assert "drive" in account.scopes and "gmail" in account.scopes


async def test_another_mailbox_than_the_one_to_be_reconnected_changes_nothing(office: Office) -> None:
    account = await join(office.db)
    async with office.db.transaction() as session:
        await session.execute(text("UPDATE accounts SET state = 'reconnect'"))
    _, location = await go_on(office, link_of(office, ALICE, "reconnect", account.id))
    assert "login_hint=alice%40fernhill.example" in location
    asked = await follow(office, link_of(office, ALICE, "reconnect", account.id))
    told = await come_back(office, asked, email="bob@fernhill.example")
    assert says(told, 409, CATALOGUE[Failure.OTHER_MAILBOX])
    assert not office.google.oauth.connected("bob@fernhill.example")
    assert [box.state for box in await accounts(office)] == [AccountState.RECONNECT]
    again = await follow(office, way_on(told[1]))
    assert (await come_back(office, again))[0] == 200
    assert [(box.id, box.state) for box in await accounts(office)] == [(account.id, AccountState.CONNECTED)]
