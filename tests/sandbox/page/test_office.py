"""The drawer "Calendar and files": what lies in Google beside the mail, and what others were told."""

import pytest
from playwright.async_api import expect

from tests.sandbox.page.conftest import Open
from tests.sandbox.page.fake_sandbox import ALICE, BOB, FakeSandbox

pytestmark = pytest.mark.asyncio(loop_scope="session")

EVENT = {
    "id": "e1", "title": "Fair <b>", "begins": "2026-12-01T09:00:00+01:00", "ends": "2026-12-01T10:30:00+01:00",
    "allDay": False, "place": "Leeds", "description": "", "organizer": ALICE, "repeats": True,
    "guests": [{"email": BOB, "answer": "declined"}],
}  # fmt: skip
FILE = {
    "id": "f1", "name": "Budget", "kind": "application/vnd.google-apps.spreadsheet", "trashed": False,
    "modified": "2026-11-28T09:00:00Z", "people": [{"email": ALICE, "role": "owner"}],
}  # fmt: skip
MAIL = {"at": "2026-11-28T10:00:00Z", "kind": "invitation", "event_id": "e1", "title": "Fair", "to": [BOB]}
SHARE = {
    "at": "2026-11-28T11:00:00Z",
    "name": "Budget",
    "to": BOB,
    "role": "reader",
    "message": "Look",
    "file_id": "f1",
}


async def test_events_files_and_what_others_were_told_are_shown(open_page: Open, fake: FakeSandbox) -> None:
    fake.office = {"events": [EVENT], "files": [FILE], "invitations": [MAIL], "shares": [SHARE]}
    page = await open_page()
    await page.get_by_test_id("office-open").click()
    await expect(page.get_by_test_id("office-events")).to_contain_text("Fair <b>")
    await expect(page.get_by_test_id("office-events")).to_contain_text("9:00 AM to 10:30 AM, one of a series")
    await expect(page.get_by_test_id("office-events")).to_contain_text(f"{BOB} (does not come)")
    await expect(page.get_by_test_id("office-files")).to_contain_text("Sheet, changed Sat, Nov 28, 2026")
    sent = page.get_by_test_id("office-sent")
    await expect(sent.first).to_contain_text("Shared: Budget")
    await expect(sent.last).to_contain_text("Invitation: Fair")


async def test_a_change_shows_at_once_while_the_drawer_is_open(open_page: Open, fake: FakeSandbox) -> None:
    page = await open_page()
    await page.get_by_test_id("office-open").click()
    await expect(page.get_by_test_id("office-events")).to_have_text("Nothing in the next two months.")
    fake.office = {"events": [EVENT]}
    await fake.told("mail", {"email": ALICE})
    await expect(page.get_by_test_id("office-events")).to_contain_text("Leeds")
    await page.keyboard.press("Escape")
    await expect(page.get_by_test_id("office")).to_be_hidden()


async def test_an_event_is_deleted_by_hand(open_page: Open, fake: FakeSandbox) -> None:
    fake.office = {"events": [EVENT]}
    page = await open_page()
    await page.get_by_test_id("office-open").click()
    await page.get_by_test_id("office-delete-events").click()
    await expect(page.get_by_test_id("toast")).to_have_text("Deleted")
    assert f"/play/office/{ALICE}/events/e1" in [path for path, _ in fake.asked]
