"""Contacts: whom a mailbox meets, and what a question needs to know of them."""

import pytest
from sqlalchemy import delete

from assistant.indexing import index_many
from assistant.leaving import QUIET
from storage.contacts import AddressBooks, Contact, Contacts, Known
from storage.db import Database
from storage.index.library import Library
from tests.cast import BOB, join
from tests.eventually import eventually
from tests.storage.index.stock import mail


async def test_what_a_question_needs_of_contacts_is_read_as_one_text(db: Database) -> None:
    account = await join(db)
    async with db.transaction() as session:
        assert await Contacts(session).known(account.id) == []
        for name in ("Sarah Lindqvist", ""):
            await Contacts(session).met(account.id, [("sarah@brightwater.example", name)], db.now())
        await Contacts(session).met(account.id, [("x@y.example", "odd\x1f\x1ename")], db.now())
    async with db.reading() as session:
        known = await Contacts(session).known(account.id)
        assert await Contacts(session).known("somebody else's") == []
    assert sorted((one.email, one.name, one.count) for one in known) == [
        ("sarah@brightwater.example", "Sarah Lindqvist", 2),
        ("x@y.example", "odd\x1fname", 1),
    ]


async def test_mails_that_the_owner_sent_to_somebody_are_counted_apart(db: Database) -> None:
    account = await join(db)
    async with db.transaction() as session:
        for written_to in (False, True, True):
            await Contacts(session).met(account.id, [("s@x.example", "Sarah")], db.now(), written_to=written_to)
        known = await Contacts(session).known(account.id)
    assert [(one.email, one.name, one.count, one.sent) for one in known] == [("s@x.example", "Sarah", 3, 2)]


async def test_a_book_is_read_again_once_somebody_was_met(db: Database) -> None:
    account, other, library, books = (
        await join(db),
        await join(db, BOB, "bob@x.example"),
        Library(db, ""),
        AddressBooks(),
    )

    async def emails(account_id: str) -> list[str]:
        async with db.reading() as session:
            return sorted(one.email for one in await books.of(session, account_id))

    await index_many(db, library, account.id, [mail("1", "an offer", sender="sarah@x.example", people=())])
    assert await emails(account.id) == ["sarah@x.example"]
    await index_many(db, library, account.id, [mail("2", "another", sender="tom@x.example", people=())])
    assert await emails(account.id) == ["sarah@x.example", "tom@x.example"]
    assert await emails(other.id) == []
    async with db.transaction() as session:
        await session.execute(delete(Contact).where(Contact.email == "tom@x.example"))
    assert await emails(account.id) == ["sarah@x.example"]


async def test_a_book_that_has_not_changed_is_not_read_again_and_the_oldest_goes_for_a_new_one(
    sqlite_db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    boxes = [await join(sqlite_db), await join(sqlite_db, BOB, "bob@x.example")]
    library, books, read = Library(sqlite_db, ""), AddressBooks(most=3), list[str]()
    for box in boxes:
        await index_many(
            sqlite_db, library, box.id, [mail("1", "hi", sender="sarah@x.example", people=("tom@x.example",))]
        )
    known = Contacts.known

    async def noted(self: Contacts, account_id: str) -> list[Known]:
        read.append(account_id)
        return await known(self, account_id)

    monkeypatch.setattr(Contacts, "known", noted)
    first, second = boxes
    for box in (first, first, second, second, first):
        async with sqlite_db.reading() as session:
            assert len(await books.of(session, box.id)) == 2
    assert read == [first.id, second.id, first.id]


async def test_a_book_that_is_not_asked_for_any_more_is_gone_before_its_mailbox_is_erased(sqlite_db: Database) -> None:
    """Whoever has said that a mailbox is to go asks nothing of it any more, in whichever process."""
    assert AddressBooks().seconds < QUIET.total_seconds()
    account, books = await join(sqlite_db), AddressBooks(seconds=1)
    for _ in range(2):
        async with sqlite_db.reading() as session:
            await books.of(session, account.id)
        assert books.held == [account.id]
    await eventually(lambda: books.held == [])
