"""The small tables: events seen once, states used once, an audit log in order, people told apart."""

import asyncio
from datetime import timedelta

from storage.audit import Audit
from storage.db import Database
from storage.dead_letters import DeadLetters
from storage.oauth_states import OAuthState, OAuthStates
from storage.seen_events import SeenEvents
from storage.users import Users
from storage.workspaces import Workspaces
from tests.cast import ALICE, audit_of, join
from tests.database_fixture import Clock


async def see(db: Database, event_id: str) -> bool:
    async with db.transaction() as session:
        return await SeenEvents(session).first_time(event_id, db.now())


async def test_an_event_is_new_to_one_of_ten_who_take_it(db: Database) -> None:
    assert (await asyncio.gather(*(see(db, "E1") for _ in range(10)))).count(True) == 1
    assert await see(db, "E2")


async def test_old_events_are_forgotten(db: Database, clock: Clock) -> None:
    await see(db, "E1")
    clock.advance(60)
    await see(db, "E2")
    async with db.transaction() as session:
        await SeenEvents(session).forget(clock())
    assert [await see(db, "E1"), await see(db, "E2")] == [True, False]


async def open_state(db: Database, nonce: str, seconds: float = 600) -> None:
    state = OAuthState(
        nonce=nonce,
        team_id="T",
        slack_id="U",
        verifier="v",
        browser="b",
        expires_at=db.now() + timedelta(seconds=seconds),
    )
    async with db.transaction() as session:
        await OAuthStates(session).open(state)


async def use(db: Database, nonce: str) -> OAuthState | None:
    async with db.transaction() as session:
        return await OAuthStates(session).use(nonce, db.now())


async def test_a_state_is_good_for_one_of_ten_who_use_it(db: Database) -> None:
    await open_state(db, "s1")
    used = [state for state in await asyncio.gather(*(use(db, "s1") for _ in range(10))) if state]
    assert [(state.slack_id, state.verifier, state.browser) for state in used] == [("U", "v", "b")]


async def test_an_expired_state_is_good_for_nobody_and_gone(db: Database, clock: Clock) -> None:
    await open_state(db, "s1")
    clock.advance(601)
    assert await use(db, "s1") is None
    clock.advance(-601)
    assert await use(db, "s1") is None


async def test_the_mark_of_a_used_link_is_no_state_and_cannot_be_taken_away(db: Database, clock: Clock) -> None:
    async def spend() -> bool:
        async with db.transaction() as session:
            return await OAuthStates(session).spend_link("n1", clock() + timedelta(minutes=10))

    assert (await asyncio.gather(*(spend() for _ in range(10)))).count(True) == 1
    assert await use(db, "link:n1") is None
    assert not await spend()


async def test_expired_states_are_forgotten_and_others_stay(db: Database, clock: Clock) -> None:
    await open_state(db, "s1", 10)
    await open_state(db, "s2", 100)
    clock.advance(50)
    async with db.transaction() as session:
        await OAuthStates(session).forget(clock())
    clock.advance(-50)
    assert await use(db, "s1") is None
    assert await use(db, "s2") is not None


async def test_the_audit_log_tells_what_was_done_in_order(db: Database, clock: Clock) -> None:
    for action in ("approved", "undone", "approved"):
        async with db.transaction() as session:
            await Audit(session).note(clock(), "U0ALICE", action, "m1", version="v1")
        clock.advance(1)
    entries = await audit_of(db, "m1")
    assert [(entry.action, entry.detail) for entry in entries] == [
        (action, {"version": "v1"}) for action in ("approved", "undone", "approved")
    ]
    assert await audit_of(db, "m2") == []


async def test_the_same_slack_id_in_another_team_is_another_person(db: Database) -> None:
    account = await join(db)
    async with db.transaction() as session:
        await Workspaces(session).ensure("T0OTHER", db.now())
        stranger = await Users(session).ensure("T0OTHER", ALICE.slack_id, db.now())
        await Users(session).opened_dm(stranger.id, "D9", "Europe/Paris")
        alice = await Users(session).find(ALICE.team_id, ALICE.slack_id)
    assert alice is not None and alice.id == account.user_id != stranger.id
    assert (alice.dm_channel, alice.zone) == ("", "UTC")
    async with db.reading() as session:
        again = await Users(session).get(stranger.id)
    assert again is not None and (again.dm_channel, again.zone) == ("D9", "Europe/Paris")


async def test_dead_letters_wait_until_they_are_resolved(db: Database, clock: Clock) -> None:
    words = {"job": "j", "failure": "unknown", "error": "e", "stack": "s", "correlation": "c"}
    values = {**words, "args": ["a"], "subject": "a", "tries": 3}
    async with db.transaction() as session:
        await DeadLetters(session).keep(values, clock())
        await DeadLetters(session).keep(values | {"subject": "b", "resolved_at": clock()}, clock())
        assert (await DeadLetters(session).waiting(), await DeadLetters(session).waiting("acc")) == (1, 0)
