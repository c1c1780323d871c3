"""Files through Google's own client: searching, reading, changes, permissions."""

import asyncio
from typing import Any

import pytest
from googleapiclient.errors import HttpError

from tests.sandbox.google.conftest import ALICE, BOB, Google

MINUTES, PRICES, WARRANTY = (f"1FernhillSample{number:04d}" for number in range(3))


async def run(request: Any) -> Any:
    """Executes a request of the blocking client."""
    return await asyncio.to_thread(request.execute)


async def test_files_show_few_fields_unless_asked_for_more(google: Google) -> None:
    files = google.client(api="drive.v3").files()
    first, *_ = (await run(files.list()))["files"]
    assert set(first) == {"kind", "id", "name", "mimeType"}
    more = await run(files.get(fileId=first["id"], fields="webViewLink,owners(emailAddress)"))
    assert more["owners"] == [{"emailAddress": ALICE}]
    assert set(more) == {"webViewLink", "owners"}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("name contains 'budget'", [MINUTES]),
        ("fullText contains 'calibration' and trashed = false", [MINUTES]),
        ("mimeType = 'text/plain'", [WARRANTY]),
        ("not mimeType = 'text/plain' and name != 'Price list'", [MINUTES]),
        ("'me' in owners and modifiedTime < '2026-11-18T00:00:00'", [PRICES, WARRANTY]),
        ("'bob@fernhill.example' in writers", [MINUTES]),
        ("trashed = true", []),
    ],
)
async def test_files_are_searched(google: Google, query: str, found: list[str]) -> None:
    answer = await run(google.client(api="drive.v3").files().list(q=query))
    assert [f["id"] for f in answer["files"]] == found


@pytest.mark.parametrize("query", ["name", "size > '3'", "name contains budget", "modifiedTime > 'soon'"])
async def test_a_search_that_cannot_be_read_is_400(google: Google, query: str) -> None:
    with pytest.raises(HttpError) as caught:
        await run(google.client(api="drive.v3").files().list(q=query))
    assert (caught.value.resp.status, caught.value.reason) == (400, "Invalid Value")


async def test_text_is_exported_or_downloaded_by_the_kind_of_file(google: Google) -> None:
    files = google.client(api="drive.v3").files()
    assert b"calibration bench" in await run(files.export(fileId=MINUTES, mimeType="text/plain"))
    assert (await run(files.get_media(fileId=WARRANTY))).startswith(b"Fernhill instruments")
    assert (await google.call("GET", f"drive/v3/files/{MINUTES}?alt=media"))[0] == 403
    assert (await google.call("GET", f"drive/v3/files/{WARRANTY}/export?mimeType=text/plain"))[0] == 403
    assert (await google.call("GET", f"drive/v3/files/{MINUTES}/export?mimeType=image/png"))[0] == 400


async def test_a_user_sees_what_is_shared_and_nothing_else(google: Google) -> None:
    files = google.client(BOB, "drive.v3").files()
    assert [f["id"] for f in (await run(files.list()))["files"]] == [MINUTES]
    status, body = await google.call("GET", f"drive/v3/files/{PRICES}", email=BOB)
    assert (status, body["error"]["message"]) == (404, f"File not found: {PRICES}.")
    _, body = await google.call("GET", f"drive/v3/files/{MINUTES}/permissions?fields=*", email=BOB)
    assert [(p["emailAddress"], p["role"]) for p in body["permissions"]] == [(ALICE, "owner"), (BOB, "writer")]


async def test_changes_are_told_from_a_token_on(google: Google) -> None:
    changes = google.client(api="drive.v3").changes()
    token = (await run(changes.getStartPageToken()))["startPageToken"]
    assert (await run(changes.list(pageToken=token)))["changes"] == []
    google.world.drive.put(google.world.drive.files[PRICES])
    answer = await run(changes.list(pageToken=token))
    assert [c["fileId"] for c in answer["changes"]] == [PRICES]
    assert int(answer["newStartPageToken"]) == int(token) + 1
    first = await run(changes.list(pageToken="1", pageSize=2))
    assert (len(first["changes"]), first["nextPageToken"]) == (2, "3")
    assert (await google.call("GET", "drive/v3/changes?pageToken=99"))[0] == 400
