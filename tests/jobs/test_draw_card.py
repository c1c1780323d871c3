"""Drawing a card: what stops one card, what stops them all, and that neither loses a newer wish."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.errors import Permanent, Reconnect, WorkspaceGone
from connectors.slack import FixedToken, Slack
from jobs.draw_card import draw_card
from sandbox.faults import Fault
from storage.cards import Cards
from tests.cast import Desk, ready_reply
from tests.database_fixture import Clock
from tests.handlers.office import Office, everywhere


def refuse(office: Office, reason: str) -> None:
    office.faults.add(Fault(service="slack", method="chat.postMessage", kind="refuse", reason=reason))


async def out_of_date(desk: Desk) -> list[str]:
    async with desk.db.reading() as session:
        return await Cards(session).out_of_date(desk.db.now() - timedelta(seconds=30), 10)


@pytest.mark.parametrize("reason", ["invalid_auth", "missing_scope"])
async def test_a_card_outlives_the_end_of_our_access_and_is_drawn_after_it(
    office: Office, clock: Clock, reason: str
) -> None:
    desk = await ready_reply(office.db)
    refuse(office, reason)
    with pytest.raises(Reconnect):
        await draw_card(office.services, desk.message_id)
    assert (await desk.card()).failed == ""
    office.faults.clear()
    clock.advance(400)
    assert await out_of_date(desk) == [desk.message_id]
    await draw_card(office.services, desk.message_id)
    card = await desk.card()
    assert card.ts and card.drawn == card.wanted


@pytest.mark.parametrize("reason", ["token_revoked", "account_inactive"])
async def test_where_the_app_was_removed_a_card_rests_until_it_is_back(
    office: Office, clock: Clock, reason: str
) -> None:
    desk = await ready_reply(office.db)
    refuse(office, reason)
    with pytest.raises(WorkspaceGone):
        await draw_card(office.services, desk.message_id)
    office.faults.clear()
    clock.advance(4000)
    assert (await desk.card()).failed == "" and await out_of_date(desk) == []
    await office.services.slacks.of("T0MAIL").zone("U0ALICE")  # as when somebody there does something
    assert await out_of_date(desk) == [desk.message_id]
    await draw_card(office.services, desk.message_id)
    assert (await desk.card()).ts


async def test_without_access_a_card_rests_for_minutes_unless_something_new_is_to_be_shown(
    office: Office, clock: Clock
) -> None:
    desk = await ready_reply(office.db)
    refuse(office, "missing_scope")
    with pytest.raises(Reconnect):
        await draw_card(office.services, desk.message_id)
    clock.advance(240)
    assert await out_of_date(desk) == []
    async with office.db.transaction() as session:
        await Cards(session).want(desk.message_id, desk.account.user_id, clock())
    clock.advance(31)
    assert await out_of_date(desk) == [desk.message_id]


async def test_a_card_that_slack_will_never_take_is_given_up(office: Office, clock: Clock) -> None:
    desk = await ready_reply(office.db)
    refuse(office, "channel_not_found")
    with pytest.raises(Permanent):
        await draw_card(office.services, desk.message_id)
    assert (await desk.card()).failed == "slack: channel_not_found"
    clock.advance(3600)
    assert await out_of_date(desk) == []


class _Overtaken(Slack):
    """A Slack that refuses a post while something new happens to the card."""

    desk: Desk

    async def post(self, *_: Any, **__: Any) -> str:
        async with self.desk.db.transaction() as session:
            await Cards(session).want(self.desk.message_id, self.desk.account.user_id, self.desk.db.now())
        raise Permanent("slack: invalid_blocks")


async def test_what_was_wanted_while_a_drawing_failed_is_still_drawn(office: Office, clock: Clock) -> None:
    desk = await ready_reply(office.db)
    slack = _Overtaken(office.services.settings.slack_api_url, FixedToken("xoxb-sandbox"))
    slack.desk = desk
    with pytest.raises(Permanent):
        await draw_card(replace(office.services, slacks=everywhere(slack)), desk.message_id)
    await slack.close()
    assert (await desk.card()).failed == ""
    clock.advance(31)
    assert await out_of_date(desk) == [desk.message_id]
    await draw_card(office.services, desk.message_id)
    assert (await desk.card()).drawn == 2


async def test_a_card_is_posted_even_where_the_app_may_not_look_for_an_earlier_one(office: Office) -> None:
    desk = await ready_reply(office.db)
    async with office.db.transaction() as session:
        await Cards(session).posting(desk.message_id, office.db.now())
    office.faults.add(Fault(service="slack", method="conversations.history", kind="refuse", reason="missing_scope"))
    await draw_card(office.services, desk.message_id)
    assert len(office.calls("chat.postMessage")) == 1
    assert (await desk.card()).ts
