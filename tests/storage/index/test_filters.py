"""Filters on both databases: each limits to what it says, and none lets another account's or a hidden document in."""

from typing import Any

import pytest
from sqlalchemy import Select, select, text

from assistant.indexing import index_many
from storage.db import Database
from storage.documents import Document, Documents, NewDocument, Service
from storage.index.entry import Filters
from storage.index.filters import conditions, conditions_on_known
from storage.index.library import Library
from tests.cast import BOB, join
from tests.storage.index.stock import NOON, days, mail

SARAH, TOM, ME = "sarah@brightwater.example", "tom@x.example", "alice@fernhill.example"
STOCK = (
    mail("1", "from sarah", sender=SARAH, people=(ME, TOM), labels=("INBOX", "Label_7"), at=NOON, thread_id="t1"),
    mail("2", "to sarah", sender=ME, people=(SARAH,), labels=("SENT",), outgoing=True, at=days(1), thread_id="t1"),
    mail("3", "from tom", sender=TOM, people=(ME,), labels=("INBOX",), attachments=("a.pdf",), at=days(2)),
    mail("4", "odd", sender="o'neil\"@x.example", people=('"quo\\ted"@x.example', "jörg@x.example"), at=days(3)),
    NewDocument(Service.DRIVE, "5", "a file", "", at=days(4), sender=TOM, labels=("application/pdf",)),
)
CASES: dict[str, tuple[dict[str, Any], str]] = {
    "nothing": ({}, "12345"),
    "service": ({"services": frozenset({"drive"})}, "5"),
    "sender": ({"senders": frozenset({TOM})}, "35"),
    "two senders": ({"senders": frozenset({TOM, SARAH})}, "135"),
    "a person wherever": ({"people": (frozenset({SARAH}),)}, "12"),
    "one of a group": ({"people": (frozenset({SARAH, "nobody@x.example"}),)}, "12"),
    "both of two": ({"people": (frozenset({SARAH}), frozenset({TOM}))}, "1"),
    "an empty group": ({"people": (frozenset(),)}, ""),
    "part of an address": ({"people": (frozenset({"arah@brightwater.example"}),)}, ""),
    "quotes in an address": ({"people": (frozenset({'"quo\\ted"@x.example'}),)}, "4"),
    "letters beyond ASCII": ({"people": (frozenset({"jörg@x.example"}),)}, "4"),
    "an apostrophe": ({"senders": frozenset({"o'neil\"@x.example"})}, "4"),
    "a wildcard": ({"people": (frozenset({"%"}),)}, ""),
    "label": ({"labels": frozenset({"INBOX"})}, "13"),
    "two labels": ({"labels": frozenset({"INBOX", "Label_7"})}, "1"),
    "part of a label": ({"labels": frozenset({"Label"})}, ""),
    "since": ({"since": days(2)}, "345"),
    "until": ({"until": days(2)}, "12"),
    "outgoing": ({"outgoing": True}, "2"),
    "incoming": ({"outgoing": False}, "1345"),
    "attachment": ({"attachment": True}, "3"),
    "no attachment": ({"attachment": False}, "1245"),
    "thread": ({"thread_id": "t1"}, "12"),
    "several": ({"senders": frozenset({TOM}), "services": frozenset({"gmail"}), "since": NOON}, "3"),
}


async def test_each_filter_lets_in_what_it_says(db: Database) -> None:
    account, other = await join(db), await join(db, BOB, "bob@fernhill.example")
    library = Library(db, "")
    await index_many(db, library, account.id, STOCK)
    await index_many(db, library, other.id, STOCK)
    async with db.transaction() as session:
        await Documents(session).expect(account.id, [("found", "t1")], days(2), db.now())
    for name, (values, expected) in CASES.items():
        where = conditions(account.id, Filters(**values), sqlite=db.is_sqlite)
        async with db.reading() as session:
            found = list(await session.scalars(select(Document.remote_id).where(*where)))
        assert sorted(found) == sorted(expected), name


def test_without_an_account_there_is_no_filter() -> None:
    with pytest.raises(ValueError, match="account"):
        conditions("", Filters(), sqlite=True)


async def planned(db: Database, query: Select[Any]) -> list[str]:
    """How SQLite would read it, step by step."""
    told = query.compile(db.engine.sync_engine, compile_kwargs={"literal_binds": True})
    async with db.reading() as session:
        return [row.detail for row in await session.execute(text(f"EXPLAIN QUERY PLAN {told}"))]


async def test_documents_named_by_id_are_looked_up_by_id(sqlite_db: Database) -> None:
    """Without statistics SQLite would rather read the whole account."""
    known = conditions_on_known("a" * 32, Filters(), sqlite=True)
    plan = await planned(sqlite_db, select(Document.id).where(Document.id.in_(["b", "c"]), *known))
    assert len(plan) == 1 and "(id=?)" in plan[0]


async def test_what_came_later_is_looked_for_in_the_thread_alone(sqlite_db: Database) -> None:
    """Without statistics SQLite would rather read all later mail for every mail: minutes at 20,000."""
    where = conditions("a" * 32, Filters(unanswered=True), sqlite=True)
    plan = await planned(sqlite_db, select(Document.id).where(*where).order_by(Document.at.desc()))
    assert [step for step in plan if "documents_1" in step and "(account_id=? AND thread_id=?)" in step], plan
