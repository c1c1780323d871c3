"""Rotation of keys: everything sealed is sealed anew while others work, and a start without a needed key is refused."""

import asyncio
import base64
import json
import sys
from collections.abc import Sequence
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import insert, select

from bot.errors import Permanent
from bot.settings import Settings, SettingsError
from storage.accounts import AccountState
from storage.answers import ModelAnswer
from storage.audit import Audit
from storage.audit_log import main as audit_main
from storage.crypto import Vault
from storage.db import Base, Database, update_of
from storage.leases import lease
from storage.rotate import main as rotate_main
from storage.rotation import AT_ONCE, forget, rotate
from storage.schema import metadata
from storage.sealed import PLACES, UNSEALED, Place, check_keys, key_ids
from tests.cast import BOB, audit_of, join
from tests.database_fixture import Clock

K1, K2 = {"k1": b"1" * 32}, {"k2": b"2" * 32}
OLD, NEW, BOTH = Vault(K1), Vault(K2), Vault({**K2, **K1})
ACCOUNTS, ANSWERS = PLACES[0], PLACES[-1]
SECRET_NAMES = {"tokens", "token", "verifier", "granted", "sealed", "secret", "secrets", "key", "refresh_token"}
NOT_SECRET = {"questions.key", "model_answers.key"}  # of the event that asked; a hash of what was asked


def blank(place: Place, account_id: str, number: int) -> dict[str, Any]:
    """A row's values for every column of the place's table that must have one."""
    kinds: dict[type, Any] = {str: "", bool: False, int: 0, dict: {}, list: []}
    row: dict[str, Any] = {}
    for column in place.table.__table__.columns:
        if not column.nullable and column.default is None and not column.foreign_keys:
            kind = column.type.python_type if column.type.__class__.__name__ != "UtcDateTime" else Clock
            row[column.key] = Clock()() if kind is Clock else kinds[kind]
    key = [account_id if column.key == "account_id" else f"r{number}" for column in place.key]
    return row | dict(zip((column.key for column in place.key), key, strict=True))


async def stored(db: Database, vault: Vault, place: Place, count: int) -> list[str]:
    """Rows with sealed texts 'secret 0', 'secret 1', …; what each is bound to."""
    bounds = []
    for number in range(count):
        account = await join(db, email=f"alice{place.name}{number}@fernhill.example")
        row = blank(place, account.id, number)
        if place is ACCOUNTS:
            row["id"] = account.id
        key = [row[column.key] for column in place.key]
        bounds.append("|".join((place.bound, *key)))
        sealed = vault.seal(f"secret {number}", bounds[-1])
        async with db.transaction() as session:
            if place is ACCOUNTS:
                table = update_of(place.table).where(place.key[0] == account.id)
                await session.execute(table.values(tokens=sealed))
            else:
                if "user_id" in place.table.__table__.columns:
                    row["user_id"] = account.user_id
                await session.execute(insert(place.table), row | {place.column.key: sealed})
    return bounds


async def texts(db: Database, place: Place) -> list[str]:
    async with db.reading() as session:
        return list(await session.scalars(select(place.column).where(place.column != "").order_by(*place.key)))


async def ids(db: Database, place: Place) -> dict[str, int]:
    async with db.reading() as session:
        return await key_ids(session, place)


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
async def test_every_place_is_sealed_anew_and_opens_with_the_new_key_alone(db: Database, place: Place) -> None:
    bounds = await stored(db, OLD, place, 3)
    tally = await rotate(db, BOTH, place)
    assert (tally.done, tally.missed, tally.broken) == (3, 0, [])
    assert await ids(db, place) == {"k2": 3}
    found = await texts(db, place)
    opened = {NEW.open(text, bound) for text in found for bound in bounds if opens(text, bound)}
    assert opened == {"secret 0", "secret 1", "secret 2"}
    assert (await rotate(db, BOTH, place)).done == 0


def opens(text: str, bound: str) -> bool:
    try:
        NEW.open(text, bound)
    except Permanent:
        return False
    return True


def test_no_column_that_is_named_like_a_secret_is_forgotten() -> None:
    known = {place.name for place in PLACES}
    named = {
        f"{table.name}.{column.name}"
        for table in metadata.tables.values()
        for column in table.columns
        if column.name in SECRET_NAMES
    }
    assert named - NOT_SECRET == known


async def test_more_rows_than_one_step_takes_are_all_reached(sqlite_db: Database) -> None:
    account = await join(sqlite_db)
    rows = [
        {"account_id": account.id, "key": f"q{number}", "answered_at": sqlite_db.now()}
        | {"sealed": OLD.seal("answer", f"model_answers.sealed|{account.id}|q{number}")}
        for number in range(2 * AT_ONCE + 5)
    ]
    async with sqlite_db.transaction() as session:
        await session.execute(insert(ModelAnswer), rows)
    assert (await rotate(sqlite_db, BOTH, ANSWERS)).done == len(rows)
    assert await ids(sqlite_db, ANSWERS) == {"k2": len(rows)}


async def test_a_rotation_that_was_stopped_goes_on_where_it_was(sqlite_db: Database) -> None:
    await stored(sqlite_db, BOTH, ACCOUNTS, 2)
    standing = await texts(sqlite_db, ACCOUNTS)
    await stored_more(sqlite_db, 3)
    assert (await rotate(sqlite_db, BOTH, ACCOUNTS)).done == 3
    assert set(standing) <= set(await texts(sqlite_db, ACCOUNTS))


async def stored_more(db: Database, count: int) -> None:
    for number in range(count):
        account = await join(db, BOB, f"bob{number}@fernhill.example")
        await put(db, account.id, OLD.seal("s", f"accounts.tokens|{account.id}"))


async def put(db: Database, account_id: str, sealed: str) -> None:
    async with db.transaction() as session:
        table: type[Base] = ACCOUNTS.table
        await session.execute(update_of(table).where(ACCOUNTS.key[0] == account_id).values(tokens=sealed))


async def test_what_does_not_open_is_named_and_left_alone_and_the_rest_is_done(sqlite_db: Database) -> None:
    await stored(sqlite_db, OLD, ACCOUNTS, 2)
    odd = await join(sqlite_db, BOB, "bob@fernhill.example")
    swapped = OLD.seal("of another row", "accounts.tokens|another")
    await put(sqlite_db, odd.id, swapped)
    tally = await rotate(sqlite_db, BOTH, ACCOUNTS)
    assert (tally.done, tally.missed, tally.broken) == (2, 0, [odd.id])
    assert swapped in await texts(sqlite_db, ACCOUNTS)


async def test_tokens_that_are_refreshed_meanwhile_are_waited_for_and_not_lost(db: Database) -> None:
    account = await join(db)
    bound = f"accounts.tokens|{account.id}"
    await put(db, account.id, OLD.seal("used up by now", bound))
    async with lease(db, f"refresh:{account.id}", 30):  # a worker is at Google with the old tokens
        rotating = asyncio.create_task(rotate(db, BOTH, ACCOUNTS, 0.01))
        await asyncio.wait([rotating], timeout=0.2)
        assert not rotating.done()
        await put(db, account.id, OLD.seal("fresh", bound))
    tally = await rotating
    assert (tally.done, tally.missed) == (1, 0)
    assert NEW.open((await texts(db, ACCOUNTS))[0], bound) == "fresh"


async def test_two_rotations_at_once_do_everything_once(db: Database) -> None:
    await stored(db, OLD, ACCOUNTS, 4)
    first, second = await asyncio.gather(*(rotate(db, BOTH, ACCOUNTS, 0.01) for _ in range(2)))
    assert first.done + second.done == 4
    assert await ids(db, ACCOUNTS) == {"k2": 4}


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


async def states(db: Database, *account_ids: str) -> Sequence[tuple[Any, ...]]:
    accounts = metadata.tables["accounts"].c
    async with db.reading() as session:
        query = select(accounts.state, accounts.end_told, accounts.tokens != "").order_by(accounts.id)
        return [tuple(row) for row in await session.execute(query.where(accounts.id.in_(account_ids)))]


async def test_what_a_lost_key_sealed_is_let_go_and_its_owners_are_asked_to_connect_again(db: Database) -> None:
    lost, kept = await join(db), await join(db, BOB, "bob@fernhill.example")
    await put(db, lost.id, OLD.seal("x", f"accounts.tokens|{lost.id}"))
    await put(db, kept.id, NEW.seal("x", f"accounts.tokens|{kept.id}"))
    await stored(db, OLD, ANSWERS, 1)
    found = await forget(db, NEW, "k1")
    assert (found["accounts.tokens"], found["model_answers.sealed"]) == (1, 1)
    assert await states(db, lost.id, kept.id) == [(AccountState.RECONNECT, False, False), ("connected", True, True)]
    assert await texts(db, ANSWERS) == []
    assert [entry.action for entry in await audit_of(db, lost.id)] == ["key lost"]
    await check_keys(db, NEW)


async def test_nothing_that_still_opens_is_let_go(sqlite_db: Database) -> None:
    await stored(sqlite_db, OLD, ACCOUNTS, 2)
    assert set((await forget(sqlite_db, BOTH, "k1")).values()) == {0}
    assert await ids(sqlite_db, ACCOUNTS) == {"k1": 2}


def with_keys(url: str, *names: str) -> Settings:
    """The settings with these keys."""
    known = {**K1, **K2}
    written = ",".join(f"{name}:{base64.b64encode(known[name]).decode()}" for name in names)
    return Settings(_env_file=None, database_url=url, token_keys=SecretStr(written))


async def test_the_commands_tell_what_they_do_and_end_with_a_code(
    sqlite_db: Database, sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    await stored(sqlite_db, OLD, ACCOUNTS, 2)
    async with sqlite_db.transaction() as session:
        await Audit(session).note(sqlite_db.now(), "U0ALICE", "approved", "m1", team="T0MAIL", account="a1")
        await Audit(session).note(sqlite_db.now(), "U0BOB", "approved", "m2", team="T0MAIL", account="a2")
    assert await rotate_main([], with_keys(sqlite_url, "k2")) == 1
    assert "2 do not open" in capsys.readouterr().out
    assert await rotate_main([], with_keys(sqlite_url, "k2", "k1")) == 0
    assert "accounts.tokens: 2 sealed anew, 0 bore the new key already." in capsys.readouterr().out
    assert await rotate_main(["--check"], with_keys(sqlite_url, "k2")) == 0
    said = capsys.readouterr().out
    assert "accounts.tokens: 2 by k2\n" in said and "the others may go" in said
    assert await audit_main(["export", "--user", "U0ALICE"], with_keys(sqlite_url, "k2")) == 0
    assert [json.loads(line)["subject"] for line in capsys.readouterr().out.splitlines()] == ["m1"]
    assert await audit_main(["head"], with_keys(sqlite_url, "k2")) == 0
    head = capsys.readouterr().out.strip()
    assert await audit_main(["verify", "--anchor", head], with_keys(sqlite_url, "k2")) == 0
    assert "All are as they were sealed." in capsys.readouterr().out
    assert await audit_main(["verify", "--anchor", f"9{head}"], with_keys(sqlite_url, "k2")) == 1
    assert "it was logged once, and is gone" in capsys.readouterr().out
    assert await rotate_main(["--check"], with_keys(sqlite_url, "k1")) == 1
    assert "2 by k2, which is not in TOKEN_KEYS" in capsys.readouterr().out
    assert await rotate_main(["--forget", "k2"], with_keys(sqlite_url, "k1")) == 0
    assert "accounts.tokens: 2 let go." in capsys.readouterr().out
    with pytest.raises(SettingsError):
        await rotate_main([], with_keys(sqlite_url))


async def test_the_command_runs_as_a_module(sqlite_db: Database, sqlite_url: str) -> None:
    settings = with_keys(sqlite_url, "k2")
    environment = {"DATABASE_URL": sqlite_url, "TOKEN_KEYS": settings.token_keys.get_secret_value()}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "storage.rotate", "--check", env=environment, stdout=asyncio.subprocess.PIPE
    )
    said, _ = await process.communicate()
    assert process.returncode == 0 and b"accounts.tokens: nothing" in said
