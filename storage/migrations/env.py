"""What Alembic runs: our tables, over the connection that storage/migrate.py hands in, or a generated script."""

import asyncio

from alembic import context
from sqlalchemy import Connection

from bot.settings import Settings
from storage.db import open_database
from storage.index.shelf import PREFIXES
from storage.schema import metadata


def _is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Whether a migration may touch it: each mailbox's own tables come and go with the mailbox."""
    return kind != "table" or name is None or not name.startswith(PREFIXES)


def run(connection: Connection) -> None:
    """Runs the wanted revisions on this connection."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        user_module_prefix="storage.db.",
        include_name=_is_ours,
    )
    with context.begin_transaction():
        context.run_migrations()


async def run_alone() -> None:
    """For the alembic command line: opens the configured database itself."""
    db = open_database(Settings().database_url)
    try:
        async with db.engine.connect() as connection:
            await connection.run_sync(run)
            await connection.commit()
    finally:
        await db.close()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    asyncio.run(run_alone())
