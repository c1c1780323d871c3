"""The migrations build what the tables say, on both databases, and can be taken back."""

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect

from storage.db import Database
from storage.migrate import alembic_config, migrate
from storage.schema import TABLES, metadata


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


def test_every_table_file_is_listed() -> None:
    assert len(metadata.tables) == len(TABLES)
