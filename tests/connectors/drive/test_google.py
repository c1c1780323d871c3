"""Google Drive over the wire, against the stand-in."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.errors import Failure, OutcomeUnknown, Permanent, Reconnect, Temporary
from connectors.cursor import CursorExpired
from connectors.drive.google import TEXT_BYTES, GoogleDrive
from connectors.drive.source import DriveSource, FileChange, RemoteFile
from sandbox.google.drive import DOCUMENT, SHEET, SLIDES, File, Person
from tests.connectors.google_stage import ALICE, BOB, GoogleStage, google_stage

NOON, CAROL = datetime(2026, 12, 1, 12, tzinfo=UTC), "carol@customer.example"
OWNER = Person(ALICE, "Alice Marsh", "owner")


@dataclass
class Stage:
    google: GoogleStage
    drive: DriveSource

    def put(self, file_id: str, text: str | bytes = "Hello", kind: str = DOCUMENT, **values: Any) -> File:
        """A file of Alice's, changed at noon and an hour more for each that is there."""
        files = self.google.world.drive.files
        at = NOON + timedelta(hours=len(files))
        content = text if isinstance(text, bytes) else text.encode()
        file = File(
            file_id, values.pop("name", file_id), kind, content, values.pop("people", [OWNER]), at, at, **values
        )
        self.google.world.drive.put(file)
        return file

    async def file(self, file_id: str) -> RemoteFile:
        found = await self.drive.file(file_id)
        assert found is not None
        return found

    async def said(self, file_id: str) -> str:
        return await self.drive.text(await self.file(file_id))

    async def changed(self, cursor: str, limit: int = 1000) -> list[FileChange]:
        return [change async for page in self.drive.changes(cursor, limit=limit) for change in page.changes]

    async def cursor(self, limit: int = 1000) -> str:
        return [str(page.cursor) async for page in self.drive.changes("", limit=limit)][-1]


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with google_stage() as google:
        google.world.drive.files.clear()
        google.world.drive.log.clear()
        yield Stage(google, GoogleDrive(google.client(), google.url))


async def test_a_file_has_its_facts_and_those_who_may_open_it(stage: Stage) -> None:
    stage.put(
        "f1", name="Budget", people=[OWNER, Person(BOB, "Bob Okafor", "writer"), Person("", "", "reader", "anyone")]
    )
    file = await stage.file("f1")
    assert (file.name, file.kind, file.modified_at, file.mine, file.size) == ("Budget", DOCUMENT, NOON, True, 5)
    assert (file.owner, file.owner_name, file.link[:8]) == (ALICE, "Alice Marsh", "https://")
    assert [(one.email, one.role, one.kind) for one in file.access] == [
        (ALICE, "owner", "user"),
        (BOB, "writer", "user"),
        ("", "reader", "anyone"),
    ]
    assert await stage.drive.file("nothere") is None


async def test_a_file_tells_who_changed_it_last_and_a_folder_has_no_size(stage: Stage) -> None:
    bob = Person(BOB, "Bob Okafor", "writer")
    stage.put("f1", "Hello" * 100, people=[OWNER, bob], editor=BOB)
    stage.put("f2", people=[OWNER], editor=BOB)  # he is no longer let in
    stage.put("f3", kind="application/vnd.google-apps.folder")
    assert [(one.editor, one.size) for one in [await stage.file(f"f{n}") for n in (1, 2, 3)]] == [
        (BOB, 500),
        (ALICE, 5),
        (ALICE, None),
    ]


async def test_the_first_of_all_files_are_told_by_size_and_by_change(stage: Stage) -> None:
    stage.put("folder", kind="application/vnd.google-apps.folder")
    for number, size in enumerate((30, 10, 50, 20)):
        stage.put(f"f{number}", "x" * size, "application/pdf" if number % 2 else DOCUMENT)
    stage.put("binned", "x" * 99, trashed=True)
    first = stage.drive.first
    assert [one.id for one in await first("largest", limit=2)] == ["f2", "f0"]
    assert [one.id for one in await first("smallest", limit=1)] == ["f1"]
    assert [one.id for one in await first("newest", limit=1)] == ["f3"]
    assert [one.id for one in await first("oldest", limit=2)] == ["f0", "f1"]
    since, until = NOON + timedelta(hours=2), NOON + timedelta(hours=4)
    assert [one.id for one in await first("oldest", since=since, until=until)] == ["f1", "f2"]
    assert "orderBy=quotaBytesUsed" in stage.google.asked[0]


async def test_a_readers_file_hides_who_else_may_open_it(stage: Stage) -> None:
    stage.put("f1", people=[Person(BOB, "Bob Okafor", "owner"), Person(ALICE, "Alice Marsh", "reader")])
    file = await stage.file("f1")
    assert (file.mine, file.owner, file.access) == (False, BOB, ())


async def test_a_file_of_a_shared_drive_has_no_owner_but_an_access_list(stage: Stage) -> None:
    stage.put("f1", people=[Person(BOB, "Bob", "organizer"), Person(ALICE, "Alice", "writer")], drive_id="0ADrive")
    file = await stage.file("f1")
    assert (file.owner, file.mine, [one.role for one in file.access]) == ("", False, ["organizer", "writer"])
    assert [change.id for change in await stage.changed("")] == ["f1"]
    assert await stage.said("f1") == "Hello"


@pytest.mark.parametrize(
    ("kind", "content", "text"),
    [
        (DOCUMENT, "Minutes", "Minutes"),
        (SLIDES, "First slide", "First slide"),
        (SHEET, "a,b\n1,2\n", "a,b\n1,2\n"),
        ("text/plain", "Grüße", "Grüße"),
        ("text/plain", "Grüße".encode("cp1252"), "Grüße"),
        ("text/plain", "Grüße".encode("utf-16"), "Grüße"),
        ("text/csv", b"\xef\xbb\xbfa,b", "a,b"),
        ("text/markdown", "# Title", "# Title"),
        ("application/json", '{"a": 1}', '{"a": 1}'),
        ("text/html", "<p>Hello <b>there</b></p><script>x()</script>", "Hello there"),
        ("image/png", b"\x89PNG", ""),
        ("application/vnd.google-apps.drawing", "x", ""),
    ],
)
async def test_what_a_file_says_depends_on_its_kind(stage: Stage, kind: str, content: Any, text: str) -> None:
    stage.put("f1", content, kind)
    assert (await stage.said("f1")).strip() == text.strip()


async def test_of_a_long_text_the_beginning_is_read(stage: Stage) -> None:
    stage.put("f1", "é" * (3 * TEXT_BYTES), "text/plain")
    text = await stage.said("f1")
    assert len(text) == TEXT_BYTES // 2 and set(text) == {"é"}
    stage.put("f2", "x" * (3 * TEXT_BYTES), DOCUMENT)
    assert len(await stage.said("f2")) == TEXT_BYTES
    stage.put("f3", "y" * (10 * 1024 * 1024 + 1), DOCUMENT)
    assert await stage.said("f3") == ""  # Google exports ten megabytes at most


async def test_a_text_that_google_will_not_give_is_empty_and_one_that_fails_for_now_is_not(stage: Stage) -> None:
    file = stage.put("f1")
    remote = await stage.file("f1")
    stage.google.fail("drive", "files.export", status=403, reason="cannotExportFile")
    assert await stage.drive.text(remote) == ""
    stage.google.fail("drive", "files.export", kind="cut_after")
    assert await stage.drive.text(remote) == "Hello"
    stage.google.fail("drive", "files.export", status=503, times=20)
    with pytest.raises(Temporary):
        await stage.drive.text(remote)
    stage.google.world.faults.clear()
    stage.google.world.drive.remove(file.id)
    assert await stage.drive.text(remote) == ""


async def test_the_first_reading_gives_the_files_last_changed_and_a_cursor_of_before(stage: Stage) -> None:
    for number in range(130):
        stage.put(f"f{number:03}")
    stage.put("folder", kind="application/vnd.google-apps.folder")
    stage.put("binned", trashed=True)
    pages = [page async for page in stage.drive.changes("", limit=120)]
    assert [(len(page.changes), page.cursor) for page in pages] == [(99, None), (20, "133")]
    assert [change.id for change in pages[0].changes][:2] == ["f129", "f128"]
    assert stage.google.asked[0].startswith("GET /google/drive/v3/changes/startPageToken")


async def test_changes_tell_of_new_shared_trashed_and_removed_files(stage: Stage) -> None:
    kept, binned, lost = stage.put("kept"), stage.put("binned"), stage.put("lost")
    cursor = await stage.cursor()
    assert await stage.changed(cursor) == []
    drive = stage.google.world.drive
    binned.trashed = True
    drive.put(binned)
    drive.remove(lost.id)
    drive.let_in(kept, Person(BOB, "Bob", "reader"))
    stage.put("folder", kind="application/vnd.google-apps.folder")
    told = {change.id: change.file for change in await stage.changed(cursor)}
    assert (told["binned"], told["lost"], "folder" in told) == (None, None, False)
    assert told["kept"] is not None and [one.email for one in told["kept"].access] == [ALICE, BOB]


async def test_a_shared_drive_that_was_lost_makes_all_be_listed_afresh(stage: Stage) -> None:
    stage.put("f1", people=[Person(BOB, "Bob", "organizer"), Person(ALICE, "Alice", "writer")], drive_id="0ADrive")
    cursor = await stage.cursor()
    stage.google.world.drive.leave("0ADrive", BOB)
    assert await stage.changed(cursor) == []
    stage.google.world.drive.leave("0ADrive", ALICE)
    with pytest.raises(CursorExpired):
        await stage.changed(cursor)
    assert await stage.changed("") == []
    assert await stage.changed(await stage.cursor()) == []


async def test_many_changes_come_in_pages_and_the_last_one_holds_the_cursor(stage: Stage) -> None:
    cursor = await stage.cursor()
    for number in range(130):
        stage.put(f"f{number:03}")
    pages = [page async for page in stage.drive.changes(cursor, limit=10)]
    assert [(len(page.changes), page.cursor) for page in pages] == [(100, None), (30, "131")]


@pytest.mark.parametrize("cursor", ["999", "nonsense"])
async def test_a_cursor_that_google_does_not_know_is_told_apart(stage: Stage, cursor: str) -> None:
    with pytest.raises(CursorExpired):
        await stage.changed(cursor)


async def test_a_search_wants_every_word_and_gives_the_last_changed_first(stage: Stage) -> None:
    stage.put("old", "the budget of the fair")
    stage.put("new", "fair budget", name="Plan")
    stage.put("other", "budget only")
    stage.put("binned", "fair budget", trashed=True)
    stage.put("quoted", "Kestrel's \\ offer")
    assert [file.id for file in await stage.drive.search("budget FAIR")] == ["new", "old"]
    assert [file.id for file in await stage.drive.search("Kestrel's \\")] == ["quoted"]
    assert [file.id for file in await stage.drive.search("' or trashed = true")] == []
    assert [file.id for file in await stage.drive.search("budget", since=NOON + timedelta(minutes=30))] == [
        "other",
        "new",
    ]
    assert [file.id for file in await stage.drive.search("", limit=2)] == ["quoted", "other"]


async def test_a_file_is_shared_once_and_the_person_is_told(stage: Stage) -> None:
    stage.put("f1")
    access = await stage.drive.share("f1", "Carol@Customer.example", "reader", "Here it is.")
    assert (access.email, access.role, access.kind) == (CAROL, "reader", "user")
    assert await stage.drive.share("f1", CAROL, "reader", "Here it is.") == access
    mails = stage.google.world.drive.mails
    assert [(mail.to, mail.message) for mail in mails] == [(CAROL, "Here it is.")]
    assert (await stage.drive.share("f1", CAROL, "writer", "")).role == "writer"
    assert (await stage.drive.share("f1", CAROL, "commenter", "")).role == "writer"
    assert (await stage.drive.share("f1", ALICE, "writer", "")).role == "owner"
    assert len(mails) == 1
    assert [(one.email, one.role) for one in (await stage.file("f1")).access] == [(ALICE, "owner"), (CAROL, "writer")]


async def test_a_cut_answer_of_a_share_mails_nobody_twice(stage: Stage) -> None:
    stage.put("f1")
    stage.google.fail("drive", "permissions.create", "cut_after")
    assert (await stage.drive.share("f1", CAROL, "reader", "")).role == "reader"
    assert len(stage.google.world.drive.mails) == 1
    stage.google.fail("drive", "permissions.create", "cut")
    with pytest.raises(OutcomeUnknown):
        await stage.drive.share("f1", BOB, "reader", "")
    assert (await stage.drive.share("f1", BOB, "reader", "")).role == "reader"
    assert [mail.to for mail in stage.google.world.drive.mails] == [CAROL, BOB]


async def test_a_file_that_one_may_only_read_is_not_shared(stage: Stage) -> None:
    stage.put("f1", people=[Person(BOB, "Bob", "owner"), Person(ALICE, "Alice", "reader")])
    with pytest.raises(Permanent) as refused:
        await stage.drive.share("f1", CAROL, "reader", "")
    assert refused.value.failure == Failure.BAD_REQUEST
    with pytest.raises(Permanent) as refused:
        await stage.drive.share("nothere", CAROL, "reader", "")
    assert refused.value.failure == Failure.NOT_FOUND


async def test_a_days_share_of_sharing_is_used_up(stage: Stage) -> None:
    stage.put("f1")
    stage.google.fail("drive", "permissions.create", status=403, reason="sharingRateLimitExceeded")
    with pytest.raises(Permanent) as refused:
        await stage.drive.share("f1", CAROL, "reader", "")
    assert refused.value.failure == Failure.DAILY_QUOTA


@pytest.mark.parametrize("kind", [{"status": 500}, {"status": 403, "reason": "userRateLimitExceeded"}, {"kind": "cut"}])
async def test_a_passing_failure_is_tried_again(stage: Stage, kind: dict[str, Any]) -> None:
    stage.google.fail("drive", "files.list", **kind)
    assert await stage.drive.search("budget") == []
    assert stage.google.count("files") == 2


async def test_a_token_is_renewed_once_and_a_grant_without_drive_is_a_missing_permission(stage: Stage) -> None:
    stage.google.fail("drive", "files.get", status=401)
    assert await stage.drive.file("nothere") is None
    drive = GoogleDrive(stage.google.client(scopes=("https://www.googleapis.com/auth/gmail.modify",)), stage.google.url)
    with pytest.raises(Permanent) as refused:
        await drive.file("f1")
    assert refused.value.failure == Failure.PARTIAL
    stage.google.world.oauth.revoke_all(ALICE)
    with pytest.raises(Reconnect):
        await stage.drive.search("budget")
