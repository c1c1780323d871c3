"""The start: a process that lacks a needed key, or finds an old database, says what to do instead of working."""

import asyncio
import base64
import os
import sys
from pathlib import Path

import pytest

from bot.settings import SettingsError
from bot.start import check_database
from storage.accounts import Accounts
from storage.crypto import Vault
from storage.db import Database, open_database
from tests.cast import join

VAULT = Vault({"k1": b"1" * 32})
ROOT = Path(__file__).resolve().parents[2]


async def keep_secret(db: Database) -> None:
    account = await join(db)
    async with db.transaction() as session:
        await Accounts(session).change(account.id, tokens=VAULT.seal("1//x", f"accounts.tokens|{account.id}"))


@pytest.mark.parametrize("module", ["bot", "jobs.worker", "jobs.schedule"])
async def test_no_process_starts_without_a_key_that_is_in_use(
    sqlite_db: Database, sqlite_url: str, module: str
) -> None:
    await keep_secret(sqlite_db)
    other = base64.b64encode(b"2" * 32).decode()
    environment = {
        "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "DATABASE_URL": sqlite_url, "TOKEN_KEYS": f"k2:{other}",
        "SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s", "GOOGLE_CLIENT_ID": "id", "PORT": "0",
        "GOOGLE_CLIENT_SECRET": "secret", "REDIS_URL": "redis://127.0.0.1:1/0",
    }  # fmt: skip
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    _, said = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 1
    words = said.decode()
    assert words.startswith("Mailroom cannot start:\n") and "Traceback" not in words
    assert "accounts.tokens holds secrets that key 'k1' sealed" in words and "storage.rotate --forget" in words


async def test_a_start_with_the_right_keys_is_let_through(db: Database) -> None:
    await keep_secret(db)
    await check_database(db, VAULT)


async def test_an_old_database_on_postgresql_is_said_to_be_one(db: Database) -> None:
    async with db.engine.begin() as connection:
        await connection.exec_driver_sql("ALTER TABLE model_answers RENAME TO model_answers_of_old")
    if db.is_sqlite:  # which does not tell it from a lock
        await check_database(db, VAULT)
        return
    with pytest.raises(SettingsError, match="python -m storage"):
        await check_database(db, VAULT)


async def test_without_a_database_a_process_starts_and_waits_for_it(tmp_path: Path) -> None:
    for url in ("postgresql+asyncpg://nobody@127.0.0.1:1/none", f"sqlite+aiosqlite:///{tmp_path / 'a' / 'new.db'}"):
        db = open_database(url)
        await check_database(db, VAULT)
        await db.close()
