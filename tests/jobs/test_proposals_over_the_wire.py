"""From a proposal to its receipt over every wire: Slack's, Google's, and back, once whatever is cut or repeated."""

from dataclasses import replace
from typing import Any

import pytest

from bot.errors import Temporary
from jobs.carry_out import carry_out
from jobs.draw_proposal import draw_proposal
from sandbox.faults import Fault
from storage.proposals import ProposalState
from tests.cast import ALICE_MAIL, QUESTION_ID, question
from tests.database_fixture import Clock
from tests.eventually import eventually
from tests.handlers.office import Office
from tests.proposal_desk import ProposalDesk, as_new, at_desk, connect, set_up
from tests.proposals import BOB_MAIL, KINDS, SARAH_MAIL, mail_content

CALLS = {
    "event.create": ("calendar", "events.insert"),
    "event.update": ("calendar", "events.patch"),
    "event.delete": ("calendar", "events.delete"),
    "file.share": ("drive", "permissions.create"),
    "mail.draft": ("gmail", "drafts.create"),
    "mail.send": ("gmail", "drafts.send"),
}
SUMS: dict[str, list[int]] = {  # events, invitations and the like, shares, drafts, mails that went out
    "event.create": [1, 1, 0, 0, 0],
    "event.update": [1, 2, 0, 0, 0],
    "event.delete": [0, 2, 0, 0, 0],
    "file.share": [0, 0, 1, 0, 0],
    "mail.draft": [0, 0, 0, 1, 0],
    "mail.send": [0, 0, 0, 0, 1],
}


def sums(office: Office) -> list[int]:
    google = office.google
    box = google.boxes[ALICE_MAIL]
    living = [one for one in google.calendars[ALICE_MAIL].events.values() if one.get("status") != "cancelled"]
    files = list(google.drive.files.values())
    shared = sum(one.email == BOB_MAIL for file in files for one in file.people)
    sent = [one for _, _, one in box.newest() if "SENT" in one.labels]
    return [len(living), len(google.invitations), shared, len(list(box.drafts())), len(sent)]


async def approve(desk: ProposalDesk) -> None:
    """Alice clicks what the card offers, flagged or not, and lets the undo window pass."""
    await desk.draw()
    action = "proposal_confirmed" if (await desk.row()).flags else "proposal_approved"
    await desk.click(action)
    await eventually(lambda: len(desk.office.bell.of("carry_out")) == 1)


@pytest.mark.parametrize("kind", KINDS)
async def test_what_was_approved_on_the_card_is_done_at_google_and_the_card_says_so(
    office: Office, clock: Clock, kind: str
) -> None:
    desk = await at_desk(office, kind)
    await approve(desk)
    clock.advance(31)
    await desk.carry()
    assert sums(office) == SUMS[kind]
    assert (await desk.row()).state == ProposalState.DONE
    (card,) = desk.cards()
    assert (card.thread_ts, "white_check_mark" in desk.text) == (desk.thread_ts, True)
    await carry_out(office.services, desk.id)
    await draw_proposal(office.services, desk.id)
    assert sums(office) == SUMS[kind]


@pytest.mark.parametrize("kind", KINDS)
async def test_a_call_whose_answer_is_cut_is_done_once(office: Office, clock: Clock, kind: str) -> None:
    desk = await at_desk(office, kind)
    await approve(desk)
    clock.advance(31)
    service, method = CALLS[kind]
    fault: dict[str, Any] = {"service": service, "method": method, "kind": "cut_after", "times": 1}
    office.faults.add(Fault(**fault))
    for _ in range(12):
        try:
            await desk.carry()
            break
        except Temporary:
            clock.advance(30)
    assert (await desk.row()).state == ProposalState.DONE
    assert sums(office) == SUMS[kind]


async def test_a_share_whose_answer_is_cut_is_known_at_once_and_not_made_again_after_it_was_revoked(
    office: Office,
) -> None:
    desk = await at_desk(office, "file.share")
    await approve(desk)
    office.faults.add(Fault(service="drive", method="permissions.create", kind="cut_after", times=1))
    await desk.carry()
    assert ((await desk.row()).state, sums(office)) == (ProposalState.DONE, SUMS["file.share"])
    for file in office.google.drive.files.values():
        file.people[:] = [one for one in file.people if one.email != BOB_MAIL]
    await carry_out(office.services, desk.id)
    assert sums(office) == [0, 0, 0, 0, 0]


async def test_an_event_is_the_one_that_was_shown(office: Office) -> None:
    desk = await at_desk(office, "event.create")
    await approve(desk)
    await desk.carry()
    (event,) = office.google.calendars[ALICE_MAIL].events.values()
    assert (event["summary"], event["location"], event["description"]) == (
        "Budget review", "Room 4", "Numbers for 2027.",
    )  # fmt: skip
    assert BOB_MAIL in {person["email"] for person in event["attendees"]}
    assert f"'url': '{event['htmlLink']}'" in desk.text


async def test_a_mail_goes_out_with_the_signature_that_the_card_showed(office: Office, clock: Clock) -> None:
    desk = await at_desk(office, "mail.send")
    await approve(desk)
    assert "Head of Sales" in desk.text
    clock.advance(31)
    await desk.carry()
    (sent,) = [one for _, _, one in office.google.boxes[ALICE_MAIL].newest() if "SENT" in one.labels]
    assert (b"Head of Sales" in sent.wire, sent.raw.get("To")) == (True, SARAH_MAIL)
    assert (await desk.row()).result["proven"] is True


async def test_an_event_changed_at_google_meanwhile_is_asked_about_again(office: Office) -> None:
    desk = await at_desk(office, "event.update")
    await approve(desk)
    calendar = office.services.mailboxes.calendar(desk.account.id)
    there = await calendar.event("abcde12345")
    assert there is not None
    assert await calendar.update(there.id, replace(as_new(there), place="Room 9"), there.etag) is not None
    await desk.carry()
    assert (await desk.row()).state == ProposalState.PROPOSED
    assert "Nothing was done" in desk.text and "Room 9" in desk.text
    office.bell.rings.clear()
    await approve(desk)
    await desk.carry()
    now = await calendar.event("abcde12345")
    assert now is not None and (now.title, now.place) == ("Budget review 2027", "Room 9")


async def test_an_answer_goes_into_its_thread_unless_something_newer_has_come(office: Office, clock: Clock) -> None:
    account = await connect(office)
    box = office.google.boxes[ALICE_MAIL]
    office.google.furnish(question(), [ALICE_MAIL], "inbox", clock())
    (asked,) = [one for _, _, one in box.newest()]
    said = mail_content(subject="Re: Quote for two spectrometers", thread_id=asked.thread_id, in_reply_to=QUESTION_ID)
    desk = await set_up(office, "mail.send", said, {}, account)
    await approve(desk)
    clock.advance(31)
    office.google.furnish(question("Never mind.", Message_ID="<q2@x.example>", References=QUESTION_ID,
                                   In_Reply_To=QUESTION_ID), [ALICE_MAIL], "inbox", clock())  # fmt: skip
    await desk.carry()
    assert ((await desk.row()).note, "A newer message" in desk.text) == ("newer", True)
    office.bell.rings.clear()
    await approve(desk)
    clock.advance(31)
    await desk.carry()
    (sent,) = [one for _, _, one in box.newest() if "SENT" in one.labels]
    assert (sent.thread_id, sent.raw.get("In-Reply-To")) == (asked.thread_id, QUESTION_ID)


async def test_where_access_has_ended_the_card_says_so_and_another_try_after_connecting_does_it(
    office: Office, clock: Clock
) -> None:
    desk = await at_desk(office, "event.create")
    await approve(desk)
    office.google.oauth.revoke_all(ALICE_MAIL)
    await desk.carry()
    assert ((await desk.row()).note, "Google access has ended" in desk.text) == ("revoked", True)
    await connect(office)
    await desk.click("proposal_retried")
    await eventually(lambda: len(office.bell.of("carry_out")) == 2)
    await desk.carry()
    assert sums(office) == SUMS["event.create"]
