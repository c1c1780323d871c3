"""What a killed worker had sent to a slow Slack arrives after its card was posted anew: one of the two goes again."""

import asyncio

import pytest

from bot.errors import OutcomeUnknown
from jobs.draw_card import draw_card
from jobs.drop_twins import LATE, drop_twins
from sandbox.faults import Fault
from storage.cards import Cards
from storage.places import Places
from tests.cast import ready_reply
from tests.database_fixture import Clock
from tests.eventually import eventually
from tests.handlers.office import Office
from tests.proposal_desk import at_desk


def cards(office: Office) -> list[str]:
    return [one.ts for one in office.slack.talk.direct("U0ALICE").messages if "card:" in str(one.blocks)]


async def test_a_card_that_a_slow_slack_posts_after_its_worker_was_killed_does_not_stay(
    office: Office, clock: Clock
) -> None:
    desk = await ready_reply(office.db)
    other = await office.card("U0ALICE", "x", [{"type": "divider", "block_id": "card:other"}])
    office.faults.add(Fault(service="slack", method="chat.postMessage", kind="slow", seconds=1.5, times=1))
    dying = asyncio.create_task(draw_card(office.services, desk.message_id))
    await eventually(lambda: not office.faults.listing())  # Slack has the request, and takes its time
    dying.cancel()
    await asyncio.gather(dying, return_exceptions=True)
    clock.advance(100)
    await draw_card(office.services, desk.message_id)
    await eventually(lambda: len(cards(office)) == 3)
    (ring,) = office.bell.of("drop_twins")
    assert ring.at == clock() + LATE
    await drop_twins(office.services, *map(str, ring.args))
    assert cards(office) == [other[1], (await desk.card()).ts]


async def test_a_card_posted_at_the_first_try_is_not_looked_for_and_one_that_was_found_may_have_a_twin(
    office: Office,
) -> None:
    desk = await ready_reply(office.db)
    await draw_card(office.services, desk.message_id)
    assert not office.bell.of("drop_twins")
    proposed = await at_desk(office, "mail.draft")
    office.faults.add(Fault(service="slack", method="chat.postMessage", kind="status_after", times=1))
    with pytest.raises(OutcomeUnknown):
        await proposed.draw()
    await proposed.draw()
    assert [ring.args for ring in office.bell.of("drop_twins")] == [("proposal", proposed.id)]
    (card,) = proposed.cards()
    channel = office.slack.talk.direct("U0ALICE").id
    thread = (await proposed.row()).thread_ts
    await office.services.slacks.of("T0MAIL").post(channel, "late", card.blocks, thread)
    assert len(proposed.cards()) == 2
    await drop_twins(office.services, "proposal", proposed.id)
    assert [one.ts for one in proposed.cards()] == [(await proposed.row()).ts]


async def test_a_card_that_was_posted_anew_while_twins_are_looked_for_stays(office: Office) -> None:
    desk = await ready_reply(office.db)
    async with office.db.transaction() as session:
        await Cards(session).posting(desk.message_id, office.db.now())
    await draw_card(office.services, desk.message_id)
    office.faults.add(Fault(service="slack", method="conversations.history", kind="slow", seconds=1, times=1))
    looking = asyncio.create_task(drop_twins(office.services, "card", desk.message_id))
    await eventually(lambda: not office.faults.listing())  # it has read where the card stands
    async with office.db.transaction() as session:
        card = await desk.card()
        await Places(session).everything(card.user_id)  # all that was posted is to go, and the mail comes up again
        await Cards(session).want(desk.message_id, card.user_id, office.db.now())
    await draw_card(office.services, desk.message_id)
    await looking
    assert (await desk.card()).ts in cards(office) and (await desk.card()).ts != card.ts


async def test_a_card_that_was_taken_back_meanwhile_is_left_alone(office: Office) -> None:
    desk = await ready_reply(office.db)
    async with office.db.transaction() as session:
        await Cards(session).posting(desk.message_id, office.db.now())
    await drop_twins(office.services, "card", desk.message_id)
    await drop_twins(office.services, "card", "unknown")
    assert not office.calls("conversations.history")
