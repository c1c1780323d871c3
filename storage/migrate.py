"""Brings a database to the present schema: `python -m storage.migrate`."""

import asyncio
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from bot.settings import Settings
from storage.db import open_database

ROOT = Path(__file__).resolve().parent.parent


def alembic_config() -> Config:
    """Alembic's settings stand in pyproject.toml; there is no alembic.ini."""
    return Config(toml_file=str(ROOT / "pyproject.toml"))


def _upgrade(connection: Connection) -> None:
    config = alembic_config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


async def migrate(url: str) -> None:
    """Upgrades the database at that URL to the newest revision; one that is there already is left alone."""
    db = open_database(url)
    try:
        async with db.engine.connect() as connection:
            await connection.run_sync(_upgrade)
            await connection.commit()
    finally:
        await db.close()


if __name__ == "__main__":
    asyncio.run(migrate(Settings().database_url))
