"""Files into the index: text once for each change, one file that fails stops nothing (SPEC IN9, SR3)."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from assistant.shelving import Shelf
from assistant.syncing_drive import UNREAD, file_document, sync_files
from bot.errors import Failure, Reconnect, Temporary
from connectors.drive.source import Access, FileChange, FilePage
from storage.db import Database, update_of
from storage.documents import Document, DocumentState, Service
from storage.syncs import Sync
from tests.assistant.shelves import shelf_of, standing, sync_row
from tests.fakes_office import FakeDrive, file

DOWN = Temporary("down")


async def run(shelf: Shelf, drive: FakeDrive) -> int:
    cursor = (await sync_row(shelf)).cursor
    steps: AsyncIterator[int] = sync_files(shelf, drive, cursor)  # type: ignore[arg-type]
    return sum([changed async for changed in steps])


async def test_files_are_stored_with_their_text_and_the_cursor_follows(db: Database) -> None:
    shelf, drive = await shelf_of(db, Service.DRIVE), FakeDrive()
    drive.after[""] = [
        FilePage((FileChange("f1", file("f1")),), None),
        FilePage((FileChange("f2", file("f2")),), "c1"),
    ]
    assert await run(shelf, drive) == 2
    assert {key: found.text for key, found in (await standing(shelf)).items()} == {
        "f1": "Text of f1",
        "f2": "Text of f2",
    }
    assert (await sync_row(shelf)).cursor == "c1"


async def test_removed_and_trashed_files_leave(db: Database) -> None:
    shelf, drive = await shelf_of(db, Service.DRIVE), FakeDrive()
    drive.holds("", file("f1"), file("f2"), file("f3"), then="c1")
    await run(shelf, drive)
    drive.holds("c1", replace(file("f2"), trashed=True), then="c2", gone=("f1", "never"))
    assert await run(shelf, drive) == 2
    assert sorted(await standing(shelf)) == ["f3"]


async def test_a_shared_or_renamed_file_is_stored_anew_without_its_text_being_fetched(db: Database) -> None:
    shelf, drive = await shelf_of(db, Service.DRIVE), FakeDrive()
    drive.holds("", file("f1"), file("f2"), then="c1")
    await run(shelf, drive)
    drive.read.clear()
    shared = replace(file("f1", "Renamed"), access=(Access("1", "bob@fernhill.example", "reader"),))
    drive.holds("c1", shared, file("f2", hour=10), then="c2")
    assert (await run(shelf, drive), drive.read) == (2, ["f2"])
    found = (await standing(shelf))["f1"]
    assert (found.title, found.people, found.text) == ("Renamed", ["bob@fernhill.example"], "Text of f1")


async def test_one_text_that_fails_stops_nothing_and_is_fetched_when_the_file_is_met_again(db: Database) -> None:
    shelf, drive = await shelf_of(db, Service.DRIVE), FakeDrive(texts={"f1": DOWN})
    drive.holds("", file("f1"), file("f2"), then="c1")
    await run(shelf, drive)
    found = await standing(shelf)
    assert (found["f1"].text, UNREAD in found["f1"].labels, found["f2"].text) == ("", True, "Text of f2")
    drive.texts.clear()
    drive.holds("c1", file("f1"), then="c2")
    await run(shelf, drive)
    found = await standing(shelf)
    assert (found["f1"].text, UNREAD in found["f1"].labels) == ("Text of f1", False)


@pytest.mark.parametrize("error", [Temporary("slow down", Failure.RATE_LIMIT), Reconnect("revoked")])
async def test_a_rate_limit_or_an_ended_access_stops_the_reading_where_it_is(
    sqlite_db: Database, error: Exception
) -> None:
    shelf, drive = await shelf_of(sqlite_db, Service.DRIVE), FakeDrive(texts={"f1": error})
    drive.holds("", file("f1"), then="c1")
    with pytest.raises(type(error)):
        await run(shelf, drive)
    assert (await standing(shelf), (await sync_row(shelf)).cursor) == ({}, "")


async def test_many_texts_that_fail_stop_nothing_where_others_can_be_read(sqlite_db: Database) -> None:
    bad, good = [file(f"bad{number}") for number in range(8)], [file(f"good{number}") for number in range(2)]
    shelf = await shelf_of(sqlite_db, Service.DRIVE)
    drive = FakeDrive(texts={one.id: DOWN for one in bad})
    drive.holds("", *bad, *good, then="c1")
    assert await run(shelf, drive) == 10
    found = await standing(shelf)
    assert {key for key, one in found.items() if UNREAD in one.labels} == {one.id for one in bad}
    assert (found["good1"].text, (await sync_row(shelf)).cursor) == ("Text of good1", "c1")


async def test_many_texts_that_fail_and_no_other_mean_that_the_service_is_down(sqlite_db: Database) -> None:
    files = [file(f"f{number}") for number in range(8)]
    shelf = await shelf_of(sqlite_db, Service.DRIVE)
    drive = FakeDrive(texts={one.id: DOWN for one in files})
    drive.holds("", *files, then="c1")
    with pytest.raises(Temporary):
        await run(shelf, drive)
    assert (await sync_row(shelf)).cursor == ""


async def test_a_first_reading_that_was_cut_fetches_no_text_twice(db: Database) -> None:
    shelf, drive = await shelf_of(db, Service.DRIVE), FakeDrive(texts={"f1": ""})
    first = FilePage((FileChange("f1", file("f1")), FileChange("f2", file("f2"))), None)
    drive.after[""] = [first, Temporary("cut")]
    with pytest.raises(Temporary):
        await run(shelf, drive)
    assert (await sync_row(shelf)).cursor == ""
    drive.after[""] = [first, FilePage((FileChange("f3", file("f3")),), "c1")]
    assert (await run(shelf, drive), drive.read) == (1, ["f1", "f2", "f3"])


async def test_a_file_that_is_listed_again_gets_its_size_and_is_neither_read_nor_embedded_anew(db: Database) -> None:
    shelf, drive = await shelf_of(db, Service.DRIVE), FakeDrive()
    drive.holds("", file("f1"), then="c1")
    await run(shelf, drive)
    async with db.transaction() as session:
        await session.execute(update_of(Document).values(state=DocumentState.DONE, embedder="some"))
        await session.execute(update_of(Sync).values(cursor=""))
    drive.read.clear()
    drive.holds("", file("f1", size=2_300_000, editor="bob@fernhill.example", editor_name="Bob"), then="c2")
    assert (await run(shelf, drive), drive.read) == (1, [])
    found = (await standing(shelf))["f1"]
    assert (found.size, found.editor, found.text) == (2_300_000, "bob@fernhill.example", "Text of f1")
    assert (found.state, found.embedder) == (DocumentState.DONE, "some")


async def test_after_a_lost_cursor_all_is_read_again_and_what_was_not_met_leaves(db: Database) -> None:
    shelf, drive = await shelf_of(db, Service.DRIVE), FakeDrive()
    drive.holds("", file("f1"), file("f2"), then="lost")
    await run(shelf, drive)
    drive.holds("", file("f2"), file("f3"), then="c2")
    await run(shelf, drive)
    assert (sorted(await standing(shelf)), drive.asked) == (["f2", "f3"], ["", "lost", ""])


async def test_nothing_leaves_before_a_second_reading_is_whole(sqlite_db: Database) -> None:
    shelf, drive = await shelf_of(sqlite_db, Service.DRIVE), FakeDrive()
    drive.holds("", file("f1"), file("f2"), then="lost")
    await run(shelf, drive)
    drive.after[""] = [FilePage((FileChange("f2", file("f2")),), None), Temporary("cut")]
    with pytest.raises(Temporary):
        await run(shelf, drive)
    assert (sorted(await standing(shelf)), (await sync_row(shelf)).cursor) == (["f1", "f2"], "lost")


def test_a_file_is_a_document_with_its_owner_and_those_who_may_open_it() -> None:
    access = (Access("1", "alice@fernhill.example", "owner"), Access("2", "", "reader", "anyone"))
    told = file(owner="alice@fernhill.example", owner_name="Alice", link="https://x/", access=access)
    new = file_document(replace(told, mine=True), "Trade fairs: 30,000")
    assert (new.service, new.title, new.text) == ("drive", "Budget", "Trade fairs: 30,000")
    assert (new.sender, new.sender_name, new.people, new.outgoing) == ("alice@fernhill.example", "Alice", (), True)
    assert (new.labels, new.at, new.link) == ((told.kind,), told.modified_at, "https://x/")
