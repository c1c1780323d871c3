"""Files through Google's own client: searching, reading, changes, permissions."""

import asyncio
from typing import Any

import pytest
from googleapiclient.errors import HttpError

from tests.sandbox.google.conftest import ALICE, BOB, Google

MINUTES, PRICES, WARRANTY, BUDGET, MONDAY, CONTRACT, PLAN, SLIDES, CABLING, SALARIES = (
    f"1FernhillSample{number:04d}" for number in range(10)
)
PEOPLE = f"drive/v3/files/{MINUTES}/permissions"


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
        ("name contains 'budget'", [MINUTES, BUDGET]),
        ("fullText contains 'calibration' and trashed = false", [MINUTES, BUDGET]),
        ("mimeType = 'text/plain'", [WARRANTY]),
        ("not mimeType contains 'google-apps' and name != 'Hall plan.pdf'", [WARRANTY]),
        ("'me' in owners and modifiedTime < '2026-11-18T00:00:00' and name contains 'brightw'", [CONTRACT]),
        ("name contains 'udget'", []),
        ("fullText contains 'calib'", []),
        ("fullText contains 'bench calibration'", [MINUTES, BUDGET]),
        ("fullText contains '\"calibration bench\"'", [MINUTES, BUDGET]),
        ("fullText contains '\"bench calibration\"'", []),
        ("'bob@fernhill.example' in writers", [MINUTES, PLAN]),
        ("modifiedTime > '2026-11-18T12:00:00Z' and modifiedTime <= '2026-11-19T09:00:00Z'", [MINUTES]),
        ("fullText contains 'Kestrel\\'s'", []),
        ("trashed = true", []),
    ],
)
async def test_files_are_searched(google: Google, query: str, found: list[str]) -> None:
    answer = await run(google.client(api="drive.v3").files().list(q=query))
    assert [f["id"] for f in answer["files"]] == found


@pytest.mark.parametrize(
    "query", ["name", "size > '3'", "name contains budget", "modifiedTime > 'soon'", "name = 'a' name = 'b'"]
)
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
    assert [f["id"] for f in (await run(files.list()))["files"]] == [MINUTES, BUDGET, PLAN, SALARIES, CABLING, SLIDES]
    assert SALARIES not in [f["id"] for f in (await run(google.client(api="drive.v3").files().list()))["files"]]
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
    first = await run(changes.list(pageToken="3", pageSize=2))
    assert ([c["fileId"] for c in first["changes"]], first["nextPageToken"]) == ([WARRANTY, BUDGET], "5")
    whole = await run(changes.list(pageToken="1"))
    assert [c["fileId"] for c in whole["changes"]].count(PRICES) == 1
    assert (await google.call("GET", "drive/v3/changes?pageToken=99"))[0] == 400


async def test_a_removed_file_and_an_ended_share_are_told_as_removed(google: Google) -> None:
    drive = google.world.drive
    changes = google.client(BOB, "drive.v3").changes()
    token = (await run(changes.getStartPageToken()))["startPageToken"]
    drive.remove(SALARIES)
    assert (await google.call("DELETE", f"{PEOPLE}/{drive.files[MINUTES].people[1].permission_id}"))[0] == 204
    told = (await run(changes.list(pageToken=token)))["changes"]
    assert [(c["fileId"], c["removed"]) for c in told] == [(SALARIES, True), (MINUTES, True)]
    alice = await google.call("GET", f"drive/v3/changes?pageToken={token}")
    assert [c["fileId"] for c in alice[1]["changes"]] == [MINUTES]


async def test_files_of_shared_drives_are_told_to_those_who_ask_for_them(google: Google) -> None:
    both = "supportsAllDrives=true&includeItemsFromAllDrives=true"
    for what in ("files", "changes"):
        begin = f"drive/v3/{what}?fields=*&" + ("pageToken=1&" if what == "changes" else "")
        plain, everywhere = [str((await google.call("GET", begin + more))[1]) for more in ("", both)]
        assert MONDAY not in plain and MONDAY in everywhere
    assert (await google.call("GET", "drive/v3/files?includeItemsFromAllDrives=true"))[0] == 403
    assert (await google.call("GET", f"drive/v3/files/{MONDAY}"))[0] == 404
    _, file = await google.call("GET", f"drive/v3/files/{MONDAY}?supportsAllDrives=true&fields=*")
    assert "owners" not in file and "permissions" not in file
    text = await run(google.client(api="drive.v3").files().export(fileId=MONDAY, mimeType="text/plain"))
    assert text.startswith(b"Monday meeting")


async def test_sharing_mails_the_person_once_asked_to_and_keeps_the_higher_role(google: Google) -> None:
    body = {"type": "user", "role": "reader", "emailAddress": "carol@customer.example"}
    status, made = await google.call("POST", f"{PEOPLE}?emailMessage=Have%20a%20look", body)
    assert (status, set(made)) == (200, {"kind", "id", "type", "role"})
    (mail,) = google.world.drive.mails
    assert (mail.to, mail.role, mail.message, mail.sender) == (body["emailAddress"], "reader", "Have a look", ALICE)
    quiet = f"{PEOPLE}?sendNotificationEmail=false"
    _, again = await google.call("POST", quiet, {"type": "user", "role": "reader", "emailAddress": BOB})
    assert (again["role"], len(google.world.drive.mails)) == ("writer", 1)
    status, answer = await google.call("POST", quiet, body | {"emailAddress": "new@customer.example"})
    assert (status, answer["error"]["errors"][0]["reason"]) == (400, "invalidSharingRequest")
    _, raised = await google.call("PATCH", f"{PEOPLE}/{made['id']}", {"role": "writer"})
    assert (raised["role"], len(google.world.drive.mails)) == ("writer", 1)


@pytest.mark.parametrize(
    ("method", "path", "body", "email", "status"),
    [
        ("POST", PEOPLE, {"type": "user", "role": "reader"}, ALICE, 400),
        ("POST", PEOPLE, {"role": "reader", "emailAddress": BOB}, ALICE, 400),
        ("POST", PEOPLE, {"type": "user", "role": "king", "emailAddress": BOB}, ALICE, 400),
        ("POST", PEOPLE, {"type": "user", "role": "owner", "emailAddress": BOB}, ALICE, 403),
        ("POST", PEOPLE, {"type": "domain", "role": "reader"}, ALICE, 400),
        ("GET", f"drive/v3/files/{PLAN}/permissions", None, ALICE, 403),
        ("POST", f"drive/v3/files/{PLAN}/permissions", {"type": "anyone", "role": "reader"}, ALICE, 403),
        ("PATCH", f"{PEOPLE}/17", {"role": "reader"}, ALICE, 404),
        ("DELETE", f"{PEOPLE}/17", None, ALICE, 404),
        ("GET", "drive/v3/files?orderBy=size", None, ALICE, 400),
        ("GET", "drive/v3/files?orderBy=modifiedTime&q=fullText%20contains%20'x'", None, ALICE, 403),
    ],
)
async def test_what_drive_refuses_is_refused(
    google: Google, method: str, path: str, body: Any, email: str, status: int
) -> None:
    assert (await google.call(method, path, body, email=email))[0] == status


async def test_an_export_over_ten_megabytes_is_refused(google: Google) -> None:
    google.world.drive.files[MINUTES].content = b"x" * (10 * 1024 * 1024 + 1)
    status, answer = await google.call("GET", f"drive/v3/files/{MINUTES}/export?mimeType=text/plain")
    assert (status, answer["error"]["errors"][0]["reason"]) == (403, "exportSizeLimitExceeded")
