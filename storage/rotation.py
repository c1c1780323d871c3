"""Sealing everything stored anew with the present key, while Mailroom runs; and letting go of what a lost key sealed.

What is done bears the new key's name, so a rotation that was stopped goes on where it was. A text is replaced only
where it still is what was read. Those who replace tokens after an outside act (Slack takes each refresh token once) do
so under a lease, which is held here too: else their new tokens would be the ones that are not kept.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Permanent
from storage.access_tokens import AccessTokens
from storage.accounts import Accounts
from storage.audit import Audit
from storage.crypto import Vault
from storage.db import Database, hits, update_of
from storage.leases import Busy, lease
from storage.sealed import FORMAT, PLACES, Place, begins, opens
from storage.workspaces import Workspace

AT_ONCE = 100  # rows read, and sealed in one transaction where no lease is needed
PASSES, PAUSE = 90, 1.0  # how often to come back for rows that others are at work on, and after how many seconds
LEASE_SECONDS = 20


@dataclass
class Tally:
    """What became of one place's texts. `broken` names the rows whose texts do not open, by their keys."""

    done: int = 0
    missed: int = 0  # somebody else was at work on them
    broken: list[str] = field(default_factory=list)


async def rotate(db: Database, vault: Vault, place: Place, pause: float = PAUSE) -> Tally:
    """Seals a place's texts with the first key; `missed` are only those that others kept for a minute and a half.

    `pause` is how many seconds to wait before coming back for these.
    """
    whole = Tally()
    for number in range(PASSES):
        if number:
            await asyncio.sleep(pause)
        one = await _pass(db, vault, place)
        whole = Tally(whole.done + one.done, one.missed, one.broken)
        if not one.missed:
            break
    return whole


async def _pass(db: Database, vault: Vault, place: Place) -> Tally:
    tally = Tally()
    async for rows in _rows(db, place, ~begins(place, vault.prefix)):
        anew = [(row, _sealed(vault, place, row)) for row in rows]
        fresh = [(row, sealed) for row, sealed in anew if sealed]
        tally.broken += ["|".join(row[:-1]) for row, sealed in anew if not sealed]
        step = 1 if place.lease else AT_ONCE
        for at in range(0, len(fresh), step):
            some = fresh[at : at + step]
            done = await _replace(db, place, some)
            tally.done, tally.missed = tally.done + done, tally.missed + len(some) - done
    return tally


def _sealed(vault: Vault, place: Place, row: Sequence[Any]) -> str:
    """The row's text, sealed anew; '' if it does not open."""
    bound = place.bound_to(row)
    try:
        return vault.seal(vault.open(row[-1], bound), bound)
    except Permanent:
        return ""


async def _rows(db: Database, place: Place, where: ColumnElement[bool]) -> AsyncIterator[Sequence[Sequence[Any]]]:
    """Key and text of the rows that hold one and for which it is true, in steps, in the order of the key."""
    query = select(*place.key, place.column).where(place.column != "", where).order_by(*place.key).limit(AT_ONCE)
    last: Sequence[Any] | None = None
    while True:
        after = query if last is None else query.where(tuple_(*place.key) > tuple_(*last[:-1]))
        async with db.reading() as session:
            rows = (await session.execute(after)).all()
        if not rows:
            return
        yield rows
        last = rows[-1]


async def _replace(db: Database, place: Place, fresh: Sequence[tuple[Sequence[Any], str]]) -> int:
    """Stores what was sealed anew where the old text still stands; how many."""
    try:
        async with _alone(db, place, fresh[0][0]), db.transaction() as session:
            return sum([await _exchange(session, place, row, sealed) for row, sealed in fresh])
    except Busy:
        return 0


@asynccontextmanager
async def _alone(db: Database, place: Place, row: Sequence[Any]) -> AsyncIterator[None]:
    if not place.lease:
        yield
        return
    async with lease(db, f"{place.lease}:{'|'.join(row[:-1])}", LEASE_SECONDS):
        yield


def _is_row(place: Place, row: Sequence[Any]) -> ColumnElement[bool]:
    same = [column == value for column, value in zip((*place.key, place.column), row, strict=True)]
    return and_(*same)


async def _exchange(session: AsyncSession, place: Place, row: Sequence[Any], sealed: str) -> bool:
    values = {place.column.key: sealed}
    return await hits(session, update_of(place.table).where(_is_row(place, row)).values(values))


async def forget(db: Database, vault: Vault, key_id: str, places: Sequence[Place] = PLACES) -> dict[str, int]:
    """Lets go of what that key sealed and none at hand opens; how many, by place. Each is noted in the audit log."""
    found = {}
    for place in places:
        lost = [
            row async for rows in _rows(db, place, begins(place, f"{FORMAT}{key_id}."))
            for row in rows if not opens(vault, place, row)
        ]  # fmt: skip
        for row in lost:
            async with db.transaction() as session:
                await _let_go(session, place, row)
                subject = "|".join(row[:-1])
                await Audit(session).note(db.now(), "mailroom", "key lost", subject, key=key_id, place=place.name)
        found[place.name] = len(lost)
    return found


async def end_api_keys(db: Database, vault: Vault, key_id: str) -> int:
    """Revokes the API keys that this lost key signed, which prove nothing any more; how many. Each is noted."""
    if key_id in vault.api_keys:
        return 0
    async with db.transaction() as session:
        ended = await AccessTokens(session).revoke_signed(key_id, db.now())
        for token_id in ended:
            await Audit(session).note(db.now(), "mailroom", "api key revoked", token_id, key=key_id)
    return len(ended)


async def _let_go(session: AsyncSession, place: Place, row: Sequence[Any]) -> None:
    if place.lost is None:
        await session.execute(delete(place.table).where(_is_row(place, row)))
    else:
        await session.execute(update_of(place.table).where(_is_row(place, row)).values(**place.lost))
    if place.table is Workspace:  # nobody there can be told anything until it is installed again
        await Accounts(session).sleep(row[0])
