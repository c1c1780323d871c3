"""Syncing notes what can be asked about, and what no longer can, together with the cursor (SPEC SR3)."""

from sqlalchemy import select

from assistant.syncing import Synced
from connectors.mail.source import Change
from storage.accounts import Account
from storage.db import Database, update_of
from storage.documents import Document, Documents
from tests.assistant.pages import INBOX, added, page, run
from tests.cast import join
from tests.fakes import FakeMail


async def documents_of(db: Database, account_id: str) -> dict[str, str]:
    """Remote id -> state of every document row."""
    async with db.reading() as session:
        rows = await session.execute(
            select(Document.remote_id, Document.state).where(Document.account_id == account_id)
        )
        return {row.remote_id: row.state for row in rows}


SENT, DRAFT, SPAM, BIN = (frozenset({name}) for name in ("SENT", "DRAFT", "SPAM", "TRASH"))


async def synced(db: Database, *changes: Change) -> tuple[Synced, Account]:
    """One page of changes, synced."""
    account, mail = await join(db, cursor="10"), FakeMail(db.now)
    mail.pages["10"] = [page(*changes, cursor="10")]
    (given,) = await run(db, mail, account.id)
    return given, account


async def test_received_and_sent_mail_is_noted_as_askable_with_the_cursor(db: Database) -> None:
    given, account = await synced(
        db, added("m1"), added("m2", labels=SENT), added("m3", labels=DRAFT), added("m4", labels=SPAM)
    )
    assert await documents_of(db, account.id) == {"m1": "found", "m2": "found"}
    assert given.unindexed


async def test_mail_that_triage_reads_anyway_needs_no_reading_of_its_own(sqlite_db: Database) -> None:
    given, _ = await synced(sqlite_db, added("m1"), added("m2"))
    assert not given.unindexed


async def test_deleted_and_binned_mail_is_hidden_at_once_and_comes_back_when_restored(db: Database) -> None:
    _, account = await synced(db, added("m1"), added("m2"), added("m3"))
    async with db.transaction() as session:
        await session.execute(update_of(Document).values(state="done"))
    gone = [Change("deleted", "m1", "t1", frozenset()), Change("labels", "m2", "t1", BIN)]
    given, _ = await synced(db, *gone)
    assert given.unindexed
    assert await documents_of(db, account.id) == {"m1": "leaving", "m2": "leaving", "m3": "done"}
    async with db.reading() as session:
        assert await Documents(session).in_thread(account.id, "t1", 10) != []
        assert [one.remote_id for one in await Documents(session).in_thread(account.id, "t1", 10)] == ["m3"]
    await synced(db, Change("labels", "m2", "t1", INBOX))
    assert (await documents_of(db, account.id))["m2"] == "found"


async def test_mail_that_came_and_went_in_one_page_is_not_noted(sqlite_db: Database) -> None:
    _, account = await synced(sqlite_db, added("m1"), Change("deleted", "m1", "t1", frozenset()))
    assert await documents_of(sqlite_db, account.id) == {}


async def test_labels_follow(sqlite_db: Database) -> None:
    _, account = await synced(sqlite_db, added("m1"))
    await synced(sqlite_db, Change("labels", "m1", "t1", frozenset({"INBOX", "STARRED"})))
    async with sqlite_db.reading() as session:
        found = await Documents(session).find(account.id, "gmail", "m1")
    assert found is not None and found.labels == ["INBOX", "STARRED"]


async def test_mail_taken_out_of_the_spam_folder_can_be_asked_about(sqlite_db: Database) -> None:
    _, account = await synced(sqlite_db, added("m1", labels=SPAM))
    given, _ = await synced(sqlite_db, Change("labels", "m1", "t1", INBOX))
    assert await documents_of(sqlite_db, account.id) == {"m1": "found"} and given.unindexed
