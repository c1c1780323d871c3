"""Clicks while the queue is away: no card can be redrawn, so the words say how it stands."""

import asyncio

import pytest

from bot.views.notices import delayed, late, late_edit, on_hold
from bot.views.text import moment
from storage.accounts import Accounts
from storage.drafts import DraftState
from tests.eventually import eventually
from tests.handlers.office import Office
from tests.handlers.slack.desk import ALICE, Desk, set_out
from tests.proposal_desk import at_desk


@pytest.fixture
async def desk(office: Office) -> Desk:
    desk = await set_out(office)
    office.bell.down = True
    return desk


async def told(office: Office, text: str, times: int = 1) -> None:
    await eventually(lambda: office.heard(ALICE)[-times:] == [text] * times)


async def approved(desk: Desk) -> str:
    """It is approved while its card cannot show that; how a later click is told of it."""
    await desk.click("send_clicked")
    await told(desk.office, delayed().text)
    return f"You approved this reply already, {moment(desk.office.db.now())}"


@pytest.mark.parametrize("action", ["send_clicked", "discard_clicked", "edit_clicked", "regenerate_clicked"])
async def test_a_second_click_is_told_what_the_first_one_did(desk: Desk, action: str) -> None:
    words = await approved(desk)
    await desk.click(action)
    await told(desk.office, late(words).text)
    assert "the card shows this by itself" in late(words).text and "present state" not in late(words).text
    assert (await desk.draft()).state == DraftState.APPROVED


async def test_of_clicks_on_two_devices_at_once_one_is_noted_and_the_other_told_so(desk: Desk) -> None:
    await asyncio.gather(*(desk.click("send_clicked") for _ in range(3)))
    words = late(f"You approved this reply already, {moment(desk.office.db.now())}").text
    await eventually(lambda: sorted(desk.office.heard(ALICE)) == sorted([delayed().text, words, words]))


async def test_an_edit_that_comes_too_late_gives_back_what_was_typed_and_says_how_it_stands(desk: Desk) -> None:
    await desk.click("edit_clicked")
    await eventually(lambda: len(desk.office.views(ALICE)) == 1)
    await desk.rows.put(state=DraftState.SENT)
    await desk.office.submit(ALICE, {"body": "Another answer."})
    words = "This reply was sent already"
    await told(desk.office, late_edit("Another answer.", words).text)
    blocks = str(desk.office.slack.talk.direct(ALICE).messages[-1].blocks)
    assert "Another answer." in blocks and f"{words}, so your edit was not saved" in blocks


async def test_a_paused_mailbox_is_told_as_ever(desk: Desk) -> None:
    async with desk.office.db.transaction() as session:
        await Accounts(session).change(desk.rows.account.id, paused=True)
    await desk.click("send_clicked")
    await told(desk.office, on_hold().text)


async def test_a_proposal_says_what_was_decided(office: Office) -> None:
    desk = await at_desk(office, "mail.draft")
    await desk.draw()
    office.bell.down = True
    await desk.click("proposal_cancelled")
    await told(office, delayed().text)
    await desk.click("proposal_cancelled")
    await told(office, late("This was cancelled already").text)
