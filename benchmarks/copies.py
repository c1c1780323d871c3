"""Many worked mails quickly: the rows that the product itself made for one mail, stored again under other ids."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, inspect, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.accounts import Account
from storage.cards import Card
from storage.db import Base, Database, new_id
from storage.drafts import Draft
from storage.messages import Message
from storage.pushes import Push
from storage.verdicts import Verdict
from storage.versions import DraftVersion

SOME = 500  # mails a transaction
AGE = timedelta(days=3)  # most of a mailbox is old: queries that ask for what is new must not find it


def _values(row: Base) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in inspect(type(row)).columns}


async def _template(session: AsyncSession, message_id: str) -> dict[type[Base], dict[str, Any]]:
    """Each table's row of a mail that has gone all the way to its card."""
    message = await session.get_one(Message, message_id)
    draft = (await session.scalars(select(Draft).where(Draft.message_id == message_id))).one()
    rows: tuple[Base, ...] = (
        message,
        await session.get_one(Verdict, message_id),
        draft,
        await session.get_one(DraftVersion, draft.version_id),
        await session.get_one(Card, message_id),
    )
    return {type(row): _values(row) for row in rows}


def _copy(template: dict[type[Base], dict[str, Any]], number: int, changes: dict[str, Any]) -> dict[type[Base], Any]:
    """One more mail: same words, other ids, a thread of its own; every second one from a sender of its own."""
    message_id, draft_id, version_id = new_id(), new_id(), new_id()
    thread, sender = f"copy{number:012x}", {"sender": f"copy{number}@copies.example"} if number % 2 else {}
    own: dict[type[Base], dict[str, Any]] = {
        Message: {"id": message_id, "remote_id": thread, "thread_id": thread, **sender},
        Verdict: {"message_id": message_id, **sender},
        Draft: {"id": draft_id, "message_id": message_id, "thread_id": thread, "version_id": version_id, **changes},
        DraftVersion: {"id": version_id, "draft_id": draft_id},
        Card: {"message_id": message_id},
    }
    return {table: _earlier(row) | own[table] for table, row in template.items()}


def _earlier(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value - AGE if isinstance(value, datetime) else value for name, value in row.items()}


async def copy_mail(db: Database, message_id: str, number: int, *, first: int = 0, **changes: Any) -> list[str]:
    """Stores `number` copies of that mail's rows (`changes`: columns of the drafts); gives their versions' ids.

    Copies are numbered from `first`, and each has a push notice, as a mail of its own would have had.
    """
    async with db.reading() as session:
        template = await _template(session, message_id)
        account = await session.get_one(Account, template[Message]["account_id"])
    versions: list[str] = []
    for start in range(first, first + number, SOME):
        copies = [_copy(template, n, changes) for n in range(start, min(start + SOME, first + number))]
        notice = {"account_id": account.id, "notice_id": "", "history_id": "1", "received_at": db.now() - AGE}
        async with db.transaction() as session:
            for table in template:
                await session.execute(insert(table), [copy[table] for copy in copies])
            await session.execute(insert(Push), [{"id": new_id(), **notice} for _ in copies])
        versions += [copy[DraftVersion]["id"] for copy in copies]
    return versions
