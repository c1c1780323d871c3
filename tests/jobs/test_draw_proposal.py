"""Drawing a proposal's card: exactly one message in the question's thread, always brought up to date."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from bot.errors import OutcomeUnknown, Permanent, Reconnect, Temporary
from jobs.carry_out import carry_out
from jobs.draw_proposal import draw_proposal
from jobs.heal import heal
from jobs.sweep import sweep
from sandbox.faults import Fault
from storage.proposals import Proposals, ProposalState
from storage.questions import Questions
from tests.cast import ALICE_MAIL, question
from tests.database_fixture import Clock
from tests.eventually import eventually
from tests.handlers.office import Office
from tests.proposal_desk import ProposalDesk, as_new, at_desk
from tests.proposals import an_event


async def want(desk: ProposalDesk) -> None:
    async with desk.office.db.transaction() as session:
        await Proposals(session).want(desk.id, desk.office.db.now())


async def undrawn(desk: ProposalDesk) -> list[str]:
    async with desk.office.db.reading() as session:
        return [one for one, _ in await Proposals(session).undrawn(desk.office.db.now(), 10)]


async def test_the_card_stands_in_the_questions_thread_and_is_updated_there(office: Office) -> None:
    desk = await at_desk(office, "event.create")
    await desk.draw()
    (card,) = desk.cards()
    assert (card.thread_ts, "Create an event in your calendar as alice@fernhill.example" in card.text) == (
        desk.thread_ts,
        True,
    )
    await desk.draw()
    assert len(office.calls("chat.update")) == 0
    await want(desk)
    await desk.draw()
    assert (len(desk.cards()), len(office.calls("chat.update"))) == (1, 1)


async def test_a_card_that_was_posted_without_an_answer_is_found_again(office: Office) -> None:
    desk = await at_desk(office, "event.create")
    office.fail("chat.postMessage", kind="cut_after", times=1)
    with pytest.raises(OutcomeUnknown):
        await desk.draw()
    assert (len(desk.cards()), (await desk.row()).ts) == (1, "")
    await desk.draw()
    (card,) = desk.cards()
    assert (await desk.row()).ts == card.ts


async def test_what_else_is_at_that_time_is_told_as_it_stands_when_the_card_is_drawn(office: Office) -> None:
    desk = await at_desk(office, "event.create")
    calendar = office.services.mailboxes.calendar(desk.account.id)
    there = await calendar.create("dentist12345", replace(as_new(an_event()), title="Dentist"))
    await desk.draw()
    assert "You have “Dentist” 14:00–14:30 then." in desk.text and "proposal_confirmed" in desk.text
    digest = (await desk.row()).digest
    await calendar.delete(there.id, there.etag)
    await want(desk)
    await desk.draw()
    assert "Dentist" not in desk.text and (await desk.row()).digest == digest


async def test_many_drawings_at_once_post_one_card(office: Office) -> None:
    desk = await at_desk(office, "event.create")
    await asyncio.gather(*(desk.draw() for _ in range(4)))
    assert len(desk.cards()) == 1
    row = await desk.row()
    assert row.drawn == row.wanted


async def test_what_slack_will_never_take_is_given_up_until_something_new_is_to_be_shown(
    office: Office, clock: Clock
) -> None:
    desk = await at_desk(office, "event.create")
    office.fail("chat.postMessage", kind="refuse", reason="is_archived", times=1)
    with pytest.raises(Permanent):
        await desk.draw()
    clock.advance(3600)
    assert await undrawn(desk) == []
    await want(desk)
    await desk.draw()
    assert len(desk.cards()) == 1


async def test_a_card_that_could_not_be_drawn_has_another_chance_every_hour(office: Office, clock: Clock) -> None:
    desk = await at_desk(office, "event.create")
    office.fail("chat.postMessage", kind="refuse", reason="is_archived", times=1)
    with pytest.raises(Permanent):
        await desk.draw()
    clock.advance(3600)
    await heal(office.services, 1)
    assert await undrawn(desk) == [desk.id]
    await desk.draw()
    assert len(desk.cards()) == 1


async def test_a_card_rests_while_our_access_to_slack_has_ended(office: Office, clock: Clock) -> None:
    desk = await at_desk(office, "event.create")
    office.fail("chat.postMessage", kind="refuse", reason="missing_scope", times=1)
    with pytest.raises(Reconnect):
        await desk.draw()
    clock.advance(200)
    assert await undrawn(desk) == []
    clock.advance(101)
    assert await undrawn(desk) == [desk.id]


async def test_a_proposal_waits_until_its_question_has_a_thread(office: Office) -> None:
    desk = await at_desk(office, "event.create")
    question = (await desk.row()).question_id
    async with office.db.transaction() as session:
        await Questions(session).change(question, thread_ts="")
    with pytest.raises(Temporary):
        await desk.draw()
    assert desk.cards() == []
    async with office.db.transaction() as session:
        await Questions(session).change(question, thread_ts=desk.thread_ts)
    await desk.draw()
    assert len(desk.cards()) == 1


async def test_a_mail_that_cannot_be_made_ready_says_why(office: Office) -> None:
    desk = await at_desk(office, "mail.send", thread_id="t404")
    fault = Fault(service="gmail", method="threads.get", kind="status", status=403, reason="insufficientPermissions")
    office.faults.add(fault)
    await desk.draw()
    assert ((await desk.row()).state, "A permission is missing" in desk.text) == (ProposalState.FAILED, True)
    assert "proposal_approved" not in desk.text


async def test_trying_again_what_could_not_be_made_ready_makes_it_ready_and_asks(office: Office) -> None:
    office.google.furnish(question(), [ALICE_MAIL], "inbox", office.db.now())
    (asked,) = [one for _, _, one in office.google.boxes[ALICE_MAIL].newest()]
    desk = await at_desk(office, "mail.send", to=["stranger@else.example"], thread_id=asked.thread_id)
    refused = {"kind": "status", "status": 403, "reason": "insufficientPermissions", "times": 1}
    office.faults.add(Fault(service="gmail", method="threads.get", **refused))
    await desk.draw()
    assert "proposal_retried" in desk.text
    await desk.click("proposal_retried")
    await eventually(lambda: len(office.bell.of("draw_proposal")) > 0)
    await carry_out(office.services, desk.id)
    row = await desk.row()
    assert (row.state, row.due_at, row.prepared) == (ProposalState.PROPOSED, None, False)
    await desk.draw()
    row = await desk.row()
    assert (row.state, row.prepared, bool(row.flags)) == (ProposalState.PROPOSED, True, True)
    assert "proposal_confirmed" in desk.text and "sending_at" not in row.result


async def rung(office: Office) -> list[tuple[str, Any]]:
    office.bell.rings.clear()
    await sweep(office.services, 7)
    found = [(ring.job.rpartition(".")[2], ring.args[0]) for ring in office.bell.rings]
    return [one for one in found if one[0] in ("carry_out", "draw_proposal")]


async def test_the_sweep_rings_for_cards_and_work_that_stand_still_and_for_what_has_expired(
    office: Office, clock: Clock
) -> None:
    desk = await at_desk(office, "event.create")
    assert await rung(office) == []
    clock.advance(31)
    assert await rung(office) == [("draw_proposal", desk.id)]
    assert await rung(office) == []
    await draw_proposal(office.services, desk.id)
    async with office.db.transaction() as session:
        proposed, approved, now = ProposalState.PROPOSED, ProposalState.APPROVED, office.db.now()
        await Proposals(session).claim(desk.id, proposed, approved, now, due_at=now)
    await desk.draw()
    clock.advance(121)
    assert await rung(office) == [("carry_out", desk.id)]
    assert await rung(office) == []
    async with office.db.transaction() as session:
        await Proposals(session).claim(desk.id, approved, proposed, office.db.now())
    await desk.draw()
    clock.advance(24 * 3600)
    assert await rung(office) == [("draw_proposal", desk.id)]
    assert (await desk.row()).state == ProposalState.EXPIRED
