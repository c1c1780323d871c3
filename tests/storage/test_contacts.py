"""Contacts: whom a mailbox meets, and what a question needs to know of them."""

from storage.contacts import Contacts
from storage.db import Database
from tests.cast import join


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
