"""Workspaces that come and go on both databases: who wins, what rests, and what the sweep passes over meanwhile."""

from datetime import timedelta

import pytest

from storage.accounts import Accounts, AccountState
from storage.cards import Cards
from storage.db import Database
from storage.proposals import Proposals
from storage.questions import Questions
from storage.workspaces import Workspaces, WorkspaceState
from tests.cast import TEAM, Desk, ready_reply
from tests.database_fixture import Clock

STAYS = timedelta(hours=1)


@pytest.fixture
async def desk(db: Database) -> Desk:
    """A card that waits to be drawn, in a workspace with a token."""
    rows = await ready_reply(db)
    async with db.transaction() as session:
        await Workspaces(session).install(TEAM, db.now(), name="Fernhill", tokens="sealed 1")
    return rows


async def waiting(db: Database) -> list[str]:
    async with db.reading() as session:
        later = db.now() + STAYS
        await Questions(session).stuck(later, 10)
        await Questions(session).untold_shares(db.now() - STAYS, later, 10)
        await Proposals(session).stuck(later, 10)
        await Proposals(session).undrawn(later, 10)
        return await Cards(session).out_of_date(later, 10)


async def test_an_installation_makes_the_row_or_renews_it_and_keeps_when_it_began(db: Database, clock: Clock) -> None:
    async with db.transaction() as session:
        await Workspaces(session).install("T1", db.now(), name="One", tokens="a")
    clock.advance(60)
    async with db.transaction() as session:
        await Workspaces(session).install("T1", db.now(), name="One more", tokens="b")
    async with db.reading() as session:
        row = await Workspaces(session).get("T1")
    assert row is not None and (row.name, row.tokens, row.changed_at) == ("One more", "b", clock())
    assert row.created_at == clock() - timedelta(seconds=60)


async def test_rotated_tokens_replace_only_those_that_they_come_from(db: Database, desk: Desk) -> None:
    async with db.transaction() as session:
        workspaces = Workspaces(session)
        assert await workspaces.exchange(TEAM, "sealed 1", "sealed 2")
        assert not await workspaces.exchange(TEAM, "sealed 1", "sealed 3")
        assert not await workspaces.end(TEAM, WorkspaceState.ENDED, db.now(), "sealed 1")
        assert await workspaces.end(TEAM, WorkspaceState.ENDED, db.now(), "sealed 2")
        assert not await workspaces.exchange(TEAM, "", "sealed 4")


@pytest.mark.parametrize("ended_before", [False, True])
async def test_a_workspace_is_left_once_and_not_by_old_word(
    db: Database, desk: Desk, clock: Clock, ended_before: bool
) -> None:
    async with db.transaction() as session:
        workspaces = Workspaces(session)
        if ended_before:
            await workspaces.end(TEAM, WorkspaceState.ENDED, db.now(), "sealed 1")
        assert not await workspaces.leave(TEAM, clock() - timedelta(seconds=1), clock())
        assert await workspaces.leave(TEAM, clock(), clock())
        assert not await workspaces.leave(TEAM, clock(), clock())
        assert not await workspaces.leave("T9", clock(), clock())


@pytest.mark.parametrize("state", [WorkspaceState.GONE, WorkspaceState.ENDED])
async def test_what_waits_for_people_of_a_workspace_rests_while_it_is_away(
    db: Database, desk: Desk, state: WorkspaceState
) -> None:
    assert await waiting(db) == [desk.message_id]
    async with db.transaction() as session:
        assert await Workspaces(session).end(TEAM, state, db.now(), "sealed 1")
    assert await waiting(db) == []
    async with db.transaction() as session:
        await Workspaces(session).install(TEAM, db.now(), tokens="sealed 2")
    assert await waiting(db) == [desk.message_id]


async def test_mailboxes_sleep_and_wake_with_their_own_workspace_and_ended_ones_stay_ended(
    db: Database, desk: Desk
) -> None:
    async def state() -> tuple[str, int]:
        async with db.reading() as session:
            account = await Accounts(session).get(desk.account.id)
        assert account is not None
        return account.state, account.sync_wanted

    _, wanted = await state()
    for team, expected in (("T9", AccountState.CONNECTED), (TEAM, AccountState.ASLEEP)):
        async with db.transaction() as session:
            await Accounts(session).sleep(team)
        assert await state() == (expected, wanted)
    async with db.transaction() as session:
        await Accounts(session).wake(TEAM)
    assert await state() == (AccountState.CONNECTED, wanted + 1)
    async with db.transaction() as session:
        await Accounts(session).change(desk.account.id, state=AccountState.RECONNECT)
        await Accounts(session).sleep(TEAM)
        await Accounts(session).wake(TEAM)
    assert (await state())[0] == AccountState.RECONNECT
