"""What Google granted and no mailbox has in the end is given back, wherever the connection stopped."""

from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.connecting import Held, Wish, hold_grant, take_held
from assistant.departing import person_left
from assistant.leaving import disconnect
from bot.errors import CATALOGUE, Failure, Waiting
from bot.settings import GOOGLE_SCOPES
from connectors.google.oauth import Tokens
from jobs.revoke_grant import give_back, revoke_grant
from jobs.sweep import sweep
from sandbox.faults import Fault
from storage.accounts import AccountState
from tests.cast import ALICE, ALICE_MAIL, BOB, join
from tests.database_fixture import Clock
from tests.handlers.http.connecting import accounts, come_back, open_states, says, start
from tests.handlers.office import Office
from tests.leaving import BOB_MAIL, parting

NO_GMAIL = Fault(service="gmail", method="getProfile", kind="status", status=400, reason="failedPrecondition")
GMAIL_AWAY = Fault(service="gmail", kind="status", status=429, retry_after=600)


def held_of(office: Office, mailbox: str) -> Held:
    """A grant that Google has just made for that mailbox, and Bob is to have."""
    access = office.google.oauth.issue(mailbox)
    grant = office.google.oauth.holder(access)
    assert grant is not None
    until = office.db.now() + timedelta(hours=1)
    return Held(Wish(BOB), mailbox, Tokens(access, grant.refresh_token, until, frozenset(GOOGLE_SCOPES)))


async def swept(office: Office) -> None:
    """Sweeps, and does what was rung to give grants back."""
    await sweep(office.services, 1)
    for ring in office.bell.of("revoke_grant"):
        await revoke_grant(office.services, str(ring.args[0]))


async def test_one_made_while_the_mailbox_is_still_erased_is_given_back_at_once(office: Office, clock: Clock) -> None:
    home = await parting(office, clock)
    await disconnect(office.db, ALICE, home.account.id, drops_drafts=False)
    await home.work()
    told = await come_back(office, await start(office))
    assert CATALOGUE[Failure.LEAVING].title in told[1] and not home.is_granted()


async def test_one_that_the_erasing_still_needs_is_given_back_after_it(office: Office, clock: Clock) -> None:
    home = await parting(office, clock)
    await disconnect(office.db, ALICE, home.account.id, drops_drafts=True)
    await come_back(office, await start(office))
    assert home.is_granted()  # drafts are still to be deleted with it
    with pytest.raises(Waiting):
        await swept(office)
    await home.work()
    assert home.mail.calls["unwatch"] == 1
    await swept(office)
    assert not home.is_granted() and await open_states(office) == 0


async def test_one_whose_process_was_killed_after_the_yes_is_given_back(office: Office, clock: Clock) -> None:
    nonce = await hold_grant(office.db, office.services.vault, held_of(office, BOB_MAIL), "browser")
    await take_held(office.db, office.services.vault, nonce, "browser")
    await swept(office)
    assert office.google.oauth.connected(BOB_MAIL)  # it may be connected any moment now
    clock.advance(121)
    await swept(office)
    assert not office.google.oauth.connected(BOB_MAIL) and await open_states(office) == 0


@pytest.mark.parametrize("later", [0, 7200])
async def test_one_whose_mailbox_could_not_be_asked_for_is_given_back_once_it_can(
    office: Office, clock: Clock, later: int
) -> None:
    asked = await start(office)
    office.faults.add(GMAIL_AWAY)
    assert says(await come_back(office, asked), 503, replace(CATALOGUE[Failure.GOOGLE_BUSY], next_step=""))
    office.faults.clear()
    clock.advance(later)
    await swept(office)
    assert not office.google.oauth.connected(ALICE_MAIL) and await open_states(office) == 0


async def test_one_of_an_account_without_gmail_is_given_back_and_its_owner_told_what_is_missing(office: Office) -> None:
    asked = await start(office)
    office.faults.add(NO_GMAIL)
    told = await come_back(office, asked)
    assert says(told, 400, CATALOGUE[Failure.NO_GMAIL]) and "Choose another account" in told[1]
    await swept(office)
    assert not office.google.oauth.connected(ALICE_MAIL) and await open_states(office) == 0


async def test_one_whose_mailbox_could_not_be_asked_for_stays_where_it_is_connected(office: Office) -> None:
    await come_back(office, await start(office))
    asked = await start(office)
    office.faults.add(GMAIL_AWAY)
    await come_back(office, asked)
    office.faults.clear()
    await swept(office)
    assert office.google.oauth.connected(ALICE_MAIL) and await open_states(office) == 0


async def test_where_google_does_not_take_it_back_at_once_it_is_asked_again(office: Office) -> None:
    nonce = await hold_grant(office.db, office.services.vault, held_of(office, BOB_MAIL), "browser")
    office.faults.add(Fault(service="oauth", method="revoke", kind="status", status=503, times=1))
    await give_back(office.services, nonce)
    assert office.google.oauth.connected(BOB_MAIL)
    await swept(office)
    assert not office.google.oauth.connected(BOB_MAIL)


async def test_a_refusal_does_not_end_the_access_of_a_mailbox_that_sleeps(office: Office, clock: Clock) -> None:
    home = await parting(office, clock)
    await person_left(office.db, ALICE.team_id, ALICE.slack_id)
    await give_back(
        office.services, await hold_grant(office.db, office.services.vault, held_of(office, ALICE_MAIL), "browser")
    )
    assert home.is_granted() and await open_states(office) == 0


async def test_who_was_deactivated_while_at_google_is_not_connected_and_has_the_grant_given_back(
    office: Office,
) -> None:
    await join(office.db, ALICE, "sales@fernhill.example")
    asked = await start(office)
    await person_left(office.db, ALICE.team_id, ALICE.slack_id)
    assert says(await come_back(office, asked), 403, CATALOGUE[Failure.NOT_IN_SLACK])
    assert [box.state for box in await accounts(office)] == [AccountState.ASLEEP]
    assert (office.bell.rings, office.google.oauth.connected(ALICE_MAIL)) == ([], False)
