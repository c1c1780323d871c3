"""Indexing: a document, its words and whom one meets by it are there together or not at all."""

from dataclasses import replace

import pytest

from assistant.indexing import digest_of, index_document, index_many, remove_documents
from storage.accounts import Account
from storage.contacts import Contacts
from storage.db import Database, new_id
from storage.documents import SEEN, TEXT_AT_MOST, Document, Documents, DocumentState, Service
from storage.index.library import Library
from tests.cast import ALICE_MAIL, join
from tests.storage.index.stock import days, mail, titles

SARAH = "sarah@brightwater.example"


@pytest.fixture
async def account(db: Database) -> Account:
    return await join(db)


async def row(db: Database, account: Account, remote_id: str, service: Service = Service.GMAIL) -> Document:
    async with db.reading() as session:
        found = await Documents(session).find(account.id, service, remote_id)
    assert found is not None
    return found


async def known(db: Database, account: Account) -> dict[str, tuple[str, int]]:
    async with db.reading() as session:
        return {one.email: (one.name, one.count) for one in await Contacts(session).of(account.id)}


async def test_a_new_document_is_found_and_waits_for_its_vectors(db: Database, account: Account) -> None:
    library = Library(db, "http://127.0.0.1:1", "m-1")
    assert await index_document(db, library, account.id, mail("1", "Zebra", "stripes"))
    assert await titles(library, account.id, "stripes") == ["Zebra"]
    assert (await row(db, account, "1")).state == DocumentState.DUE


async def test_without_an_embedder_it_is_done_at_once(db: Database, account: Account) -> None:
    await index_document(db, Library(db, ""), account.id, mail("1", "Zebra"))
    found = await row(db, account, "1")
    assert (found.state, found.embedder) == (DocumentState.DONE, "")


async def test_an_unchanged_document_is_not_indexed_again(db: Database, account: Account) -> None:
    library, new = Library(db, ""), mail("1", "Zebra", sender=SARAH)
    await index_document(db, library, account.id, new)
    async with db.reading() as session:
        before = await Documents(session).version(account.id)
    assert not await index_document(db, library, account.id, new)
    async with db.reading() as session:
        assert await Documents(session).version(account.id) == before
    assert (await known(db, account))[SARAH][1] == 1


async def test_a_changed_text_takes_the_place_of_the_old_one(db: Database, account: Account) -> None:
    library = Library(db, "http://127.0.0.1:1", "m-1")
    await index_document(db, library, account.id, mail("1", "Zebra"))
    first = await row(db, account, "1")
    assert await index_document(db, library, account.id, mail("1", "Lion"))
    assert (await titles(library, account.id, "zebra"), await titles(library, account.id, "lion")) == ([], ["Lion"])
    assert (await row(db, account, "1")).id == first.id


async def test_other_facts_change_without_new_vectors(db: Database, account: Account) -> None:
    library = Library(db, "http://127.0.0.1:1", "m-1")
    await index_document(db, library, account.id, mail("1", "Zebra", at=days(0)))
    async with db.transaction() as session:
        found = await Documents(session).find(account.id, Service.GMAIL, "1")
        assert found is not None
        found.state, found.embedder = DocumentState.DONE, "m-1"
    assert await index_document(db, library, account.id, mail("1", "Zebra", at=days(1), labels=("STARRED",)))
    after = await row(db, account, "1")
    assert (after.state, after.embedder, after.labels, after.at) == (DocumentState.DONE, "m-1", ["STARRED"], days(1))


async def test_a_mail_known_by_id_only_becomes_one_that_is_found(db: Database, account: Account) -> None:
    async with db.transaction() as session:
        await Documents(session).expect(account.id, [("1", "t1")], days(0), db.now())
    library = Library(db, "")
    assert await index_document(db, library, account.id, mail("1", "Zebra", sender=SARAH, sender_name="Sarah"))
    assert await titles(library, account.id, "zebra") == ["Zebra"]
    assert await known(db, account) == {SARAH: ("Sarah", 1)}


async def test_people_are_met_once_a_mail_and_the_owner_never(db: Database, account: Account) -> None:
    library = Library(db, "")
    await index_many(
        db, library, account.id,
        [
            mail("1", "One", sender=SARAH, sender_name="Sarah Lindqvist", people=(ALICE_MAIL, "tom@x.example")),
            mail("2", "Two", sender=ALICE_MAIL, people=(SARAH,), outgoing=True),
        ],
    )  # fmt: skip
    await index_document(db, library, account.id, mail("1", "One changed", sender=SARAH))
    assert await known(db, account) == {SARAH: ("Sarah Lindqvist", 2), "tom@x.example": ("", 1)}


async def test_written_to_is_who_stands_on_sent_mail_whatever_a_from_line_says(db: Database, account: Account) -> None:
    mine = replace(mail("1", "Hello", sender=ALICE_MAIL), people=(SARAH,), outgoing=True, labels=("SENT",))
    claimed = replace(mine, remote_id="2", labels=("INBOX",))
    await index_many(db, Library(db, ""), account.id, [mine, claimed])
    async with db.reading() as session:
        [sarah] = await Contacts(session).known(account.id)
    assert (sarah.count, sarah.sent) == (2, 1)


async def test_a_removed_document_is_out_at_once_and_comes_back_if_it_is_restored(
    db: Database, account: Account
) -> None:
    library, new = Library(db, ""), replace(mail("1", "Zebra"), service=Service.CALENDAR)
    await index_document(db, library, account.id, new)
    await remove_documents(db, library, account.id, Service.CALENDAR, ["1", "unknown"])
    assert await titles(library, account.id, "zebra") == await titles(library, account.id, "") == []
    assert (await row(db, account, "1", Service.CALENDAR)).state == DocumentState.GONE
    assert await index_document(db, library, account.id, new)
    assert await titles(library, account.id, "zebra") == ["Zebra"]
    assert (await row(db, account, "1", Service.CALENDAR)).state in SEEN


async def test_a_removed_mail_comes_back_by_its_labels_alone(db: Database, account: Account) -> None:
    library, new = Library(db, ""), mail("1", "Zebra")
    await index_document(db, library, account.id, new)
    await remove_documents(db, library, account.id, Service.GMAIL, ["1"])
    assert not await index_document(db, library, account.id, new)
    assert await titles(library, account.id, "zebra") == []
    async with db.transaction() as session:
        await Documents(session).relabel(account.id, "1", ["INBOX"], db.now())
    assert await index_document(db, library, account.id, new)
    assert await titles(library, account.id, "zebra") == ["Zebra"]


async def test_text_that_no_database_takes_is_mended(db: Database, account: Account) -> None:
    library = Library(db, "")
    new = mail("1", "Ze\x00bra", "half \ud83d" + "x" * TEXT_AT_MOST, people=("a\x00@x.example",))
    assert await index_document(db, library, account.id, new)
    found = await row(db, account, "1")
    assert (found.title, found.people, len(found.text)) == ("Zebra", ["a@x.example"], TEXT_AT_MOST)
    assert not await index_document(db, library, account.id, new)


async def test_documents_belong_to_an_account_that_there_is(sqlite_db: Database) -> None:
    with pytest.raises(ValueError, match="account"):
        await index_document(sqlite_db, Library(sqlite_db, ""), new_id(), mail("1", "Zebra"))


async def test_the_version_changes_with_whatever_changes(sqlite_db: Database, clock: object) -> None:
    account, library = await join(sqlite_db), Library(sqlite_db, "")
    seen = set()
    for change in (
        lambda: index_document(sqlite_db, library, account.id, mail("1", "Zebra")),
        lambda: index_document(sqlite_db, library, account.id, mail("2", "Lion")),
        lambda: index_document(sqlite_db, library, account.id, mail("1", "Tiger")),
        lambda: remove_documents(sqlite_db, library, account.id, Service.GMAIL, ["1"]),
    ):
        clock.advance(1)  # type: ignore[attr-defined]
        await change()
        async with sqlite_db.reading() as session:
            seen.add(await Documents(session).version(account.id))
    assert len(seen) == 4


def test_the_digest_tells_what_is_said_from_what_else_is_known() -> None:
    one, read, other = mail("1", "Zebra"), mail("1", "Zebra", labels=("READ",)), mail("1", "Lion")
    assert digest_of(one) == digest_of(mail("1", "Zebra"))
    assert digest_of(one)[:32] == digest_of(read)[:32]
    assert digest_of(one) != digest_of(read)
    assert digest_of(one)[:32] != digest_of(other)[:32]
