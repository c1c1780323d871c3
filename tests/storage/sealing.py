"""Rows with sealed texts in every place that there is for them."""

from typing import Any

from sqlalchemy import insert, select

from storage.crypto import Vault
from storage.db import Base, Database, update_of
from storage.sealed import PLACES, Place, key_ids
from tests.cast import join
from tests.database_fixture import Clock

K1, K2 = {"k1": b"1" * 32}, {"k2": b"2" * 32}
OLD, NEW, BOTH = Vault(K1), Vault(K2), Vault({**K2, **K1})
ACCOUNTS, ANSWERS = PLACES[0], PLACES[-1]


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


async def put(db: Database, account_id: str, sealed: str) -> None:
    async with db.transaction() as session:
        table: type[Base] = ACCOUNTS.table
        await session.execute(update_of(table).where(ACCOUNTS.key[0] == account_id).values(tokens=sealed))
