"""Exporting: one's own data as an archive that is made while it is fetched, and who may fetch it (SPEC AC6).

The link alone opens nothing: what its owner is told besides, in Slack, must be typed. Both are good once, for ten
minutes, for five tries. Nothing is written to a disk, so there is nothing to be left there.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, inspect, or_, select

from assistant.case import Person
from assistant.erasing import OF_ACCOUNT, Owned
from storage.access_tokens import AccessToken
from storage.accounts import Account
from storage.answers import ModelAnswer
from storage.audit import Audit, AuditEntry
from storage.crypto import Vault
from storage.db import Base, Database
from storage.exports import Exports
from storage.leases import Lease
from storage.messages import Message
from storage.posts import Post
from storage.questions import Question
from storage.users import User, Users
from storage.workspaces import Workspaces

GOOD_FOR = timedelta(minutes=10)
TRIES = 5
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # without what is taken for something else
PAGE = 50  # rows that are in memory at once
SECRET = frozenset({"tokens", "sealed", "cursor", "verifier", "granted", "code"})
INTERNAL: tuple[type[Base], ...] = (ModelAnswer, Lease)

README = """Your data in Mailroom
=====================

This archive holds what Mailroom keeps about you and your mailboxes, as it is stored. Each file has one JSON object a
line. Passwords and access tokens are not in it. Your mail itself stays in Gmail.

accounts.jsonl        your mailboxes, their preferences and how they stand
messages.jsonl        mails as they were read; "email" is what each of them says
verdicts.jsonl        how each mail was sorted, why, and what you said instead
drafts.jsonl          replies and what became of them
draft_versions.jsonl  every version of them, word for word
cards.jsonl           where their cards stand in Slack
documents.jsonl       mails, events and files that can be asked about
contacts.jsonl        the people you correspond with, and how often
proposals.jsonl       what you were asked to approve besides replies, and what came of it
questions.jsonl       what you asked, and the answers with their sources
posts.jsonl           where else Mailroom wrote to you in Slack
access_tokens.jsonl   the keys that you made for the API, by name and date; what opens anything is not in it
audit.jsonl           what was done by you or for you, and when
The others            how far your mailboxes have been read, what models have cost, and what could not be done
"""


class WrongCode(Exception):
    """That code does not open the archive; another may be tried."""


class NoArchive(Exception):
    """The link is forged, used, too old, or was tried too often."""


@dataclass(frozen=True)
class Offer:
    """What the owner is given: a link's ticket, and a code that is not in it."""

    ticket: str
    code: str


async def offer_export(db: Database, vault: Vault, person: Person) -> Offer:
    """A way for this person, and nobody else, to fetch their data."""
    nonce, code = secrets.token_urlsafe(24), "".join(secrets.choice(ALPHABET) for _ in range(8))
    async with db.transaction() as session:
        await Workspaces(session).ensure(person.team_id, db.now())
        user = await Users(session).ensure(person.team_id, person.slack_id, db.now())
        row = {"nonce": nonce, "user_id": user.id, "code": _hash(nonce, code), "expires_at": db.now() + GOOD_FOR}
        await Exports(session).offer(row)
    return Offer(f"{nonce}.{vault.sign(f'export|{nonce}')}", code)


def is_ours(vault: Vault, ticket: str) -> bool:
    """Whether we made that ticket; says nothing of whether it still opens anything."""
    nonce, _, signature = ticket.partition(".")
    return ticket.isascii() and vault.signed(f"export|{nonce}", signature)


async def take_export(db: Database, vault: Vault, ticket: str, code: str) -> str:
    """The id of the user whose data it is; both are used up then. Raises NoArchive, WrongCode."""
    nonce = ticket.partition(".")[0]
    if not is_ours(vault, ticket):
        raise NoArchive
    typed = "".join(code.upper().split()).replace("-", "")
    async with db.transaction() as session:
        if not await Exports(session).try_code(nonce, db.now(), TRIES):
            raise NoArchive
        user_id = await Exports(session).take(nonce, _hash(nonce, typed))
        user = await Users(session).get(user_id) if user_id else None
        if user is not None:
            await Audit(session).note(db.now(), user.slack_id, "exported", user.id, team=user.team_id)
    if user is None:
        raise WrongCode
    return user_id


def _hash(nonce: str, code: str) -> str:
    return hmac.new(nonce.encode(), code.encode(), hashlib.sha256).hexdigest()


async def export_lines(db: Database, user_id: str) -> AsyncIterator[tuple[str, bytes]]:
    """(file, some lines of it), file by file. Each page is read by itself: nothing holds the database up."""
    async with db.reading() as session:
        user = await session.get(User, user_id)
        accounts = list(
            await session.scalars(select(Account.id).where(Account.user_id == user_id).order_by(Account.id))
        )
    if user is None:
        return
    yield "README.txt", README.encode()
    for owned in _files():
        for account_id in accounts:
            async for lines in _lines(db, owned.table, owned.rows(account_id)):
                yield f"{owned.table.__tablename__}.jsonl", lines
    own = and_(AuditEntry.actor == user.slack_id, AuditEntry.team.in_(["", user.team_id]))  # ids are a workspace's own
    done = [own, AuditEntry.account.in_(accounts), AuditEntry.subject.in_([user_id, *accounts])]
    done.append(AuditEntry.subject.in_(select(Message.id).where(Message.account_id.in_(accounts))))
    besides: tuple[tuple[type[Base], ColumnElement[bool]], ...] = (
        (Account, Account.user_id == user_id),
        (Question, Question.user_id == user_id),
        (Post, Post.user_id == user_id),
        (AccessToken, AccessToken.user_id == user_id),
        (AuditEntry, or_(*done)),
    )
    for table, rows in besides:
        async for lines in _lines(db, table, rows):
            yield f"{table.__tablename__}.jsonl", lines


def _files() -> list[Owned]:
    return [owned for owned in OF_ACCOUNT if owned.table not in INTERNAL]


async def _lines(db: Database, table: type[Base], rows: ColumnElement[bool]) -> AsyncIterator[bytes]:
    """The rows as JSON lines, some at a time, in the order of the last column of their key.

    All keys are read first, which costs little. Rows are then asked for by key alone where that names them: with the
    owner beside it SQLite would read a whole mailbox for each page.
    """
    held = table.__table__
    assert isinstance(held, Table)
    *more, key = inspect(table).primary_key
    async with db.reading() as session:
        keys = list(await session.scalars(select(key).where(rows).order_by(key)))
    query = select(*(column for column in held.columns if column.name not in SECRET)).order_by(key)
    query = query.where(rows) if more else query
    for at in range(0, len(keys), PAGE):
        async with db.reading() as session:
            found = await session.execute(query.where(key.in_(keys[at : at + PAGE])))
            lines = [f"{_json(dict(row._mapping))}\n" for row in found]
        yield "".join(lines).encode()


def _json(row: Mapping[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(type(value).__name__)
