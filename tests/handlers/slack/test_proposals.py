"""Clicks on a proposal, from Slack's signed request to the row and what is rung; and who may click at all."""

import asyncio
from datetime import timedelta

import pytest

from bot.views.notices import delayed, late, on_hold, refusal
from storage.accounts import Accounts
from storage.proposals import Proposals, ProposalState
from tests.cast import audit_of
from tests.database_fixture import Clock
from tests.eventually import eventually
from tests.handlers.office import Office
from tests.proposal_desk import ProposalDesk, at_desk
from tests.proposals import BOB_MAIL

ALICE, BOB, MALLORY = "U0ALICE", "U0BOB", "U0MALLORY"
EVERY_BUTTON = (
    "proposal_approved",
    "proposal_confirmed",
    "proposal_cancelled",
    "proposal_undone",
    "proposal_retried",
)


async def told(office: Office, who: str, words: str) -> None:
    await eventually(lambda: words in office.heard(who))


async def ready(office: Office, kind: str = "event.create", *, known: bool = True, **values: object) -> ProposalDesk:
    """On screen, without anything to warn of if `known`."""
    desk = await at_desk(office, kind, **values)
    await desk.draw()
    if known:
        async with office.db.transaction() as session:
            await Proposals(session).change(desk.id, flags=[])
            await Proposals(session).want(desk.id, office.db.now())
        await desk.draw()
    office.bell.rings.clear()
    return desk


async def forge(office: Office, who: str, action: str, value: str) -> None:
    """A click on a button in that person's own DM, with another value."""
    element = {"type": "button", "action_id": action, "value": "x", "text": {"type": "plain_text", "text": "x"}}
    mine = await office.card(who, "x", [{"type": "actions", "block_id": "row", "elements": [element]}])
    answer = await office.click(who, mine, action, value=value, forged=True)
    assert answer["status"] == 200


async def state(desk: ProposalDesk) -> str:
    return (await desk.row()).state


async def test_while_the_mailbox_is_paused_approve_says_so_and_changes_nothing(office: Office) -> None:
    desk = await ready(office)
    row = await desk.row()
    async with office.db.transaction() as session:
        await Accounts(session).change(row.account_id, paused=True)
    await desk.click("proposal_approved")
    await told(office, ALICE, on_hold().text)
    assert (await state(desk), "carry_out" in office.bell.names) == (ProposalState.PROPOSED, False)


async def test_approve_claims_what_was_shown_and_rings_the_work(office: Office) -> None:
    desk = await ready(office)
    await desk.click("proposal_approved")
    await eventually(lambda: office.bell.names == ["draw_proposal", "carry_out"])
    (ring,) = office.bell.of("carry_out")
    assert (ring.args, ring.queue, ring.at, ring.correlation) == ((desk.id,), "outbound", office.db.now(), "c1")
    row = await desk.row()
    assert (row.state, row.decided_by) == (ProposalState.APPROVED, ALICE)


async def test_a_mail_waits_for_its_undo_window_and_can_be_taken_back(office: Office, clock: Clock) -> None:
    desk = await ready(office, "mail.send", to=[BOB_MAIL])
    await desk.click("proposal_approved")
    await eventually(lambda: office.bell.names == ["draw_proposal", "carry_out"])
    assert office.bell.of("carry_out")[0].at == clock() + timedelta(seconds=30)
    await desk.draw()
    await desk.click("proposal_undone")
    await eventually(lambda: len(office.bell.of("draw_proposal")) == 2)
    assert await state(desk) == "proposed"
    clock.advance(31)
    await desk.carry()
    assert office.google.boxes["alice@fernhill.example"].drafts() == []


async def test_a_flagged_card_is_approved_by_its_second_question_only(office: Office) -> None:
    desk = await ready(office, "mail.send", known=False, to=["stranger@else.example"])
    row = await desk.row()
    assert row.flags
    await forge(office, ALICE, "proposal_approved", f"{row.id}:{row.digest}")
    await told(office, ALICE, late().text)
    assert await state(desk) == "proposed"
    await desk.click("proposal_confirmed")
    await eventually(lambda: len(office.bell.of("carry_out")) == 1)
    assert await state(desk) == "approved"


async def test_of_clicks_from_two_devices_at_once_one_acts(office: Office) -> None:
    desk = await ready(office)
    await asyncio.gather(*(desk.click("proposal_approved") for _ in range(4)))
    await eventually(lambda: office.heard(ALICE) == [late().text] * 3)
    assert len(office.bell.of("carry_out")) == 1
    await desk.carry()
    assert len(office.google.calendars["alice@fernhill.example"].events) == 1


async def test_cancel_settles_it(office: Office) -> None:
    desk = await ready(office)
    await desk.click("proposal_cancelled")
    await eventually(lambda: office.bell.names == ["draw_proposal"])
    assert await state(desk) == "cancelled"
    await desk.click("proposal_approved")
    await told(office, ALICE, late().text)
    assert office.bell.of("carry_out") == []
    await desk.draw()
    assert "Not done" in desk.text and "proposal_approved" not in desk.text


async def test_a_click_on_an_older_content_is_late(office: Office) -> None:
    desk = await ready(office)
    async with office.db.transaction() as session:
        await Proposals(session).change(desk.id, digest="f" * 64)
    await desk.click("proposal_approved")
    await told(office, ALICE, late().text)
    assert (await state(desk), office.bell.of("carry_out")) == ("proposed", [])


async def test_a_click_after_a_day_finds_it_expired(office: Office, clock: Clock) -> None:
    desk = await ready(office)
    clock.advance(24 * 3600)
    await desk.click("proposal_approved")
    await told(office, ALICE, late().text)
    assert await state(desk) == "expired"
    await desk.draw()
    assert "in time" in desk.text


async def test_trying_again_rings_the_work_again(office: Office) -> None:
    desk = await ready(office)
    async with office.db.transaction() as session:
        failed, now = ProposalState.FAILED, office.db.now()
        await Proposals(session).claim(desk.id, ProposalState.PROPOSED, failed, now, note="service_down")
    await desk.draw()
    await desk.click("proposal_retried")
    await eventually(lambda: len(office.bell.of("carry_out")) == 1)
    await desk.carry()
    assert await state(desk) == "done"


async def test_a_queue_that_is_down_costs_no_click(office: Office) -> None:
    desk = await ready(office)
    office.bell.down = True
    await desk.click("proposal_approved")
    await eventually(lambda: office.heard(ALICE) == [delayed().text])
    assert await state(desk) == "approved"


async def test_the_button_of_a_receipt_opens_a_page_and_no_more(office: Office) -> None:
    desk = await ready(office)
    await desk.click("proposal_approved")
    await eventually(lambda: len(office.bell.of("carry_out")) == 1)
    await desk.carry()
    office.bell.rings.clear()
    await desk.click("proposal_opened")
    assert (office.heard(ALICE), office.bell.rings) == ([], [])


@pytest.mark.parametrize("who", [BOB, MALLORY])
async def test_nobody_else_can_use_a_button_of_alices_proposal(office: Office, who: str) -> None:
    """The other one has a card of their own, and forges its value; Slack's signature says who they are."""
    desk = await ready(office)
    row = await desk.row()
    office.slack.options.rate_limits = False  # who may is asked here, not how fast Slack takes answers
    for tried, action in enumerate(EVERY_BUTTON, 1):
        await forge(office, who, action, f"{row.id}:{row.digest}")
        await eventually(lambda tried=tried: office.heard(who) == [refusal().text] * tried)  # type: ignore[misc]
        last = (await audit_of(office.db, desk.id))[-1]
        assert (last.actor, last.action) == (who, "refused")
    assert (await state(desk), office.bell.rings) == ("proposed", [])
    assert len([one for one in await audit_of(office.db, desk.id) if one.action == "refused"]) == len(EVERY_BUTTON)
