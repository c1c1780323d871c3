"""What a process asks of its database before it works: the keys that open it, and tables as this version knows them."""

import structlog
from sqlalchemy.exc import DBAPIError

from bot.errors import Temporary
from bot.settings import SettingsError
from storage.crypto import Vault
from storage.db import Database
from storage.sealed import check_keys

log = structlog.get_logger("start")


async def check_database(db: Database, vault: Vault) -> None:
    """Raises SettingsError, with words on what to do, where this process could not work with that database.

    While it cannot be reached nobody can tell: the process starts, and works once the database is there.
    """
    try:
        await check_keys(db, vault)
    except Temporary as error:
        log.warning("keys not checked", error=str(error))
    except DBAPIError:
        raise SettingsError("DATABASE_URL: it is not up to date. Run: python -m storage.migrate") from None
