"""Rotation of keys: everything sealed is sealed anew while others work, and a start without a needed key is refused."""

import asyncio
import base64
import json
import sys
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import insert, select

from bot.errors import Permanent
from bot.settings import Settings, SettingsError
from storage.access_tokens import AccessTokens
from storage.accounts import AccountState
from storage.answers import ModelAnswer
from storage.audit import Audit
from storage.audit_log import main as audit_main
from storage.db import Database, update_of
from storage.leases import lease
from storage.leavings import Leaving, Leavings
from storage.rotate import main as rotate_main
from storage.rotation import AT_ONCE, forget, rotate
from storage.schema import metadata
from storage.sealed import PLACES, Place, check_keys
from storage.workspaces import Workspace, WorkspaceState
from tests.cast import ALICE, BOB, audit_of, join
from tests.database_fixture import START
from tests.storage.sealing import ACCOUNTS, ANSWERS, BOTH, K1, K2, NEW, OLD, ids, put, stored, texts


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


async def test_a_workspace_whose_key_is_lost_rests_until_it_is_installed_again(db: Database) -> None:
    account = await join(db)
    async with db.transaction() as session:
        sealed = OLD.seal("xoxb", f"workspaces.tokens|{ALICE.team_id}")
        await session.execute(update_of(Workspace).where(Workspace.team_id == ALICE.team_id).values(tokens=sealed))
    await forget(db, NEW, "k1")
    async with db.reading() as session:
        workspace = await session.get_one(Workspace, ALICE.team_id)
    assert (workspace.state, workspace.tokens) == (WorkspaceState.ENDED, "")
    assert await states(db, account.id) == [(AccountState.ASLEEP, True, False)]


async def test_a_token_that_was_still_to_be_returned_counts_as_kept_by_google(db: Database) -> None:
    account = await join(db)
    row = {"account_id": account.id, "user_id": account.user_id, "email": "", "drops_drafts": False, "in_slack": True}
    async with db.transaction() as session:
        sealed = OLD.seal("1//x", f"accounts.tokens|{account.id}")
        await Leavings(session).begin(row | {"tokens": sealed}, db.now())
    await forget(db, NEW, "k1")
    async with db.reading() as session:
        leaving = await session.get_one(Leaving, account.id)
    assert (leaving.tokens, leaving.tries, leaving.closed_at, leaving.revoked_at) == ("", 1, db.now(), None)


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
    assert await audit_main(["export"], with_keys(sqlite_url, "k1")) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["detail"]["through"] == "command"
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


async def test_api_keys_of_an_old_key_are_counted_and_end_with_it(
    sqlite_db: Database, sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    row = {"user_id": (await join(sqlite_db)).user_id, "name": "x", "made_at": START}
    async with sqlite_db.transaction() as session:
        for token_id, key in (("t1", "k1"), ("t2", "k2")):
            ends = START + timedelta(days=3650)
            await AccessTokens(session).add(row | {"id": token_id, "key": key, "expires_at": ends})
    assert await rotate_main(["--check"], with_keys(sqlite_url, "k2", "k1")) == 0
    said = capsys.readouterr().out
    assert "API keys: 1 signed by k1, which end when it is taken out\n" in said and "API keys: 1 signed by k2\n" in said
    for keys, ended in ((("k2", "k1"), 0), (("k2",), 1), (("k2",), 0)):
        assert await rotate_main(["--forget", "k1"], with_keys(sqlite_url, *keys)) == 0
        assert f"API keys: {ended} revoked." in capsys.readouterr().out
    assert [entry.action for entry in await audit_of(sqlite_db, "t1")] == ["api key revoked"]
    assert await audit_of(sqlite_db, "t2") == []
