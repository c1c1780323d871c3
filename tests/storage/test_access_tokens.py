"""Access tokens as rows: whose they are, which still open anything, and how they end."""

from datetime import timedelta

from storage.access_tokens import AccessTokens
from storage.db import Database
from storage.users import users_in
from tests.cast import ALICE, BOB, TEAM, join
from tests.database_fixture import START, Clock

DAY = timedelta(days=1)


async def stock(db: Database) -> tuple[str, str]:
    """Alice's tokens a1 to a3, the last one expired, and Bob's b1; the ids of both."""
    alice, bob = (await join(db)).user_id, (await join(db, BOB, "bob@fernhill.example")).user_id
    async with db.transaction() as session:
        for number, (token_id, user_id) in enumerate((("a1", alice), ("a2", alice), ("a3", alice), ("b1", bob))):
            row = {"id": token_id, "user_id": user_id, "name": "x", "key": "k1" if token_id == "a1" else "k2"}
            ends = START if token_id == "a3" else START + DAY
            made = START - timedelta(minutes=9 - number)
            await AccessTokens(session).add(row | {"made_at": made, "expires_at": ends})
    return alice, bob


async def good(db: Database, user_id: str) -> list[str]:
    async with db.reading() as session:
        return [token.id for token in await AccessTokens(session).good_of(user_id, db.now())]


async def test_what_has_expired_or_was_revoked_opens_nothing(db: Database) -> None:
    alice, bob = await stock(db)
    assert await good(db, alice) == ["a1", "a2"]
    async with db.transaction() as session:
        tokens = AccessTokens(session)
        assert await tokens.revoke("a1", alice, START) and not await tokens.revoke("a1", alice, START)
        assert not await tokens.revoke("a3", alice, START) and not await tokens.revoke("b1", alice, START)
    assert (await good(db, alice), await good(db, bob)) == (["a2"], ["b1"])


async def test_a_token_is_found_with_its_owner_good_or_not(db: Database) -> None:
    await stock(db)
    async with db.reading() as session:
        found = await AccessTokens(session).with_owner("a3")
        assert await AccessTokens(session).with_owner("c1") is None
    assert found is not None and not found[0].is_good(START) and found[1].slack_id == ALICE.slack_id


async def test_its_use_is_noted_once_in_a_while(db: Database) -> None:
    await stock(db)
    async with db.transaction() as session:
        tokens, before = AccessTokens(session), START - timedelta(minutes=1)
        assert await tokens.use("a1", START, before) and not await tokens.use("a1", START, before)
        assert await tokens.use("a1", START + timedelta(minutes=2), START + timedelta(minutes=1))


async def test_all_of_a_workspace_or_of_named_people_end_at_once(db: Database) -> None:
    alice, bob = await stock(db)
    async with db.transaction() as session:
        assert await AccessTokens(session).revoke_of([bob], START) == [("b1", bob)]
        assert sorted(await AccessTokens(session).revoke_of(users_in(TEAM), START)) == [("a1", alice), ("a2", alice)]
        assert await AccessTokens(session).revoke_of(users_in("T0OTHER"), START) == []
    assert await good(db, alice) == await good(db, bob) == []


async def test_it_is_counted_which_keys_sign_what_is_good_and_what_is_over_is_forgotten(
    db: Database, clock: Clock
) -> None:
    await stock(db)
    async with db.transaction() as session:
        tokens = AccessTokens(session)
        assert await tokens.signed_by(START) == {"k1": 1, "k2": 2}
        await tokens.forget(START + timedelta(seconds=1))
        assert await tokens.with_owner("a3") is None and await tokens.with_owner("a1") is not None
        await tokens.forget(START + 2 * DAY)
        assert await tokens.signed_by(START) == {}
