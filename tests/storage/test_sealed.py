"""Where sealed texts stand: no place is forgotten, keys in use are counted, and none may be missing at the start."""

import pytest

from bot.settings import SettingsError
from storage.crypto import Vault
from storage.db import Database
from storage.schema import metadata
from storage.sealed import PLACES, UNSEALED, check_keys
from tests.cast import BOB, join
from tests.storage.sealing import ACCOUNTS, BOTH, K1, K2, OLD, ids, put, stored

SECRET_NAMES = {"tokens", "token", "verifier", "granted", "sealed", "secret", "secrets", "key", "refresh_token"}
# of the event that asked; a hash of what was asked; the name of the key that signed
NOT_SECRET = {"questions.key", "model_answers.key", "access_tokens.key"}


def test_no_column_that_is_named_like_a_secret_is_forgotten() -> None:
    known = {place.name for place in PLACES}
    named = {
        f"{table.name}.{column.name}"
        for table in metadata.tables.values()
        for column in table.columns
        if column.name in SECRET_NAMES
    }
    assert named - NOT_SECRET == known


async def test_the_keys_in_use_are_counted_whatever_they_are_called(db: Database) -> None:
    accounts = [await join(db, email=f"a{number}@fernhill.example") for number in range(6)]
    for account, sealed in zip(
        accounts, ["v1.k1.a.b", "v1.K1.a.b", "v1.k1.c.d", "v1.%.a.b", "plain", "v1.x"], strict=True
    ):
        await put(db, account.id, sealed)
    assert await ids(db, ACCOUNTS) == {"k1": 2, "K1": 1, "%": 1, UNSEALED: 1, "x": 1}


async def complaint(db: Database, keys: dict[str, bytes]) -> str:
    with pytest.raises(SettingsError) as caught:
        await check_keys(db, Vault(keys))
    return str(caught.value)


async def test_a_start_without_a_key_that_is_needed_is_refused_and_says_what_to_do(db: Database) -> None:
    await stored(db, OLD, ACCOUNTS, 2)
    await check_keys(db, BOTH)
    words = await complaint(db, K2)
    assert "accounts.tokens holds secrets that key 'k1' sealed, which is not in it" in words
    assert "--forget" in words and "secret 0" not in words


async def test_a_start_with_another_key_of_the_same_name_is_refused(sqlite_db: Database) -> None:
    await stored(sqlite_db, OLD, ACCOUNTS, 2)
    assert "key 'k1' sealed, which is another one there" in await complaint(sqlite_db, {"k1": b"9" * 32})


async def test_a_start_with_texts_that_are_not_sealed_is_refused(sqlite_db: Database) -> None:
    account = await join(sqlite_db)
    await put(sqlite_db, account.id, "1//refresh-token")
    words = await complaint(sqlite_db, K1)
    assert "accounts.tokens holds texts that are not sealed at all" in words and "1//" not in words


async def test_one_spoilt_row_among_others_keeps_nothing_from_starting(sqlite_db: Database) -> None:
    await stored(sqlite_db, OLD, ACCOUNTS, 2)
    await put(
        sqlite_db, (await join(sqlite_db, BOB, "bob@fernhill.example")).id, OLD.seal("x", "accounts.tokens|another")
    )
    await check_keys(sqlite_db, OLD)


async def test_a_new_database_starts_with_any_key(db: Database) -> None:
    await check_keys(db, OLD)
