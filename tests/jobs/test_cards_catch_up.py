"""A card that shows something old does not stay so: after a late drawing, and after a click that came too late."""

import asyncio
from dataclasses import replace
from typing import Any

from assistant.approval import approve, discard
from bot.views.notices import late
from jobs.draw_card import draw_card
from jobs.send_reply import send_reply
from jobs.sweep import sweep
from storage.cards import Cards
from storage.drafts import DraftState
from tests.cast import ALICE, Desk, ready_reply
from tests.database_fixture import Clock
from tests.eventually import eventually
from tests.handlers.office import Office, everywhere
from tests.handlers.slack import desk as on_screen
from tests.jobs.mailbox import with_mail

NOT_AN_HOUR = 7


class Slow:
    """Slack, to which the first redrawing takes its time."""

    def __init__(self, real: Any) -> None:
        self.real, self.gate, self.reached = real, asyncio.Event(), asyncio.Event()

    async def update(self, *what: Any) -> None:
        self.reached.set()
        await self.gate.wait()
        await self.real.update(*what)


async def shown(office: Office, desk: Desk) -> str:
    card = await desk.card()
    [message] = [one for one in office.slack.talk.direct("U0ALICE").messages if one.ts == card.ts]
    return str(message.blocks)


async def redraw(office: Office) -> None:
    """Draws the cards for which it was rung."""
    for ring in office.bell.of("draw_card"):
        await draw_card(office.services, str(ring.args[0]))


async def test_an_old_drawing_that_arrives_late_does_not_stay_on_the_card(office: Office, clock: Clock) -> None:
    desk = await ready_reply(office.db)
    await draw_card(office.services, desk.message_id)
    await approve(office.db, ALICE, (await desk.version()).id, 0)
    slack: Any = Slow(office.services.slacks.of("T0MAIL"))
    slow = asyncio.create_task(draw_card(replace(office.services, slacks=everywhere(slack)), desk.message_id))
    await asyncio.wait_for(slack.reached.wait(), 20)
    clock.advance(100)  # the lease has lapsed: the worker slept, or its clock is behind
    services = with_mail(office, desk.mail)
    await draw_card(services, desk.message_id)
    await send_reply(services, desk.draft_id)
    await draw_card(services, desk.message_id)
    slack.gate.set()
    await slow
    clock.advance(61)
    await sweep(office.services, NOT_AN_HOUR)
    await redraw(office)
    assert (await desk.draft()).state == DraftState.SENT
    told = await shown(office, desk)
    assert "Sent" in told and "send_undone" not in told


async def test_a_click_on_a_card_that_lags_behind_brings_it_up_to_date(office: Office) -> None:
    """The whisper says that it shows the present state now."""
    desk = await on_screen.set_out(office)
    await draw_card(office.services, desk.rows.message_id)
    await discard(office.db, ALICE, (await desk.rows.version()).id)
    card = await desk.rows.card()
    async with office.db.transaction() as session:  # it counts as drawn, but an older drawing arrived after it
        await Cards(session).drawn(desk.rows.message_id, card.wanted, card.channel, card.ts)
    await desk.click("discard_clicked")
    await eventually(lambda: late().text in office.heard(on_screen.ALICE))
    await redraw(office)
    assert "Draft discarded" in await shown(office, desk.rows)
