"""Where sealed texts stand: every column of them, which keys they need, and what is lost with a lost key (SPEC AC4).

A column that is not named here is not sealed anew by a rotation, and could not be read once the old key is gone; a test
looks for such columns.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from bot.errors import Permanent
from bot.settings import SettingsError
from storage.accounts import Account, AccountState
from storage.answers import ModelAnswer
from storage.crypto import Vault
from storage.db import Base, Database
from storage.leavings import Leaving
from storage.oauth_states import OAuthState
from storage.workspaces import Workspace, WorkspaceState

FORMAT = "v1."
UNSEALED = "?"  # stands for the key of a text that is not sealed at all
SAMPLES = 5  # texts of a key that are opened at the start: one spoilt row must not keep Mailroom from starting


@dataclass(frozen=True)
class Place:
    """A column of sealed texts, '' where a row has none. `bound` and the row's `key` are its associated data.

    `lease` is what those hold who replace such a text after an outside act; the row's key follows it. A row whose text
    is lost gets the values of `lost`; where there are none it is of no use and goes.
    """

    table: type[Base]
    column: InstrumentedAttribute[str]
    key: tuple[InstrumentedAttribute[str], ...]
    bound: str
    lease: str = ""
    lost: Mapping[str, Any] | None = None

    @property
    def name(self) -> str:
        """Table and column."""
        return f"{self.table.__tablename__}.{self.column.key}"

    def bound_to(self, row: Sequence[Any]) -> str:
        """What the text of a row is bound to; the row has the key's columns first."""
        return "|".join((self.bound, *row[: len(self.key)]))


_CONNECTED = Account.state == AccountState.CONNECTED
PLACES = (
    Place(
        Account, Account.tokens, (Account.id,), "accounts.tokens", "refresh",
        {
            "tokens": "",
            "state": case((_CONNECTED, AccountState.RECONNECT.value), else_=Account.state),
            "end_told": case((_CONNECTED, False), else_=Account.end_told),
        },
    ),
    Place(
        Workspace, Workspace.tokens, (Workspace.team_id,), "workspaces.tokens", "slack",
        {
            "tokens": "",
            "state": case(
                (Workspace.state == WorkspaceState.INSTALLED, WorkspaceState.ENDED.value), else_=Workspace.state
            ),
        },
    ),
    Place(
        Leaving, Leaving.tokens, (Leaving.account_id,), "accounts.tokens", "",
        {  # as after a try to return the token that failed: its owner is told that Google still has it
            "tokens": "",
            "tries": Leaving.tries + 1,
            "closed_at": func.coalesce(Leaving.closed_at, Leaving.asked_at),
        },
    ),
    Place(OAuthState, OAuthState.verifier, (OAuthState.nonce,), "oauth_states"),
    Place(OAuthState, OAuthState.granted, (OAuthState.nonce,), "oauth_states.granted"),
    Place(ModelAnswer, ModelAnswer.sealed, (ModelAnswer.account_id, ModelAnswer.key), "model_answers.sealed"),
)  # fmt: skip


def begins(place: Place, prefix: str) -> ColumnElement[bool]:
    """Whether a text begins so. Not LIKE: SQLite's takes k1 and K1 for the same."""
    return func.substr(place.column, 1, len(prefix)) == prefix


async def key_ids(session: AsyncSession, place: Place) -> dict[str, int]:
    """How many texts each key has sealed there, by its id; UNSEALED for what is no sealed text."""
    found, seen = dict[str, int](), [~begins(place, FORMAT)]
    rubbish = await _count(session, place, seen[0])
    if rubbish:
        found[UNSEALED] = rubbish
    while True:
        rest = select(place.column).where(place.column != "", *(~one for one in seen)).limit(1)
        text = (await session.scalars(rest)).first()
        if text is None:
            return found
        prefix = FORMAT + text.split(".")[1] + "." if text.count(".") > 1 else text
        seen.append(begins(place, prefix))
        found[prefix.removeprefix(FORMAT).rstrip(".")] = await _count(session, place, seen[-1])


async def _count(session: AsyncSession, place: Place, where: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(place.table).where(place.column != "", where)
    return await session.scalar(query) or 0


async def _strange(session: AsyncSession, place: Place, vault: Vault) -> set[str]:
    """Ids of keys that are not at hand, of texts there. One query where all is well."""
    known = [begins(place, f"{FORMAT}{name}.") for name in vault.key_ids]
    other = select(place.column).where(place.column != "", *(~one for one in known)).limit(1)
    if (await session.scalars(other)).first() is None:
        return set()
    return (await key_ids(session, place)).keys() - set(vault.key_ids)


async def _wrong(session: AsyncSession, place: Place, vault: Vault) -> set[str]:
    """Ids of keys at hand that open none of the texts there which bear their name."""
    wrong = set()
    for name in vault.key_ids:
        query = select(*place.key, place.column).where(begins(place, f"{FORMAT}{name}.")).limit(SAMPLES)
        rows = (await session.execute(query)).all()
        if rows and not any(opens(vault, place, row) for row in rows):
            wrong.add(name)
    return wrong


def opens(vault: Vault, place: Place, row: Sequence[Any]) -> bool:
    """Whether the text of a row, its last column, opens."""
    try:
        vault.open(row[-1], place.bound_to(row))
    except Permanent:
        return False
    return True


async def check_keys(db: Database, vault: Vault, places: Sequence[Place] = PLACES) -> None:
    """Raises SettingsError if TOKEN_KEYS lacks a key that something stored needs, Temporary where nobody can tell."""
    complaints = []
    for place in places:
        async with db.reading() as session:
            strange, wrong = await _strange(session, place, vault), await _wrong(session, place, vault)
        complaints += [_complaint(place, name, "is not in it") for name in sorted(strange)]
        complaints += [_complaint(place, name, "is another one there") for name in sorted(wrong)]
    if complaints:
        raise SettingsError("\n".join([*complaints, WAY_OUT]))


def _complaint(place: Place, name: str, why: str) -> str:
    if name == UNSEALED:
        return f"{place.name} holds texts that are not sealed at all."
    return f"TOKEN_KEYS: {place.name} holds secrets that key {name!r:.40} sealed, which {why}."


WAY_OUT = (
    "Put the missing key back behind the others, or point DATABASE_URL to the database that belongs to these keys. If "
    "it is lost for good: python -m storage.rotate --forget KEYID empties what it sealed, and whoever's mailbox or "
    "workspace that was is asked to connect it again."
)
