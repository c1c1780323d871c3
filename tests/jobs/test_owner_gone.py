"""Somebody is deactivated, or their workspace removes Mailroom, after they approved something: it is not done."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from assistant.approval import Answer, approve
from assistant.departing import person_left
from assistant.installing import workspace_left
from bot.errors import OutcomeUnknown, Temporary
from bot.services import Services
from jobs.draw_card import draw_card
from jobs.send_reply import send_reply
from jobs.sweep import sweep
from sandbox.faults import Fault
from storage.drafts import DraftState
from storage.proposals import ProposalState
from tests.cast import ALICE, TEAM, Desk, audit_of, ready_reply
from tests.database_fixture import Clock
from tests.handlers.office import Office
from tests.jobs.mailbox import with_mail
from tests.jobs.test_proposals_over_the_wire import SUMS, sums
from tests.jobs.test_proposals_over_the_wire import approve as approve_card
from tests.proposal_desk import at_desk
from tests.proposals import KINDS


async def deactivate(office: Office, *, deleted: bool = True) -> None:
    """Slack says so, as it does when an admin clicks."""
    office.slack.deactivate(office.slack.users["U0ALICE"], deleted=deleted)
    await office.slack.delivery.settled()


@asynccontextmanager
async def untouched(office: Office) -> AsyncIterator[None]:
    """Meanwhile nothing is asked of Google."""
    for service in ("gmail", "calendar", "drive"):
        office.faults.add(Fault(service=service, kind="status", times=99))
    yield
    assert [order["times"] for order in office.faults.listing()] == [99, 99, 99]
    office.faults.clear()


async def actions(office: Office, subject: str) -> list[str]:
    return [entry.action for entry in await audit_of(office.db, subject)]


# proposals


@pytest.mark.parametrize("kind", KINDS)
async def test_what_was_approved_is_not_done_and_the_card_asks_again(office: Office, clock: Clock, kind: str) -> None:
    desk = await at_desk(office, kind)
    before = sums(office)
    await approve_card(desk)
    await deactivate(office)
    clock.advance(31)
    async with untouched(office):
        await desk.carry()
    assert sums(office) == before
    row = await desk.row()
    assert (row.state, row.note, row.due_at) == (ProposalState.PROPOSED, "left", None)
    assert (await actions(office, desk.id))[-1] == "undone"
    assert "you were deactivated in Slack" in desk.text
    await deactivate(office, deleted=False)
    office.bell.rings.clear()
    await approve_card(desk)
    clock.advance(31)
    await desk.carry()
    assert sums(office) == SUMS[kind]


async def test_what_may_have_been_done_before_is_told_as_that_and_looked_into_only_by_a_click(
    office: Office, clock: Clock
) -> None:
    desk = await at_desk(office, "mail.send")
    await approve_card(desk)
    clock.advance(31)
    office.faults.add(Fault(service="gmail", method="drafts.send", kind="cut_after", times=1))
    with pytest.raises(Temporary):
        await desk.carry()
    await deactivate(office)
    clock.advance(60)
    async with untouched(office):
        await desk.carry()
    assert (await desk.row()).state == ProposalState.FAILED
    assert "It may have been done all the same" in desk.text
    await deactivate(office, deleted=False)
    await desk.click("proposal_retried")
    await desk.carry()
    assert ((await desk.row()).state, sums(office)) == (ProposalState.DONE, SUMS["mail.send"])


# replies


async def approved(office: Office) -> tuple[Desk, Services]:
    """A reply that Alice approved a while ago, on screen, and services that act on its mailbox."""
    desk = await ready_reply(office.db)
    assert (await approve(office.db, ALICE, (await desk.version()).id, 0)).answer is Answer.DONE
    await draw_card(office.services, desk.message_id)
    return desk, with_mail(office, desk.mail)


async def words(office: Office, desk: Desk) -> str:
    """What the card on screen says."""
    await draw_card(office.services, desk.message_id)
    (card,) = office.slack.talk.direct("U0ALICE").messages
    return str(card.blocks)


@pytest.mark.parametrize("how", ["deactivated", "uninstalled"])
async def test_a_reply_is_not_sent_and_waits_for_a_click(office: Office, clock: Clock, how: str) -> None:
    desk, services = await approved(office)
    if how == "deactivated":
        await deactivate(office)
    else:
        assert await workspace_left(office.db, TEAM, clock())
    desk.mail.calls.clear()
    await send_reply(services, desk.draft_id)
    draft = await desk.draft()
    assert (draft.state, draft.note, draft.send_after) == (DraftState.READY, "left", None)
    assert (desk.mail.sends, sum(desk.mail.calls.values())) == ([], 0)
    (*_, last) = await audit_of(office.db, desk.message_id)
    assert (last.actor, last.action, last.detail["note"]) == ("mailroom", "ready", "left")


async def test_the_card_of_who_comes_back_says_so_and_a_click_sends_it(office: Office, clock: Clock) -> None:
    desk, services = await approved(office)
    await deactivate(office)
    await send_reply(services, desk.draft_id)
    await deactivate(office, deleted=False)
    assert "Work on this stopped" in await words(office, desk)
    assert (await approve(office.db, ALICE, (await desk.version()).id, 0)).answer is Answer.DONE
    assert "Work on this stopped" not in await words(office, desk)
    await send_reply(services, desk.draft_id)
    assert ((await desk.draft()).state, len(desk.mail.sends)) == (DraftState.SENT, 1)


@pytest.mark.parametrize("acts", [False, True])
async def test_a_reply_of_which_nobody_knows_whether_it_went_out_is_not_sent_again_but_told(
    office: Office, clock: Clock, acts: bool
) -> None:
    desk, services = await approved(office)
    desk.mail.fail("send_draft", OutcomeUnknown("no answer"), acts=acts)
    with pytest.raises(OutcomeUnknown):
        await send_reply(services, desk.draft_id)
    await deactivate(office)
    desk.mail.calls.clear()
    clock.advance(120)
    await send_reply(services, desk.draft_id)
    assert ((await desk.draft()).state, sum(desk.mail.calls.values())) == (DraftState.UNSURE, 0)
    assert len(desk.mail.sends) == acts
    assert "We cannot tell" in await words(office, desk)


async def test_who_is_deactivated_while_the_reply_is_compared_has_nothing_sent(office: Office, clock: Clock) -> None:
    desk, services = await approved(office)

    async def leaves() -> None:
        assert await person_left(office.db, TEAM, ALICE.slack_id)

    desk.mail.meanwhile("draft", leaves)
    await send_reply(services, desk.draft_id)
    assert ((await desk.draft()).state, (await desk.draft()).note) == (DraftState.READY, "left")
    assert desk.mail.sends == []


async def test_a_sent_reply_rests_unproven_until_its_owner_is_back(office: Office, clock: Clock) -> None:
    desk, services = await approved(office)
    desk.mail.fail("message", Temporary("down"))
    with pytest.raises(Temporary):
        await send_reply(services, desk.draft_id)
    await deactivate(office)
    desk.mail.calls.clear()
    await send_reply(services, desk.draft_id)
    assert ((await desk.draft()).receipted, sum(desk.mail.calls.values())) == (False, 0)
    await deactivate(office, deleted=False)
    await send_reply(services, desk.draft_id)
    assert (await desk.draft()).receipt["proven"] is True


# whatever became of the queue


async def test_an_approval_whose_ring_was_lost_ends_all_the_same(office: Office, clock: Clock) -> None:
    reply, services = await approved(office)
    desk = await at_desk(office, "event.create")
    await approve_card(desk)
    await deactivate(office)
    office.bell.rings.clear()
    clock.advance(600)
    await sweep(office.services, 1)
    assert [ring.args for ring in office.bell.of("carry_out")] == [(desk.id,)]
    assert [ring.args for ring in office.bell.of("send_reply")] == [(reply.draft_id,)]
    await desk.carry()
    await send_reply(services, reply.draft_id)
    assert ((await desk.row()).state, (await reply.draft()).state) == (ProposalState.PROPOSED, DraftState.READY)
    office.bell.rings.clear()
    clock.advance(600)
    await sweep(office.services, 1)
    assert not {"carry_out", "send_reply"} & set(office.bell.names)
