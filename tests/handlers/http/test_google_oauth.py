"""Connecting a mailbox: links and states that hold once, every ending of the consent, tokens that nobody can read."""

import base64
import html
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from sqlalchemy import func, select, text
from structlog.testing import capture_logs

from assistant.case import Person
from assistant.connecting import make_link
from bot.errors import CATALOGUE, Failure, Words
from bot.settings import GOOGLE_SCOPES
from handlers.http.google_oauth import DENIED, FROM_SLACK
from sandbox.faults import Fault
from sandbox.google.oauth import Asked
from storage.accounts import Account, AccountState
from storage.oauth_states import OAuthState
from tests.cast import ALICE, ALICE_MAIL, BOB, audit_of
from tests.database_fixture import Clock
from tests.handlers.office import Office

EXPIRED = CATALOGUE[Failure.EXPIRED]


async def get(office: Office, path: str, **query: str) -> tuple[int, str]:
    url = f"{office.url}{path}?{urlencode(query)}"
    async with office.http.get(url, allow_redirects=False) as answer:
        return answer.status, answer.headers.get("Location") or await answer.text()


def link_of(office: Office, person: Person = ALICE) -> str:
    return make_link(office.services.vault, person, office.db.now())


async def start(office: Office, person: Person = ALICE) -> Asked:
    """Follows a fresh link to Google; what Google is asked for."""
    status, location = await get(office, "/auth/google/start", link=link_of(office, person))
    assert status == 302
    query = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
    return office.google.oauth.check_request(query)


async def come_back(office: Office, asked: Asked, scopes: tuple[str, ...] = GOOGLE_SCOPES) -> tuple[int, str]:
    """Consents as the owner of Alice's mailbox and returns to the callback."""
    code = office.google.oauth.consent(ALICE_MAIL, asked, scopes)
    return await get(office, "/auth/google/callback", state=asked.state, code=code)


async def accounts(office: Office) -> list[Account]:
    async with office.db.reading() as session:
        return list(await session.scalars(select(Account)))


async def open_states(office: Office) -> int:
    async with office.db.reading() as session:
        query = select(func.count()).select_from(OAuthState).where(OAuthState.slack_id != "")
        return int(await session.scalar(query) or 0)


def says(told: tuple[int, str], status: int, words: Words) -> bool:
    return told[0] == status and all(
        html.escape(part) in told[1] for part in (words.title, words.sentence, words.next_step)
    )


def content(folder: Path) -> bytes:
    """All that the database has on disk, its journal too."""
    return b"".join(file.read_bytes() for file in folder.glob("mailroom.db*"))


# the start


async def test_the_link_leads_to_google_with_pkce_and_a_state(office: Office) -> None:
    asked = await start(office)
    assert (asked.scopes, asked.offline, asked.prompt) == (GOOGLE_SCOPES, True, "consent")
    assert (asked.challenge_method, len(asked.challenge), len(asked.state) >= 32) == ("S256", 43, True)
    assert asked.redirect_uri == f"{office.url}/auth/google/callback"


async def test_the_way_to_google_is_kept_by_no_cache_and_told_to_nobody(office: Office) -> None:
    url = f"{office.url}/auth/google/start?link={link_of(office)}"
    async with office.http.get(url, allow_redirects=False) as answer:
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
    assert says(await get(office, "/auth/google/start", link=FORGED[kind](link_of(office))), 403, EXPIRED)
    assert await open_states(office) == 0


async def test_a_link_is_good_for_ten_minutes(office: Office, clock: Clock) -> None:
    early, late = link_of(office), link_of(office)
    clock.advance(599)
    assert (await get(office, "/auth/google/start", link=early))[0] == 302
    clock.advance(2)
    assert says(await get(office, "/auth/google/start", link=late), 403, EXPIRED)


async def test_a_link_is_good_once(office: Office) -> None:
    link = link_of(office)
    first, second = (
        await get(office, "/auth/google/start", link=link),
        await get(office, "/auth/google/start", link=link),
    )
    assert first[0] == 302 and says(second, 403, EXPIRED)
    assert await open_states(office) == 1


# the return


async def test_consent_connects_the_mailbox_to_the_slack_user_of_the_link(office: Office) -> None:
    told = await come_back(office, await start(office))
    assert told[0] == 200 and "Connected" in told[1]
    (account,) = await accounts(office)
    assert (account.email, account.state, account.sync_wanted) == (ALICE_MAIL, AccountState.CONNECTED, 1)
    assert account.scopes == " ".join(GOOGLE_SCOPES)
    assert office.bell.names == ["watch_mailbox", "welcome"]
    assert [(entry.actor, entry.action) for entry in await audit_of(office.db, account.id)] == [
        ("U0ALICE", "connected")
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
    async with office.db.reading() as session:
        sealed = (await session.scalars(select(OAuthState.verifier).where(OAuthState.nonce == asked.state))).one()
    verifier = office.services.vault.open(sealed, f"oauth_states|{asked.state}")
    assert sealed.startswith("v1.k1.") and verifier not in sealed and len(verifier) == 43


async def test_a_state_is_good_once(office: Office) -> None:
    asked = await start(office)
    assert (await come_back(office, asked))[0] == 200
    assert says(await come_back(office, asked), 403, EXPIRED)
    assert office.bell.names == ["watch_mailbox", "welcome"]


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
    await start(office)
    async with office.db.reading() as session:
        mark = (await session.scalars(select(OAuthState.nonce).where(OAuthState.slack_id == ""))).one()
    assert says(await get(office, "/auth/google/callback", state=mark, code="c"), 403, EXPIRED)


async def test_denied_consent_says_that_nothing_was_connected(office: Office) -> None:
    asked = await start(office)
    told = await get(office, "/auth/google/callback", state=asked.state, error="access_denied")
    assert says(told, 403, DENIED)
    assert (await accounts(office), office.bell.rings) == ([], [])
    assert says(await come_back(office, asked), 403, EXPIRED)  # the state is used up by the denial


async def test_another_error_of_google_and_a_missing_code_are_bad_requests(office: Office) -> None:
    for query in ({"error": "server_error"}, {}, {"code": ""}):
        asked = await start(office)
        told = await get(office, "/auth/google/callback", state=asked.state, **query)
        assert says(told, 400, CATALOGUE[Failure.BAD_REQUEST])


async def test_what_google_says_is_never_repeated_on_the_page(office: Office) -> None:
    asked = await start(office)
    query = {"error": "<script>alert(1)</script>", "error_description": "<img src=x>"}
    _, page = await get(office, "/auth/google/callback", state=asked.state, **query)
    assert "alert" not in page and "<img" not in page


FAILURES: dict[str, tuple[Fault, int, Failure]] = {
    "away": (Fault(service="oauth", method="token", kind="status", status=503), 503, Failure.SERVICE_DOWN),
    "cut": (Fault(service="oauth", method="token", kind="cut"), 503, Failure.SERVICE_DOWN),
    "unreadable": (Fault(service="oauth", method="token", kind="malformed"), 503, Failure.SERVICE_DOWN),
    "busy": (Fault(service="oauth", method="token", kind="status", status=429), 503, Failure.RATE_LIMIT),
    "an expired code": (
        Fault(service="oauth", method="token", kind="status", status=400, reason="invalid_grant"), 400, Failure.EXPIRED,
    ),
    "a wrong client": (
        Fault(service="oauth", method="token", kind="status", status=401, reason="invalid_client"), 400,
        Failure.BAD_REQUEST,
    ),
    "a project without Gmail": (
        Fault(service="gmail", kind="status", status=403, reason="accessNotConfigured"), 400, Failure.BAD_REQUEST,
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", FAILURES)
async def test_every_failure_of_the_exchange_has_its_own_words(office: Office, kind: str) -> None:
    fault, status, failure = FAILURES[kind]
    asked = await start(office)
    office.faults.add(fault)
    assert says(await come_back(office, asked), status, CATALOGUE[failure])
    assert (await accounts(office), office.bell.rings) == ([], [])


async def test_a_consent_without_the_mail_scope_says_so_and_connects_nothing(office: Office) -> None:
    told = await come_back(office, await start(office), ("https://www.googleapis.com/auth/calendar",))
    assert says(told, 400, CATALOGUE[Failure.PARTIAL])
    assert await accounts(office) == []


async def _known_to_google(office: Office) -> Asked:
    """A consent for which Google, having given a refresh token before, gives none."""
    office.google.oauth.issue(ALICE_MAIL)
    return replace(await start(office), prompt="")


async def test_a_first_consent_without_a_refresh_token_asks_for_another(office: Office) -> None:
    told = await come_back(office, await _known_to_google(office))
    assert says(told, 400, CATALOGUE[Failure.PARTIAL])
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
    await come_back(office, await start(office, BOB))
    (account,) = await accounts(office)
    assert [entry.actor for entry in await audit_of(office.db, account.id)] == ["U0BOB"]


async def test_with_the_queue_down_the_mailbox_is_connected_and_the_page_says_so(office: Office) -> None:
    asked = await start(office)
    office.bell.down = True
    told = await come_back(office, asked)
    assert told[0] == 200 and "Connected" in told[1]
    assert (await accounts(office))[0].sync_wanted == 1


Visit = Callable[[Office, Asked], Awaitable[tuple[int, str]]]
VISITS: dict[str, Visit] = {
    "start": lambda office, asked: get(office, "/auth/google/start", link=link_of(office)),
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
