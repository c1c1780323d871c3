"""Nothing forged, swapped, cut or used before is taken: links, states, sealed texts of other rows, columns and keys."""

import hashlib
from collections.abc import Callable
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from assistant.connecting import BadLink, make_link, read_link
from assistant.exporting import is_ours
from assistant.installing import make_install_state, use_install_state
from bot.errors import Permanent
from storage.accounts import Account
from storage.crypto import Vault
from storage.db import Database, update_of
from storage.oauth_states import OAuthState
from storage.sealed import PLACES, Place
from tests.cast import ALICE, ALICE_MAIL, BOB
from tests.database_fixture import START
from tests.handlers.http.connecting import EXPIRED, accounts, come_back, follow, get, open_states, says, start
from tests.handlers.office import Office

VAULT = Vault({"k1": b"1" * 32})
TEXT = st.text(st.characters(max_codepoint=0x24F), max_size=8)
BOB_MAIL = "bob@fernhill.example"


def cut(text: str, at: int) -> str:
    return text[: at % len(text)]


def flipped(text: str, at: int) -> str:
    """Another character in one place, of those that base64 and hex are made of."""
    at %= len(text)
    return text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :]


CHANGES: list[Callable[[str, int], str]] = [
    cut,
    flipped,
    lambda text, at: text[at % len(text) :],
    lambda text, at: text + text[at % len(text)],
    lambda text, at: text[: at % len(text)] + text,
    lambda text, at: text.swapcase(),
    lambda text, at: text.replace(".", "..", 1),
]
changed = st.builds(lambda change, at: (change, at), st.sampled_from(CHANGES), st.integers(0, 400))


@given(changed, TEXT)
@settings(max_examples=150)
def test_a_changed_link_is_nobodys(change: tuple[Callable[[str, int], str], int], more: str) -> None:
    link = make_link(VAULT, ALICE, START)
    for forged in (change[0](link, change[1]), more + link, link + more):
        if forged == link:
            continue
        with pytest.raises(BadLink):
            read_link(VAULT, forged, START)


@given(changed)
@settings(max_examples=150)
def test_a_changed_sealed_text_does_not_open(change: tuple[Callable[[str, int], str], int]) -> None:
    sealed = VAULT.seal("1//refresh-token", "accounts.tokens|a1")
    forged = change[0](sealed, change[1])
    if forged != sealed:
        with pytest.raises(Permanent):
            VAULT.open(forged, "accounts.tokens|a1")


@given(changed, st.text(max_size=30))
@settings(max_examples=100)
def test_a_changed_stamp_of_the_audit_log_is_not_ours(change: tuple[Callable[[str, int], str], int], text: str) -> None:
    stamp = VAULT.stamp(text)
    forged = change[0](stamp, change[1])
    assert forged == stamp or VAULT.stamped(text, forged) is not True
    assert VAULT.stamped(text, stamp) and not VAULT.stamped(text + "x", stamp)


async def test_what_was_signed_for_one_purpose_serves_no_other(sqlite_db: Database) -> None:
    link, state = make_link(VAULT, ALICE, sqlite_db.now()), make_install_state(VAULT, "browser", sqlite_db.now())
    with pytest.raises(BadLink):
        read_link(VAULT, state, sqlite_db.now())
    with pytest.raises(BadLink):
        await use_install_state(sqlite_db, VAULT, link, "browser")
    assert not is_ours(VAULT, link) and not is_ours(VAULT, state)
    assert VAULT.stamped(link.partition(".")[0], f"k1.{link.partition('.')[2]}") is False


@pytest.mark.parametrize(("here", "there"), list(permutations(PLACES, 2)), ids=lambda place: place.name)
def test_a_sealed_text_opens_in_no_other_column(here: Place, there: Place) -> None:
    if here.bound == there.bound:  # a mailbox on its way out takes its tokens along, under the same id
        return
    row = ["a1", "q1"]
    sealed = VAULT.seal("secret", here.bound_to(row[: len(here.key)]))
    with pytest.raises(Permanent):
        VAULT.open(sealed, there.bound_to(row[: len(there.key)]))


PATHS = [
    "/auth/google/start?link=",
    "/slack/oauth_redirect?state=",
    "/auth/google/callback?code=c&state=",
    "/export?ticket=",
]


@pytest.mark.parametrize("path", PATHS)
async def test_a_forged_address_ends_on_a_page_and_leaves_nothing_behind(office: Office, path: str) -> None:
    link = make_link(office.services.vault, ALICE, office.db.now())
    other = make_link(Vault({"k1": b"2" * 32}), ALICE, office.db.now())
    for forged in [*(change(link, 40) for change in CHANGES), other, "%00", "%FF.%FF", "%ED%A0%80", "." * 3000]:
        async with office.http.get(f"{office.url}{path}{forged}", allow_redirects=False) as answered:
            assert answered.status in (400, 403, 404), (path, forged)
    assert (await open_states(office), await accounts(office)) == (0, [])


async def change(office: Office, table: type, where: object, **values: str) -> None:
    async with office.db.transaction() as session:
        await session.execute(update_of(table).where(where).values(**values))  # type: ignore[arg-type]


async def test_the_secrets_of_two_connections_under_way_cannot_be_swapped(office: Office) -> None:
    theirs, mine = await start(office, BOB), await start(office)  # the browser is that of the last one
    async with office.db.reading() as session:
        rows = {row.nonce: row.verifier for row in await session.scalars(select(OAuthState))}
    own, other = (hashlib.sha256(asked.state.encode()).hexdigest() for asked in (mine, theirs))
    await change(office, OAuthState, OAuthState.nonce == own, verifier=rows[other])
    told = await come_back(office, mine)
    assert told[0] == 400 and "Traceback" not in told[1]
    assert await accounts(office) == [] and office.bell.names == []


async def test_tokens_of_one_mailbox_do_not_open_another(office: Office) -> None:
    await come_back(office, await start(office))
    await come_back(office, await start(office, BOB), email=BOB_MAIL)
    first, second = await accounts(office)
    assert {first.email, second.email} == {ALICE_MAIL, BOB_MAIL}
    await change(office, Account, Account.id == first.id, tokens=second.tokens)
    await change(office, Account, Account.id == second.id, tokens=first.tokens)
    office.services.mailboxes.access._held.clear()  # as after a restart
    for account in (first, second):
        with pytest.raises(Permanent, match="does not open"):
            await office.services.mailboxes.token(account.id)


async def test_a_state_and_its_link_come_back_in_vain_a_second_time(office: Office) -> None:
    link = make_link(office.services.vault, ALICE, office.db.now())
    asked = await follow(office, link)
    assert (await come_back(office, asked))[0] == 200
    assert says(await come_back(office, asked), 403, EXPIRED)
    assert says(await get(office, "/auth/google/start", link=link), 403, EXPIRED)
    assert len(await accounts(office)) == 1
