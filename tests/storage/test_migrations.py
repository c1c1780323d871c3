"""The migrations build what the tables say, on both databases, and can be taken back."""

from datetime import UTC, datetime

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Column, Connection, MetaData, Table, insert, inspect, select

from storage.accounts import Account
from storage.db import Database
from storage.messages import Message
from storage.migrate import alembic_config, migrate
from storage.schema import TABLES, metadata
from storage.syncs import Sync

NOW = datetime(2026, 1, 1, tzinfo=UTC)
USER: dict[str, object] = {
    "id": "u",
    "team_id": "T1",
    "slack_id": "U1",
    "dm_channel": "",
    "zone": "UTC",
    "created_at": NOW,
}
ACCOUNT: dict[str, object] = {
    "id": "a", "user_id": "u", "email": "a@b.example", "state": "connected", "tokens": "", "scopes": "", "cursor": "7",
    "sync_wanted": 1, "sync_done": 1, "end_told": True, "aliases": [], "created_at": NOW,
}  # fmt: skip


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True, "target_metadata": metadata})
    return list(compare_metadata(context, metadata))


async def test_the_migrated_database_is_what_the_tables_say(db: Database) -> None:
    async with db.engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_every_column_takes_or_refuses_nothing_as_its_table_says(db: Database) -> None:
    def nullable(connection: Connection) -> dict[str, bool]:
        found = inspect(connection)
        return {f"{t}.{c['name']}": bool(c["nullable"]) for t in metadata.tables for c in found.get_columns(t)}

    said = {f"{t.name}.{c.name}": bool(c.nullable) for t in metadata.tables.values() for c in t.columns}
    async with db.engine.connect() as connection:
        assert await connection.run_sync(nullable) == said


async def test_migrating_again_changes_nothing(database_url: str) -> None:
    await migrate(database_url)
    await migrate(database_url)


async def test_everything_can_be_taken_back_and_built_again(db: Database) -> None:
    def down_and_up(connection: Connection) -> set[str]:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
        left = set(inspect(connection).get_table_names())
        command.upgrade(config, "head")
        return left

    async with db.engine.connect() as connection:
        assert await connection.run_sync(down_and_up) <= {"alembic_version"}
        assert await connection.run_sync(differences) == []


async def test_a_mailbox_of_the_first_version_survives_every_upgrade(db: Database) -> None:
    rows: dict[str, dict[str, object]] = {
        "workspaces": {"team_id": "T1", "created_at": NOW},
        "users": USER,
        "accounts": ACCOUNT,
        "messages": {
            "id": "m", "account_id": "a", "remote_id": "r", "thread_id": "t", "labels": [], "state": "found",
            "correlation": "c", "sender": "", "email": {}, "found_at": NOW, "changed_at": NOW,
        },
    }  # fmt: skip

    def up(connection: Connection) -> None:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.downgrade(config, "0001")
        for table, row in rows.items():
            columns = [metadata.tables[table].c[name] for name in row]
            connection.execute(insert(Table(table, MetaData(), *(Column(c.name, c.type) for c in columns))), row)
        command.upgrade(config, "head")

    async with db.engine.connect() as connection:
        await connection.run_sync(up)
        await connection.commit()
    async with db.reading() as session:
        [account] = (await session.scalars(select(Account))).all()
        [message] = (await session.scalars(select(Message))).all()
    assert (account.cursor, account.paused, account.preferences) == ("7", False, {})
    assert (message.account_id, message.pruned_at) == ("a", None)


async def test_files_of_before_sizes_were_kept_are_listed_again(db: Database) -> None:
    def up(connection: Connection) -> None:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.downgrade(config, "0006")
        connection.execute(insert(metadata.tables["workspaces"]), {"team_id": "T1", "created_at": NOW})
        connection.execute(insert(metadata.tables["users"]), USER)
        connection.execute(insert(metadata.tables["accounts"]), ACCOUNT)
        for service in ("drive", "calendar"):
            row = {"account_id": "a", "service": service, "cursor": "c7", "wanted": 3, "done": 3}
            connection.execute(insert(metadata.tables["syncs"]), row)
        command.upgrade(config, "head")

    async with db.engine.connect() as connection:
        await connection.run_sync(up)
        await connection.commit()
    async with db.reading() as session:
        found = {one.service: (one.cursor, one.wanted > one.done) for one in await session.scalars(select(Sync))}
    assert found == {"drive": ("", True), "calendar": ("c7", False)}


def test_every_table_file_is_listed() -> None:
    assert len(metadata.tables) == len(TABLES)
